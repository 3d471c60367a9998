"""Money keeps every cent; ids grow; statuses move only where the table says."""

from __future__ import annotations

from enum import StrEnum
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hub.core.errors import Conflict
from hub.core.ids import uuid7
from hub.core.states import legal_moves, move
from hub.core.types import Money

minor = st.integers(-(10**12), 10**12)


@given(minor, minor)
def test_money_adds_exactly(a: int, b: int) -> None:
    assert (Money(minor=a) + Money(minor=b)).minor == a + b
    assert Money(minor=a) - Money(minor=a) == Money(minor=0)


@given(st.integers(0, 10**9), st.integers(0, 10_000))
def test_shares_are_within_half_a_cent(amount: int, basis_points: int) -> None:
    share = Money(minor=amount).share(basis_points).minor
    assert abs(share * 10_000 - amount * basis_points) * 2 <= 10_000


@pytest.mark.parametrize("bad", [1.5, "10", True, None])
def test_b63_money_is_never_a_float(bad: object) -> None:
    with pytest.raises(ValidationError):
        Money.model_validate({"minor": bad})


def test_b63_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="cannot mix"):
        Money(minor=1) + Money(minor=1, currency="EUR")
    assert str(Money(minor=1234, currency="JPY")) == "1234 JPY" and str(Money(minor=5)) == "0.05 USD"


def test_ids_grow_with_time() -> None:
    ids = [uuid7() for _ in range(2000)]
    assert len(set(ids)) == 2000 and all(i.version == 7 for i in ids)
    assert [i.int >> 80 for i in ids] == sorted(i.int >> 80 for i in ids)


class Light(StrEnum):
    red = "red"
    green = "green"
    off = "off"


legal_moves(Light, {Light.red: {Light.green}, Light.green: {Light.red, Light.off}})


def test_illegal_move_is_a_conflict_and_changes_nothing() -> None:
    lamp = SimpleNamespace(status="red")
    with pytest.raises(Conflict) as caught:
        move(lamp, Light.off)
    assert caught.value.code == "illegal_move" and lamp.status == "red"
    move(lamp, Light.green)
    move(lamp, Light.off)
    with pytest.raises(Conflict):
        move(lamp, Light.red)
