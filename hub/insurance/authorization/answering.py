"""What a payer answers: by 278, or by telephone through a clerk. One effect, however often and late it comes."""

from __future__ import annotations

from decimal import Decimal

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Invalid
from hub.core.states import may_move
from hub.insurance import queries as payers
from hub.insurance import rules as insurance
from hub.insurance.authorization import cases, queries
from hub.insurance.authorization.history import change, note
from hub.insurance.authorization.models import ANSWERABLE, PriorAuthorization
from hub.insurance.authorization.models import PriorAuthorizationStatus as S
from hub.insurance.authorization.rules import Decision, decide
from hub.insurance.authorization.schemas import EnterAnswer
from hub.insurance.codes.reviews import explain_error, explain_reason
from hub.insurance.models import Interchange
from hub.insurance.x12.review import ReviewReply
from hub.insurance.x12.text import code


async def reply(db: Db, answer: ReviewReply, item: Interchange, *, actor: Actor) -> list[str]:
    """Act upon one answer; returns what a person should know: it is not ours, or came too late."""
    number, _, submission = insurance.normalised(answer.trace).rpartition("-")
    row = await queries.by_number(db, number, lock=True)
    if row is None or not await _about(db, row, answer, item):
        return [f"278 for a request {answer.trace[:20]} that we did not send"]
    services = await queries.services(db, row.id)
    found = decide(answer, [(one.number, one.code, one.units) for one in services])
    if row.status is S.withdrawn:
        await note(db, row, "cancelled" if found.cancelled else "late", actor=actor, interchange_id=item.id)
        return [] if found.cancelled else [f"278 for {row.number}, which was withdrawn"]
    late = submission != str(row.submission) and found.status in (S.pended, S.rejected, S.denied)
    if found.cancelled or late or row.status not in ANSWERABLE or not _moves(row, found):
        await note(db, row, "late", actor=actor, interchange_id=item.id)
        return [] if _same(row, found) else [f"278 for {row.number}, which was decided before"]
    await _decided(db, row, found, actor=actor, item=item)
    return []


async def _about(db: Db, row: PriorAuthorization, answer: ReviewReply, item: Interchange) -> bool:
    """Whether an answer with our number can really be about this request: payer's link and member agree."""
    member, payer = await queries.member_of(db, row), await payers.payer(db, row.payer_id)
    return payer.partner == item.partner and insurance.normalised(answer.member_id) == insurance.normalised(member)


def _moves(row: PriorAuthorization, found: Decision) -> bool:
    """Pended again is news, too; a denial that comes twice is not."""
    return may_move(row.status, found.status) or (row.status is S.pended and found.status is S.pended)


def _same(row: PriorAuthorization, found: Decision) -> bool:
    return row.status is found.status and row.authorization_number == code(found.number, 50)


async def enter(db: Db, row: PriorAuthorization, said: EnterAnswer, *, actor: Actor) -> PriorAuthorization:
    """Keep what the payer said on the telephone: who wrote it down and when is in the history. 409 not_answerable; 422
    where an approval lacks its number, its days, or names a service that was not asked for."""
    if row.status not in ANSWERABLE:
        raise Conflict("The payer was not asked, or has decided already.", code="not_answerable", current=row.status)
    services = {one.code: one for one in await queries.services(db, row.id)}
    given = {one.code: one.units for one in said.units}
    if unknown := given.keys() - services.keys():
        raise Invalid("This service was not asked for.", code="service_unknown",
                      errors=[{"path": "units", "message": f"not asked for: {min(unknown)}"}])  # fmt: skip
    whole = {one.number: min(given.get(name, one.units), one.units) for name, one in services.items()}
    status, units = S(said.decision), dict[int, Decimal | None](whole)
    if status is not S.approved:
        units = dict.fromkeys(whole, None if status is S.pended else Decimal(0))
    if status is S.approved:
        refused = [value for value in whole.values() if not value]
        status = S.denied if len(refused) == len(whole) else S.partial if refused else S.approved
    if status in (S.approved, S.partial) and not code(said.number, 50):
        raise Invalid("Please enter the authorization number.", code="authorization_missing",
                      errors=[{"path": "number", "message": "as the payer gave it"}])  # fmt: skip
    valid = (said.valid_from or row.starts_on, said.valid_to or row.ends_on)
    if valid[1] < valid[0]:
        raise Invalid("It ends before it begins.", code="period",
                      errors=[{"path": "valid_to", "message": "before the first day"}])  # fmt: skip
    found = Decision(status, units, number=said.number, valid=valid, words=said.words)
    if not _moves(row, found):
        raise Conflict("This has been answered so already.", code="not_answerable", current=row.status)
    await _decided(db, row, found, actor=actor, item=None)
    return row


async def _decided(
    db: Db, row: PriorAuthorization, found: Decision, *, actor: Actor, item: Interchange | None
) -> None:  # fmt: skip
    """Keep the answer, move the request, and let its pathway go on."""
    row.answered_at, row.answer_code, row.to_call = now(), found.reason[:20], found.to_call
    said = explain_error(found.reason) if found.status is S.rejected else explain_reason(found.reason)
    row.answer = "; ".join(filter(None, (found.words, said)))[:1000]
    row.payer_reference = code(found.reference, 50) or row.payer_reference
    if found.status not in (S.pended, S.rejected) or not row.authorization_number:  # an appeal takes nothing away
        await _given(db, row, found)
    by_hand = "" if item else "by telephone"
    detail = by_hand or said or row.authorization_number
    interchange_id = item.id if item else None
    if row.status is found.status:
        await note(db, row, "pended", detail, actor=actor, interchange_id=interchange_id)
    else:
        await change(db, row, found.status, actor=actor, detail=detail, interchange_id=interchange_id)
    await cases.tell_answer(db, row, actor=actor)


async def _given(db: Db, row: PriorAuthorization, found: Decision) -> None:
    """What the payer now pays for, under which number and until when."""
    approved = found.status in (S.approved, S.partial)
    row.authorization_number = code(found.number, 50) if approved else ""
    row.valid_from, row.valid_to = (found.valid or (row.starts_on, row.ends_on)) if approved else (None, None)
    for one in await queries.services(db, row.id):
        one.approved_units = found.units.get(one.number)
