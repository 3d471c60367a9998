"""999 and 277CA: written so that a judge accepts them, read so that a clerk knows what to do."""

import pytest

from hub.insurance.codes import adjustments, status
from hub.insurance.x12 import acks, claim_acks, envelope
from hub.insurance.x12.envelope import TransactionSet
from hub.insurance.x12.errors import X12Code, X12Error
from tests.hub.insurance import samples
from tests.hub.insurance.judge import verdict


def sets(data: bytes) -> list[TransactionSet]:
    return [found for item in envelope.read_sound(data) for found in item.sets]


def test_a_999_reads_back_and_the_judge_accepts_it() -> None:
    assert [acks.read(item) for item in sets(samples.ACK)] == [samples.GROUP]
    assert verdict(samples.ACK) == []


def test_a_999_answers_each_of_our_sets() -> None:
    (group,) = [acks.read(item) for item in sets(samples.ACK)]
    assert group.of("0001").accepted
    refused = group.of("0002")
    assert not refused.accepted
    assert refused.messages() == ("NM109, segment 16: an element has a code the payer does not know",)


@pytest.mark.parametrize(("status_code", "accepted"), [("A", True), ("E", True), ("R", False)])
def test_a_short_999_speaks_for_all_sets(status_code: str, accepted: bool) -> None:
    group = acks.GroupResult("HC", "1", "005010X222A1", status_code, 2, 2, 2 if accepted else 0, (), ("5",))
    assert group.of("0007").accepted is accepted


def test_a_whole_rejection_is_explained() -> None:
    assert acks.SetResult("837", "1", "R", (), ("4",)).messages() == ("the transaction's segment count is wrong",)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"AK9*P*2*2*1", b"AK9*Z*2*2*1", X12Code.bad_value),
        (b"AK9*P*2*2*1", b"AK9*A*2*2*2", X12Code.bad_value),
        (b"AK9*P*2*2*1", b"AK9*P*two*2*1", X12Code.bad_value),
        (b"IK5*A", b"IK5*", X12Code.missing),
        (b"IK4*9", b"IK4*x", X12Code.bad_value),
        (b"ST*999", b"ST*997", X12Code.wrong_type),
    ],
)
def test_malformed_999(old: bytes, new: bytes, code: X12Code) -> None:
    assert old in samples.ACK
    with pytest.raises(X12Error) as caught:
        [acks.read(item) for item in sets(samples.ACK.replace(old, new))]
    assert caught.value.kind is code


def test_a_277ca_reads_back_and_the_judge_accepts_it() -> None:
    (item,) = sets(samples.CLAIM_ACK)
    assert claim_acks.read(item) == samples.CLAIM_ACKS
    assert verdict(samples.CLAIM_ACK) == []


def test_rejection_is_told_apart_from_acceptance_in_our_words() -> None:
    taken, refused = samples.CLAIM_ACKS
    assert not taken.rejected and refused.rejected
    assert refused.messages()[0] == "rejected: information is not valid: the member number is wrong (subscriber)"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"STC*A2:20:PR*", b"STC*F1:20:PR*", X12Code.bad_value),
        (b"STC*A2:20:PR*", b"STC**", X12Code.missing),
        (b"TRN*2*C000002", b"TRN*2*", X12Code.missing),
        (b"HL*5*3*PT", b"HL*5*3*QQ", X12Code.unexpected),
        (b"005010X214~", b"005010X212~", X12Code.wrong_version),
    ],
)
def test_malformed_277ca(old: bytes, new: bytes, code: X12Code) -> None:
    assert old in samples.CLAIM_ACK
    with pytest.raises(X12Error) as caught:
        [claim_acks.read(item) for item in sets(samples.CLAIM_ACK.replace(old, new))]
    assert caught.value.kind is code


def test_unknown_codes_are_shown_as_themselves() -> None:
    assert status.explain("A6", "999") == "rejected: information is missing: status 999"
    assert adjustments.explain("9999") == "reason 9999" and adjustments.explain_group("ZZ") == "ZZ"
    assert adjustments.explain_remark("N999") == "remark N999"
    assert adjustments.category("9999") == "other"


@pytest.mark.parametrize(
    ("group", "reason", "denial"),
    [
        ("CO", "45", False),
        ("CO", "197", True),
        ("PI", "16", True),
        ("PR", "204", False),
        ("OA", "18", False),
        ("CO", "253", False),
    ],
)
def test_what_counts_as_a_denial(group: str, reason: str, denial: bool) -> None:
    assert adjustments.is_denial(group, reason) is denial


@pytest.mark.parametrize(
    ("code", "action"),
    [
        ("164", "correct_coverage"),
        ("255", "correct_coding"),
        ("562", "correct_provider"),
        ("54", "find_first_claim"),
        ("1", "correct_and_resend"),
    ],
)
def test_every_rejection_has_a_next_action(code: str, action: str) -> None:
    assert status.next_action(code) == action
