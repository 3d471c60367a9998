"""278: what we write reads back as it was, and what a payer may answer is read or refused, never anything else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.insurance.authorization.models import PriorAuthorizationStatus as S
from hub.insurance.authorization.rules import decide
from hub.insurance.snapshot import Address, BillingProvider, Clinician, Payer, Person
from hub.insurance.x12 import envelope, review_reply, review_request
from hub.insurance.x12.errors import X12Code, X12Error
from hub.insurance.x12.review import Review, ReviewReply, ReviewRequest, ServiceAsked, ServiceReview
from tests.factories import insurance as make

NOWHERE = Address(line1="", city="", state="", zip="")
units = st.decimals(Decimal("0.5"), 999, places=1).map(Decimal.normalize)
people = make.people.map(lambda one: one.model_copy(update={"address": None}))


@st.composite
def requests(draw: st.DrawFn) -> ReviewRequest:
    """Any request in the canonical spelling."""
    trace, first = draw(make.codes), draw(make.days)
    codes = draw(st.lists(st.sampled_from(["G0108", "H0031", "T1015"]), min_size=1, max_size=3, unique=True))
    dependent = draw(st.booleans())
    return ReviewRequest(
        trace=trace, certification=draw(st.sampled_from(["I", "S", "2", "3"])), urgent=draw(st.booleans()),
        payer=draw(st.builds(Payer, name=make.words, payer_id=make.codes)),
        provider=draw(st.builds(
            BillingProvider, name=make.words, npi=make.npis, tin=st.just("123456789"), taxonomy=st.just(""),
            address=st.just(NOWHERE), phone=st.sampled_from(["", "6175550100"]),
        )),
        clinician=draw(st.builds(Clinician, last=make.names, first=make.names, npi=make.npis)),
        member_id=draw(make.codes), relationship=draw(st.sampled_from(["01", "19"])) if dependent else "18",
        subscriber=draw(people), patient=draw(people) if dependent else None,
        diagnoses=tuple(draw(st.lists(st.sampled_from(["E119", "F411", "I10"]), min_size=1, unique=True))),
        starts_on=first, ends_on=first + timedelta(days=draw(st.integers(0, 400))),
        services=tuple(ServiceAsked(f"{trace}-{n}", code, draw(units)) for n, code in enumerate(codes, start=1)),
        words=draw(st.just("") | make.words), reference=draw(st.just("") | make.codes),
        number=draw(st.just("") | make.codes),
    )  # fmt: skip


@st.composite
def replies(draw: st.DrawFn) -> ReviewReply:
    """Any answer that we could be given, in the canonical spelling."""
    reviews = st.builds(
        Review, st.sampled_from(["A1", "A2", "A3", "A4", "A6", "C", "CT", "NA"]), st.just("") | make.codes,
        st.sampled_from(["", "0V"]),
    )  # fmt: skip
    errors = tuple(draw(st.lists(st.sampled_from(["72", "75", "95"]), max_size=2)))
    trace, first = draw(make.codes), draw(make.days)
    codes = draw(st.lists(st.sampled_from(["G0108", "H0031"]), max_size=2, unique=True))
    return ReviewReply(
        trace=trace, payer=draw(st.builds(Payer, name=make.words, payer_id=make.codes)), member_id=draw(make.codes),
        person=(draw(make.names), draw(make.names)), errors=errors, reference=draw(st.just("") | make.codes),
        review=draw(st.none() | reviews) if errors else draw(reviews), words=draw(st.just("") | make.words),
        valid=draw(st.none() | st.just((first, first + timedelta(days=90)))),
        services=tuple(
            ServiceReview(f"{trace}-{n}", code, draw(st.none() | reviews), draw(st.none() | units))
            for n, code in enumerate(codes, start=1)
        ),
    )  # fmt: skip


def _sets(data: bytes) -> list[envelope.TransactionSet]:
    return [one for item in envelope.read_sound(data) for one in item.sets]


def _reply(*given_replies: ReviewReply) -> bytes:
    return review_reply.write(
        given_replies, make.PARTIES, control=1, made=make.NOW, provider=("HOSPITAL", "1234567893")
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(requests(), min_size=1, max_size=2), st.lists(replies(), min_size=1, max_size=2))
def test_what_is_written_reads_back(asked: list[ReviewRequest], said: list[ReviewReply]) -> None:
    data = review_request.write(asked, make.PARTIES, control=1, made=make.NOW)
    assert [review_request.read(one) for one in _sets(data)] == asked
    assert [found for one in _sets(_reply(*said)) for found in review_reply.read(one)] == said


SAID = ReviewReply(
    trace="P000000001-1", payer=Payer(name="PAYER", payer_id="SIM01"), member_id="M1", person=("A", "B"),
    review=Review("A1", "N1"), services=(ServiceReview("P000000001-1-1", "G0108", Review("A1", "N1"), Decimal(4)),),
    valid=(date(2026, 11, 1), date(2026, 12, 1)),
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_an_answer_that_is_spoiled_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    """A segment is lost, doubled or moved, a byte is changed: an X12Error, or a document; never another error."""
    lines = _reply(SAID).split(b"\n")
    at, to = data.draw(st.integers(2, len(lines) - 4)), data.draw(st.integers(2, len(lines) - 4))
    match data.draw(st.sampled_from(["lose", "double", "move", "spoil"])):
        case "lose":
            del lines[at]
        case "double":
            lines.insert(to, lines[at])
        case "move":
            lines.insert(to, lines.pop(at))
        case "spoil":
            place = data.draw(st.integers(0, max(0, len(lines[at]) - 2)))
            lines[at] = (
                lines[at][:place] + data.draw(st.sampled_from([b"*", b":", b"", b"9", b"Z"])) + lines[at][place + 1 :]
            )
    body = [line for line in lines if line]
    count = next((n for n, line in enumerate(body) if line.startswith(b"SE*")), None)
    if count is not None:
        body[count] = b"SE*%d*0001~" % (count - 1)
    try:
        for item in envelope.read(b"\n".join(body)):
            for one in item.sets:
                review_reply.read(one)
    except X12Error:
        pass


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"HCR*A1*N1~\nDTP", b"HCR*ZZ*N1~\nDTP", X12Code.bad_value),
        (b"BHT*0007*11", b"BHT*0007*13", X12Code.bad_value),
        (b"TRN*2*P000000001-1*9SIMULATOR~\nUM", b"TRN*1*P000000001-1*9SIMULATOR~\nUM", X12Code.missing),
        (b"DTP*036*D8*20261201", b"DTP*036*D8*20261001", X12Code.bad_value),
        (b"UN*4~", b"UN*-4~", X12Code.bad_value),
        (b"HL*4*3*EV", b"HL*4*3*XX", X12Code.unexpected),
    ],
)
def test_an_answer_that_cannot_be_right_is_refused(old: bytes, new: bytes, code: X12Code) -> None:
    data = _reply(SAID)
    assert old in data
    with pytest.raises(X12Error) as refused:
        [review_reply.read(one) for one in _sets(data.replace(old, new))]
    assert refused.value.kind is code


def test_an_error_belongs_to_its_own_level() -> None:
    """What is wrong with one member says nothing of the next; a provider's error (2010EA) is the event's."""
    refused = replace(SAID, trace="P000000002-1", review=None, services=(), errors=("72",))
    body = _reply(refused, replace(SAID, services=())).split(b"\n")
    second = next(n for n, line in enumerate(body) if line.startswith(b"ST*") and n > 3)
    heads = [n for n, line in enumerate(body) if line.startswith(b"HL*3*")]
    end = next(n for n, line in enumerate(body) if n > second and line.startswith(b"SE*"))
    first = body[: second - 1] + body[heads[1] : end] + [b"NM1*SJ*1*C~", b"AAA*N**41*C~"]
    first.append(b"SE*%d*0001~" % (len(first) - 1))
    data = b"\n".join([*first, b"GE*1*1~", b"IEA*1*000000001~", b""])
    told = [found for one in _sets(data) for found in review_reply.read(one)]
    assert [(one.trace, one.errors) for one in told] == [("P000000002-1", ("72",)), ("P000000001-1", ("41",))]


ASKED = [(1, "G0108", Decimal(10)), (2, "H0031", Decimal(1))]


def _lines(*given_lines: tuple[str, str | None, int | None]) -> tuple[ServiceReview, ...]:
    codes = {"1": "G0108", "2": "H0031"}
    return tuple(
        ServiceReview(f"T-{n}", codes[n], None if action is None else Review(action, "N1"),
                      None if count is None else Decimal(count))
        for n, action, count in given_lines
    )  # fmt: skip


@pytest.mark.parametrize(
    ("action", "lines", "status", "given_units"),
    [
        ("A1", (), S.approved, [10, 1]),
        ("A1", (("1", None, 6),), S.approved, [6, 1]),
        ("A1", (("1", "A1", 99),), S.approved, [10, 1]),
        ("A6", (("1", "A6", 5), ("2", "A1", 1)), S.approved, [5, 1]),
        ("A2", (("1", "A1", 10), ("2", "A3", 0)), S.partial, [10, 0]),
        ("A2", (("1", "A6", 5), ("2", "A1", 1)), S.approved, [5, 1]),
        ("A3", (), S.denied, [0, 0]),
        ("A1", (("1", "A1", 0), ("2", "A3", None)), S.denied, [0, 0]),
        ("A4", (), S.pended, [None, None]),
        ("A1", (("2", "A4", None),), S.pended, [10, None]),
        ("C", (), S.denied, [0, 0]),
    ],
)
def test_what_an_answer_means(
    action: str, lines: tuple[tuple[str, str | None, int | None], ...], status: S, given_units: list[int | None]
) -> None:
    found = decide(replace(SAID, review=Review(action, "N1"), services=_lines(*lines)), ASKED)
    assert (found.status, list(found.units.values())) == (status, given_units)


def test_an_answer_that_needs_a_person() -> None:
    for action in ("CT", "NA"):
        found = decide(replace(SAID, review=Review(action), services=()), ASKED)
        assert (found.status, found.to_call) == (S.pended, True)
    nameless = decide(replace(SAID, review=Review("A1"), services=()), ASKED)
    assert (nameless.status, nameless.to_call) == (S.pended, True), "good for no claim without a number"
    sent_back = decide(replace(SAID, errors=("75",), review=None), ASKED)
    assert (sent_back.status, sent_back.reason) == (S.rejected, "75")


def test_a_service_that_was_not_looked_at_takes_nothing_from_the_others() -> None:
    good, bad = _lines(("1", "A1", 10), ("2", None, None))
    said = replace(SAID, services=(good, replace(bad, errors=("33",))))
    (read,) = [found for one in _sets(_reply(said)) for found in review_reply.read(one)]
    found = decide(read, ASKED)
    assert (found.status, list(found.units.values()), found.number) == (S.partial, [Decimal(10), Decimal(0)], "N1")
    assert found.words.startswith("H0031: ")
    whole = decide(replace(SAID, services=tuple(replace(one, errors=("33",)) for one in (good, bad))), ASKED)
    assert (whole.status, whole.reason) == (S.rejected, "33")


def test_a_request_that_a_278_cannot_say() -> None:
    person = Person(last="A")
    whole = ReviewRequest(
        "T", "I", Payer(name="P", payer_id="P"), make.claim().billing, Clinician(last="C", npi="1"), "M", "18", person,
        None, ("E119",), date(2026, 1, 1), date(2026, 2, 1), (ServiceAsked("T-1", "G0108", Decimal(1)),),
    )  # fmt: skip
    with pytest.raises(X12Error) as refused:
        review_request.write([whole], make.PARTIES, control=1, made=make.NOW)
    assert refused.value.kind is X12Code.unwritable
