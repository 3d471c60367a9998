"""835: reads back what was written, and refuses whole whatever does not balance to the cent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.insurance.simulator import faults
from hub.insurance.x12 import balance, envelope, remittance_read, remittance_write
from hub.insurance.x12.errors import X12Code, X12Error
from hub.insurance.x12.remittance import (
    Adjustment,
    ClaimPayment,
    ProviderAdjustment,
    Remittance,
    ServicePayment,
)
from tests.factories import insurance as make
from tests.hub.insurance import samples
from tests.hub.insurance.judge import verdict


def write(*items: Remittance) -> bytes:
    return remittance_write.write(items, make.PARTIES.reversed(), control=4, made=make.NOW)


def read(data: bytes) -> list[Remittance]:
    return [remittance_read.read(found) for item in envelope.read_sound(data) for found in item.sets]


groups = st.sampled_from(["CO", "PR", "OA", "PI", "CR"])
reasons = st.sampled_from(["1", "2", "3", "45", "253", "96", "B7"])
amounts = st.integers(-999_999, 9_999_999).filter(bool)
adjustments = st.lists(
    st.builds(Adjustment, groups, reasons, amounts, st.none() | st.integers(1, 99).map(Decimal)), max_size=14
).map(tuple)


@st.composite
def service_payments(draw: st.DrawFn) -> ServicePayment:
    charge, found = draw(st.integers(0, 9_999_999)), draw(adjustments)
    first = draw(st.none() | make.days)
    return ServicePayment(
        code=draw(make.services), charge=charge, paid=charge - sum(item.amount for item in found),
        modifiers=tuple(draw(st.lists(st.sampled_from(["GT", "25", "59"]), max_size=4, unique=True))),
        units=draw(st.integers(1, 99).map(Decimal)), starts_on=first, adjustments=found,
        ends_on=date(2026, 11, 21) if first and draw(st.booleans()) else None,
        line_id=draw(st.sampled_from(["", "L1", "L2"])), allowed=draw(st.none() | st.integers(0, 99_999)),
        remarks=tuple(draw(st.lists(st.sampled_from(["N130", "M15"]), max_size=2))),
    )  # fmt: skip


@st.composite
def claim_payments(draw: st.DrawFn) -> ClaimPayment:
    lines = tuple(draw(st.lists(service_payments(), max_size=4)))
    own = draw(adjustments) if draw(st.booleans()) else ()
    charge = sum(line.charge for line in lines) if lines else draw(st.integers(0, 9_999_999))
    model = ClaimPayment(
        control_number=draw(make.codes), status=draw(st.sampled_from(["1", "2", "4", "19", "22"])), charge=charge,
        paid=0, patient_share=draw(st.integers(0, 9_999)), payer_control_number=draw(make.codes),
        patient=(draw(make.names), draw(make.names)), member_id=draw(make.codes),
        starts_on=draw(st.none() | make.days), received_on=draw(st.none() | make.days), adjustments=own, lines=lines,
        remarks=tuple(draw(st.lists(st.sampled_from(["MA130", "N115"]), max_size=2))),
    )  # fmt: skip
    return replace(model, paid=charge - sum(item.amount for item in model.all_adjustments()))


@st.composite
def remittances(draw: st.DrawFn) -> Remittance:
    claims = tuple(draw(st.lists(claim_payments(), max_size=4)))
    plb = st.builds(ProviderAdjustment, st.sampled_from(["WO", "L6", "72"]), make.codes, amounts)
    found = tuple(draw(st.lists(plb, max_size=8)))
    amount = sum(claim.paid for claim in claims) - sum(item.amount for item in found)
    return faults.forward_balance(
        Remittance(
            amount=amount, method="CHK" if amount > 0 else "NON", paid_on=draw(make.days), trace=draw(make.codes),
            payer_name=draw(make.names), payer_id=draw(make.codes), payer_tin="999999999",
            payee_name=draw(make.names), payee_npi=draw(make.npis), claims=claims, adjustments=found,
            produced_on=draw(st.none() | make.days), payee_tin=draw(st.sampled_from(["", "123456789"])),
            contact="6175550199",
        )
    )  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(remittances())
def test_a_balanced_remittance_reads_back_to_the_cent(item: Remittance) -> None:
    assert read(write(item)) == [item]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(remittances(), st.sampled_from([-10_000, -1, 1, 100]), st.data())
def test_one_cent_anywhere_is_refused_whole(item: Remittance, cents: int, data: st.DataObject) -> None:
    places = ["payment"] + ["claim"] * bool(item.claims)
    places += ["line"] * any(claim.lines for claim in item.claims)
    place = data.draw(st.sampled_from(places))
    if place == "payment":
        wrong = replace(item, amount=abs(item.amount) + abs(cents))
    else:
        index = next(n for n, claim in enumerate(item.claims) if place == "claim" or claim.lines)
        claim = item.claims[index]
        if place == "claim":
            claim = replace(claim, paid=claim.paid + cents)
        else:
            claim = replace(claim, lines=(replace(claim.lines[0], paid=claim.lines[0].paid + cents), *claim.lines[1:]))
        wrong = replace(item, claims=(*item.claims[:index], claim, *item.claims[index + 1 :]))
    with pytest.raises(X12Error) as caught:
        read(write(wrong))
    assert caught.value.kind is X12Code.unbalanced
    assert caught.value.code == "x12_unbalanced" and caught.value.details


def test_the_judge_accepts_ours_and_does_not_see_the_missing_dollar() -> None:
    assert verdict(samples.ERA) == []
    wrong = samples.ERA.replace(b"BPR*I*92.4*", b"BPR*I*93.4*")
    assert verdict(wrong) == []
    with pytest.raises(X12Error):
        read(wrong)


def test_worked_example() -> None:
    (found,) = read(samples.ERA)
    assert found == samples.REMITTANCE
    assert [line.paid for line in found.claims[0].lines] == [6_700, 3_040]
    assert not list(balance.differences(found))


def test_a_reversal_is_the_exact_negative() -> None:
    claim = samples.REMITTANCE.claims[0]
    back = faults.reversed_payment(claim)
    both = replace(samples.REMITTANCE, claims=(claim, back), adjustments=(), amount=0, method="NON")
    (found,) = read(write(both))
    assert found.claims[1].reverses and found.claims[1].paid == -claim.paid
    assert verdict(write(both)) == []


def test_a_remittance_below_zero_is_carried_forward() -> None:
    back = faults.reversed_payment(samples.REMITTANCE.claims[0])
    item = faults.forward_balance(replace(samples.REMITTANCE, claims=(back,), adjustments=(), amount=back.paid))
    assert (item.amount, item.method, item.adjustments[0].reason) == (0, "NON", "FB")
    assert read(write(item)) == [item]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"BPR*I*92.4*C*CHK", b"BPR*I*92.401*C*CHK", X12Code.bad_value),
        (b"BPR*I*92.4*C*CHK", b"BPR*I*1e3*C*CHK", X12Code.bad_value),
        (b"BPR*I*92.4*C*CHK", b"BPR*I*-92.4*C*CHK", X12Code.bad_value),
        (b"BPR*I*92.4*C*CHK", b"BPR*I*92.4*X*CHK", X12Code.bad_value),
        (b"BPR*I*92.4*C*CHK", b"BPR*I*92.4*C*GOLD", X12Code.bad_value),
        (b"BPR*I*92.4*C*CHK", b"BPR*I**C*CHK", X12Code.missing),
        (b"BPR*I*92.4*C*CHK", b"BPR*I*99999999999999999999*C*CHK", X12Code.bad_value),
        (b"************20261121~", b"************20261131~", X12Code.bad_value),
        (b"TRN*1*T1", b"TRN*1*", X12Code.missing),
        (b"CLP*C000001*1*", b"CLP*C000001*77*", X12Code.bad_value),
        (b"CLP*C000001*1*", b"CLP**1*", X12Code.missing),
        (b"CAS*CO*45*33", b"CAS*XX*45*33", X12Code.bad_value),
        (b"CAS*CO*45*33", b"CAS*CO**33", X12Code.missing),
        (b"CAS*CO*45*33", b"CAS*CO*45", X12Code.missing),
        (b"SVC*HC:G0463:GT*", b"SVC**", X12Code.missing),
        (b"PLB*1234567893*20261231*WO:REF1*5", b"PLB*1234567893*20261231**5", X12Code.missing),
        (b"LQ*HE*N130", b"XX*HE*N130", X12Code.unexpected),
        (b"HP*SIMPAYER*WARDLINE*20261121*1000*4*X*005010X221A1", b"HP*SIMPAYER*WARDLINE*20261121*1000*4*X*004010X091A1",
         X12Code.wrong_version),
        (b"ST*835*", b"ST*820*", X12Code.wrong_type),
    ],
)  # fmt: skip
def test_b65_malformed_remittances_say_what_and_where(old: bytes, new: bytes, code: X12Code) -> None:
    assert old in samples.ERA
    with pytest.raises(X12Error) as caught:
        read(samples.ERA.replace(old, new))
    assert caught.value.kind is code


def test_errors_never_quote_values() -> None:
    with pytest.raises(X12Error) as caught:
        read(samples.ERA.replace(b"SVC*HC:G0463:GT*125*", b"SVC*HC:G0463:GT*MULLER*"))
    assert "MULLER" not in str(caught.value) and "MULLER" not in str(caught.value.problem())
    assert caught.value.problem()["segment"] == "SVC" and caught.value.problem()["element"] == 2


def test_six_adjustments_share_a_segment_and_more_make_another() -> None:
    found = tuple(Adjustment("CO", reason, 100) for reason in ("45", "96", "97", "16", "18", "22", "29", "31"))
    line = ServicePayment("G0463", 10_000, 9_200, adjustments=found, starts_on=samples.DAY)
    claim = ClaimPayment("C1", "1", 10_000, 9_200, 0, "P1", patient=("A", "B"), member_id="M1", lines=(line,))
    item = replace(samples.REMITTANCE, claims=(claim,), adjustments=(), amount=9_200)
    data = write(item)
    assert data.count(b"CAS*CO") == 2
    assert read(data) == [item]
    assert verdict(data) == []
