"""Ranges and growth without a database: no gap that matters, no overlap, and the numbers of the standards."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.quantities import MEASURES
from hub.encounters import growth
from hub.encounters.ranges import RANGES, range_of
from hub.encounters.vaccines import vaccines


def test_ranges_of_one_sign_and_sex_never_overlap_and_are_in_order() -> None:
    for sign in {one.sign for one in RANGES}:
        for sex in ("male", "female"):
            rows = sorted((r for r in RANGES if r.sign == sign and r.sex in (sex, "any")), key=lambda r: r.from_day)
            for one, other in pairwise(rows):
                assert one.until_day <= other.from_day, (sign, sex, one, other)
            for row in rows:
                limits = [row.critical_low, row.low, row.high, row.critical_high]
                known = [limit for limit in limits if limit is not None]
                assert known == sorted(known), row
                assert row.from_day < row.until_day and sign in MEASURES


@pytest.mark.parametrize(
    ("sign", "years", "sex", "value", "flag"),
    [
        ("heart_rate", 0.5, "male", "130", ""), ("heart_rate", 40, "male", "130", "high"),
        ("heart_rate", 40, "female", "131", "critical_high"), ("heart_rate", 40, "female", "40", "critical_low"),
        ("systolic", 5, "male", "104", "high"), ("systolic", 5, "female", "104", ""),
        ("systolic", 5, "female", "79", "critical_low"), ("systolic", 70, "other", "150", "high"),
        ("systolic", 70, "male", "180", "critical_high"), ("oxygen_saturation", 3, "male", "91", "critical_low"),
        ("temperature", 0.1, "female", "38.0", "critical_high"), ("temperature", 10, "female", "38.0", ""),
        ("respiratory_rate", 30, "male", "25", "critical_high"), ("bmi", 30, "male", "31", "high"),
    ],
)  # fmt: skip
def test_flags_by_age_and_sex(sign: str, years: float, sex: str, value: str, flag: str) -> None:
    found = range_of(sign, age_days=int(years * 365.25), sex=sex)
    assert found is not None and found.flag(Decimal(value)) == flag


def test_a_childs_body_mass_index_is_judged_by_its_percentile_only() -> None:
    assert range_of("bmi", age_days=365 * 8, sex="male") is None


@pytest.mark.parametrize(
    ("measure", "sex", "months", "value", "percentile"),
    [
        # Medians and outer curves as WHO and CDC print them.
        ("weight", "male", 0, 3.3464, 50.0), ("weight", "female", 6, 7.297, 50.0),
        ("height", "male", 12, 75.7488, 50.0),
        ("weight", "male", 36, 14.3, 47.0), ("height", "female", 120, 138.2, 50.0), ("bmi", "male", 120, 22.1, 95.0),
        ("weight", "female", 240, 58.21897, 50.0), ("weight", "male", 12, 7.8, 3.0), ("bmi", "female", 180, 28.1, 95.0),
    ],
)  # fmt: skip
def test_percentiles_are_those_of_the_standards(
    measure: str, sex: str, months: float, value: float, percentile: float
) -> None:
    found = growth.percentile(measure, sex, months, value)
    assert found is not None and abs(found - percentile) < 2.5, found


def test_no_standard_no_percentile() -> None:
    assert growth.percentile("weight", "other", 12, 9) is None
    assert growth.percentile("weight", "male", 241, 80) is None
    assert growth.percentile("heart_rate", "male", 12, 120) is None
    assert growth.curves("weight", "unknown", 12) == {}


@given(
    st.sampled_from(growth.MEASURES), st.sampled_from(("male", "female")), st.floats(0, 240), st.floats(-3, 3),
)  # fmt: skip
def test_value_and_z_score_are_inverse(measure: str, sex: str, months: float, z: float) -> None:
    value = growth.value_at(measure, sex, months, z)
    assert value is not None and value > 0
    back = growth.z_score(measure, sex, months, value)
    assert back is not None and abs(back - z) < 1e-6


@given(st.sampled_from(sorted(MEASURES)), st.decimals(allow_nan=True, allow_infinity=True, places=3))
def test_b55_a_measure_takes_the_possible_only(name: str, value: Decimal) -> None:
    measure = MEASURES[name]
    try:
        kept = measure.read(value, measure.unit)
    except ValueError:
        assert not (value.is_finite() and measure.least <= value <= measure.most)
    else:
        assert measure.least <= kept <= measure.most and -kept.as_tuple().exponent <= measure.places  # type: ignore[operator]


def test_units_are_converted() -> None:
    assert MEASURES["temperature"].read(Decimal("98.6"), "[degF]") == Decimal("37.0")
    assert MEASURES["weight"].read(Decimal(150), "[lb_av]") == Decimal("68.039")
    assert MEASURES["height"].read(Decimal(70), "[in_i]") == Decimal("177.8")
    with pytest.raises(ValueError, match="not measured in"):
        MEASURES["weight"].read(Decimal(70), "cm")


def test_vaccines_are_cvx_codes_each_once() -> None:
    found = vaccines()
    assert len(found) > 50 and all(code.isdigit() and one.display and one.group for code, one in found.items())
