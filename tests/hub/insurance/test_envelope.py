"""The framing of X12: whatever bytes come in, the answer is a structure or a typed error (safety bar B65)."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.insurance.x12 import acks, claim_acks, envelope, professional, professional_read, remittance_read
from hub.insurance.x12.errors import X12Code, X12Error
from hub.insurance.x12.syntax import MAX_BYTES, Delimiters, interchanges
from hub.insurance.x12.write import acknowledgement
from tests.factories import insurance as make
from tests.hub.insurance import samples


def claim_file(count: int = 1, control: int = 1) -> bytes:
    claims = [make.claim(control_number=f"C{number}") for number in range(count)]
    return professional.write(claims, make.PARTIES, make.SUBMITTER, control=control, made=make.NOW)


def refused(data: bytes) -> X12Error:
    with pytest.raises(X12Error) as caught:
        envelope.read_sound(data)
    return caught.value


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\n", b""),
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: b"\r\n  " + data + b"\r\n\r\n\x1a",
        lambda data: data.replace(b"\n", b"\n    "),
        lambda data: data.replace(b"*", b"|").replace(b":", b">").replace(b"^", b"!"),
        lambda data: data.replace(b"~\n", b"\n"),
        lambda data: data.replace(b"~\n", b"\r\n"),
        lambda data: data.replace(b"*", b"\x1d").replace(b"~\n", b"\x1c").replace(b":", b"\x1f"),
        lambda data: data.replace(b"WARDLINE       ", b"WARDLINE"),
    ],
    ids=[
        "one line",
        "crlf",
        "bom",
        "blanks",
        "indented",
        "other marks",
        "lf ends",
        "crlf ends",
        "control marks",
        "width",
    ],
)
def test_spellings_of_the_same_file(change) -> None:  # type: ignore[no-untyped-def]
    (plain,) = envelope.read_sound(claim_file())
    (other,) = envelope.read_sound(change(claim_file()))
    assert [[s.id for s in found.body] for found in other.sets] == [[s.id for s in found.body] for found in plain.sets]
    assert (other.control, other.sender, other.receiver) == (plain.control, plain.sender, plain.receiver)


def test_several_interchanges_in_one_file_each_with_its_own_marks() -> None:
    other = claim_file(control=2).replace(b"*", b"|")
    found = envelope.read_sound(claim_file() + other)
    assert [item.control for item in found] == ["000000001", "000000002"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", X12Code.empty),
        (b"  \r\n", X12Code.empty),
        (b"hello", X12Code.not_x12),
        (b"MSH|^~\\&|LAB", X12Code.not_x12),
        (b"ISA", X12Code.not_x12),
        (b"ISAAAAAA", X12Code.not_x12),
        (b"ISA*00*", X12Code.envelope),
        (b"%PDF-1.7", X12Code.not_x12),
        ("ISA*00*".encode("utf-16"), X12Code.charset),
        (b"ISA\x00*", X12Code.charset),
    ],
)
def test_b65_what_is_not_x12_is_named(data: bytes, code: X12Code) -> None:
    assert refused(data).kind is code


@pytest.mark.parametrize(
    ("old", "new", "code", "ack"),
    [
        (b"SE*26*0001", b"SE*27*0001", X12Code.count_mismatch, "4"),
        (b"SE*26*0001", b"SE*x*0001", X12Code.count_mismatch, "4"),
        (b"SE*26*0001", b"SE*26*0002", X12Code.control_mismatch, "3"),
        (b"SE*26*0001~\n", b"", X12Code.truncated, "2"),
        (b"GE*1*1~", b"GE*2*1~", X12Code.count_mismatch, "5"),
        (b"GE*1*1~", b"GE*1*9~", X12Code.control_mismatch, "4"),
        (b"GE*1*1~\n", b"", X12Code.truncated, "3"),
        (b"IEA*1*000000001", b"IEA*1*000000002", X12Code.control_mismatch, "001"),
        (b"IEA*1*000000001", b"IEA*3*000000001", X12Code.count_mismatch, "021"),
        (b"^*00501*000000001", b"^*00501*ABCDEFGHI", X12Code.control_mismatch, "001"),
        (b"ST*837*0001*", b"NTE*x~\nST*837*0001*", X12Code.unexpected, "3"),
    ],
)
def test_b65_structural_faults_are_typed_and_answerable(old: bytes, new: bytes, code: X12Code, ack: str) -> None:
    data = claim_file()
    assert old in data
    data = data.replace(old, new)
    assert refused(data).kind is code
    assert ack in [fault.ack for item in envelope.read(data) for fault in item.all_faults()]


def test_b65_duplicate_control_numbers_are_refused() -> None:
    assert refused(claim_file() + claim_file()).kind is X12Code.duplicate_control
    doubled = claim_file(2).replace(b"*0002*005010X222A1", b"*0001*005010X222A1").replace(b"*0002~", b"*0001~")
    assert refused(doubled).kind is X12Code.duplicate_control


def test_b65_every_cut_of_a_file_is_refused() -> None:
    data = claim_file()
    for cut in range(0, len(data) - 3, 7):
        with pytest.raises(X12Error):
            envelope.read_sound(data[:cut])


def test_b65_a_million_segments_are_refused_quickly() -> None:
    data = samples.ERA.replace(b"LX*1~\n", b"LX*1~\n" + b"REF*6R*X~\n" * 1_000_000)
    started = time.process_time()
    assert refused(data).kind is X12Code.too_many_segments
    assert time.process_time() - started < 5


def test_b65_too_many_bytes_are_refused_before_parsing() -> None:
    assert refused(b"ISA" + b"*" * MAX_BYTES).kind is X12Code.too_large
    assert refused(claim_file().replace(b"REF*6R*L1~", b"REF*6R*" + b"L" * 40_000 + b"~")).kind is X12Code.too_large


def test_unusable_marks_are_refused() -> None:
    assert refused(claim_file().replace(b"*T*:~", b"*T**~")).kind is X12Code.envelope
    assert refused(claim_file().replace(b"*T*:~", b"*T*:A")).kind is X12Code.envelope


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_b65_random_bytes_never_raise_anything_else(data: bytes) -> None:
    for prefix in (b"", claim_file()[:106], claim_file()[:200]):
        try:
            envelope.read_sound(prefix + data)
        except X12Error as error:
            assert error.status == 422 and error.code.startswith("x12_")


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_b65_random_damage_never_raises_anything_else(data: st.DataObject) -> None:
    """Flip, cut and insert bytes in real files; every reader answers with a value or an X12Error."""
    body = bytearray(data.draw(st.sampled_from(samples.SAMPLES)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body) - 1))
        with_what = data.draw(st.sampled_from([b"", b"*", b"~", b":", b"\xff", b"9", b"-", b"SE*", b"~CLP*"]))
        body[at : at + data.draw(st.integers(0, 5))] = with_what
    try:
        for item in envelope.read_sound(bytes(body)):
            for found in item.sets:
                for read in (professional_read.read, acks.read, claim_acks.read, remittance_read.read):
                    try:
                        read(found)
                    except X12Error:
                        continue
    except X12Error:
        pass


def test_a_ta1_interchange_reads_back() -> None:
    data = acknowledgement(
        make.PARTIES, control=9, made=make.NOW, acknowledged=("000000001", "261121", "1000"), status="R", note="025"
    )
    (item,) = envelope.read_sound(data)
    (ack,) = item.acknowledgements
    assert (ack.control, ack.status, ack.note) == ("000000001", "R", "025")
    assert not item.groups


def test_delimiters_are_taken_from_the_file() -> None:
    (segments,) = interchanges(claim_file().replace(b"*", b"|"))
    assert segments[0].delimiters == Delimiters("|", ":", "^", "~")
    assert segments[0].position == 1 and segments[-1].position == len(segments)


def test_old_versions_have_no_repetition_mark() -> None:
    (segments,) = interchanges(claim_file().replace(b"*^*00501*", b"*U*00401*"))
    assert segments[0].delimiters.repetition == ""
