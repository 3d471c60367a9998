"""The payer simulator: real bytes in, real bytes out, and every fault that a member number can ask for."""

from datetime import timedelta
from typing import Any

import pytest

from hub.insurance.simulator import memory
from hub.insurance.simulator.memory import Memory
from hub.insurance.simulator.payer import Delays, PayerSimulator
from hub.insurance.simulator.triggers import TRIGGERS, Behaviour, find
from hub.insurance.snapshot import ClaimSnapshot
from hub.insurance.x12 import acks, claim_acks, envelope, professional, remittance_read
from hub.insurance.x12.claim_acks import ClaimAck
from hub.insurance.x12.errors import X12Code, X12Error
from hub.insurance.x12.remittance import ClaimPayment, Remittance
from tests.factories import insurance as make
from tests.hub.insurance.judge import verdict

MUCH_LATER = timedelta(days=1)


class House:
    """Our side of the link in a test: sends claims, collects what comes back."""

    def __init__(self) -> None:
        self.payer = PayerSimulator(Memory())
        self.control = 0
        self.now = make.NOW

    def send(self, *claims: ClaimSnapshot) -> "House":
        self.control += 1
        data = professional.write(claims, make.PARTIES, make.SUBMITTER, control=self.control, made=self.now)
        self.payer.receive(data, self.now)
        return self

    def files(self, kind: str = "", later: timedelta = timedelta(0)) -> list[bytes]:
        self.now += later
        return [data for name, data in self.payer.collect(self.now) if kind in name]

    def remittances(self, later: timedelta = timedelta(0)) -> list[Remittance]:
        return [
            remittance_read.read(found)
            for data in self.files("835", later)
            for item in envelope.read_sound(data)
            for found in item.sets
        ]

    def payments(self, later: timedelta = timedelta(0)) -> list[ClaimPayment]:
        return [claim for item in self.remittances(later) for claim in item.claims]


def member(word: str) -> str:
    return f"SIM{word}01"


def two_lines(word: str, **changes: Any) -> ClaimSnapshot:
    lines = (make.line(), make.line(line_id="L2", code="G0444", charge=3_000))
    return make.claim(member(word), lines=lines, **changes)


def acked(files: list[bytes]) -> list[ClaimAck]:
    return [
        ack
        for data in files
        for item in envelope.read_sound(data)
        for found in item.sets
        for ack in claim_acks.read(found)
    ]


def test_a_paid_claim_from_envelope_to_money() -> None:
    found = House().send(make.claim()).payer.collect(make.NOW)
    assert [name[7:] for name, _ in found] == ["TA1.x12", "999.x12", "277CA.x12", "277CA.x12", "835.x12"]
    ta1, syntax, house, payer, era = (data for _, data in found)
    assert envelope.read_sound(ta1)[0].acknowledgements[0].status == "A"
    (group,) = [acks.read(item) for item in envelope.read_sound(syntax)[0].sets]
    assert group.of("0001").accepted and group.control == "1"
    assert [ack.statuses[0].category for ack in acked([house, payer])] == ["A0", "A2"]
    (paid,) = [remittance_read.read(item) for item in envelope.read_sound(era)[0].sets]
    assert (paid.amount, paid.claims[0].patient_share, paid.claims[0].control_number) == (6_700, 2_500, "C000001")
    assert paid.claims[0].payer_control_number == acked([payer])[0].payer_control_number
    assert paid.payer_name.startswith("TEST PAYER SIMULATOR")


@pytest.mark.parametrize("word", [word for word in TRIGGERS if word not in ("CUT", "COUNT", "OFF", "LATIN")])
def test_the_judge_accepts_everything_it_sends(word: str) -> None:
    house = House().send(two_lines(word))
    files = dict.fromkeys(house.files() + house.files(later=MUCH_LATER))  # a repeated file once
    assert verdict(b"".join(files)) == []


@pytest.mark.parametrize("word", list(TRIGGERS))
def test_every_member_number_in_the_table_works(word: str) -> None:
    assert find(member(word)) is TRIGGERS[word]
    house = House().send(two_lines(word))
    assert house.files()
    assert memory.load(house.payer.memory.dump()) == house.payer.memory


def test_a_batch_is_paid_in_one_remittance() -> None:
    claims = [make.claim(f"SIMPAID{n:02d}", control_number=f"C{n}") for n in range(5)]
    (item,) = House().send(*claims).remittances()
    assert item.amount == 5 * 6_700
    assert [claim.control_number for claim in item.claims] == ["C0", "C1", "C2", "C3", "C4"]


def test_denied_until_it_is_corrected() -> None:
    house = House().send(make.claim(member("DENIED")))
    (denied,) = house.payments()
    assert (denied.status, denied.paid, denied.patient_share) == ("4", 0, 0)
    assert denied.lines[0].adjustments[0].reason == "197"
    changes = {"frequency": "7", "payer_control_number": denied.payer_control_number, "prior_authorization": "A1"}
    back, paid = house.send(make.claim(member("DENIED"), control_number="C2", **changes)).payments()
    assert back.reverses and back.charge == -12_500 and back.control_number == "C000001"
    assert (paid.status, paid.paid) == ("1", 6_700)


def test_a_void_takes_everything_back() -> None:
    house = House().send(make.claim())
    (paid,) = house.payments()
    void = make.claim(control_number="C2", frequency="8", payer_control_number=paid.payer_control_number)
    (item,) = house.send(void).remittances()
    assert [claim.paid for claim in item.claims] == [-6_700]
    assert (item.amount, item.adjustments[0].reason) == (0, "FB")
    assert house.payer.memory.years["SIMPAID01/2026"].out_of_pocket == 0


def test_an_unknown_earlier_claim_is_rejected() -> None:
    house = House().send(make.claim(frequency="7", payer_control_number="NEVER"))
    (ack,) = [ack for ack in acked(house.files("277CA")) if ack.rejected]
    assert ack.statuses[0].code == "35"


def test_exact_repeats_are_denied_as_duplicates() -> None:
    house = House().send(make.claim())
    house.payments()
    (again,) = house.send(make.claim(control_number="C2")).payments()
    assert (again.status, again.lines[0].adjustments[0].reason) == ("4", "18")


def test_inactive_cover() -> None:
    (paid,) = House().send(make.claim(member("INACTIVE"))).payments()
    assert paid.lines[0].adjustments[0].reason == "27"


def test_partial() -> None:
    (paid,) = House().send(two_lines("PARTIAL")).payments()
    assert paid.status == "1" and [line.paid for line in paid.lines] == [6_700, 0]


@pytest.mark.parametrize(("payer_id", "member_id", "code"), [("SIM01", "W123", "33"), ("OTHER", "SIMPAID01", "116")])
def test_strangers_are_rejected_at_the_door(payer_id: str, member_id: str, code: str) -> None:
    house = House().send(make.changed(make.claim(member_id), "payer.payer_id", payer_id))
    files = house.payer.collect(house.now)
    (ack,) = [ack for ack in acked([data for name, data in files if "277CA" in name]) if ack.rejected]
    assert ack.statuses[0].code == code
    assert not [name for name, _ in files if "835" in name]


def test_rejected_by_277ca_and_by_999() -> None:
    house = House().send(make.claim(member("REJECT")))
    files = dict(house.payer.collect(house.now))
    assert [ack.rejected for ack in acked([data for name, data in files.items() if "277CA" in name])] == [False, True]
    assert not [name for name in files if "835" in name]
    good, bad = make.claim(), make.claim(member("SYNTAX"), control_number="C2")
    found = house.send(good, bad).payer.collect(house.now)
    (group,) = [acks.read(item) for name, data in found if "999" in name for item in envelope.read_sound(data)[0].sets]
    assert (group.status, group.of("0001").accepted, group.of("0002").accepted) == ("P", True, False)
    assert group.of("0002").errors[0].element == 9
    assert [ack.control_number for ack in acked([data for name, data in found if "277CA" in name])] == ["C000001"] * 2


def test_pended_claims_are_paid_late() -> None:
    house = House().send(make.claim(member("PEND")))
    assert house.payments() == []
    (paid,) = house.payments(MUCH_LATER)
    assert paid.paid == 6_700


def test_the_same_file_twice() -> None:
    first, second = House().send(make.claim(member("TWICE"))).files("835")
    assert first == second


@pytest.mark.parametrize(
    ("word", "code"),
    [("CUT", X12Code.truncated), ("COUNT", X12Code.count_mismatch), ("OFF", X12Code.unbalanced)],
)
def test_bad_files_are_followed_by_good_ones(word: str, code: X12Code) -> None:
    house = House().send(make.claim(member(word)))
    with pytest.raises(X12Error) as caught:
        house.payments()
    assert caught.value.kind is code
    (paid,) = house.payments(MUCH_LATER)
    assert paid.paid == 6_700


def test_reversal_and_correction() -> None:
    house = House().send(make.claim(member("REVERSE")))
    (first,) = house.payments()
    (item,) = house.remittances(MUCH_LATER)
    back, again = item.claims
    assert back.paid == -first.paid and back.reverses
    assert (again.paid, again.patient_share) == (first.paid - 1_000, first.patient_share + 1_000)
    assert (item.amount, item.adjustments[0].amount) == (0, -1_000)


def test_takeback() -> None:
    (item,) = House().send(make.claim(member("TAKEBACK"))).remittances()
    assert (item.amount, item.claims[0].paid, item.adjustments[0].reason) == (6_200, 6_700, "WO")


def test_spoiled_identifiers() -> None:
    (mangled,) = House().send(make.claim(member("MANGLE"))).payments()
    assert mangled.control_number == "00c000001"
    (dropped,) = House().send(make.claim(member("NOMOD"))).payments()
    assert dropped.lines[0].modifiers == ()
    (unnumbered,) = House().send(make.claim(member("NOLINE"))).payments()
    assert unnumbered.lines[0].line_id == "" and unnumbered.lines[0].modifiers == ("GT",)


def test_paid_zero_is_no_denial() -> None:
    (item,) = House().send(make.claim(member("ZERO"))).remittances()
    assert (item.amount, item.method) == (0, "NON")
    assert (item.claims[0].status, item.claims[0].patient_share) == ("1", 9_200)


def test_foreign_claim_latin_1_silence_and_haste() -> None:
    assert [claim.control_number for claim in House().send(make.claim(member("FOREIGN"))).payments()] == [
        "C000001",
        "OTHER0001",
    ]
    house = House().send(make.claim(member("LATIN")))
    (data,) = house.files("835")
    assert b"\xdc" in data
    (item,) = [remittance_read.read(found) for found in envelope.read_sound(data)[0].sets]
    assert item.claims[0].patient[0].startswith("MÜLLER")
    assert House().send(make.claim(member("SILENT"))).files("277CA") == []
    names = [name[7:-4] for name, _ in House().send(make.claim(member("EARLY"))).payer.collect(make.NOW)]
    assert names.index("835") < names.index("277CA")


def test_split_over_two_remittances() -> None:
    first, second = House().send(two_lines("SPLIT")).remittances()
    assert [first.claims[0].charge, second.claims[0].charge] == [12_500, 3_000]
    assert first.trace != second.trace


def test_the_year_is_remembered_between_files() -> None:
    house = House()
    for number in range(4):
        lines = (make.line(code="G0427", charge=30_000, line_id=f"L{number}", units=number + 1),)
        house.send(make.claim(member("STATE"), control_number=f"C{number}", lines=lines))
    first, *rest = house.payments()
    assert sum(item.amount for item in first.all_adjustments() if item.reason == "1") > 0
    assert (
        sum(item.amount for paid in (first, *rest) for item in paid.all_adjustments() if item.reason == "1") == 23_300
    )


def test_b65_broken_envelopes_get_a_ta1_and_nothing_else() -> None:
    house = House()
    data = professional.write([make.claim()], make.PARTIES, make.SUBMITTER, control=1, made=make.NOW)
    house.payer.receive(data.replace(b"IEA*1*000000001", b"IEA*1*000000009"), house.now)
    ((name, ta1),) = house.payer.collect(house.now)
    assert "TA1" in name and envelope.read_sound(ta1)[0].acknowledgements[0].note == "001"
    house.send(make.claim())
    house.payer.collect(house.now)
    house.control = 0
    ((name, ta1),) = house.send(make.claim()).payer.collect(house.now)
    assert envelope.read_sound(ta1)[0].acknowledgements[0].note == "025"


@pytest.mark.parametrize(
    ("old", "new", "status", "codes"),
    [
        (b"SE*26*0001", b"SE*25*0001", "R", ("4",)),
        (b"CLM*C000001*125*", b"CLM*C000001*x*", "R", ("5",)),
        (b"DMG*D8*19800203*F~\n", b"", "R", ("4",)),
    ],
)
def test_b65_bad_sets_get_a_999(old: bytes, new: bytes, status: str, codes: tuple[str, ...]) -> None:
    house = House()
    data = professional.write([make.claim()], make.PARTIES, make.SUBMITTER, control=1, made=make.NOW)
    assert old in data
    house.payer.receive(data.replace(old, new), house.now)
    found = house.payer.collect(house.now)
    assert [name[7:-4] for name, _ in found] == ["TA1", "999"]
    (group,) = [acks.read(item) for item in envelope.read_sound(found[1][1])[0].sets]
    assert (group.status, group.sets[0].codes) == (status, codes)
    assert verdict(found[1][1]) == []


def test_answers_wait_for_their_time() -> None:
    house = House()
    house.payer.delays = Delays(answer=timedelta(minutes=1))
    house.send(make.claim())
    assert house.files() == []
    assert len(house.files(later=timedelta(minutes=1))) == 5


def test_every_behaviour_has_a_member_number() -> None:
    assert {trigger.behaviour for trigger in TRIGGERS.values()} == set(Behaviour)
