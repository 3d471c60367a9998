"""Calls every route as anybody, on one connection, and undoes each call: for tests that go through all routes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from hub.core import db as core_db
from hub.core.actor import SYSTEM
from hub.core.db import Database, Db
from hub.core.driver import Asked
from hub.core.http import PUBLIC, SIGNED_IN, Route
from hub.core.ids import uuid7
from hub.core.refusals import in_words
from hub.core.valkey import valkey
from hub.identity.roles import ROLES
from hub.patients import actions as patients_actions
from tests.architecture import samples
from tests.architecture.samples import BODIES, QUERIES, SAMPLES, World
from tests.exchanges import Reply
from tests.factories import patients, staff
from tests.hub_fixture import Client, Hub, share_statements

PLACE = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")
"""A value in a path."""


class OneConnection(Database):
    """Every transaction of a call is part of one transaction of one connection, so that the call can be undone."""

    connection: AsyncConnection
    wrote = False
    """Whether a transaction of this call has been committed: what fails after it must not take it along."""
    _open = 0

    @asynccontextmanager
    async def transaction(self, asked: Asked | None = None) -> AsyncIterator[Db]:
        async with self._edge_of_call() as db:
            yield db
        self.wrote = True

    @asynccontextmanager
    async def reading(self, asked: Asked | None = None) -> AsyncIterator[Any]:
        async with self._edge_of_call() as db:
            yield db

    @asynccontextmanager
    async def _edge_of_call(self) -> AsyncIterator[Db]:
        # A savepoint is two exchanges with PostgreSQL; what has nothing before it to keep is undone as a whole instead.
        mode: Any = "create_savepoint" if self.wrote or self._open else "rollback_only"
        if not self.connection.in_transaction():
            await self.connection.begin()
        self._open += 1
        try:
            async with Db(self.connection, expire_on_commit=False, join_transaction_mode=mode) as db:
                with in_words():
                    async with db.begin():
                        yield db
        finally:
            self._open -= 1

    async def undo(self) -> None:
        """As if nothing had been called: what thousands of calls leave behind in one transaction (rows of the audit
        trail, heads of its lanes) would be looked through by each call after them."""
        await self.connection.rollback()
        self.wrote = False


class Caller:
    """Calls routes as anybody, and undoes each call."""

    def __init__(self, hub: Hub, one: OneConnection, world: World, values: dict[str, UUID | str]) -> None:
        self.hub, self.one, self.world, self.values = hub, one, world, values
        self.clients: dict[str, Client] = {}

    async def call(
        self, route: Route, who: str, *, absent: bool = False, values: dict[str, str] | None = None, **options: Any
    ) -> Reply:  # fmt: skip
        """One call of `route` by `who` for the sample object (`absent`: for an id of nobody; `values`: for others)."""
        found: dict[str, Any] = defaultdict(uuid7, self.values)
        if absent:
            found |= {name: uuid7() for name in objects(route)}
        found |= values or {}
        path = PLACE.sub(lambda m: str(found[m[1]]), route.path)
        sent = {"json": self.body(route), "query": QUERIES.get(key_of(route)), "expect": 0, **options}
        try:
            reply = await self.clients[who].same().call(route.method, path, **sent)
            if reply.status == 429:  # so many people call from one address: asked anew, it says what this one may
                await valkey().flushdb()
                reply = await self.clients[who].same().call(route.method, path, **sent)
            return reply
        finally:
            await self.one.undo()

    def body(self, route: Route) -> Any:
        """A body that is good enough to reach the object."""
        return _filled(BODIES.get(key_of(route), {}), self.values)

    def lets_in(self, route: Route, who: str) -> bool:
        """Whether this person holds the permission that the route names."""
        actor = self.clients[who].actor
        return route.may == PUBLIC or (actor.user_id is not None and (route.may == SIGNED_IN or actor.may(route.may)))


def _filled(body: Any, values: dict[str, UUID | str]) -> Any:
    if isinstance(body, dict):
        return {name: _filled(value, values) for name, value in body.items()}
    if isinstance(body, list):
        return [_filled(value, values) for value in body]
    return str(values[body[1:]]) if isinstance(body, str) and body.startswith("@") else body


def unguarded(headers: Any, *, record: bool) -> list[str]:
    """B28: what is missing of the headers that keep a browser safe; `record`: what it says may be kept nowhere."""
    said = [one.split() for one in headers.get("Content-Security-Policy", "").split(";")]
    policy = {words[0]: set(words[1:]) for words in said if words}
    scripts = policy.get("script-src", policy.get("default-src"))
    nonces = {one for one in policy.get("style-src", ()) if one.startswith("'nonce-")}
    rules = {
        "script-src": scripts == {"'self'"},
        "style-src": policy.get("style-src", set()) - nonces == {"'self'"},
        "default-src": policy.get("default-src") == {"'none'"},
        "frame-ancestors": policy.get("frame-ancestors") == {"'none'"},
        "base-uri": policy.get("base-uri") == {"'none'"},
        "unsafe": "unsafe" not in headers.get("Content-Security-Policy", "unsafe"),
        "nosniff": headers.get("X-Content-Type-Options") == "nosniff",
        "referrer": headers.get("Referrer-Policy") == "no-referrer",
        "once": len([name for name, _ in headers.items() if name.lower() == "content-security-policy"]) == 1,
        "no-store": not record or "no-store" in headers.get("Cache-Control", ""),
    }
    return [f"without {name} (B28)" for name, kept in rules.items() if not kept]


def key_of(route: Route) -> str:
    return f"{route.method} {route.path}"


def objects(route: Route) -> list[str]:
    return [name for name in PLACE.findall(route.path) if name in SAMPLES]


PEOPLE = ("patient", "doctor", "nurse", "billing_clerk", "receptionist", "privacy_officer", "admin", "nobody")


async def deepest(caller: Caller, route: Route) -> str:
    """Who gets furthest with a good call: only then does garbage get anywhere."""
    who = [name for name in PEOPLE if caller.lets_in(route, name)]
    for name in who:
        if (await caller.call(route, name)).status < 400:
            return name
    return who[0]


@asynccontextmanager
async def opened(hub: Hub) -> AsyncIterator[Caller]:
    """The people and objects of the matrix, on one connection."""
    samples.load()
    async with hub.transaction() as db:
        patient = await patients.patient(db)
        doctor, nurse = await staff.practitioner(db, "doctor"), await staff.practitioner(db, "nurse")
        for clinician in (doctor, nurse):
            await patients_actions.relate(db, patient.id, clinician.id, "care_team", "manual", actor=SYSTEM)
        await patients_actions.relate(db, patient.id, doctor.id, "treating", "matrix", actor=SYSTEM)
    people = {"patient": patient.user_id, "doctor": doctor.user_id, "nurse": nurse.user_id}
    users = {role: people.get(role) or await hub.person(role) for role in ROLES}
    world = World(patient, doctor, nurse, users)
    async with hub.transaction() as db:
        values = {name: await make(db, world) for name, make in SAMPLES.items()}
    one = OneConnection(hub.database.url, pool_size=1)
    await share_statements(one)
    async with one.engine.connect() as connection:
        caller = Caller(hub, one, world, values)
        for role, user_id in world.users.items():
            caller.clients[role] = await hub.sign_in_as(user_id)
        for role in ("patient", "doctor", "nurse"):
            caller.clients[f"{role} foreign"] = await hub.sign_in(role, "Stranger")
        caller.clients["nobody"] = hub.client()
        one.connection, whole = connection, hub.database
        hub.database = core_db._current = one
        yield caller
        hub.database = core_db._current = whole
        await connection.rollback()
    await one.close()
