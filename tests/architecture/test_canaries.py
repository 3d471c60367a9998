"""B67: a thousand words that people could write, through every route: none is in a log, in the answer of a failure,
in an address to go on to, in a key of Valkey, in a fact or in the arguments of a job.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from structlog.testing import capture_logs

from hub.core.http import ROUTES, Route
from hub.core.valkey import valkey
from tests.architecture.caller import PLACE, Caller, deepest, key_of, objects, opened
from tests.architecture.test_garbage import places, spoiled, texts
from tests.hub_fixture import Hub

ATTEMPTS = 1_000
"""The bar asks for so many canaries at least."""
LEFT = text("SELECT payload::text FROM outbox UNION ALL SELECT args::text FROM job UNION ALL SELECT error FROM job")


@pytest.fixture
async def caller(hub: Hub) -> AsyncIterator[Caller]:
    async with opened(hub) as found:
        yield found


class Canaries:
    """Words that nothing else says, each once."""

    def __init__(self) -> None:
        self.numbers = itertools.count(10_000)
        self.sung: list[str] = []

    def __call__(self) -> str:
        self.sung.append(f"zqv{next(self.numbers)}wxj")
        return self.sung[-1]

    def heard_in(self, said: str) -> list[str]:
        return [one for one in self.sung if one in said] if "zqv" in said else []


def written(route: Route, body: Any, canary: Canaries) -> Iterator[dict[str, Any]]:
    """Calls of a route with a canary in every text: as good as can be, and each wrong in one more way."""
    free = [place for place in PLACE.findall(route.path) if place not in objects(route)]
    asked = {"/".join(place): canary() for place in texts(route.hints.get("query")) if len(place) == 1}
    given: dict[str, Any] = {}
    if free:
        given["values"] = {place: canary() for place in free}
    if asked:
        given["query"] = asked
    if "data" in route.hints:
        whole = body
        for place in texts(route.hints["data"]):
            whole = spoiled(whole, place, canary())
        yield {**given, "json": whole}
        for place in list(places(route.hints["data"]))[:1]:  # the wrong kind of thing, in which words are, too
            yield {**given, "json": spoiled(whole, place, [{"words": canary()}])}
        yield {**given, "json": {**whole, "nothing_we_ask_for": canary()}} if isinstance(whole, dict) else given
    elif "raw" in route.hints:
        yield {**given, "data": f"{canary()},{canary()}\n".encode()}
    elif given:
        yield given
    yield {**given, "query": {"nothing_we_ask_for": canary()}}


async def test_b67_a_thousand_canaries_are_in_no_log_failure_address_key_fact_or_job(
    caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    canary, problems, left = Canaries(), [], ""
    undo = caller.one.undo

    async def look() -> None:
        nonlocal left
        left = ""
        if caller.one.connection.in_transaction():
            try:
                left = "\n".join(await caller.one.connection.scalars(LEFT))
            except Exception:  # the call has broken its transaction: nothing is left of it
                left = ""
        await undo()

    caller.one.undo = look  # type: ignore[method-assign]
    looked: Counter[str] = Counter()
    with capture_logs() as noted:
        structlog.get_logger("test").info("begun")
        for route in ROUTES:
            who = await deepest(caller, route)
            for given in written(route, caller.body(route), canary):
                reply = await caller.call(route, who, **given)
                keys: Any = await valkey().keys("*")
                for where, said in {
                    "fact or job": left,
                    "failure": reply.raw.decode("utf-8", "replace") if reply.status >= 400 else "",
                    "address": reply.headers.get("Location", ""),
                    "Valkey": " ".join(one.decode("utf-8", "replace") for one in keys),
                    "log": "\n".join(map(repr, noted)) + caplog.text,
                }.items():
                    looked[where] += bool(said)
                    if heard := canary.heard_in(said):
                        at = said.index(heard[0])
                        around = said[max(0, at - 80) : at + 40]
                        problems.append(f"{key_of(route)} as {who} ({reply.status}), {where}: {around!r}")
                noted.clear()
                caplog.clear()
    print(looked, len(canary.sung))
    assert looked["log"] and all(looked[where] > 10 for where in ("fact or job", "failure", "Valkey")), looked
    assert len(canary.sung) >= ATTEMPTS, len(canary.sung)
    assert not problems, f"{len(problems)} of {len(canary.sung)}\n" + "\n".join(problems)
