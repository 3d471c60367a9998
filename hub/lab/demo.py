"""The demo's laboratory: an order that cannot wait, and a critical result. Made by the actions that people use.

All invented, and few: every statement of the demo is counted.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

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

SALTS = ["2951-2", "2823-3", "2160-0"]
FOUND = {"2951-2": "138", "2823-3": "6.8", "2160-0": "1.9"}


async def load(db: Db, demo: Demo) -> None:
    """One specimen to take at once; one result to look at within minutes."""
    doctor = await actor_of_user(db, demo.made["doctor"].user_id)
    await _place(db, demo, 18, "stat", "Palpitations since this morning", doctor)
    row = await _place(db, demo, 33, "asap", "Weak, vomiting", doctor)
    row.created_at = demo.now - timedelta(hours=5)
    worker = await db.scalar(select(UserAccount.id).where(UserAccount.email.like("lab@%")))
    if worker is not None:
        await _answer(db, demo, row, await actor_of_user(db, worker))


async def _place(db: Db, demo: Demo, patient: int, priority: str, reason: str, doctor: Actor) -> ServiceRequest:
    wanted = {"title": "Kidneys and salts", "tests": SALTS, "priority": priority, "reason": reason}
    patient_id = demo.made["patients"][patient].id
    return await actions.place(db, patient_id, PlaceServiceRequest.model_validate(wanted), actor=doctor)


async def _answer(db: Db, demo: Demo, row: ServiceRequest, lab: Actor) -> None:
    """The task of the case is completed, and the result is entered, as the laboratory does it."""
    await db.flush()
    waits = select(Task.id).where(Task.case_id == row.case_id, Task.status.in_(OPEN))
    task = await tasks.access_task(db, lab, (await db.scalars(waits)).one(), lock=True)
    await tasks.complete(db, task, {"outcome": "collected", "label": "W-41261"}, task.rev, actor=lab)
    report = {"title": row.title, "specimen": row.specimen, "performer": "House laboratory",
              "effective_at": demo.now.isoformat(), "observations": [_finding(code) for code in SALTS]}  # fmt: skip
    await actions.enter(db, row, EnterDiagnosticReport.model_validate(report), actor=lab)


def _finding(code: str) -> dict[str, Any]:
    known = analytes()[code]
    low, high = known.usual
    return {"code": code, "name": known.name, "value": FOUND[code], "unit": known.unit, "low": low, "high": high,
            "critical_low": known.critical[0], "critical_high": known.critical[1]}  # fmt: skip
