"""The hub of one test: a fresh database, the whole application, clients that behave like browsers, jobs run inline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import orjson
from quart import Quart
from sqlalchemy import text

from hub.core import db as core_db
from hub.core import jobs, outbox
from hub.core.actor import ANONYMOUS, Actor
from hub.core.db import Database
from hub.core.http import cookie_name
from hub.core.settings import settings
from hub.identity import queries, sessions
from hub.identity.models import UserAccount
from hub.identity.roles import CLINICAL
from tests.exchanges import Exchange, Reply, in_process
from tests.factories import identity, patients, staff


class Client:
    """A browser: keeps cookies, sends Origin and the CSRF token. `expect` is the status that a test waits for."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._cookies: dict[str, str] = {}
        self.csrf = ""
        self.headers: dict[str, str] = {}
        self.actor: Actor = ANONYMOUS

    @property
    def user_id(self) -> UUID:
        assert self.actor.user_id is not None
        return self.actor.user_id

    @property
    def patient_id(self) -> UUID:
        assert self.actor.patient_id is not None
        return self.actor.patient_id

    @property
    def practitioner_id(self) -> UUID:
        assert self.actor.practitioner_id is not None
        return self.actor.practitioner_id

    async def get(self, path: str, *, expect: int | None = None, **query: Any) -> Reply:
        return await self.call("GET", path, query=query, expect=expect)

    async def post(self, path: str, json: Any = None, *, expect: int | None = None, **options: Any) -> Reply:
        return await self.call("POST", path, json=json, expect=expect, **options)

    async def put(self, path: str, json: Any = None, *, expect: int | None = None, **options: Any) -> Reply:
        return await self.call("PUT", path, json=json, expect=expect, **options)

    async def patch(self, path: str, json: Any = None, *, expect: int | None = None, **options: Any) -> Reply:
        return await self.call("PATCH", path, json=json, expect=expect, **options)

    async def delete(self, path: str, *, expect: int | None = None, **options: Any) -> Reply:
        return await self.call("DELETE", path, expect=expect, **options)

    async def call(
        self, method: str, path: str, *, json: Any = None, data: bytes | None = None,
        query: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None, expect: int | None = None,
        key: str = "",
    ) -> Reply:  # fmt: skip
        """One request; without `expect` anything but 2xx fails the test, with the problem; 0 takes any status."""
        sent = {"Origin": settings().base_url, "Sec-Fetch-Site": "same-origin", "X-Activity": "1", **self.headers}
        if self.csrf:
            sent["X-CSRF-Token"] = self.csrf
        if key:
            sent["Idempotency-Key"] = key
        if data is None and method in ("POST", "PUT", "PATCH"):
            data, sent["Content-Type"] = orjson.dumps({} if json is None else json, default=str), "application/json"
        sent.update(headers or {})
        if self._cookies:
            sent.setdefault("Cookie", "; ".join(f"{name}={value}" for name, value in self._cookies.items()))
        wanted = {name: str(value) for name, value in (query or {}).items() if value is not None}
        reply = await self._exchange(
            method, f"{path}?{urlencode(wanted)}" if wanted else path,
            {name: value for name, value in sent.items() if value != ""}, data or b"",
        )  # fmt: skip
        self._keep(reply.headers.getlist("Set-Cookie"))
        if expect is None:
            assert reply.status < 400, f"{method} {path}: {reply.status} {reply.raw[:2000]!r}"
        elif expect:
            assert reply.status == expect, f"{method} {path}: {reply.status}, not {expect}: {reply.raw[:2000]!r}"
        return reply

    def _keep(self, cookies: list[str]) -> None:
        for said in cookies:
            pair, *attributes = said.split(";")
            name, _, value = pair.partition("=")
            if "max-age=0" in (attribute.strip().lower() for attribute in attributes):
                self._cookies.pop(name, None)
            else:
                self._cookies[name] = value

    def cookie(self, name: str = "") -> str:
        """The value of a cookie of this browser (default: the session's), or ''."""
        return self._cookies.get(name or cookie_name(), "")

    def same(self) -> Client:
        """The same person in another browser of the same session."""
        other = Client(self._exchange)
        other.actor, other.csrf, other.headers = self.actor, self.csrf, dict(self.headers)
        if token := self.cookie():
            other.set_cookie(cookie_name(), token)
        return other

    def set_cookie(self, name: str, value: str) -> None:
        self._cookies[name] = value


class Hub:
    """What the `hub` fixture gives to a test."""

    def __init__(self, app: Quart, database: Database) -> None:
        self.app, self.database = app, database
        self.facts: list[dict[str, Any]] = []
        """Facts in the order of their positions, as far as `run_jobs` has published them."""
        self._people: dict[str, UUID] = {}

    def transaction(self) -> Any:
        """`async with hub.transaction() as db:`"""
        return self.database.transaction()

    def reading(self) -> Any:
        return self.database.reading()

    def client(self) -> Client:
        """A browser where nobody is signed in."""
        return Client(in_process(self.app))

    async def person(self, role: str, name: str = "") -> UUID:
        """The account id of the test's doctor, nurse, patient, admin …; another `name` is another person."""
        if found := self._people.get(f"{role} {name}"):
            return found
        named: dict[str, Any] = {"given": name} if name else {}
        async with self.transaction() as db:
            if role == "patient":
                user_id = (await patients.patient(db, **named)).user_id
            elif role in CLINICAL:
                user_id = (await staff.practitioner(db, role, **named)).user_id
            else:
                user_id = (await identity.user(db, role, name=name)).id
        assert user_id is not None
        self._people[f"{role} {name}"] = user_id
        return user_id

    async def actor(self, role: str, name: str = "") -> Actor:
        """The same person as an Actor, for calling actions directly."""
        user_id = await self.person(role, name)
        async with self.reading() as db:
            return await queries.actor_of_user(db, user_id)

    async def sign_in(self, role: str, name: str = "") -> Client:
        """A browser in which the test's doctor, nurse, patient, admin … is signed in."""
        return await self.sign_in_as(await self.person(role, name))

    async def sign_in_as(self, user_id: UUID) -> Client:
        """A browser in which this account is signed in, with a real session row and cookie."""
        async with self.transaction() as db:
            user = await db.get_one(UserAccount, user_id)
            opened = await sessions.open_session(db, user, actor=ANONYMOUS, user_agent="pytest")
        client = self.client()
        client.actor, client.csrf = opened.actor, opened.actor.csrf
        client.set_cookie(cookie_name(), opened.token)
        return client

    async def publish(self) -> list[dict[str, Any]]:
        """Give positions to what was stated, as the relay does; returns the new facts."""
        fresh: list[dict[str, Any]] = []
        while True:
            async with self.transaction() as db:
                found = await outbox.give_positions(db)
            if not found:
                self.facts += fresh
                return fresh
            fresh += found

    async def run_jobs(self, *, failures: bool = False) -> list[str]:
        """Do what relay and worker would do now, until nothing is left. A job that fails, fails the test."""
        ran: list[str] = []
        while True:
            await self.publish()
            async with self.transaction() as db:
                ids = await jobs.due(db)
            if not ids:
                return ran
            for job_id in ids:
                result = await jobs.run(self.database, job_id)
                async with self.reading() as db:
                    job = await db.get_one(jobs.Job, job_id)
                    ran.append(job.name)
                    assert failures or result in ("done", "skipped"), f"job {job.name}: {result}: {job.error}"

    async def tick(self) -> list[str]:
        """Run the periodic jobs that are due by the clock."""
        return await jobs.tick(self.database)

    async def sql(self, query: str, **values: Any) -> list[Any]:
        """Look into the database: rows of a query."""
        async with self.reading() as db:
            return list((await db.execute(text(query), values)).all())


async def opened(app: Quart, url: str) -> Hub:
    """Connect the application to a database."""
    database = core_db.connect(url, pool_size=5, pool_timeout=60)
    await share_statements(database)
    return Hub(app, database)


_speaks: list[Any] = []
_compiled: dict[Any, Any] = {}


async def share_statements(database: Database) -> None:
    """Let this database use what SQLAlchemy has compiled for those of tests before: making every statement anew for
    each test took a fifth of its time. What is compiled is kept by the dialect it was compiled for."""
    engine = database.engine.sync_engine
    if not _speaks:
        async with database.engine.connect():  # a dialect has to have met a server
            _speaks.append(engine.dialect)
    engine.dialect = _speaks[0]
    engine.update_execution_options(compiled_cache=_compiled)
