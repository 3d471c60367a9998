"""The demo's exceptions: emergency accesses (one waits for review, one was reviewed), a label on a whole record, and an
objection to a colleague.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from hub.core import audit
from hub.core.actor import SYSTEM
from hub.core.clock import travel
from hub.core.db import Db
from hub.core.demo import Demo
from hub.identity import queries
from hub.identity.policy.models import BreakGlass, Verdict
from hub.patients.access import labels
from hub.patients.access.models import Label


async def load(db: Db, demo: Demo) -> None:
    """Two clinicians needed a record outside their care."""
    await db.flush()
    doctor, nurse = [await queries.user_by_email(db, f"{name}@demo.wardline.test") for name in ("doctor2", "nurse")]
    officer = await queries.user_by_email(db, "privacy@demo.wardline.test")
    if doctor is None or nurse is None or officer is None:
        return
    await _exceptions(db, demo, nurse.id)
    told = (
        (doctor, demo.made["patient2"], "Collapsed in the waiting room, no history at hand", timedelta(hours=5), False),
        (
            nurse,
            demo.made["patient"],
            "Called by the family: which blood thinner is it?",
            timedelta(days=3),
            True,
        ),
    )
    for user, patient, reason, ago, reviewed in told:
        begun = demo.now - ago
        row = BreakGlass(user_id=user.id, patient_id=patient.id, reason=reason, created_at=begun,
                         until=begun + timedelta(hours=1), ended_at=begun + timedelta(minutes=25))  # fmt: skip
        if reviewed:
            row.reviewed_at, row.reviewed_by, row.verdict = begun + timedelta(hours=20), officer.id, Verdict.justified
            row.review_note = "The call is in the telephone log."
        db.add(row)
        actor = await queries.actor_of_user(db, user.id)
        with travel(-ago + timedelta(minutes=1)):  # the demo tells its own past
            audit.noted(db, actor, "break_glass", "patient", patient.id, patient_id=patient.id, reason=reason)
            audit.noted(db, actor, "read", "chart", patient.id, patient_id=patient.id, reason="break_glass")


async def _exceptions(db: Db, demo: Demo, nurse_id: UUID) -> None:
    others = demo.made["patients"][2:]
    await labels.put(db, others[3], Label.vip, actor=SYSTEM)
    await labels.object_to(db, others[5], nurse_id, "They are neighbours.", actor=SYSTEM)
