"""What people do about recordings: ask, agree, refuse, take back. Nothing begins before everybody has agreed."""

from __future__ import annotations

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.errors import Gone
from hub.visits import consenting
from hub.visits.actions import clinician_of, may_talk
from hub.visits.guests import guest_actor
from hub.visits.models import Side, Visit, VisitGuest
from hub.visits.recording import queries, starting, vault
from hub.visits.recording.models import OPEN, Recording, RecordingConsent, RecordingStatus, StopReason
from hub.visits.recording.stopping import changed, stop
from hub.visits.recording.switches import RECORDING


async def ask(db: Db, visit: Visit, *, actor: Actor) -> Recording:
    """The clinician asks whether the call may be recorded; asking is agreeing. Again is harmless.

    403 switched_off where the hospital does not record; 409 not_in_call unless both are there.
    """
    clinician_of(visit, actor)
    may_talk(visit, actor=actor)
    await RECORDING.must(db, "This hospital does not record visits.")
    if (found := await queries.open_one(db, visit.id, lock=True)) is not None:
        return found
    consenting.must_be_in_call(visit)
    row = Recording(
        visit_id=visit.id, patient_id=visit.patient_id, status=RecordingStatus.asked, asked_by=actor.user_id,
        stopped_by="", failure="", duration_ms=0,
    )  # fmt: skip
    row.key = vault.new_key()
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    return await _answer(db, visit, row, Side.clinician, True, actor)


async def answer(db: Db, visit: Visit, row: Recording, agree: bool, *, actor: Actor) -> Recording:
    """One of the two of the visit agrees, refuses, or takes it back, which stops the recording at once.

    410 recording_over when it has stopped already (taking back is then harmless).
    """
    side = may_talk(visit, actor=actor)
    return await _answer(db, visit, row, side, agree, actor)


async def answer_as_guest(db: Db, guest: VisitGuest, visit: Visit, agree: bool) -> Recording:
    """A guest's answer to what is asked now; 410 recording_over when nothing is."""
    row = await queries.open_one(db, visit.id, lock=True)
    if row is None:
        raise Gone("There is no recording now.", code="recording_over")
    return await _answer(db, visit, row, f"guest-{guest.id}", agree, guest_actor(guest))


async def _answer(
    db: Db, visit: Visit, row: Recording, participant: str, agree: bool, actor: Actor
) -> Recording:  # fmt: skip
    if row.status not in OPEN:
        if agree:
            raise Gone("This recording has stopped.", code="recording_over")
        return row
    await _note(db, row, participant, agree, actor)
    if not agree:
        await stop(db, visit, StopReason.withdrawn, actor=actor, by=participant)
        return row
    await starting.agreed(db, visit, row, actor=actor)
    changed(db, row, actor)
    return row


async def _note(db: Db, row: Recording, participant: str, agree: bool, actor: Actor) -> None:
    known = next((one for one in await queries.consents(db, [row.id]) if one.participant == participant), None)
    if known is None:
        user = consenting.account(participant, actor)
        known = RecordingConsent(recording_id=row.id, participant=participant, user_id=user)
        db.add(known)
    known.note(agree)
    audit.wrote(db, actor, known, patient_id=row.patient_id)
    await db.flush()
