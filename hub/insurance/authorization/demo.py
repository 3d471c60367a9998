"""The demo's requests to the test payer: it approves one, wants to be called about one, denies one; one is to be sent.

What is sent here goes out with the first run of the jobs, and the simulator answers it as it answers everybody.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from hub.core.actor import SYSTEM, Actor
from hub.core.clock import local_day
from hub.core.db import Db
from hub.core.demo import Demo
from hub.identity import house
from hub.identity.queries import actor_of_user
from hub.insurance import coverages
from hub.insurance.authorization import actions
from hub.insurance.authorization.models import PriorAuthorization
from hub.insurance.authorization.schemas import AskPriorAuthorization
from hub.insurance.models import Payer
from hub.insurance.simulator import PAYER_ID
from hub.patients.models import Patient
from workflows import tasks
from workflows.queries import open_task_ids

TRAINING: dict[str, Any] = {
    "services": [{"code": "G0108", "units": 10}], "diagnoses": ["E11.65"],
    "reason": "Newly found type 2 diabetes, HbA1c 9.1 percent. Ten half hours of training.",
}  # fmt: skip
ASSESSMENT: dict[str, Any] = {
    "services": [{"code": "H0031"}], "diagnoses": ["F41.1"],
    "reason": "Anxiety that keeps the patient from work. One assessment before treatment.",
}  # fmt: skip


async def load(db: Db, demo: Demo) -> None:
    """Elena's is approved, one is denied, about one the payer wants to be called, one waits for the clerk: all asked by
    the doctor whose patients these are."""
    payer = await db.scalar(select(Payer).where(Payer.code == PAYER_ID))
    if payer is None or not {"doctor", "billing", "patient"} <= demo.made.keys():
        return
    doctor = await actor_of_user(db, demo.made["doctor"].user_id)
    starts = demo.now.date() - timedelta(days=400)
    wanted = (("PAID", TRAINING), ("DENIED", ASSESSMENT), ("CALL", TRAINING | {"urgent": True}), ("PAID", ASSESSMENT))
    for number, (word, what) in enumerate(wanted):
        patient = demo.made["patients"][number * 3]
        details = {"member_id": f"SIM{word}{71 + number}", "group_number": "HARBOR", "starts_on": starts}
        cover = demo.made["coverages"][patient.id] if number == 0 else await coverages.add(
            db, patient, payer, details, actor=SYSTEM
        )  # fmt: skip
        row = await _asked(db, demo, patient, cover.id, what, doctor)
        if number < 3:
            await _sent(db, row, demo)


async def _asked(
    db: Db, demo: Demo, patient: Patient, coverage_id: Any, what: dict[str, Any], doctor: Actor
) -> PriorAuthorization:  # fmt: skip
    today = local_day(demo.now, await house.zone(db))
    data = AskPriorAuthorization.model_validate(
        what | {"coverage_id": coverage_id, "starts_on": today, "ends_on": today + timedelta(days=90)}
    )
    return await actions.ask(db, patient, data, actor=doctor)


async def _sent(db: Db, row: PriorAuthorization, demo: Demo) -> None:
    """The clerk completes it."""
    assert row.case_id is not None
    clerk = await actor_of_user(db, demo.made["billing"].id)
    task_id = (await open_task_ids(db, [row.case_id], "complete"))[row.case_id]
    task = await tasks.access_task(db, clerk, task_id, lock=True)
    await tasks.complete(db, task, {"decision": "send"}, task.rev, actor=clerk)
