"""The ledger: PostgreSQL keeps it balanced, whatever the code does (B63)."""

from __future__ import annotations

import asyncio
import random

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hub.billing import ledger
from hub.core.actor import SYSTEM
from hub.core.ids import uuid7
from hub.core.refusals import violated
from tests.hub_fixture import Hub

ENTRY = "INSERT INTO journal_entry (id, created_at, version, key, memo, at) VALUES (:id, now(), 1, :key, 'x', now())"
SIDE = "INSERT INTO posting (entry_id, account_code, minor, currency) VALUES (:id, :account, :minor, :currency)"


async def _raw(hub: Hub, *sides: tuple[str, int, str]) -> None:
    """Write an entry past the code, as a bug would."""
    entry_id = uuid7()
    async with hub.transaction() as db:
        await db.execute(text(ENTRY), {"id": entry_id, "key": str(entry_id)})
        for account, minor, currency in sides:
            await db.execute(text(SIDE), {"id": entry_id, "account": account, "minor": minor, "currency": currency})


@pytest.mark.parametrize(
    "sides",
    [
        [("ar:patient", 100, "USD"), ("revenue", -99, "USD")],
        [("ar:patient", 100, "USD")],
        [],
        [("ar:patient", 100, "USD"), ("revenue", -100, "EUR")],
    ],
    ids=["unequal", "one_side", "empty", "two_currencies"],
)
async def test_b63_unbalanced_entry_cannot_be_committed(hub: Hub, sides: list[tuple[str, int, str]]) -> None:
    with pytest.raises(DBAPIError) as caught:
        await _raw(hub, *sides)
    assert violated(caught.value) == "ck_journal_entry_balances"
    assert (await hub.sql("SELECT count(*) FROM journal_entry"))[0][0] == 0


@pytest.mark.parametrize("statement", ["UPDATE posting SET minor = 1", "DELETE FROM posting",
                                       "UPDATE journal_entry SET memo = 'y'", "DELETE FROM journal_entry",
                                       "TRUNCATE posting, journal_entry"])  # fmt: skip
async def test_b63_books_are_append_only(hub: Hub, statement: str) -> None:
    await _raw(hub, ("ar:patient", 5, "USD"), ("revenue", -5, "USD"))
    with pytest.raises(DBAPIError, match="append-only"):
        async with hub.transaction() as db:
            await db.execute(text(statement))


async def test_b63_balances_after_thousands_of_random_operations(hub: Hub) -> None:
    """Ten thousand postings by parallel writers, half of them repeated: the sum stays zero, repeats count once."""
    chance = random.Random(63)
    accounts = ["ar:unassigned", "ar:patient", "revenue", "write_offs", "clearing:test", "adjustments:contractual"]
    plan = []
    for n in range(2500):
        amounts = [chance.randint(-100_000, 100_000) for _ in range(3)]
        plan.append((f"k{n % 2000}", list(zip(chance.sample(accounts, 4), [*amounts, -sum(amounts)], strict=True))))

    async def write(part: list[tuple[str, list[tuple[str, int]]]]) -> int:
        done = 0
        for start in range(0, len(part), 25):
            async with hub.transaction() as db:
                for key, sides in part[start : start + 25]:
                    done += await ledger.post(db, key, "x", sides, currency="USD", actor=SYSTEM)
        return done

    chance.shuffle(plan)
    posted = sum(await asyncio.gather(*(write(sorted(plan[n::4])) for n in range(4))))
    assert posted == (await hub.sql("SELECT count(*) FROM journal_entry"))[0][0] == 2000
    assert (await hub.sql("SELECT coalesce(sum(minor), 0) FROM posting"))[0][0] == 0
    async with hub.reading() as db:
        assert (await ledger.report(db, None))["sum"] == 0


async def test_a_side_without_counterpart_is_refused_in_words(hub: Hub) -> None:
    with pytest.raises(ValueError, match="does not balance"):
        async with hub.transaction() as db:
            await ledger.post(db, "k", "Mistake", [("ar:patient", 1)], currency="USD", actor=SYSTEM)
