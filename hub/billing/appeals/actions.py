"""Verbs of an appeal: begun, written, furnished with enclosures, signed, sent, answered, withdrawn."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select

from hub.billing.appeals import queries, records, words
from hub.billing.appeals.facts import AppealChanged, AppealDue
from hub.billing.appeals.models import RUNNING, UNSENT, AppealOutcome, AppealStatus, ClaimAppeal
from hub.billing.appeals.schemas import AppealAnswer, AppealSent, AskRecords, SaveAppeal, SignAppeal
from hub.core import audit, filing
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Invalid
from hub.core.facts import state
from hub.core.states import move
from hub.encounters import letters
from hub.encounters import queries as charts
from hub.identity import house
from hub.insurance import answering
from hub.insurance.history import note
from hub.insurance.models import Claim, ClaimStatus
from hub.staff.models import Practitioner
from workflows import instances

PATHWAY, CLOSED = "appeal_records", "appeal_closed"
ANSWER_WITHIN = timedelta(days=7)
"""How soon a clinician is to say which records go along: the payer's last day may be half a year away."""
REMIND_AT = (7, 1)
"""How many days before the payer's last day the office is told of a letter that is not sent."""
_OPEN_PLACE = re.compile(r"\[[^\]]+\]")


async def start(db: Db, claim: Claim, *, actor: Actor) -> ClaimAppeal:
    """A letter against the denial of a claim (locked by the caller), prefilled from the template of the kind `appeal`.
    409 not_appealable for what was not denied, appeal_running while another one is not answered, no_template."""
    known = await queries.levels(db, claim.id)
    if any(one.status in RUNNING for one in known):
        raise Conflict("There is a letter already that is not answered yet.", code="appeal_running")
    if not await queries.may_begin(db, claim, known):
        raise Conflict("Only what a payer has denied can be appealed.", code="not_appealable", current=claim.status)
    template = await letters.template_of(db, words.KIND)
    level, send_by = len(known) + 1, await queries.send_by(db, claim, known)
    row = ClaimAppeal(
        claim_id=claim.id, patient_id=claim.patient_id, level=level, send_by=send_by, by_id=actor.user_id,
        by_name=actor.name, body=await words.prefilled(db, claim, template.body, level=level, send_by=send_by),
    )  # fmt: skip
    db.add(row)
    await db.flush()
    return _told(db, row, actor)


async def save(db: Db, row: ClaimAppeal, wanted: SaveAppeal, *, actor: Actor) -> ClaimAppeal:
    """The letter's words. 409 appeal_signed once it is signed, appeal_changed when somebody else wrote meanwhile."""
    _must_be_draft(row)
    _must_be_current(row, wanted.version)
    row.body, row.send_by = wanted.body, wanted.send_by
    return _told(db, row, actor)


async def enclose_paper(db: Db, row: ClaimAppeal, document_id: UUID, *, actor: Actor) -> ClaimAppeal:
    """A document of the patient that the office may open goes along. 409 appeal_signed."""
    _must_be_draft(row)
    await records.enclose_paper(db, row, document_id, actor=actor)
    return _told(db, row, actor)


async def leave_out(db: Db, row: ClaimAppeal, enclosure_id: UUID, *, actor: Actor) -> ClaimAppeal:
    """Something does not go along after all; its copy is deleted. 409 appeal_signed."""
    _must_be_draft(row)
    found = await queries.enclosure(db, actor, row, enclosure_id)
    audit.noted(db, actor, "delete", "appeal_enclosure", found.id, patient_id=row.patient_id)
    await filing.let_go(db, found.file_id)
    await db.delete(found)
    return _told(db, row, actor)


async def ask(db: Db, row: ClaimAppeal, claim: Claim, wanted: AskRecords, *, actor: Actor) -> ClaimAppeal:
    """Ask a clinician, by a task, which parts of the record shall go along: the one named, else who saw the patient.
    409 appeal_signed, records_asked while an earlier request waits, 422 clinician_unknown."""
    _must_be_draft(row)
    if await queries.asked_now(db, [row]):
        raise Conflict("A clinician has been asked already.", code="records_asked")
    whom = await _clinician(db, claim, wanted.practitioner_id)
    row.asked, row.reply = wanted.words, ""
    ids = {"appeal_id": str(row.id), "practitioner_id": str(whom)}
    last = datetime.combine(row.send_by, time(12), await house.zone(db)).astimezone(UTC)
    answer_by = min(now() + ANSWER_WITHIN, last)
    case = await instances.start(
        db, PATHWAY, actor=actor, patient_id=row.patient_id, business_key=f"appeal:{row.id}:{row.version}",
        subject=ids, data={"appeal": {**ids, "answer_by": answer_by.isoformat()}},
    )  # fmt: skip
    row.case_id = case.id
    return _told(db, row, actor)


async def _clinician(db: Db, claim: Claim, wanted: UUID | None) -> UUID:
    if wanted is None and claim.encounter_id is not None:
        wanted = (await charts.encounter_by_id(db, claim.encounter_id)).practitioner_id
    found = await db.get(Practitioner, wanted) if wanted else None
    if found is None or not found.active or found.user_id is None:
        raise Invalid("Please say which clinician is asked.", code="clinician_unknown",
                      errors=[{"path": "practitioner_id", "message": "is not a clinician of the house"}])  # fmt: skip
    return found.id


async def choose(db: Db, appeal_id: UUID, keys: list[str], reply: str, *, actor: Actor) -> int:
    """What a clinician answers to the request: these parts of the record are copied for the letter, or none with a
    reason. 404 unless he may open the chart; 409 appeal_signed; 422 record_unknown. Returns how many are new."""
    row = await queries.by_id(db, appeal_id, lock=True)
    await charts.access_patient_chart(db, actor, row.patient_id, silent=True)
    _must_be_draft(row)
    found = await records.enclose(db, row, keys, actor=actor)
    row.reply = reply or "Enclosed."
    _told(db, row, actor)
    return found


async def sign(db: Db, row: ClaimAppeal, claim: Claim, wanted: SignAppeal, *, actor: Actor) -> ClaimAppeal:
    """Sign the letter: it gets its number and its PDF and does not change any more. 422 letter_open while a place in
    brackets is left; 409 appeal_signed, appeal_changed, records_wanted while a clinician is asked: signed without his
    answer, the request falls away."""
    _must_be_draft(row)
    _must_be_current(row, wanted.version)
    if not wanted.without_records and await queries.asked_now(db, [row]):
        raise Conflict("A clinician has not answered yet which records go along.", code="records_wanted")
    if left := _OPEN_PLACE.search(row.body):
        raise Invalid("Some of the letter is still open.", code="letter_open",
                      errors=[{"path": "body", "message": f"{left.group()[:60]} is to be filled in"}])  # fmt: skip
    along = (await queries.enclosures(db, [row.id]))[row.id]
    listed = [{"kind": "list", "title": "Enclosed", "lines": [one.title for one in along]}] if along else []
    said, close = words.parted(letters.paragraphs(row.body))
    letter = await letters.give_out(
        db, row.patient_id, await letters.template_of(db, words.KIND), f"{words.TITLE} {claim.control_number}",
        [*said, await words.refused(db, claim), *listed, *close], encounter_id=claim.encounter_id, actor=actor,
    )  # fmt: skip
    row.letter_id, row.by_id, row.by_name = letter.id, actor.user_id, actor.name
    move(row, AppealStatus.signed)
    await _ask_no_more(db, row, actor=actor)
    return _told(db, row, actor)


async def sent(db: Db, row: ClaimAppeal, claim: Claim, how: AppealSent, *, actor: Actor) -> ClaimAppeal:
    """Keep how and when the letter went. 422 in_the_future; 409 illegal_move for what is not signed."""
    await _not_to_come(db, how.sent_on, "sent_on")
    move(row, AppealStatus.sent)
    row.sent_on, row.channel, row.reference = how.sent_on, how.channel, how.reference
    note(db, claim, "appeal_sent", actor=actor)
    return _told(db, row, actor)


async def answered(db: Db, row: ClaimAppeal, claim: Claim, said: AppealAnswer, *, actor: Actor) -> ClaimAppeal:
    """Keep the payer's answer. What it upholds is denied again, so that the pathway asks what now; what it overturns is
    paid by a remittance, or entered on the claim. 409 illegal_move for what was not sent; 422 in_the_future, too_early.
    """
    await _not_to_come(db, said.answered_on, "answered_on")
    if row.sent_on is not None and said.answered_on < row.sent_on:
        raise Invalid("The answer is older than the letter.", code="too_early",
                      errors=[{"path": "answered_on", "message": "is before the letter was sent"}])  # fmt: skip
    move(row, AppealStatus.answered)
    row.outcome, row.answered_on, row.answer = said.outcome, said.answered_on, said.words
    note(db, claim, f"appeal_{said.outcome}", actor=actor)
    if said.outcome == AppealOutcome.upheld and claim.status is ClaimStatus.appealed:
        told = {"action": "denied", "reason": said.words, "decided_on": said.answered_on}
        await answering.answer(db, claim, told, actor=actor)
    return _told(db, row, actor)


async def withdraw(db: Db, row: ClaimAppeal, reason: str, *, actor: Actor) -> ClaimAppeal:
    """The letter is not sent, or the appeal is taken back; a signed letter no longer counts. 409 illegal_move."""
    move(row, AppealStatus.withdrawn)
    row.answer = reason
    if row.letter_id is not None:
        await letters.revoke(db, await letters.by_id(db, row.letter_id), reason, actor=actor)
    await _ask_no_more(db, row, actor=actor)
    return _told(db, row, actor)


async def remind(db: Db, *, actor: Actor) -> int:
    """Tell the office of letters that are not sent while the payer's last day comes near; how many. Each once for
    every distance of REMIND_AT that it has come to."""
    today = await house.today(db)
    near = ClaimAppeal.send_by.between(today, today + timedelta(days=max(REMIND_AT)))
    rows = await db.scalars(
        select(ClaimAppeal).where(ClaimAppeal.status.in_(UNSENT), near)
        .order_by(ClaimAppeal.send_by, ClaimAppeal.id).with_for_update(skip_locked=True)
    )  # fmt: skip
    told = 0
    for row in rows:
        left = (row.send_by - today).days
        before = (row.send_by - row.reminded_on).days if row.reminded_on else max(REMIND_AT) + 1
        if not any(left <= days < before for days in REMIND_AT):
            continue
        row.reminded_on = today
        state(db, AppealDue(appeal_id=row.id, claim_id=row.claim_id, days=left), actor=actor)
        told += 1
    return told


async def _ask_no_more(db: Db, row: ClaimAppeal, *, actor: Actor) -> None:
    if row.case_id is not None:
        await instances.deliver(db, row.case_id, CLOSED, {}, actor=actor)


async def _not_to_come(db: Db, day: date, path: str) -> None:
    if day > await house.today(db):
        raise Invalid("This day is still to come.", code="in_the_future",
                      errors=[{"path": path, "message": "is still to come"}])  # fmt: skip


def _must_be_draft(row: ClaimAppeal) -> None:
    if row.status != AppealStatus.draft:
        raise Conflict("This letter is signed and does not change any more.", code="appeal_signed", current=row.status)


def _must_be_current(row: ClaimAppeal, version: int) -> None:
    if row.version != version:
        raise Conflict("Somebody changed this letter. Please look again.", code="appeal_changed", version=row.version)


def _told(db: Db, row: ClaimAppeal, actor: Actor) -> ClaimAppeal:
    audit.wrote(db, actor, row)
    state(db, AppealChanged(appeal_id=row.id, claim_id=row.claim_id, status=row.status), actor=actor)
    return row
