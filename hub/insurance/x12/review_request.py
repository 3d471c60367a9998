"""The 278 request (BHT02 13): written by us, read by the payer simulator and by tests. One set to a patient event, so
that one request that a payer cannot read stops no other."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from hub.insurance.snapshot import Address, BillingProvider, Clinician, Payer, Person

from .cursor import Cursor
from .envelope import TransactionSet
from .errors import X12Code, X12Error
from .review import MOST_WORDS, ReviewRequest, ServiceAsked
from .syntax import Segment
from .text import basic, code
from .values import clock_text, day, day_text, diagnoses, number, number_text, period, procedure
from .write import REVIEW_VERSION, Parties, Row, SetRows, interchange

CERTIFICATIONS = frozenset({"I", "S", "2", "3"})
_NOWHERE = Address(line1="", city="", state="", zip="")  # X217 does not ask where the requester is


def write(
    requests: Sequence[ReviewRequest], parties: Parties, *, control: int, made: datetime, wants_ack: bool = True
) -> bytes:
    """One interchange with one set per request, in the order given; X12Error unwritable for what a 278 cannot say."""
    sets = [SetRows("278", _rows(request, made), REVIEW_VERSION) for request in requests]
    return interchange(
        parties, control=control, made=made, code="HI", version=REVIEW_VERSION, sets=sets, wants_ack=wants_ack
    )


def _rows(request: ReviewRequest, made: datetime) -> list[Row]:
    provider, dependent = request.provider, request.patient is not None
    if not request.services or not request.diagnoses or request.person.birth_date is None:
        raise X12Error(X12Code.unwritable, "a 278 needs a service, a diagnosis and the patient's date of birth")
    rows: list[Row] = [
        ("BHT", "0007", "13", code(request.trace, 50), day_text(made.date()), clock_text(made.time())),
        ("HL", "1", "", "20", "1"),
        ("NM1", "X3", "2", basic(request.payer.name, 60), "", "", "", "", "PI", code(request.payer.payer_id)),
        ("HL", "2", "1", "21", "1"),
        ("NM1", "1P", "2", basic(provider.name, 60), "", "", "", "", "XX", code(provider.npi)),
        ("REF", "EI", code(provider.tin)),
    ]
    if provider.phone:
        rows.append(("PER", "IC", basic(provider.name, 60), "TE", code(provider.phone)))
    rows += [("HL", "3", "2", "22", "1"), _name("IL", request.subscriber, code(request.member_id))]
    if request.subscriber.birth_date:
        rows.append(_birth(request.subscriber))
    if request.patient is not None:
        rows += [("HL", "4", "3", "23", "1"), _name("QC", request.patient), _birth(request.patient),
                 ("INS", "N", code(request.relationship))]  # fmt: skip
    event = 5 if dependent else 4
    return rows + _event(request, event)


def _event(request: ReviewRequest, level: int) -> list[Row]:
    """The patient event with its services."""
    origin = f"9{code(request.provider.tin)}"
    level_of_service = "U" if request.urgent else ""
    kinds = ["ABK"] + ["ABF"] * (len(request.diagnoses) - 1)
    rows: list[Row] = [
        ("HL", str(level), str(level - 1), "EV", "1"),
        ("TRN", "1", code(request.trace, 50), origin),
        ("UM", "HS", request.certification, "", "", "", level_of_service),
    ]
    if request.number:
        rows.append(("REF", "BB", code(request.number, 50)))
    if request.reference:
        rows.append(("REF", "NT", code(request.reference, 50)))
    rows += [
        ("DTP", "AAH", "RD8", f"{day_text(request.starts_on)}-{day_text(request.ends_on)}"),
        ("HI", *((kind, code(item.replace(".", ""))) for kind, item in zip(kinds, request.diagnoses, strict=False))),
    ]
    if request.words:
        rows.append(("MSG", basic(request.words, MOST_WORDS)))
    rows.append(_clinician(request.clinician))
    for place, item in enumerate(request.services, start=1):
        rows += [
            ("HL", str(level + place), str(level), "SS", "0"),
            ("TRN", "1", code(item.trace, 50), origin),
            ("SV1", ("HC", code(item.code)), "", "UN", number_text(item.units)),
        ]
    return rows


def _name(entity: str, person: Person, member_id: str = "") -> Row:
    names = basic(person.last, 60), basic(person.first, 35), basic(person.middle, 25)
    return ("NM1", entity, "1", *names, "", "", "MI" if member_id else "", member_id)


def _birth(person: Person) -> Row:
    assert person.birth_date is not None
    return ("DMG", "D8", day_text(person.birth_date), person.sex or "U")


def _clinician(person: Clinician) -> Row:
    return ("NM1", "SJ", "1", basic(person.last, 60), basic(person.first, 35), "", "", "", "XX", code(person.npi))


# ---- the payer's side -----------------------------------------------------------------------------------------------


def read(item: TransactionSet) -> ReviewRequest:
    """The request of one 278 set; X12Error at the first thing that is missing, misplaced or malformed."""
    item.check(type="278", version=REVIEW_VERSION)
    cursor = Cursor(item)
    with cursor.usable("request"):
        return _read(cursor)


def _level(cursor: Cursor, kind: Literal["20", "21", "22", "EV", "SS"]) -> None:
    found = cursor.need("HL")
    if found.get(3) != kind:
        found.fail(X12Code.unexpected, "this hierarchical level is not expected here", 3)


def _read(cursor: Cursor) -> ReviewRequest:
    head = cursor.need("BHT", "0007")
    if head.get(2) != "13":
        head.fail(X12Code.bad_value, "BHT02 is not a request", 2)
    _level(cursor, "20")
    payer = cursor.need("NM1", "X3")
    _level(cursor, "21")
    provider = _provider(cursor)
    _level(cursor, "22")
    name = cursor.need("NM1", "IL")
    subscriber, patient, relationship = _person(cursor, name), None, "18"
    following = cursor.need("HL")
    if following.get(3) == "23":
        patient = _person(cursor, cursor.need("NM1", "QC"))
        ins = cursor.take("INS", "N")
        relationship = ins.get(2) if ins else "G8"
        following = cursor.need("HL")
    if following.get(3) != "EV":
        following.fail(X12Code.unexpected, "this hierarchical level is not expected here", 3)
    event = _read_event(cursor)
    cursor.done()
    return ReviewRequest(
        payer=Payer(name=payer.need(3), payer_id=payer.need(9)), provider=provider, member_id=name.need(9),
        relationship=relationship, subscriber=subscriber, patient=patient, **event,
    )  # fmt: skip


def _provider(cursor: Cursor) -> BillingProvider:
    name = cursor.need("NM1", "1P")
    tin = cursor.take("REF", "EI")
    cursor.skip("REF", "N3", "N4")
    phone = cursor.take("PER", "IC")
    cursor.skip("PER", "PRV")
    return BillingProvider(
        name=name.need(3), npi=name.need(9), tin=tin.get(2) if tin else "", taxonomy="", address=_NOWHERE,
        phone=phone.get(4) if phone else "",
    )  # fmt: skip


def _person(cursor: Cursor, name: Segment) -> Person:
    cursor.skip("REF", "N3", "N4")
    dmg = cursor.take("DMG", "D8")
    return Person.model_validate(
        {"last": name.need(3), "first": name.get(4), "middle": name.get(5), "sex": dmg.need(3) if dmg else None,
         "birth_date": day(dmg, 2) if dmg else None}
    )  # fmt: skip


def _read_event(cursor: Cursor) -> dict[str, Any]:
    trace = cursor.need("TRN", "1").need(2)
    um = cursor.need("UM", "HS", "SC", "AR")
    if um.get(2) not in CERTIFICATIONS:
        um.fail(X12Code.bad_value, "UM02 is not a certification type", 2)
    references: dict[str, str] = {}
    while ref := cursor.take("REF"):
        references[ref.get(1)] = ref.need(2)
    starts_on, ends_on = _days(cursor)
    codes = diagnoses(cursor.need("HI"))
    cursor.skip("HI", "HSD", "CRC", "PWK")
    words = cursor.take("MSG")
    clinician = cursor.need("NM1", "SJ")
    cursor.skip("NM1", "PRV", "REF", "N3", "N4", "PER")
    services = []
    while cursor.take("HL"):
        line = cursor.need("TRN", "1").need(2)
        cursor.skip("UM", "REF", "DTP")
        sv1 = cursor.need("SV1")
        services.append(ServiceAsked(line, procedure(sv1), number(sv1, 4)))
        cursor.skip("HSD", "MSG", "NM1", "PRV")
    if not services:
        raise X12Error(X12Code.missing, "the request asks for no service", position=um.position, segment="HL")
    return {
        "trace": trace, "certification": um.get(2), "urgent": um.get(6) == "U", "starts_on": starts_on,
        "ends_on": ends_on, "diagnoses": codes, "words": words.get(1) if words else "",
        "reference": references.get("NT", ""), "number": references.get("BB", ""), "services": tuple(services),
        "clinician": Clinician(last=clinician.need(3), first=clinician.get(4), npi=clinician.get(9)),
    }  # fmt: skip


def _days(cursor: Cursor) -> tuple[date, date]:
    found = period(cursor.need("DTP", "AAH"), 2, 3)
    cursor.skip("DTP")
    return found
