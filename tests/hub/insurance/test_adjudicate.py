"""The simulator's pricing: thousands of random claims, every one exact to the cent."""

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.insurance.simulator.adjudicate import Accumulators, Decision, Situation, adjudicate
from hub.insurance.simulator.plans import FEES, PLANS, Plan
from hub.insurance.snapshot import ClaimSnapshot
from tests.factories import insurance as make

OPEN = Situation(make.TODAY)


def adjustments(decision: Decision, line: int = 0) -> dict[str, int]:
    return {f"{item.group}-{item.reason}": item.amount for item in decision.lines[line].adjustments}


def decide(claim: ClaimSnapshot, plan: Plan, year: Accumulators | None = None, **situation: object) -> Decision:
    return adjudicate(claim, plan, year or Accumulators(), Situation(make.TODAY, **situation))  # type: ignore[arg-type]


def test_worked_example_copay() -> None:
    decision = decide(make.claim(), PLANS["COPAY"])
    assert adjustments(decision) == {"CO-45": 3_300, "PR-3": 2_500}
    assert decision.lines[0].paid == 6_700


def test_worked_example_coinsurance() -> None:
    plan = Plan("T", "Test", coinsurance_bp=2_000, fees={"Q3014": 3_800})
    decision = decide(make.claim(lines=(make.line(code="Q3014", charge=5_000),)), plan)
    assert adjustments(decision) == {"CO-45": 1_200, "PR-2": 760}
    assert decision.lines[0].paid == 3_040


def test_deductible_then_coinsurance_then_sequestration() -> None:
    decision = decide(
        make.claim(lines=(make.line(code="G0427", charge=30_000),)), PLANS["STATE"], Accumulators(20_000, 20_000)
    )
    # allowed 220.00: the last 33.00 of the deductible, 20 % of 187.00, then 2 % of the remaining 149.60
    assert adjustments(decision) == {"CO-45": 8_000, "PR-1": 3_300, "PR-2": 3_740, "CO-253": 299}
    assert decision.lines[0].paid == 14_661
    assert decision.added == Accumulators(3_300, 7_040)


def test_one_copay_a_visit() -> None:
    both = make.claim(lines=(make.line(), make.line(line_id="L2", code="G0444", charge=3_000)))
    decision = decide(both, PLANS["COPAY"])
    assert adjustments(decision, 0)["PR-3"] == 2_500
    assert "PR-3" not in adjustments(decision, 1)


def test_out_of_network_the_difference_is_the_patients() -> None:
    assert adjustments(decide(make.claim(), PLANS["OUT"])) == {"PR-45": 3_300, "PR-2": 3_680}


def test_the_yearly_limit_ends_the_patients_share() -> None:
    plan = Plan("T", "Test", deductible=100_000, out_of_pocket_max=5_000, fees=FEES)
    decision = decide(make.claim(), plan, Accumulators(4_000, 4_000))
    assert adjustments(decision) == {"CO-45": 3_300, "PR-1": 1_000}
    assert decision.added == Accumulators(1_000, 1_000)


def test_denials() -> None:
    claim = make.claim()
    assert adjustments(decide(claim, PLANS["COPAY"], deny="197")) == {"CO-197": 12_500}
    assert adjustments(decide(claim, PLANS["COPAY"], duplicate=True)) == {"CO-18": 12_500}
    late = make.claim(lines=(make.line(starts_on=date(2025, 1, 1)),))
    assert adjustments(decide(late, PLANS["COPAY"])) == {"CO-29": 12_500}
    wants = Plan("T", "Test", authorization_codes=frozenset({"G0463"}))
    assert adjustments(decide(claim, wants)) == {"CO-197": 12_500}
    assert "CO-197" not in adjustments(decide(make.claim(prior_authorization="A1"), wants))
    assert decide(claim, PLANS["COPAY"], deny="27").denied


def test_partly_covered_is_not_a_denial_of_the_claim() -> None:
    both = make.claim(lines=(make.line(), make.line(line_id="L2", code="G0444", charge=3_000)))
    decision = decide(both, PLANS["PARTIAL"])
    assert adjustments(decision, 1) == {"CO-96": 3_000}
    assert not decision.denied


rates = st.integers(0, 10_000)
plans = st.builds(
    Plan, id=st.just("T"), name=st.just("T"), copay=st.integers(0, 10_000), deductible=st.integers(0, 300_000),
    coinsurance_bp=rates, out_of_pocket_max=st.integers(0, 500_000), default_bp=rates,
    fees=st.dictionaries(make.services, st.integers(0, 100_000)), in_network=st.booleans(),
    not_covered=st.frozensets(make.services, max_size=2), sequestration_bp=rates, filing_days=st.integers(0, 400),
)  # fmt: skip
_line = st.tuples(make.services, st.integers(1, 9_999_999), st.decimals(Decimal("0.1"), 99, places=1), make.days)
visits = st.lists(st.lists(_line, min_size=1, max_size=6), min_size=1, max_size=5)


@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans, visits)
def test_thousands_of_random_claims_balance_and_never_pass_a_limit(
    plan: Plan, year_of_visits: list[list[tuple[str, int, Decimal, date]]]
) -> None:
    year = Accumulators()
    for items in year_of_visits:
        lines = tuple(
            make.line(line_id=f"L{n}", code=code, charge=charge, units=units, starts_on=on)
            for n, (code, charge, units, on) in enumerate(items)
        )
        decision = adjudicate(make.claim(lines=lines), plan, year, OPEN)
        for line, paid in zip(lines, decision.lines, strict=True):
            assert line.charge - sum(item.amount for item in paid.adjustments) == paid.paid
            assert 0 <= paid.paid <= line.charge
            assert all(item.amount > 0 for item in paid.adjustments)
            assert paid.allowed is None or 0 <= paid.allowed <= line.charge
        copays = sum(item.amount for paid in decision.lines for item in paid.adjustments if item.reason == "3")
        assert copays <= plan.copay
        year = year.plus(decision.added)
        assert year.deductible <= plan.deductible
        assert year.out_of_pocket <= plan.out_of_pocket_max
        assert 0 <= decision.added.deductible <= decision.added.out_of_pocket
