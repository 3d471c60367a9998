"""837P to ClaimSnapshot: what the payer simulator (and any test) sees of what we sent."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hub.insurance.snapshot import (
    Address,
    BillingProvider,
    ClaimSnapshot,
    Clinician,
    Coverage,
    Payer,
    Person,
    ServiceLine,
)

from .cursor import Cursor
from .envelope import TransactionSet
from .errors import X12Code
from .syntax import Segment
from .values import day, diagnoses, money, number, period, procedure
from .write import CLAIM_VERSION


@dataclass(slots=True)
class _Levels:
    """The hierarchy above the claim being read."""

    billing: BillingProvider | None = None
    coverage: dict[str, Any] = field(default_factory=dict)
    subscriber: Person | None = None
    payer: Payer | None = None
    patient: Person | None = None


def read(item: TransactionSet) -> list[ClaimSnapshot]:
    """Every claim of one 837P set; X12Error at the first thing that is missing, misplaced or malformed."""
    item.check(type="837", version=CLAIM_VERSION)
    cursor = Cursor(item)
    with cursor.usable("claim"):
        return _read(cursor)


def _read(cursor: Cursor) -> list[ClaimSnapshot]:
    cursor.need("BHT", "0019")
    cursor.need("NM1", "41")
    cursor.need("PER", "IC")
    cursor.skip("PER")
    cursor.need("NM1", "40")
    levels, claims = _Levels(), []
    while hl := cursor.take("HL"):
        match hl.get(3):
            case "20":
                levels = _Levels(billing=_billing(cursor))
            case "22" if levels.billing:
                levels = _subscriber(cursor, _Levels(billing=levels.billing))
            case "23" if levels.subscriber:
                levels.patient, levels.coverage["relationship"] = _dependent(cursor)
            case _:
                hl.fail(X12Code.unexpected, "this hierarchical level is not expected here", 3)
        while clm := cursor.take("CLM"):
            claims.append(_claim(cursor, clm, levels))
    cursor.done()
    return claims


def _billing(cursor: Cursor) -> BillingProvider:
    taxonomy = cursor.take("PRV", "BI")
    name = cursor.need("NM1", "85")
    address = _address(cursor)
    tin = cursor.need("REF", "EI", "SY")
    cursor.skip("REF")
    phone = cursor.take("PER", "IC")
    cursor.skip("PER")
    return BillingProvider(
        name=name.need(3),
        npi=name.need(9),
        tin=tin.need(2),
        taxonomy=taxonomy.get(3) if taxonomy else "",
        address=address,
        phone=phone.get(4) if phone else "",
    )


def _address(cursor: Cursor) -> Address:
    street, city = cursor.need("N3"), cursor.need("N4")
    return Address(line1=street.need(1), line2=street.get(2), city=city.need(1), state=city.get(2), zip=city.get(3))


def _person(cursor: Cursor, name: Segment, *, demographics: bool) -> Person:
    """A name with, where the guide demands it, address and DMG; a wrong sex or date is an X12Error."""
    address = _address(cursor) if demographics or cursor.at("N3") else None
    dmg = cursor.need("DMG", "D8") if demographics else cursor.take("DMG", "D8")
    sex = dmg.need(3) if dmg else None
    if dmg and sex not in ("M", "F", "U"):
        dmg.fail(X12Code.bad_value, "DMG03 is not a sex code", 3)
    cursor.skip("REF", "PER")
    return Person.model_validate(
        {
            "last": name.need(3),
            "first": name.get(4),
            "middle": name.get(5),
            "birth_date": day(dmg, 2) if dmg else None,
            "sex": sex,
            "address": address,
        }
    )


def _subscriber(cursor: Cursor, levels: _Levels) -> _Levels:
    sbr = cursor.need("SBR")
    cursor.skip("PAT")
    name = cursor.need("NM1", "IL")
    levels.subscriber = _person(cursor, name, demographics=sbr.get(2) == "18")
    levels.coverage = {
        "sequence": sbr.need(1),
        "relationship": sbr.get(2),
        "group_number": sbr.get(3),
        "group_name": sbr.get(4),
        "filing_code": sbr.get(9),
        "member_id": name.need(9),
    }
    payer = cursor.need("NM1", "PR")
    cursor.skip("N3", "N4", "REF")
    levels.payer = Payer(name=payer.need(3), payer_id=payer.need(9))
    return levels


def _dependent(cursor: Cursor) -> tuple[Person, str]:
    relationship = cursor.need("PAT").need(1)
    return _person(cursor, cursor.need("NM1", "QC"), demographics=True), relationship


def _claim(cursor: Cursor, clm: Segment, levels: _Levels) -> ClaimSnapshot:
    if levels.billing is None or levels.subscriber is None or levels.payer is None:
        clm.fail(X12Code.unexpected, "a claim before its subscriber")
    if levels.patient is None and levels.coverage["relationship"] != "18":
        clm.fail(X12Code.missing, "a claim of a dependent without the patient level")
    dates, references = _dates(cursor), _references(cursor)
    codes = diagnoses(cursor.need("HI"))
    cursor.skip("HI", "HCP")
    people = _clinicians(cursor)
    pos = clm.part(5, 1)
    return ClaimSnapshot(
        control_number=clm.need(1),
        billing=levels.billing,
        payer=levels.payer,
        coverage=Coverage.model_validate(levels.coverage),
        subscriber=levels.subscriber,
        patient=levels.patient,
        rendering=people.get("82"),
        referring=people.get("DN"),
        diagnoses=codes,
        lines=tuple(_lines(cursor, pos)),
        total=money(clm, 2, required=True),
        pos=pos,
        frequency=clm.part(5, 3),
        payer_control_number=references.get("F8", ""),
        prior_authorization=references.get("G1", ""),
        admitted_on=dates.get("435"),
        discharged_on=dates.get("096"),
    )


def _dates(cursor: Cursor) -> dict[str, date]:
    found: dict[str, date] = {}
    while segment := cursor.take("DTP"):
        if segment.get(1) in ("435", "096"):
            found[segment.get(1)] = day(segment, 3)
    cursor.skip("PWK", "CN1", "AMT")
    return found


def _references(cursor: Cursor) -> dict[str, str]:
    found: dict[str, str] = {}
    while segment := cursor.take("REF"):
        found[segment.get(1)] = segment.need(2)
    cursor.skip("K3", "NTE", "CR1", "CR2", "CRC")
    return found


def _clinicians(cursor: Cursor) -> dict[str, Clinician]:
    found: dict[str, Clinician] = {}
    while segment := cursor.take("NM1", "DN", "82", "77", "DQ"):
        specialty = cursor.take("PRV")
        cursor.skip("N3", "N4", "REF", "PER")
        if segment.get(1) in ("DN", "82"):
            found[segment.get(1)] = Clinician(
                last=segment.need(3),
                first=segment.get(4),
                npi=segment.get(9),
                taxonomy=specialty.get(3) if specialty else "",
            )
    return found


def _lines(cursor: Cursor, place: str) -> list[ServiceLine]:
    lines = []
    cursor.need("LX")
    lines.append(_line(cursor, place))
    while cursor.take("LX"):
        lines.append(_line(cursor, place))
    return lines


def _line(cursor: Cursor, place: str) -> ServiceLine:
    sv1 = cursor.need("SV1")
    procedure_code = procedure(sv1)
    pointers = sv1.parts(7)
    if not pointers or not all(item.isascii() and item.isdigit() and len(item) < 3 for item in pointers):
        sv1.fail(X12Code.bad_value, "SV107 has no diagnosis pointer", 7)
    cursor.skip("SV5", "PWK", "CR1", "CR3", "CRC")
    first, last = period(cursor.need("DTP", "472"), 2, 3)
    cursor.skip("DTP", "QTY", "MEA", "CN1")
    references = _references(cursor)
    cursor.skip("AMT", "PS1", "HCP", "LIN", "CTP")
    return ServiceLine.model_validate(
        {
            "line_id": references.get("6R", ""),
            "prior_authorization": references.get("G1", ""),
            "code": procedure_code,
            "modifiers": sv1.parts(1)[2:6],
            "charge": money(sv1, 2, required=True),
            "unit": sv1.get(3),
            "units": number(sv1, 4),
            "pos": sv1.get(5) or place,
            "pointers": tuple(int(item) for item in pointers),
            "starts_on": first,
            "ends_on": None if last == first else last,
        }
    )
