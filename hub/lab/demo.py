"""The demo's laboratory: orders on their way, moved there by the actions that people use. All invented."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.demo import Demo
from hub.encounters.analytes import analytes
from hub.encounters.diagnostic_schemas import EnterDiagnosticReport
from hub.identity.models import UserAccount
from hub.identity.queries import actor_of_user
from hub.lab import actions
from hub.lab.models import ServiceRequest
from hub.lab.schemas import PlaceServiceRequest
from workflows import tasks
from workflows.models import OPEN, Task

SALTS, COUNT = ["2951-2", "2823-3", "2160-0"], ["718-7", "6690-2", "777-3"]
# Which patient of the list, what, which tests, how soon, why, hours ago, how far.
ORDERS: tuple[tuple[int, str, list[str], str, str, int, str], ...] = (
    (18, "Kidneys and salts", SALTS, "stat", "Palpitations since this morning", 0, "placed"),
    (24, "Urine culture", [], "urgent", "Burning, third time this year", 2, "not_collected"),
    (27, "Blood count", COUNT, "urgent", "Fever after travelling", 4, "collected"),
    (33, "Kidneys and salts", SALTS, "asap", "Weak, vomiting", 5, "critical"),
)


async def load(db: Db, demo: Demo) -> None:
    """An order that cannot wait, one that could not be taken, one in the laboratory, a critical result."""
    doctor = await actor_of_user(db, demo.made["doctor"].user_id)
    worker = await db.scalar(select(UserAccount.id).where(UserAccount.email.like("lab@%")))
    if worker is None:
        return
    lab = await actor_of_user(db, worker)
    for n, (patient, title, tests, priority, reason, hours, far) in enumerate(ORDERS, start=1):
        wanted = PlaceServiceRequest.model_validate(
            {"title": title, "tests": tests, "priority": priority, "reason": reason,
             "specimen": "Blood" if tests else "Urine"}
        )  # fmt: skip
        row = await actions.place(db, demo.made["patients"][patient].id, wanted, actor=doctor)
        row.created_at = demo.now - timedelta(hours=hours, minutes=7 * n)
        if far != "placed":
            await _on(db, demo, row, far, f"W-{41260 + n}", lab)


async def _on(db: Db, demo: Demo, row: ServiceRequest, far: str, label: str, lab: Actor) -> None:
    if far == "not_collected":
        await _collect(db, row, {"outcome": far, "reason": "The patient had to leave for work"}, lab)
        return
    await _collect(db, row, {"outcome": "collected", "label": label}, lab)
    if far == "critical":
        found = [_finding(one["code"], one["name"], {"2823-3": "6.8"}) for one in row.tests]
        report = {"title": row.title, "specimen": row.specimen, "performer": "House laboratory",
                  "effective_at": demo.now.isoformat(), "observations": found}  # fmt: skip
        await actions.enter(db, row, EnterDiagnosticReport.model_validate(report), actor=lab)


def _finding(code: str, name: str, odd: dict[str, str]) -> dict[str, Any]:
    known = analytes()[code]
    low, high = known.usual
    value = odd.get(code) or str(((low or high or 1) + (high or low or 1)) / 2)
    return {"code": code, "name": name, "value": value, "unit": known.unit, "low": low, "high": high,
            "critical_low": known.critical[0], "critical_high": known.critical[1]}  # fmt: skip


async def _collect(db: Db, row: ServiceRequest, answers: dict[str, Any], lab: Actor) -> None:
    """As the laboratory does it: the task of the case is completed."""
    await db.flush()
    found = select(Task.id).where(Task.case_id == row.case_id, Task.form == "collect_specimen", Task.status.in_(OPEN))
    task_id: UUID = (await db.scalars(found)).one()
    task = await tasks.access_task(db, lab, task_id, lock=True)
    await tasks.complete(db, task, answers, task.rev, actor=lab)
