"""The demo's wards: twelve beds, one being cleaned, one blocked; patients who lie there since yesterday, and two for
whom a bed is wanted.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from hub.beds import actions
from hub.beds.models import Bed, BedStatus, Stay, Ward
from hub.core.actor import Actor
from hub.core.clock import travel
from hub.core.db import Db
from hub.core.demo import Demo
from hub.identity.queries import actor_of_user
from hub.patients.rules import age_on
from workflows import tasks
from workflows.queries import open_task_ids

WARDS = (("med", "Internal medicine", 8), ("surg", "Surgery", 4))
LYING = ("Pyelonephritis with fever", "Atrial fibrillation, new, rate to be controlled",
         "Chest pain, serial troponins", "Exacerbated COPD")  # fmt: skip
WANTED = ("Pneumonia, needs oxygen and intravenous antibiotics", "Heart failure, to be dehydrated under observation")
SINCE = timedelta(hours=20)
"""The next morning's review may have come by now, or not yet: as on any ward."""


async def load(db: Db, demo: Demo) -> None:
    """Wards and beds, four who lie on the medical ward, and two admissions that wait for a bed."""
    await wards(db)
    doctor, nurse = [await actor_of_user(db, demo.made[who].user_id) for who in ("doctor", "nurse")]
    adults = [one for one in demo.made["patients"][10:] if age_on(one.birth_date, demo.now.date()) >= 18]
    beds = await db.scalars(select(Bed).join(Ward).where(Ward.code == "med").order_by(Bed.label).limit(len(LYING)))
    demo.made["lying"] = list(zip(adults, beds, strict=False))
    with travel(-SINCE):
        stays = [
            await actions.request(db, patient, reason, actor=doctor)
            for (patient, _), reason in zip(demo.made["lying"], LYING, strict=True)
        ]
        await _done(db, stays, "assign_bed", [{"bed_id": str(bed.id)} for _, bed in demo.made["lying"]], nurse)
        await _done(db, stays, "accept_on_ward", [{"accepted": True}] * len(stays), nurse)
    for patient, reason in zip(adults[-2:], WANTED, strict=True):
        await actions.request(db, patient, reason, actor=doctor)


async def _done(db: Db, stays: list[Stay], element: str, answers: list[dict[str, Any]], actor: Actor) -> None:
    """A step of the pathway, for each as the ward does it."""
    waiting = await open_task_ids(db, [stay.case_id for stay in stays if stay.case_id], element)
    for task_id, given in zip((waiting[stay.case_id] for stay in stays if stay.case_id), answers, strict=True):
        task = await tasks.access_task(db, actor, task_id, lock=True)
        await tasks.complete(db, task, given, task.rev, actor=actor)


async def wards(db: Db) -> None:
    """Make the wards with their beds."""
    for code, name, count in WARDS:
        ward = Ward(code=code, name=name)
        db.add(ward)
        await db.flush()
        for n in range(1, count + 1):
            status = {count: BedStatus.cleaning, count - 1: BedStatus.blocked}.get(n, BedStatus.free)
            db.add(Bed(ward_id=ward.id, label=f"{code[0].upper()}{n:02d}", status=status))
    await db.flush()
