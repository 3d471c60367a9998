"""The demo's coverages: everybody who can sign in is insured with the test payer; most of the town is too."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.demo import Demo
from hub.insurance import coverages
from hub.insurance.models import Payer
from hub.insurance.simulator import PAYER_ID

LOGINS = {"patient": "PAID", "patient2": "DENIED"}
TOWN = ("PAID", "FULL", "SHARE", "STATE", "HIGH", "PARTIAL", "PAID", "OUT", "PEND", "REJECT")


async def load(db: Db, demo: Demo) -> None:
    """Elena's claims are paid less a copay, Tomas's are denied at first; four in five others have some cover."""
    payer = await db.scalar(select(Payer).where(Payer.code == PAYER_ID))
    if payer is None:
        return
    starts = demo.now.date() - timedelta(days=400)
    logins = {demo.made[name].id: word for name, word in LOGINS.items() if name in demo.made}
    demo.made["coverages"] = {}
    for number, patient in enumerate(demo.made["patients"], start=1):
        word = logins.get(patient.id) or (demo.random.choice(TOWN) if demo.random.random() < 0.8 else "")
        if not word:
            continue
        details = {"member_id": f"SIM{word}{number:02}", "group_number": "HARBOR", "starts_on": starts}
        demo.made["coverages"][patient.id] = await coverages.add(db, patient, payer, details, actor=SYSTEM)
