"""Which clinician suits best: known to the patient, of his language, with a free day. Each point says why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.patients.models import Patient
from hub.scheduling.book import Book
from hub.scheduling.models import Appointment, AppointmentStatus
from hub.scheduling.rules import Slot

CONTINUITY, LANGUAGE, LOAD, SOON = 40, 25, 20, 15
"""The most points of each reason; together a hundred."""
MOST_OF = {"continuity": CONTINUITY * 3 // 4, "language": LANGUAGE, "load": LOAD * 3 // 4, "soon": SOON * 4 // 5}
"""From how many points on a reason is worth a word."""


@dataclass(slots=True)
class Suggestion:
    """One clinician with the points of each reason (`continuity`, `language`, `load`, `soon`)."""

    practitioner_id: UUID
    starts_at: datetime
    ends_at: datetime
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def points(self) -> int:
        return sum(self.reasons.values())

    @property
    def because(self) -> list[str]:
        """The reasons that carry most of what they can: those that a person would name, the weightiest first."""
        told = [name for name, points in self.reasons.items() if points >= MOST_OF[name]]
        return sorted(told, key=lambda name: -self.reasons[name])


def weigh(
    slot: Slot, *, seen: int, speaks: bool, share: float, wait: timedelta, practitioner_id: UUID
) -> Suggestion:  # fmt: skip
    """The points of one: `seen` how often before, `share` of the busiest one's load, `wait` till the time."""
    days = max(wait / timedelta(days=1), 0)
    return Suggestion(practitioner_id, slot.start, slot.end, {
        "continuity": (0, CONTINUITY * 3 // 4, CONTINUITY)[min(seen, 2)],
        "language": LANGUAGE if speaks else 0,
        "load": round(LOAD * (1 - share)),
        "soon": max(0, round(SOON * (1 - days / 14))),
    })  # fmt: skip


async def ranked(
    db: Db | ReadDb, book: Book, free: Mapping[UUID, Slot], patient_id: UUID | None, *, language: str = ""
) -> list[Suggestion]:  # fmt: skip
    """Who is free, best first; equal points go to the less busy, then by id, so that the answer is always the same."""
    seen = await _seen(db, patient_id, free) if patient_id else {}
    wanted = language or (await _language(db, patient_id) if patient_id else "")
    busiest = max((book.clinicians[who].load for who in free), default=0) or 1
    found = [
        weigh(slot, seen=seen.get(who, 0), speaks=bool(wanted) and _speaks(book.clinicians[who].row.languages, wanted),
              share=book.clinicians[who].load / busiest, wait=slot.start - now(), practitioner_id=who)
        for who, slot in free.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.points, book.clinicians[one.practitioner_id].load, one.practitioner_id))


def _speaks(languages: Iterable[str], wanted: str) -> bool:
    return any(one.split("-")[0].lower() == wanted.split("-")[0].lower() for one in languages)


async def _seen(db: Db | ReadDb, patient_id: UUID, whom: Iterable[UUID]) -> dict[UUID, int]:
    rows = await db.execute(
        select(Appointment.practitioner_id, func.count())
        .where(Appointment.patient_id == patient_id, Appointment.practitioner_id.in_(list(whom)),
               Appointment.status == AppointmentStatus.fulfilled)
        .group_by(Appointment.practitioner_id)
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}


async def _language(db: Db | ReadDb, patient_id: UUID) -> str:
    return await db.scalar(select(Patient.language).where(Patient.id == patient_id)) or ""
