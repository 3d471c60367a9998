"""ClaimSnapshot to 837P (005010X222A1): one transaction set per claim, so that one bad claim never stops another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hub.insurance.snapshot import Address, ClaimSnapshot, Clinician, Person, ServiceLine

from .errors import X12Code, X12Error
from .text import basic, code
from .values import clock_text, day_text, money_text, number_text
from .write import CLAIM_VERSION, Parties, Row, SetRows, interchange

SELF = "18"


@dataclass(frozen=True, slots=True)
class Submitter:
    """Loops 1000A and 1000B: who submits, whom to call about it, and who receives."""

    name: str
    id: str
    contact: str
    phone: str
    receiver_name: str
    receiver_id: str


def write(
    claims: Sequence[ClaimSnapshot],
    parties: Parties,
    submitter: Submitter,
    *,
    control: int,
    made: datetime,
    wants_ack: bool = True,
) -> bytes:
    """One interchange with one set per claim, in the order given; X12Error unwritable for what 837P cannot say."""
    sets = [SetRows("837", _claim_set(claim, submitter, made), CLAIM_VERSION) for claim in claims]
    return interchange(
        parties, control=control, made=made, code="HC", version=CLAIM_VERSION, sets=sets, wants_ack=wants_ack
    )


def _claim_set(claim: ClaimSnapshot, submitter: Submitter, made: datetime) -> list[Row]:
    if claim.currency != "USD":
        raise X12Error(X12Code.unwritable, "an 837P carries US dollars only")
    if claim.coverage.sequence != "P":
        raise X12Error(X12Code.unwritable, "secondary claims need the primary payer's adjudication")
    dependent = claim.patient is not None
    rows = _header(claim, submitter, made) + _billing(claim) + _subscriber(claim, dependent)
    if dependent:
        rows += _dependent(claim)
    rows += _claim(claim)
    for number, line in enumerate(claim.lines, start=1):
        rows += _line(number, line, claim)
    return rows


def _header(claim: ClaimSnapshot, submitter: Submitter, made: datetime) -> list[Row]:
    reference = code(claim.control_number, 50)
    return [
        ("BHT", "0019", "00", reference, day_text(made.date()), clock_text(made.time()), "CH"),
        ("NM1", "41", "2", basic(submitter.name, 60), "", "", "", "", "46", code(submitter.id)),
        ("PER", "IC", basic(submitter.contact, 60), "TE", code(submitter.phone)),
        ("NM1", "40", "2", basic(submitter.receiver_name, 60), "", "", "", "", "46", code(submitter.receiver_id)),
    ]


def _billing(claim: ClaimSnapshot) -> list[Row]:
    provider = claim.billing
    rows: list[Row] = [
        ("HL", "1", "", "20", "1"),
        ("PRV", "BI", "PXC", code(provider.taxonomy)),
        ("NM1", "85", "2", basic(provider.name, 60), "", "", "", "", "XX", code(provider.npi)),
        *_address(provider.address),
        ("REF", "EI", code(provider.tin)),
    ]
    if provider.phone:
        rows.append(("PER", "IC", basic(provider.name, 60), "TE", code(provider.phone)))
    return rows


def _subscriber(claim: ClaimSnapshot, dependent: bool) -> list[Row]:
    cover = claim.coverage
    sbr: Row = (
        "SBR", cover.sequence, "" if dependent else SELF, code(cover.group_number, 50),
        "" if cover.group_number else basic(cover.group_name, 60), "", "", "", "", code(cover.filing_code),
    )  # fmt: skip
    rows: list[Row] = [
        ("HL", "2", "1", "22", "1" if dependent else "0"),
        sbr,
        _name("IL", claim.subscriber, code(cover.member_id)),
    ]
    if not dependent:
        rows += _demographics(claim.subscriber)
    rows.append(("NM1", "PR", "2", basic(claim.payer.name, 60), "", "", "", "", "PI", code(claim.payer.payer_id)))
    return rows


def _dependent(claim: ClaimSnapshot) -> list[Row]:
    assert claim.patient is not None
    return [
        ("HL", "3", "2", "23", "0"),
        ("PAT", code(claim.coverage.relationship)),
        _name("QC", claim.patient),
        *_demographics(claim.patient),
    ]


def _name(entity: str, person: Person, member_id: str = "") -> Row:
    names = basic(person.last, 60), basic(person.first, 35), basic(person.middle, 25)
    return ("NM1", entity, "1", *names, "", "", "MI" if member_id else "", member_id)


def _address(address: Address) -> list[Row]:
    return [
        ("N3", basic(address.line1, 55), basic(address.line2, 55)),
        ("N4", basic(address.city, 30), code(address.state, 2), code(address.zip.replace("-", ""), 15)),
    ]


def _demographics(person: Person) -> list[Row]:
    if person.address is None or person.birth_date is None or person.sex is None:
        raise X12Error(X12Code.unwritable, "the patient's address, date of birth and sex are required")
    return [*_address(person.address), ("DMG", "D8", day_text(person.birth_date), person.sex)]


def _claim(claim: ClaimSnapshot) -> list[Row]:
    place = (code(claim.pos), "B", code(claim.frequency))
    rows: list[Row] = [
        ("CLM", code(claim.control_number, 38), money_text(claim.total), "", "", place, "Y", "A", "Y", "Y")
    ]
    if claim.admitted_on:
        rows.append(("DTP", "435", "D8", day_text(claim.admitted_on)))
    if claim.discharged_on:
        rows.append(("DTP", "096", "D8", day_text(claim.discharged_on)))
    if claim.prior_authorization:
        rows.append(("REF", "G1", code(claim.prior_authorization, 50)))
    if claim.payer_control_number:
        rows.append(("REF", "F8", code(claim.payer_control_number, 50)))
    kinds = ["ABK"] + ["ABF"] * (len(claim.diagnoses) - 1)
    pairs = [(kind, code(item.replace(".", ""))) for kind, item in zip(kinds, claim.diagnoses, strict=False)]
    rows.append(("HI", *pairs))
    if claim.referring:
        rows.append(_clinician("DN", claim.referring))
    if claim.rendering:
        rows.append(_clinician("82", claim.rendering))
        if claim.rendering.taxonomy:
            rows.append(("PRV", "PE", "PXC", code(claim.rendering.taxonomy)))
    return rows


def _clinician(entity: str, person: Clinician) -> Row:
    return ("NM1", entity, "1", basic(person.last, 60), basic(person.first, 35), "", "", "", "XX", code(person.npi))


def _line(number: int, line: ServiceLine, claim: ClaimSnapshot) -> list[Row]:
    procedure = ("HC", code(line.code), *(code(item) for item in line.modifiers))
    place = "" if line.pos in ("", claim.pos) else code(line.pos)
    pointers = tuple(str(item) for item in line.pointers)
    amounts = money_text(line.charge), line.unit, number_text(line.units)
    numbers: list[Row] = [("REF", "G1", code(line.prior_authorization, 50))] if line.prior_authorization else []
    return [
        ("LX", str(number)),
        ("SV1", procedure, *amounts, place, "", pointers),
        _service_date(line.starts_on, line.ends_on),
        *numbers,
        ("REF", "6R", code(line.line_id, 50)),
    ]


def _service_date(first: date, last: date | None) -> Row:
    if last is None or last == first:
        return ("DTP", "472", "D8", day_text(first))
    return ("DTP", "472", "RD8", f"{day_text(first)}-{day_text(last)}")
