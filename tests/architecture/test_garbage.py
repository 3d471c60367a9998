"""B26, B37, B39: garbage in every field of every route gets an answer below 500, as problem JSON with a stable code.

What a route takes is read from its types; a good call is spoiled in one place at a time. HUB_TEST_SEEDS=20 takes longer
and tries more. Among the garbage is SQL that would move a sequence: whoever runs a word of it is found without a clock,
for a sequence keeps its place even when the call is undone.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import AsyncIterator, Iterator
from itertools import chain
from typing import Any
from uuid import UUID

import pytest
from annotated_types import MaxLen
from pydantic import BaseModel
from sqlalchemy import text

from hub.core import cursor
from hub.core.http import ROUTES, Route
from hub.core.ids import uuid7
from tests.architecture.caller import PLACE, Caller, deepest, key_of, objects, opened
from tests.exchanges import Reply
from tests.hub_fixture import Hub

TRIES = 4
"""Of all garbage, so much per field in one run."""
TEXTS = (
    "", " ", "\x00", "a\x00b", "x" * 9_000, "\u202eabc", "\U0001f4a9" * 300, "' OR '1'='1", "'; DROP TABLE visit; --",
    "%00", "../../../etc/passwd", "<script>alert(1)</script>", "{{7*7}}", "null", "NaN", "-1", "0", "1e400", "9" * 400,
    "2026-02-30", "0001-01-01", "9999-12-31", "99999-01-01", "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59", "2026-11-21T00:00:00", "P999999999D", "00000000-0000-0000-0000-000000000000",
    "true", "\\",     "\ufffe", "a@b", "%", "_",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    *TEXTS, None, True, False, 0, -1, 1, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**30, 0.5, -0.0, 1e308, [], {}, [[]],
    [None], [0] * 500, {"": ""}, {"a": {"b": [{"c": None}]}}, {"$ref": "x"}, ["\x00"], {"\x00": "\x00"},
)  # fmt: skip
BODIES = (
    b"", b" ", b"null", b"[]", b'"x"', b"0", b"{", b"\xff\xfe", b'{"a":NaN}', b"[" * 100_000, b'{"a":' * 50_000,
    b'{"version":1,"version":2}', b'{"a":"\\ud800"}', b'{"\\u0000":"\\u0000"}', b'{"a":' + b"9" * 5_000 + b"}",
    b"[" * 41 + b"]" * 41, b'{"a":"' + b"x" * 1_100_000 + b'"}',
)  # fmt: skip
JSON = {"Content-Type": "application/json"}


INJECTED = "nextval('b26_canary')"
ATTACKS = (
    f"' OR {INJECTED} > 0 --", f"'; SELECT {INJECTED}; --", f'" OR {INJECTED} > 0 --', f"(SELECT {INJECTED})",
    f"') OR {INJECTED} > 0 --", f"\\' OR {INJECTED} > 0 --", f"$$||{INJECTED}||$$",
    f"%' OR {INJECTED} > 0 OR '1' LIKE '",
)  # fmt: skip
CURSORS = ("after", "before")


@pytest.fixture
async def caller(hub: Hub) -> AsyncIterator[Caller]:
    async with hub.transaction() as db:
        await db.execute(text("CREATE SEQUENCE b26_canary"))
    async with opened(hub) as found:
        yield found


def texts(kind: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Paths of the members that take any text as long as an attack, three deep."""
    for part in (kind, *getattr(kind, "__args__", ())):
        if isinstance(part, type) and issubclass(part, BaseModel):
            for name, field in part.model_fields.items():
                most = min((one.max_length for one in field.metadata if isinstance(one, MaxLen)), default=1000)
                if str in (field.annotation, *getattr(field.annotation, "__args__", ())) and most >= len(ATTACKS[0]):
                    yield (*at, name)
                elif len(at) < 2:
                    yield from texts(field.annotation, (*at, name))


def ids(kind: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Paths of the members that name something, three deep; and whether they name many."""
    for part in (kind, *getattr(kind, "__args__", ())):
        if isinstance(part, type) and issubclass(part, BaseModel):
            for name, field in part.model_fields.items():
                said = str(field.annotation)
                if "UUID" in said and "BaseModel" not in said:
                    yield (*at, name), "list[" in said
                elif len(at) < 2:
                    yield from ids(field.annotation, (*at, name))


def nobodys(route: Route, body: Any) -> Iterator[dict[str, Any]]:
    """Bodies that are right but for one id, which is nobody's."""
    for place, many in ids(route.hints["data"]) if "data" in route.hints else ():
        for id in (str(UUID(int=0)), str(uuid7())):
            yield {"json": spoiled(body, place, [id] if many else id)}


def injections(route: Route, body: Any) -> Iterator[dict[str, Any]]:
    """B26: SQL in every filter, sort, cursor and text of a route."""
    for place in PLACE.findall(route.path):
        if place not in objects(route):
            yield from ({"values": {place: attack}} for attack in ATTACKS)
    free = {place[0] for place in texts(route.hints.get("query"))}
    for name, *_ in places(route.hints.get("query")):
        yield from ({"query": {name: attack}} for attack in (ATTACKS if name in free else ATTACKS[:1]))
        if name in CURSORS:
            yield from ({"query": {name: cursor.write(*[attack] * n)}} for attack in ATTACKS[:2] for n in range(1, 5))
    for attack in ATTACKS[:2] if "data" in route.hints else ():
        whole = body
        for place in texts(route.hints["data"]):
            whole = spoiled(whole, place, attack)
        if whole is not body:
            yield {"json": whole}


def places(kind: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Paths of the members of a body, three deep."""
    for part in (kind, *getattr(kind, "__args__", ())):
        if isinstance(part, type) and issubclass(part, BaseModel):
            for name, field in part.model_fields.items():
                yield (*at, name)
                if len(at) < 2:
                    yield from places(field.annotation, (*at, name))


def spoiled(body: Any, place: tuple[str, ...], value: Any) -> Any:
    """`body` with another value in one place."""
    if not place:
        return value
    if isinstance(body, list):
        return [spoiled(body[0], place, value)] if body else [spoiled({}, place, value)]
    whole = body if isinstance(body, dict) else {}
    return {**whole, place[0]: spoiled(whole.get(place[0]), place[1:], value)}


def garbage(route: Route, body: Any, chance: random.Random) -> Iterator[dict[str, Any]]:
    """Calls of a route that are wrong in one place each."""
    for place in PLACE.findall(route.path):
        if place not in objects(route):
            yield from ({"values": {place: value}} for value in chance.sample(TEXTS, TRIES))
    for place in places(route.hints.get("query")):
        yield from ({"query": {place[0]: value}} for value in chance.sample(TEXTS, TRIES))
    if "data" in route.hints:
        yield from ({"data": data, "headers": JSON} for data in chance.sample(BODIES, TRIES))
        for place in places(route.hints["data"]):
            for value in chance.sample(VALUES, TRIES):
                yield {"data": json.dumps(spoiled(body, place, value)).encode(), "headers": JSON}
    if "raw" in route.hints:
        yield from ({"data": data} for data in BODIES)


OAUTH = {"POST /api/oauth/token", "POST /api/oauth/revoke"}
"""They answer apps with the errors of RFC 6749, which are no problem JSON."""


def wrong_with(reply: Reply, route: Route) -> str:
    """What is wrong with an answer, or ''."""
    if reply.status >= 500:
        return "a fault of ours"
    if reply.status < 400:
        return ""
    if key_of(route) in OAUTH and reply.status in (400, 401):
        right = set(reply.data) == {"error", "error_description"}
        return "" if right and reply.headers["Content-Type"] == "application/json" else "no error of RFC 6749"
    shape = {"type", "code", "status", "title", "detail"} <= set(reply.data) and reply.data["status"] == reply.status
    return "" if shape and reply.headers["Content-Type"] == "application/problem+json" else "no problem JSON"


@pytest.mark.parametrize("seed", range(int(os.environ.get("HUB_TEST_SEEDS", "1"))))
async def test_b26_b39_garbage_is_never_our_fault(caller: Caller, seed: int) -> None:
    chance = random.Random(seed)
    problems, calls = [], 0
    for route in ROUTES:
        who = await deepest(caller, route)
        body = caller.body(route)
        for given in chain(garbage(route, body, chance), nobodys(route, body), injections(route, body)):
            reply = await caller.call(route, who, **given)
            calls += 1
            if said := wrong_with(reply, route):
                problems.append(f"{key_of(route)} as {who}: {said} ({reply.status}) for {str(given)[:150]!r}")
    print(calls, "calls")
    [[moved]] = await caller.hub.sql("SELECT is_called FROM b26_canary")
    assert not moved, "SQL that came in a request was run"
    assert not problems, "\n".join(problems)
