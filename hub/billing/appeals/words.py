"""What an appeal says before anybody has typed: the claim in our own words, never a payer's or a guide's text."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from babel.numbers import format_currency

from hub.core.db import Db, ReadDb
from hub.core.types import Money
from hub.encounters import letter_places, letters
from hub.insurance import queries as insurance
from hub.insurance.codes.services import SERVICES
from hub.insurance.findings import PayerRules
from hub.insurance.models import Claim, ClaimLine

KIND: Final = "appeal"
letter_places.OF_KIND[KIND] = {
    "payer.name": ("name of the insurer", "Sample Health Plan"),
    "payer.address": ("where the insurer takes appeals", "P.O. Box 100\nAlbany NY 12201"),
    "claim.number": ("our number of the claim", "W000000042"),
    "claim.payer_number": ("the insurer's number of it", "P-20260301-77"),
    "claim.member": ("the member's number", "ABC123456"),
    "claim.total": ("what was charged", "$180.00"),
    "claim.denied": ("what was refused", "$120.00"),
    "claim.reasons": ("why it was refused, in our words", "not seen as medically necessary"),
    "claim.send_by": ("last day for the appeal", "April 30, 2026"),
    "appeal.level": ("which appeal it is", "1"),
}

TITLE: Final = "Appeal against a denied claim"
BODY: Final = (
    "{payer.name}\n{payer.address}\n\n"
    "Member {patient.name}, born {patient.birth_date}, member number {claim.member}\n"
    "Our claim {claim.number}, your number {claim.payer_number}\n\n"
    "Dear reviewer,\n\n"
    "You have refused {claim.denied} of the {claim.total} that we charged for the services listed below. As we "
    "understand it, the reason is: {claim.reasons}.\n\n"
    "We ask you to decide anew. [Say why the services were needed and covered, and what the enclosed records show.]\n\n"
    "Please send your decision, with its reasons, to the address above. If you need anything further, call us before "
    "you decide.\n\n"
    "Sincerely,"
)
"""The template that a new installation begins with; administrators change it like any other letter's."""

NO_ADDRESS: Final = "[Address of the insurer]"
"""Stands in the letter where the insurer's profile has none: to be filled in, or taken out, before it is signed."""


def amount(minor: int, currency: str) -> str:
    return str(format_currency(Money(minor=minor, currency=currency).decimal, currency, locale="en_US"))


async def prefilled(db: Db, claim: Claim, body: str, *, level: int, send_by: date) -> str:
    """The template's words for this claim, to be gone on with by hand."""
    payer = await insurance.payer(db, claim.payer_id)
    address = PayerRules.model_validate(payer.rules).appeal_address
    values = await letter_places.of_person(db, claim.patient_id)
    values |= {
        "payer.name": payer.name, "payer.address": address or NO_ADDRESS, "claim.number": claim.control_number,
        "appeal.level": str(level),
        "claim.payer_number": claim.payer_control_number or "not known to us",
        "claim.member": claim.snapshot["coverage"]["member_id"], "claim.total": amount(claim.total, claim.currency),
        "claim.denied": amount(claim.denied, claim.currency), "claim.send_by": letter_places.long(send_by),
        "claim.reasons": claim.reason or "none was given",
    }  # fmt: skip
    return letters.filled(body, values)


def parted(said: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The paragraphs of a letter, and how it closes: a last line that ends in a comma, as "Sincerely," does, stands
    right above the signature, below the table and the list."""
    closes = bool(said) and said[-1]["lines"][-1].rstrip().endswith(",")
    return (said[:-1], said[-1:]) if closes else (said, [])


async def refused(db: Db | ReadDb, claim: Claim) -> dict[str, Any]:
    """The services of the claim that were refused, wholly or in part, as a table of the letter."""
    lines = await insurance.lines(db, claim.id)
    rows = [_row(line, claim.currency) for line in lines if line.denied > 0] or [
        _row(one, claim.currency) for one in lines
    ]
    return {"kind": "table", "title": "Services", "head": ["Day", "Service", "Charged", "Refused"], "rows": rows,
            "right": [2, 3]}  # fmt: skip


def _row(line: ClaimLine, currency: str) -> list[str]:
    known = SERVICES.get(line.code)
    what = f"{line.code} {known.text}" if known else line.code
    return [letter_places.long(line.served_on), what, amount(line.charge, currency), amount(line.denied, currency)]
