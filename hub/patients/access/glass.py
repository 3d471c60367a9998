"""Break-glass: emergency access to a record outside one's care, for a while, marked, and reviewed afterwards (B11)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.audit import AuditEvent
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Forbidden, Invalid, NotFound
from hub.core.facts import state
from hub.identity.policy.models import BreakGlass, Verdict
from hub.identity.queries import self_id
from hub.patients import actions, merging, queries
from hub.patients.access.facts import GlassChanged
from hub.patients.models import Patient, RelationKind

LONGEST = timedelta(hours=4)
PROOF = timedelta(minutes=2)
"""How fresh the proof of identity must be: an emergency is worth typing one's password."""


async def find(db: Db, actor: Actor, *, number: str = "", family: str = "", born: date | None = None) -> list[Patient]:
    """The patient of this very number, or of this very family name and birth date: at most five, and audited.

    Nobody browses here: without an exact match there is nothing.
    """
    found = select(Patient).limit(5)
    if number:
        found = found.where(func.lower(Patient.number) == number.strip().lower())
    elif family.strip() and born:
        found = found.where(func.lower(Patient.family) == family.strip().lower(), Patient.birth_date == born)
    else:
        raise Invalid("Give the patient's number, or the family name and the date of birth.", code="say_who")
    rows = [row for row in await db.scalars(found.where(Patient.erased_at.is_(None))) if row.id not in actor.denied]
    for row in rows:
        audit.noted(db, actor, "search", "patient", row.id, patient_id=row.id, reason="break_glass")
    return rows


async def start(db: Db, patient_id: UUID, reason: str, minutes: int, *, actor: Actor) -> BreakGlass:
    """Open the record now. The privacy officer is told at once; every read until the end is marked."""
    actor.must_be_fresh(within=PROOF)
    if actor.practitioner_id is None:
        raise Forbidden("Only clinicians can use emergency access.", code="not_a_clinician")
    patient = await db.get(Patient, patient_id)
    if patient is None or patient.erased_at is not None or patient_id in actor.denied:
        raise NotFound()
    if await queries.may_see(db, actor, patient_id, clinical=True):
        raise Conflict("This record is open to you already.", code="already_open")
    until = now() + min(timedelta(minutes=minutes), LONGEST)
    row = BreakGlass(
        user_id=self_id(actor), patient_id=patient_id, reason=reason.strip(), until=until, created_at=now()
    )
    db.add(row)
    audit.noted(db, actor, "break_glass", "patient", patient_id, patient_id=patient_id, reason=reason.strip(),
                after={"until": until.isoformat()})  # fmt: skip
    await actions.relate(
        db, patient_id, actor.practitioner_id, RelationKind.break_glass, _source(row), actor=actor, until=until
    )
    state(db, GlassChanged(glass_id=row.id, user_id=row.user_id, begun=True), actor=actor)
    return row


def _source(row: BreakGlass) -> str:
    return f"glass:{row.id}"


async def end(db: Db, glass_id: UUID, *, actor: Actor) -> BreakGlass:
    """Close the record again before its time."""
    row = await db.get(BreakGlass, glass_id, with_for_update=True)
    if row is None or row.user_id != actor.user_id:
        raise NotFound()
    if row.ended_at is None and row.until > now():
        row.ended_at = now()
        audit.noted(db, actor, "end_glass", "patient", row.patient_id, patient_id=row.patient_id)
        await actions.unrelate(db, row.patient_id, actor.practitioner_id, _source(row), actor=actor)
        state(db, GlassChanged(glass_id=row.id, user_id=row.user_id), actor=actor)
    return row


async def review(db: Db, glass_id: UUID, verdict: Verdict, note: str, *, actor: Actor) -> BreakGlass:
    """The privacy officer's verdict; once, and never on oneself."""
    row = await db.get(BreakGlass, glass_id, with_for_update=True)
    if row is None:
        raise NotFound()
    if row.user_id == actor.user_id:
        raise Forbidden("Somebody else has to review this.", code="own_glass")
    if row.reviewed_at is not None:
        raise Conflict("This has been reviewed already.", code="reviewed")
    row.reviewed_at, row.reviewed_by, row.verdict, row.review_note = now(), actor.user_id, verdict, note.strip()
    audit.wrote(db, actor, row)
    state(db, GlassChanged(glass_id=row.id, user_id=row.user_id), actor=actor)
    return row


async def open_ones(db: Db | ReadDb, actor: Actor) -> list[BreakGlass]:
    """The emergency accesses that this person has now."""
    rows = await db.scalars(
        select(BreakGlass)
        .where(BreakGlass.user_id == self_id(actor), BreakGlass.ended_at.is_(None), BreakGlass.until > now())
        .order_by(BreakGlass.until)
    )
    return list(rows)


async def listed(db: Db | ReadDb, *, waiting: bool, after: UUID | None, limit: int) -> list[BreakGlass]:
    """Emergency accesses, the newest first; `waiting`: only those that nobody has reviewed."""
    found = select(BreakGlass).order_by(BreakGlass.id.desc()).limit(limit)
    if waiting:
        found = found.where(BreakGlass.reviewed_at.is_(None))
    return list(await db.scalars(found.where(BreakGlass.id < after) if after else found))


async def count_waiting(db: Db | ReadDb) -> int:
    """How many wait for review."""
    return await db.scalar(select(func.count()).where(BreakGlass.reviewed_at.is_(None))) or 0


async def access_glass(db: Db, actor: Actor, glass_id: UUID) -> BreakGlass:
    """One emergency access, for who reviews; looking is audited."""
    row = await db.get(BreakGlass, glass_id)
    if row is None:
        raise NotFound()
    audit.read(db, actor, "break_glass", row.id, patient_id=row.patient_id)
    return row


async def acts(db: Db | ReadDb, row: BreakGlass) -> list[AuditEvent]:
    """What was read and written in that record under this access, in order; at most 200. After a merge the access
    stands with the record that stays, and its trail with the one that was opened."""
    records = await merging.records_of(db, row.patient_id)
    rows = await db.scalars(
        select(AuditEvent)
        .where(AuditEvent.patient_id.in_(records), AuditEvent.actor_id == row.user_id,
               AuditEvent.at >= row.created_at - timedelta(seconds=1), AuditEvent.at <= (row.ended_at or row.until),
               AuditEvent.entity != "break_glass")
        .order_by(AuditEvent.id).limit(200)
    )  # fmt: skip
    return list(rows)
