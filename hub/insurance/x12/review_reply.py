"""The 278 answer (BHT02 11): read by us, written by the payer simulator. A set may answer several patient events."""

from collections.abc import Sequence
from datetime import date, datetime

from hub.insurance.snapshot import Payer

from .cursor import Cursor
from .envelope import TransactionSet
from .errors import X12Code, X12Error
from .review import ACTIONS, MOST_WORDS, Review, ReviewReply, ServiceReview
from .syntax import Segment
from .text import basic, code
from .values import clock_text, day, day_text, number, number_text, period
from .write import REVIEW_VERSION, Parties, Row, SetRows, interchange

_PASSED = ("NM1", "N3", "N4", "PER", "PRV", "INS", "DMG", "REF")
"""What says who the people are: we know them."""


def read(item: TransactionSet) -> tuple[ReviewReply, ...]:
    """What a 278 answers; X12Error when it is malformed, or says of an event neither a decision nor an error."""
    item.check(type="278", version=REVIEW_VERSION)
    cursor = Cursor(item)
    head = cursor.need("BHT", "0007")
    if head.get(2) != "11":
        head.fail(X12Code.bad_value, "BHT02 is not an answer", 2)
    found: list[ReviewReply] = []
    above: dict[str, list[str]] = {}
    payer, member, person = Payer(name="", payer_id=""), "", ("", "")
    while hl := cursor.take("HL"):
        kind = hl.get(3)
        if kind == "EV":
            said = [error for errors in above.values() for error in errors]
            found.append(_event(cursor, hl, payer, member, person, said))
            continue
        if kind not in ("20", "21", "22", "23"):
            hl.fail(X12Code.unexpected, "this hierarchical level is not expected here", 3)
        above = {level: errors for level, errors in above.items() if level < kind}  # a sibling's errors are its own
        above[kind] = _errors(cursor)
        cursor.skip("TRN")
        name = cursor.need("NM1")
        if kind == "20":
            payer = Payer(name=name.get(3), payer_id=name.get(9))
        elif kind == "22":
            member, person = name.get(9), (name.get(3), name.get(4))
        elif kind == "23":
            person = (name.get(3), name.get(4))
        above[kind] += _people(cursor)
    cursor.done()
    if not found:
        raise X12Error(X12Code.missing, "the answer speaks of no patient event", position=item.header.position)
    return tuple(found)


def _errors(cursor: Cursor) -> list[str]:
    found = []
    while segment := cursor.take("AAA"):
        found.append(segment.need(3))
    return found


def _people(cursor: Cursor) -> list[str]:
    """Pass over who the people are; what is wrong with them."""
    found = []
    cursor.skip(*_PASSED)
    while cursor.at("AAA"):
        found += _errors(cursor)
        cursor.skip(*_PASSED)
    return found


def _review(cursor: Cursor) -> Review | None:
    hcr = cursor.take("HCR")
    if hcr is None:
        return None
    if hcr.need(1) not in ACTIONS:
        hcr.fail(X12Code.bad_value, "HCR01 is not a decision", 1)
    return Review(hcr.get(1), hcr.get(2), hcr.get(3))


def _traces(cursor: Cursor) -> str:
    """Our trace number of a level (TRN01 2); the payer's own are passed over."""
    ours = ""
    while trn := cursor.take("TRN"):
        ours = trn.need(2) if trn.get(1) == "2" else ours
    return ours


def _event(
    cursor: Cursor, hl: Segment, payer: Payer, member: str, person: tuple[str, str], above: list[str]
) -> ReviewReply:
    trace = _traces(cursor)
    if not trace:
        hl.fail(X12Code.missing, "the answer does not say to which request (TRN)")
    errors = [*above, *_errors(cursor)]
    cursor.skip("UM")
    review = _review(cursor)
    reference = ""
    while ref := cursor.take("REF"):
        reference = ref.get(2) if ref.get(1) == "NT" else reference
    valid = _valid(cursor)
    cursor.skip("HI", "HSD", "CRC", "PWK", "CL1")
    words = cursor.take("MSG")
    cursor.skip("MSG")
    errors += _people(cursor)
    services = []
    while cursor.at("HL") and (found := cursor.peek()) is not None and found.get(3) == "SS":
        cursor.need("HL")
        services.append(_service(cursor))
    if not errors and review is None and not any(one.review or one.errors for one in services):
        hl.fail(X12Code.missing, "the answer holds no decision (HCR)")
    return ReviewReply(
        trace=trace, payer=payer, member_id=member, person=person, review=review, services=tuple(services),
        errors=tuple(errors), valid=valid, reference=reference, words=words.get(1) if words else "",
    )  # fmt: skip


def _valid(cursor: Cursor) -> tuple[date, date] | None:
    """Effective (007, a day or a range) to expiration (036); None unless both ends are known."""
    first: date | None = None
    last: date | None = None
    while dtp := cursor.take("DTP"):
        if dtp.get(1) == "007":
            first, until = period(dtp, 2, 3)
            last = until if dtp.get(2) == "RD8" else last
        elif dtp.get(1) == "036":
            last = day(dtp, 3)
            if first and last < first:
                dtp.fail(X12Code.bad_value, "the authorization ends before it begins", 3)
    return (first, last) if first and last else None


def _service(cursor: Cursor) -> ServiceReview:
    trace = _traces(cursor)
    errors = tuple(_errors(cursor))
    cursor.skip("UM")
    review = _review(cursor)
    cursor.skip("REF", "DTP", "HI")
    sv1 = cursor.take("SV1")
    cursor.skip("SV2", "SV3", "TOO", "HSD", "PWK", "MSG", *_PASSED)
    units = number(sv1, 4) if sv1 and sv1.get(4) else None
    if sv1 and units is not None and units < 0:
        sv1.fail(X12Code.bad_value, "SV104 is below zero", 4)
    return ServiceReview(trace, sv1.part(1, 2) if sv1 else "", review, units, errors)


# ---- the payer's side -----------------------------------------------------------------------------------------------


def write(
    replies: Sequence[ReviewReply], parties: Parties, *, control: int, made: datetime, provider: tuple[str, str]
) -> bytes:
    """An interchange with one 278 answer per reply; `provider` is (name, NPI) of who asked."""
    sets = [SetRows("278", _rows(reply, made, provider), REVIEW_VERSION) for reply in replies]
    return interchange(parties, control=control, made=made, code="HI", version=REVIEW_VERSION, sets=sets)


def _rows(reply: ReviewReply, made: datetime, provider: tuple[str, str]) -> list[Row]:
    name, npi = provider
    pended = reply.review is not None and reply.review.action == "A4"
    rows: list[Row] = [
        ("BHT", "0007", "11", code(reply.trace, 50), day_text(made.date()), clock_text(made.time()),
         "19" if pended else "18"),
        ("HL", "1", "", "20", "1"),
        ("NM1", "X3", "2", basic(reply.payer.name, 60), "", "", "", "", "PI", code(reply.payer.payer_id)),
        ("HL", "2", "1", "21", "1"),
        ("NM1", "1P", "2", basic(name, 60), "", "", "", "", "XX", code(npi)),
        ("HL", "3", "2", "22", "1"),
        ("NM1", "IL", "1", basic(reply.person[0], 60), basic(reply.person[1], 35), "", "", "", "MI",
         code(reply.member_id)),
        *(("AAA", "N", "", code(error), "C") for error in reply.errors),
        ("HL", "4", "3", "EV", "1" if reply.services else "0"),
        ("TRN", "2", code(reply.trace, 50), "9SIMULATOR"),
        ("UM", "HS", "I"),
    ]  # fmt: skip
    if reply.review:
        rows.append(_decided(reply.review))
    if reply.reference:
        rows.append(("REF", "NT", code(reply.reference, 50)))
    if reply.valid:
        first, last = (day_text(one) for one in reply.valid)
        rows += [("DTP", "007", "D8", first), ("DTP", "036", "D8", last)]
    if reply.words:
        rows.append(("MSG", basic(reply.words, MOST_WORDS)))
    for place, item in enumerate(reply.services, start=5):
        rows += [("HL", str(place), "4", "SS", "0"), ("TRN", "2", code(item.trace, 50), "9SIMULATOR")]
        rows += [("AAA", "N", "", code(error), "C") for error in item.errors]
        if item.review:
            rows.append(_decided(item.review))
        units = () if item.units is None else ("", "UN", number_text(item.units))
        rows.append(("SV1", ("HC", code(item.code)), *units))
    return rows


def _decided(review: Review) -> Row:
    return ("HCR", review.action, code(review.number, 50), code(review.reason))
