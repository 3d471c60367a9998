"""The demo's wards: twelve beds, one being cleaned, one blocked, and patients for whom a bed is wanted."""

from __future__ import annotations

from hub.beds import actions
from hub.beds.models import Bed, BedStatus, Ward
from hub.core.db import Db
from hub.core.demo import Demo
from hub.identity.queries import actor_of_user

WARDS = (("med", "Internal medicine", 8), ("surg", "Surgery", 4))
WANTED = ("Pneumonia, needs oxygen and intravenous antibiotics", "Heart failure, to be dehydrated under observation")


async def load(db: Db, demo: Demo) -> None:
    """Wards and beds, and two admissions that wait for a bed."""
    await wards(db)
    doctor = demo.made["doctor"]
    actor = await actor_of_user(db, doctor.user_id)
    for patient, reason in zip(demo.made["patients"][-2:], WANTED, strict=True):
        await actions.request(db, patient, reason, actor=actor)


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
