"""Whose claim is this payment about? Our number, the payer's number, our number as mangled, then person, day and
charge. Only what is certain matches by itself; anything else is a person's decision, never the first guess."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select

from hub.core.db import Db
from hub.insurance import queries, rules
from hub.insurance.models import QUEUED, Claim, ClaimLine, ClaimStatus
from hub.insurance.x12.remittance import ClaimPayment

_NEVER_TAKEN = frozenset(
    {ClaimStatus.draft, ClaimStatus.scrub_failed, ClaimStatus.rejected_envelope, ClaimStatus.rejected_999}
)  # fmt: skip
_MOST = 10


@dataclass(frozen=True, slots=True)
class Match:
    """The locked claim and how it was found; or no claim, and those a person may choose from."""

    claim: Claim | None = None
    way: str = ""
    candidates: tuple[UUID, ...] = ()


async def find(db: Db, payment: ClaimPayment, payer_code: str) -> Match:
    """The one claim of ours that this payment can only be about."""
    seen: dict[UUID, None] = {}
    ways: list[tuple[str, Select[Claim]]] = [
        ("control_number", select(Claim).where(Claim.control_number == payment.control_number)),
        ("payer_number", _by_payer_number(payment, payer_code)),
        ("normalised", _by_mangled_number(payment)),
        ("details", _by_details(payment, payer_code)),
    ]
    for way, statement in ways:
        if way == "payer_number" and not payment.payer_control_number:
            continue
        found = list(await db.scalars(statement.order_by(Claim.id).limit(_MOST).with_for_update()))
        fitting = [claim for claim in found if await _fits(db, claim, payment, payer_code, way)]
        if len(fitting) == 1:
            return Match(fitting[0], way)
        seen |= dict.fromkeys(claim.id for claim in found if claim.payer_code == payer_code)
        # More than one fits, or it bears the very number of a claim that it does not fit: a weaker way is less certain.
        if fitting or (found and way == "control_number"):
            break
    return Match(candidates=tuple(seen))


def _by_payer_number(payment: ClaimPayment, payer_code: str) -> Select[Claim]:
    number = payment.payer_control_number
    return select(Claim).where(Claim.payer_code == payer_code, Claim.payer_control_number == number)


def _by_mangled_number(payment: ClaimPayment) -> Select[Claim]:
    number = rules.normalised(payment.control_number)
    return select(Claim).where(func.ltrim(Claim.control_number, "0") == number)


def _by_details(payment: ClaimPayment, payer_code: str) -> Select[Claim]:
    days = sorted({day for day in (payment.starts_on, *(line.starts_on for line in payment.lines)) if day})
    of_day = select(ClaimLine.claim_id).where(ClaimLine.served_on.in_(days))
    return select(Claim).where(
        Claim.payer_code == payer_code, Claim.total == abs(payment.charge), Claim.id.in_(of_day),
        Claim.status != ClaimStatus.replaced,
    )  # fmt: skip


async def _fits(db: Db, claim: Claim, payment: ClaimPayment, payer_code: str, way: str) -> bool:
    if claim.payer_code != payer_code or claim.status in _NEVER_TAKEN:
        return False
    if claim.status in QUEUED and not await queries.was_sent(db, claim.id):
        return False
    if way == "details" and not _same_member(claim, payment):
        return False
    return rules.fits(payment, claim, await queries.lines(db, claim.id))


def _same_member(claim: Claim, payment: ClaimPayment) -> bool:
    ours = rules.normalised(claim.snapshot["coverage"]["member_id"])
    return bool(payment.member_id) and rules.normalised(payment.member_id) == ours
