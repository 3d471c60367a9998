"""The HTTP edge: who may call, parse, one transaction, call, reply. A route is an argument list and one call.

    api = Api("billing")

    @api.post("/invoices/<uuid:invoice_id>/pay", may="bill.pay", idempotent=True)
    async def pay(db: Db, actor: Actor, invoice_id: UUID, data: PayInvoice) -> PaymentOut:
        invoice = await access_invoice(db, actor, invoice_id, lock=True)
        return PaymentOut.model_validate(await actions.pay(db, invoice, data, actor=actor))

Arguments are given by type and name: `db: Db` (writes) or `db: ReadDb` (cannot write), `actor: Actor`, `data: <Body>`
(JSON), `query: <Body>` (query string), path values by name. A route without `may` cannot be written. A handler that
asks for no `db` runs after the transaction that found its actor, so that it may be slow (argon2id, files).
"""

from __future__ import annotations

import asyncio
import inspect
import random
import secrets
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, get_type_hints
from urllib.parse import urlsplit

import orjson
import structlog
from pydantic import BaseModel, ConfigDict, field_validator
from quart import Blueprint, Response, request
from quart_schema import document_querystring, document_request, document_response, operation_id, tag
from quart_schema import hide as hide_from_docs
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from hub.core import acting, audit, bearer
from hub.core.actor import ANONYMOUS, Actor
from hub.core.db import Db, ReadDb, reading, transaction
from hub.core.driver import Asked
from hub.core.errors import Conflict, Forbidden, HubError, NotFound, TooLarge, Unauthenticated
from hub.core.faults import fault
from hub.core.idempotency import once
from hub.core.parsing import body, no_text, parse
from hub.core.refusals import sqlstate
from hub.core.settings import settings
from hub.core.wall import within_calendars

log = structlog.get_logger(__name__)
T = TypeVar("T")

PUBLIC = "public"
"""Anybody may call, signed in or not."""
SIGNED_IN = "signed_in"
"""Any signed-in person may call; what they see is decided by access_*."""


class Body(BaseModel):
    """What crosses HTTP inwards: unknown members are refused (B07), and days that no calendar reaches."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    _days = field_validator("*")(within_calendars)


class Out(BaseModel):
    """What crosses HTTP outwards; readable from a row."""

    model_config = ConfigDict(from_attributes=True)


class Page(Out, Generic[T]):
    """A keyset page: `next` is given back as ?after=… , null at the end."""

    items: list[T]
    next: str | None = None
    total: int | None = None


class Done(Out):
    """It is done; there is nothing to show."""

    ok: bool = True


class ProblemOut(Out):
    """RFC 9457 problem details with a stable code."""

    type: str
    code: str
    status: int
    title: str
    detail: str


@dataclass(frozen=True)
class Route:
    """One line of the permission matrix."""

    method: str
    path: str
    may: str
    name: str
    idempotent: bool
    csrf: bool
    hints: dict[str, Any] = field(repr=False, compare=False, default_factory=dict)


ROUTES: list[Route] = []

Authenticate = Callable[[Db | ReadDb, str], Awaitable[Actor | None]]
_authenticate: Authenticate | None = None
request_actor: ContextVar[Actor] = ContextVar("request_actor", default=ANONYMOUS)


def authenticates(function: Authenticate) -> Authenticate:
    """Identity registers how a session token becomes an Actor (None = no such session)."""
    global _authenticate
    _authenticate = function
    return function


_recall: Callable[[str], Asked | None] | None = None


def recalls(function: Callable[[str], Asked | None]) -> Callable[[str], Asked | None]:
    """Identity registers what to ask with BEGIN, so that a session it remembers needs no exchange of its own."""
    global _recall
    _recall = function
    return function


async def authenticate(db: Db | ReadDb, token: str) -> Actor | None:
    """The Actor of a session token, or None; for edges that are not routes (sockets)."""
    return await _authenticate(db, token) if token and _authenticate else None


def cookie_name() -> str:
    """`__Host-` needs TLS; on plain http (this machine only) the name goes without."""
    return "__Host-wardline" if settings().secure_cookies else "wardline"


class Api:
    """The routes of one module, under /api."""

    def __init__(self, name: str, *, prefix: str = "/api") -> None:
        self.name = name
        self.prefix = prefix
        self.blueprint = Blueprint(name, __name__, url_prefix=prefix)

    def get(self, path: str, *, may: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        return self._route("GET", path, may, **options)

    def post(self, path: str, *, may: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        return self._route("POST", path, may, **options)

    def put(self, path: str, *, may: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        return self._route("PUT", path, may, **options)

    def patch(self, path: str, *, may: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        return self._route("PATCH", path, may, **options)

    def delete(self, path: str, *, may: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        return self._route("DELETE", path, may, **options)

    def _route(
        self, method: str, path: str, may: str, *, status: int = 200, idempotent: bool = False, csrf: bool = True,
        hide: bool = False, max_bytes: int | None = None, fresh: bool = False, viewer: bool = False,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # fmt: skip
        """`csrf=False` only for callers without cookies (webhooks); `idempotent` honours Idempotency-Key.

        `fresh`: dangerous, wants a proof of identity a few minutes old at most (403 step_up). `viewer`: also for
        whoever looks at somebody else's screens, who may change nothing else.
        """

        def register(handler: Callable[..., Any]) -> Callable[..., Any]:
            hints = get_type_hints(handler)
            plan = _Plan(handler, hints, may, status, idempotent, csrf, max_bytes, fresh, viewer)
            name = handler.__name__
            if any((known.method, known.path) == (method, self.prefix + path) for known in ROUTES):
                raise RuntimeError(f"two routes are {method} {self.prefix + path}")
            ROUTES.append(Route(method, self.prefix + path, may, f"{self.name}.{name}", idempotent, csrf, hints))

            async def view(**path_values: Any) -> Response:
                return await _handle(plan, path_values)

            view.__name__, view.__doc__ = name, handler.__doc__
            _document(view, plan, hints, self.name, name, hide)
            self.blueprint.add_url_rule(path, endpoint=name, view_func=view, methods=[method])
            return handler

        return register


@dataclass(frozen=True)
class _Plan:
    handler: Callable[..., Any]
    hints: dict[str, Any]
    may: str
    status: int
    idempotent: bool
    csrf: bool
    max_bytes: int | None
    fresh: bool
    viewer: bool

    @property
    def writes(self) -> bool:
        return self.hints.get("db") is not ReadDb


def _document(view: Any, plan: _Plan, hints: dict[str, Any], module: str, name: str, hide: bool) -> None:
    operation_id(f"{module}.{name}")(view)
    tag([module])(view)
    if "data" in hints:
        document_request(hints["data"])(view)
    if "query" in hints:
        document_querystring(hints["query"])(view)
    result = hints.get("return")
    if inspect.isclass(result) and issubclass(result, BaseModel):
        document_response(result, plan.status)(view)
    if hide:
        hide_from_docs(view)


AGAIN = frozenset({"40001", "40P01", "23505", "23P01"})
"""Serialization failure, deadlock; and what two made at one moment that may be there once: the second try sees it."""


async def _handle(plan: _Plan, path_values: dict[str, Any]) -> Response:
    """Parse outside, then one transaction; what only came at a bad moment is tried again (AGAIN)."""
    raw = await _raw(plan)
    for attempt in range(4):
        try:
            reply = await _once(plan, dict(path_values), raw)
            fault("http.committed", request.path)
            return reply
        except DBAPIError as error:
            if sqlstate(error) not in AGAIN or attempt == 3:
                raise
            await asyncio.sleep(random.uniform(0.01, 0.05) * (attempt + 1))
        except StaleDataError as error:
            raise Conflict("Somebody changed this at the same moment. Please look again.", code="stale") from error
    raise AssertionError("unreachable")


async def _raw(plan: _Plan) -> bytes:
    limit = plan.max_bytes or settings().max_body_bytes
    mine = request._get_current_object()  # type: ignore[attr-defined]
    if (mine.content_length or 0) > limit:
        raise TooLarge(f"At most {limit} bytes are taken here.")
    mine.max_content_length = limit
    if mine.method in ("GET", "HEAD", "DELETE"):
        return b""
    whole = getattr(mine, "whole", None)  # it came in one piece (hub.core.asgi)
    raw = await mine.get_data(as_text=False) if whole is None else whole
    if len(raw) > limit:  # sent in chunks, without a length
        raise TooLarge(f"At most {limit} bytes are taken here.")
    return raw if isinstance(raw, bytes) else raw.encode()


async def _once(plan: _Plan, values: dict[str, Any], raw: bytes) -> Response:
    edge = transaction if plan.writes else reading
    actor = ANONYMOUS
    try:
        async with edge(_asked()) as db:
            actor = await _actor(plan, db)
            request_actor.set(actor)
            _allow(plan, actor)
            arguments = _arguments(plan, values, raw, db, actor)
            if plan.idempotent and (key := request.headers.get("Idempotency-Key")):
                return await once(db, actor, key, raw, lambda: _call(plan, arguments))
            if "db" in plan.hints:
                return await _call(plan, arguments)
        return await _call(plan, arguments)
    except (Forbidden, NotFound) as error:
        if actor.user_id:
            await _denied(actor, error)
        raise


async def _call(plan: _Plan, arguments: dict[str, Any]) -> Response:
    """The handler's reply; an error that keeps its writes is a reply too, so that they are committed."""
    try:
        return _reply(await plan.handler(**arguments), plan.status)
    except HubError as error:
        if not error.keeps_writes:
            raise
        return Response(orjson.dumps(error.problem()), error.status, content_type="application/problem+json")


def _asked() -> Asked | None:
    token = request._get_current_object().cookies.get(cookie_name())  # type: ignore[attr-defined]
    return _recall(token) if token and _recall else None


async def _actor(plan: _Plan, db: Db | ReadDb) -> Actor:
    mine = request._get_current_object()  # type: ignore[attr-defined]
    if plan.may == PUBLIC and not plan.csrf:
        actor = None  # no browser calls this, but a program with a proof of its own: a device's key, a signature
    elif header := mine.headers.get("Authorization"):
        actor = await bearer.actor_of(db, header)  # never mixed with a cookie
    else:
        actor = await authenticate(db, mine.cookies.get(cookie_name()) or "")
    found = (actor or ANONYMOUS).at(ip=client_ip(), request_id=request_id())
    return await acting.acting(db, found, plan.may)


def _allow(plan: _Plan, actor: Actor) -> None:
    unsafe = request.method not in ("GET", "HEAD")
    if unsafe and plan.csrf and actor.via == "session":  # a key or token is sent by no browser on its own
        _same_origin()
        if actor.user_id and request.headers.get("X-CSRF-Token") != actor.csrf:
            raise Forbidden("The page is out of date. Please reload it.", code="csrf")
    if plan.may == PUBLIC:
        return
    if actor.user_id is None:
        raise Unauthenticated()
    if plan.may != SIGNED_IN:
        actor.must(plan.may)
    if unsafe and actor.by is not None and not plan.viewer:
        raise Forbidden("You are looking at somebody else's screens. Stop looking to change things.", code="view_only")
    if plan.fresh:
        actor.must_be_fresh()


def _same_origin() -> None:
    origin = request.headers.get("Origin")
    if origin and not allowed_origin(origin, request.headers.get("Host", "")):
        raise Forbidden("This request came from another site.", code="foreign_origin")
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden("This request came from another site.", code="foreign_origin")


def allowed_origin(origin: str, host: str) -> bool:
    """Our own public address, or the very host that was called."""
    return origin == settings().base_url or (bool(host) and urlsplit(origin).netloc == host)


def _arguments(plan: _Plan, values: dict[str, Any], raw: bytes, db: Any, actor: Actor) -> dict[str, Any]:
    if "db" in plan.hints:
        values["db"] = db
    if "actor" in plan.hints:
        values["actor"] = actor
    if "raw" in plan.hints:
        values["raw"] = raw
    if "data" in plan.hints:
        values["data"] = parse(plan.hints["data"], body(raw))
    if "query" in plan.hints:
        values["query"] = parse(plan.hints["query"], acting.asked())
    if b"%00" in request.query_string or any(isinstance(value, str) and "\0" in value for value in values.values()):
        raise no_text()
    return values


def _reply(result: Any, status: int) -> Response:
    if isinstance(result, Response):
        return result
    if result is None:
        result = Done()
    return Response(result.model_dump_json().encode(), status, content_type="application/json")


async def _denied(actor: Actor, error: HubError) -> None:
    """A refused attempt is audited in a transaction of its own (B03)."""
    async with transaction() as db:
        audit.noted(db, actor, request.method.lower(), "route", request.url_rule.rule if request.url_rule else "",
                    outcome="denied", reason=error.code, after={"path": request.path[:300]})  # fmt: skip


def request_id() -> str:
    given = request.headers.get("X-Request-Id", "")
    return given if given.isalnum() and len(given) <= 64 else secrets.token_hex(8)


def client_ip() -> str:
    """The caller's address; X-Forwarded-For counts only as many hops as there are trusted proxies (B16)."""
    hops = settings().trusted_proxies
    if hops and (forwarded := request.headers.get("X-Forwarded-For")):
        chain = [part.strip() for part in forwarded.split(",")]
        return chain[-min(hops, len(chain))][:45]
    return request.remote_addr or ""
