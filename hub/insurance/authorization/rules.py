"""Pure rules: what a payer's answer means for a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from hub.insurance.authorization.models import PriorAuthorizationStatus as S
from hub.insurance.codes.reviews import explain_error
from hub.insurance.x12.review import APPROVING, Review, ReviewReply, ServiceReview

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer as we keep it. `units` by service number: None = not decided yet, 0 = refused. `to_call`: pended, and
    the payer wants to be called. `cancelled`: he knows that we withdrew it."""

    status: S
    units: Mapping[int, Decimal | None]
    number: str = ""
    valid: tuple[date, date] | None = None
    reason: str = ""
    reference: str = ""
    words: str = ""
    to_call: bool = False
    cancelled: bool = False


def decide(reply: ReviewReply, asked: Sequence[tuple[int, str, Decimal]]) -> Decision:
    """What a 278 says about the services asked for [(number, code, units)]. What is said of a service counts before
    what is said of the whole; a service that is not named shares the fate of the whole. One that was not looked at is
    not paid for, and takes nothing from the others; the request was not looked at when none of them was."""
    found = {number: _of(reply, number, code) for number, code, _ in asked}
    spoiled = [(one.code, one.errors[0]) for one in found.values() if one.errors]
    words = "; ".join(filter(None, (reply.words, *(f"{code}: {explain_error(error)}" for code, error in spoiled))))
    if reply.errors or len(spoiled) == len(found):
        reason = (*reply.errors, *(error for _, error in spoiled))[0]
        return Decision(S.rejected, dict.fromkeys(found, None), reason=reason, words=words)
    units: dict[int, Decimal | None] = {number: _units(found[number], wanted) for number, _, wanted in asked}
    reviews = [one.review for one in found.values() if one.review and not one.errors]
    actions = {review.action for review in reviews} or {reply.review.action if reply.review else "A4"}
    reason = next((review.reason for review in [*reviews, reply.review] if review and review.reason), "")
    number, status = _number(reply, reviews), _status(units, actions, asked)
    nameless = status in (S.approved, S.partial) and not number
    if nameless:  # good for no claim: somebody has to ask for the number
        status, units = S.pended, dict.fromkeys(units, None)
    return Decision(
        status, units, number=number, valid=reply.valid, reason=reason, reference=reply.reference, words=words,
        to_call=nameless or bool(actions & {"CT", "NA"}), cancelled="C" in actions,
    )  # fmt: skip


def _of(reply: ReviewReply, number: int, code: str) -> ServiceReview:
    """What is said of one service: found by our trace number of the line, else by its code, else of the whole."""
    by_trace = [one for one in reply.services if one.trace.endswith(f"-{number}") and one.code in ("", code)]
    by_code = [one for one in reply.services if one.code == code]
    for one in by_trace or by_code:
        return replace(one, code=code, review=one.review or reply.review)
    return ServiceReview("", code, reply.review)


def _units(found: ServiceReview, wanted: Decimal) -> Decimal | None:
    if found.errors:
        return NOTHING
    if found.review is None or found.review.action in ("A4", "CT", "NA"):
        return None
    if found.review.action not in APPROVING:
        return NOTHING
    return wanted if found.units is None else min(found.units, wanted)


def _status(
    units: Mapping[int, Decimal | None], actions: set[str], asked: Sequence[tuple[int, str, Decimal]]
) -> S:  # fmt: skip
    if any(value is None for value in units.values()):
        return S.pended
    if not any(units.values()):
        return S.denied
    refused = any(not value for value in units.values())
    fewer = any((units[number] or NOTHING) < wanted for number, _, wanted in asked)
    return S.partial if refused or (fewer and "A2" in actions) else S.approved


def _number(reply: ReviewReply, reviews: Sequence[Review]) -> str:
    own = reply.review.number if reply.review and reply.review.action in APPROVING else ""
    return own or next((one.number for one in reviews if one.number and one.action in APPROVING), "")
