"""837P: what we write is accepted by an independent judge and reads back as it was."""

import re
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hub.insurance.snapshot import ClaimSnapshot
from hub.insurance.x12 import envelope, professional, professional_read
from hub.insurance.x12.errors import X12Code, X12Error
from hub.insurance.x12.write import Parties
from tests.factories import insurance as make
from tests.hub.insurance.judge import verdict


def write(*claims: ClaimSnapshot, control: int = 1) -> bytes:
    return professional.write(claims, make.PARTIES, make.SUBMITTER, control=control, made=make.NOW)


def read(data: bytes) -> list[ClaimSnapshot]:
    return [
        claim for item in envelope.read_sound(data) for found in item.sets for claim in professional_read.read(found)
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(make.claims(), min_size=1, max_size=3))
def test_what_is_written_reads_back(claims: list[ClaimSnapshot]) -> None:
    assert read(write(*claims)) == claims


def test_the_judge_accepts_every_claim() -> None:
    found: list[ClaimSnapshot] = []

    @settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.generate])
    @given(make.claims())
    def collect(claim: ClaimSnapshot) -> None:
        found.append(claim)

    collect()
    assert len(found) >= 150
    assert verdict(write(*found)) == []


def test_the_judge_sees_faults_at_all() -> None:
    assert verdict(write(make.claim()).replace(b"HI*ABK:J069", b"HI*XXX:J069"))


def test_the_envelope_of_one_claim() -> None:
    text = write(make.claim(), control=42).decode()
    head = text.split("~")[0] + "~"
    assert len(head) == 106
    assert head[3] == "*" and head[82] == "^" and head[104] == ":" and head[105] == "~"
    assert head.startswith("ISA*00*          *00*          *ZZ*WARDLINE       *ZZ*SIMPAYER       *261121*1000*")
    assert head.endswith("*^*00501*000000042*1*T*:~")
    assert "GS*HC*WARDLINE*SIMPAYER*20261121*1000*42*X*005010X222A1~" in text
    assert "CLM*C000001*125***10:B:1*Y*A*Y*Y~" in text
    assert "SV1*HC:G0463:GT*125*UN*1***1~" in text
    assert "HI*ABK:J069~" in text
    assert "REF*6R*L1~" in text
    assert text.rstrip().endswith("GE*1*42~\nIEA*1*000000042~")


def test_one_set_per_claim_so_that_one_bad_claim_stops_no_other() -> None:
    (item,) = envelope.read_sound(write(*(make.claim(control_number=f"C{n}") for n in range(5))))
    assert [found.control for found in item.sets] == ["0001", "0002", "0003", "0004", "0005"]


def test_a_replacement_names_the_payers_number() -> None:
    text = write(make.claim(frequency="7", payer_control_number="P77")).decode()
    assert "CLM*C000001*125***10:B:7*" in text
    assert "REF*F8*P77~" in text


def test_names_are_folded_and_cannot_break_the_framing() -> None:
    model = make.changed(make.claim(), "subscriber.last", "Mü*ll~er:Ø^\n")
    text = write(model).decode()
    assert "NM1*IL*1*MULLERO*ZOE****MI*SIMPAID01~" in text
    assert verdict(write(model)) == []


def test_a_dependent_has_a_level_of_its_own() -> None:
    claim = make.claim()
    child = claim.subscriber.model_copy(update={"first": "KIM", "birth_date": date(2015, 1, 1)})
    text = write(make.changed(claim.model_copy(update={"patient": child}), "coverage.relationship", "19")).decode()
    assert "HL*3*2*23*0~" in text and "PAT*19~" in text and "NM1*QC*1*MULLER*KIM~" in text


@pytest.mark.parametrize(
    ("path", "value"),
    [("currency", "EUR"), ("coverage.sequence", "S"), ("subscriber.birth_date", None), ("subscriber.address", None)],
)
def test_what_837p_cannot_say_is_refused(path: str, value: object) -> None:
    with pytest.raises(X12Error) as caught:
        write(make.changed(make.claim(), path, value))
    assert caught.value.kind is X12Code.unwritable


@pytest.mark.parametrize("control", [0, 1_000_000_000])
def test_control_numbers_have_nine_digits(control: int) -> None:
    with pytest.raises(X12Error):
        write(make.claim(), control=control)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"BHT*0019", b"BHT*0018", X12Code.missing),
        (b"NM1*IL*1*MULLER", b"NM1*IL*1*", X12Code.missing),
        (b"DMG*D8*19800203*F", b"DMG*D8*19801303*F", X12Code.bad_value),
        (b"DMG*D8*19800203*F", b"DMG*D8*19800203*Q", X12Code.bad_value),
        (b"CLM*C000001*125*", b"CLM*C000001*12.505*", X12Code.bad_value),
        (b"CLM*C000001*125*", b"CLM*C000001*ten*", X12Code.bad_value),
        (b"HI*ABK:J069", b"HI*BK:4660", X12Code.bad_value),
        (b"SV1*HC:G0463", b"SV1*ZZ:G0463", X12Code.bad_value),
        (b"*UN*1***1~", b"*UN*1***x~", X12Code.bad_value),
        (b"DTP*472*D8*20261120", b"DTP*472*RD8*20261120-20261101", X12Code.bad_value),
        (b"LX*1~\n", b"", X12Code.missing),
        (b"REF*6R*L1~", b"ZZZ*6R*L1~", X12Code.unexpected),
    ],
)
def test_malformed_claims_say_where(old: bytes, new: bytes, code: X12Code) -> None:
    data = write(make.claim())
    assert old in data
    data = data.replace(old, new)
    count = data[data.index(b"ST*") : data.index(b"\nSE*")].count(b"~") + 1
    data = re.sub(rb"\nSE\*\d+", b"\nSE*%d" % count, data)
    with pytest.raises(X12Error) as caught:
        read(data)
    assert caught.value.kind is code
    assert caught.value.position


def test_other_parties() -> None:
    parties = Parties("123456789", "987654321", "30", "30", "P")
    data = professional.write([make.claim()], parties, make.SUBMITTER, control=7, made=make.NOW)
    (item,) = envelope.read_sound(data)
    assert (item.sender_qualifier, item.sender, item.receiver, item.usage) == ("30", "123456789", "987654321", "P")
    assert item.wants_ack
    assert parties.reversed().sender == "987654321"
