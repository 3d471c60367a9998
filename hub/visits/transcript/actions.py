"""What people do about a transcript: ask, agree, refuse, take back, file. Nobody's words are kept without their yes."""

from __future__ import annotations

from uuid import UUID

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import local_day
from hub.core.db import Db
from hub.core.errors import Conflict, Gone
from hub.core.facts import state
from hub.core.states import move
from hub.identity import house
from hub.patients import documents
from hub.patients import queries as patients
from hub.patients.filed import Folder
from hub.visits import consenting
from hub.visits import queries as visits
from hub.visits.actions import clinician_of, may_talk
from hub.visits.guests import guest_actor
from hub.visits.models import Side, Visit, VisitGuest
from hub.visits.transcript import queries
from hub.visits.transcript.facts import TranscriptChanged
from hub.visits.transcript.models import OPEN, Transcript, TranscriptConsent, TranscriptStatus
from hub.visits.transcript.schemas import FileTranscript
from hub.visits.transcript.switches import TRANSCRIPT

BOTH = frozenset(map(str, Side))
"""Without their consent nothing is kept; without a guest's, nothing of that guest's."""
TITLE = "Machine-made transcript of the video visit"


async def ask(db: Db, visit: Visit, *, actor: Actor) -> Transcript:
    """The clinician asks whether the captions may be kept; asking is agreeing. Again is harmless. The visit is locked.

    403 switched_off where the hospital keeps none; 409 not_in_call unless both are there.
    """
    clinician_of(visit, actor)
    may_talk(visit, actor=actor)
    await TRANSCRIPT.must(db, "This hospital keeps no transcripts.")
    if (found := await queries.open_one(db, visit.id, lock=True)) is not None:
        return found
    consenting.must_be_in_call(visit)
    row = Transcript(visit_id=visit.id, patient_id=visit.patient_id, asked_by=actor.user_id, declined_by="")
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    return await _answer(db, row, Side.clinician, True, actor)


async def answer(db: Db, visit: Visit, row: Transcript, agree: bool, *, actor: Actor) -> Transcript:
    """One of the two agrees, in the call; or refuses or takes it back, at any time until it is filed (410 then)."""
    side = may_talk(visit, actor=actor) if agree else visits.side_of(visit, actor)
    if side is Side.clinician:
        clinician_of(visit, actor)
    return await _answer(db, row, side, agree, actor)


async def answer_as_guest(db: Db, guest: VisitGuest, visit: Visit, agree: bool) -> Transcript:
    """A guest's answer to what is asked now; 410 transcript_over when nothing is."""
    row = await queries.open_one(db, visit.id, lock=True)
    if row is None:
        raise Gone("Nothing is kept now.", code="transcript_over")
    return await _answer(db, row, f"guest-{guest.id}", agree, guest_actor(guest))


async def file(db: Db, visit: Visit, row: Transcript, data: FileTranscript, *, actor: Actor) -> Transcript:
    """The clinician has looked through it: it becomes a document of the patient, of this encounter.

    409 not_agreed unless everybody whose words are in it holds to the consent; 410 transcript_over once it is filed or
    declined.
    """
    clinician_of(visit, actor)
    if row.status not in OPEN:
        raise Gone("This transcript is filed, or was let go.", code="transcript_over")
    agreed = await queries.agreed(db, row.id)
    if missing := (BOTH | {one.speaker for one in data.lines}) - agreed:
        raise Conflict("Not everybody agreed that their words are kept.", code="not_agreed", speakers=sorted(missing))
    patient = await patients.access_patient(db, actor, visit.patient_id, clinical=True)
    values = {
        "title": TITLE, "folder": Folder.other, "visibility": data.visibility, "name": "transcript.txt",
        "encounter_id": visit.encounter_id, "dated": local_day(row.created_at, await house.zone(db)),
    }  # fmt: skip
    paper = await documents.add(db, patient, await _paper(db, visit, row, data, actor), values, actor=actor)
    row.document_id = paper.id
    return _moved(db, row, TranscriptStatus.filed, actor)


async def give_up(db: Db, visit_id: UUID, *, actor: Actor) -> None:
    """The visit is over: nobody is asked any more. What is kept the clinician may still look through and file."""
    row = await queries.open_one(db, visit_id, lock=True)
    if row is not None and row.status is TranscriptStatus.asked:
        _moved(db, row, TranscriptStatus.declined, actor)


async def let_go(db: Db, visit_id: UUID, *, actor: Actor) -> None:
    """Another clinician takes over: the words stay behind on the page of the first, who did not file them."""
    row = await queries.open_one(db, visit_id, lock=True)
    if row is not None:
        _moved(db, row, TranscriptStatus.declined, actor)


async def _answer(db: Db, row: Transcript, participant: str, agree: bool, actor: Actor) -> Transcript:
    if row.status not in OPEN:
        raise Gone("This transcript is filed, or was let go.", code="transcript_over")
    known = next((one for one in await queries.consents(db, row.id) if one.participant == participant), None)
    if known is None:
        user = consenting.account(participant, actor)
        known = TranscriptConsent(transcript_id=row.id, participant=participant, user_id=user)
        db.add(known)
    known.note(agree)
    audit.wrote(db, actor, known, patient_id=row.patient_id)
    await db.flush()
    if not agree and participant in BOTH:
        row.declined_by = participant
        return _moved(db, row, TranscriptStatus.declined, actor)
    if row.status is TranscriptStatus.asked and await queries.agreed(db, row.id) >= BOTH:
        return _moved(db, row, TranscriptStatus.keeping, actor)
    _changed(db, row, actor)
    return row


async def _paper(db: Db, visit: Visit, row: Transcript, data: FileTranscript, actor: Actor) -> bytes:
    """A page of plain text that says what it is. '<' becomes its look-alike: no viewer may take it for markup."""
    names, zone = await consenting.names(db, visit), await house.zone(db)
    begun = row.created_at.astimezone(zone)
    head = (
        f"{TITLE.upper()}\n\nBegun: {begun:%Y-%m-%d %H:%M %Z}\nWritten down from speech by a machine, looked through"
        f" and filed by {actor.name}.\nIt may hold errors and is not the note of the visit.\n"
    )
    said = "\n".join(f"{names.get(one.speaker, one.speaker)}: {one.text}" for one in data.lines)
    return f"{head}\n{said}\n".replace("<", "‹").encode()


def _moved(db: Db, row: Transcript, status: TranscriptStatus, actor: Actor) -> Transcript:
    move(row, status)
    audit.wrote(db, actor, row)
    _changed(db, row, actor)
    return row


def _changed(db: Db, row: Transcript, actor: Actor) -> None:
    fact = TranscriptChanged(visit_id=row.visit_id, transcript_id=row.id, status=row.status)
    state(db, fact, actor=actor)
