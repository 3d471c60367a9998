"""The gate before Socket.IO: only WebSockets, only from our own pages, only with a living session, only sane frames.

Everything is decided before the WebSocket is accepted, so a stranger costs no Engine.IO state. What a client sends
later is measured here too: engine.io raises tracebacks on malformed frames, and it would never see these.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import orjson
import structlog

from hub.core import web
from hub.core.actor import Actor
from hub.core.db import reading, transaction
from hub.core.errors import Forbidden, HubError, Malformed, TooMany, Unauthenticated
from hub.core.http import allowed_origin, authenticate, cookie_name
from hub.core.settings import Settings
from hub.monitoring.devices import key_in, of_key
from hub.visits.guest_routes import cookie_name as guest_cookie
from hub.visits.guests import guest_actor
from hub.visits.queries import guest_of_device
from signaling.limits import (
    FRAMES_BURST,
    FRAMES_PER_SECOND,
    GUEST_SOCKETS,
    MAX_FRAME,
    REFUSALS_PER_MINUTE,
    SOCKETS_PER_SESSION,
    Bucket,
)
from signaling.wire import Pipe, pipe

log = structlog.get_logger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[Any]]

PATH = "/socket.io"
LINE = "wardline.line"
GONE: MutableMapping[str, Any] = {"type": "websocket.disconnect", "code": 1008}


@dataclass(eq=False)
class Line:
    """One WebSocket of one session."""

    actor: Actor
    transport: Any
    pipe: Pipe | None = None
    sid: str = ""
    opened: float = field(default_factory=time.monotonic)
    verified: float = field(default_factory=time.monotonic)
    frames: Bucket = field(default_factory=lambda: Bucket(FRAMES_PER_SECOND, FRAMES_BURST))
    buckets: dict[str, Bucket] = field(default_factory=dict)
    device_key: str = ""
    """Of a device or gateway: it has no session, and its key is asked about again and again (signaling.telemetry)."""
    guest: str = ""
    """The secret of an invited guest's browser: no session, and nothing but the call of one visit."""
    guest_of: UUID | None = None
    """The visit that this guest was invited to."""
    seat: Any = None
    """The call this socket is in (signaling.calls.Seat)."""
    met: dict[str, int] = field(default_factory=dict)
    """Whom of that call this page was told of, and the generation of each (signaling.meeting)."""
    dead: bool = False

    def abort(self, why: str) -> None:
        """Drop the TCP connection now, whatever waits to be sent."""
        if not self.dead:
            self.dead = True
            log.info("socket_cut", sid=self.sid, code=why)
        if self.transport is not None:
            self.transport.abort()

    def wrong(self, message: MutableMapping[str, Any]) -> str:
        """Why a frame from the client is not acceptable, or ''."""
        text = message.get("text")
        if text is None:
            return "binary"
        if len(text) > MAX_FRAME or (not text.isascii() and len(text.encode(errors="replace")) > MAX_FRAME):
            return "too_large"
        if not self.frames.take():
            return "too_many"
        # Engine.IO close, pong and message; of messages: Socket.IO connect, disconnect, event and ack.
        good = text in ("1", "3") or (text[:1] == "4" and text[1:2] in ("0", "1", "2", "3") and text[2:3] != "/")
        return "" if good else "malformed"


class Gate:
    """ASGI: /socket.io goes through here, everything else to `rest`."""

    def __init__(self, sockets: Asgi, rest: Asgi, options: Settings, lines: set[Line]) -> None:
        self.sockets, self.rest, self.options, self.lines = sockets, rest, options, lines
        self._refusals: dict[str, Bucket] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] not in ("http", "websocket") or not (path == PATH or path.startswith(PATH + "/")):
            await self.rest(scope, receive, send)
            return
        try:
            line = await self._admit(scope)
        except HubError as error:
            await _refuse(scope, send, error)
            return
        line.transport, line.pipe = getattr(getattr(send, "__self__", None), "transport", None), pipe(send)
        self.lines.add(line)
        try:
            await self.sockets({**scope, LINE: line}, _measured(line, receive), send)
        finally:
            self.lines.discard(line)

    async def _admit(self, scope: Scope) -> Line:
        """The line of an acceptable handshake; raises what is wrong with it."""
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if scope["type"] != "websocket":
            raise Malformed("Please connect with a WebSocket.", code="websocket_only")
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        if query.get("EIO") != ["4"] or query.get("transport") != ["websocket"] or "sid" in query or "j" in query:
            raise Malformed("This is not an Engine.IO 4 WebSocket.", code="websocket_only")
        host, origin = headers.get("host", ""), headers.get("origin")
        if not known_host(host, self.options) or (origin is not None and not allowed_origin(origin, host)):
            raise Forbidden("This request came from another site.", code="foreign_origin")
        ip = self._ip(scope, headers)
        refusals = self._refusals.setdefault(ip, Bucket(REFUSALS_PER_MINUTE / 60, REFUSALS_PER_MINUTE))
        if refusals.tokens < 1 and not refusals.take():
            raise TooMany(retry_after=5)
        try:
            if key := key_in(headers.get("authorization")):
                return await self._device(key, ip)
            if query.get("as") == ["guest"]:
                return await self._guest(headers.get("cookie", ""), ip)
            return await self._signed_in(headers.get("cookie", ""), ip)
        except HubError:
            refusals.take()
            if len(self._refusals) > 10_000:
                self._refusals.clear()
            raise

    async def _signed_in(self, cookies: str, ip: str) -> Line:
        if not (token := _token(cookies)):
            raise Unauthenticated()
        async with transaction() as db:
            actor = await authenticate(db, token)
            if actor is None or actor.user_id is None or actor.session_id is None:
                raise Unauthenticated()
        if sum(line.actor.session_id == actor.session_id for line in self.lines) >= SOCKETS_PER_SESSION:
            raise TooMany("Too many windows are open.", retry_after=10)
        return Line(actor=actor.at(ip=ip, request_id="socket"), transport=None)

    async def _device(self, key: str, ip: str) -> Line:
        """The line of a device that shows its key; a browser cannot send this header."""
        async with reading() as db:
            device = await of_key(db, key)
        if sum(line.device_key == key for line in self.lines) >= SOCKETS_PER_SESSION:
            raise TooMany("Too many connections of this device.", retry_after=10)
        actor = Actor(user_id=device.id, name=device.name, roles=frozenset({"device"}))
        return Line(actor=actor.at(ip=ip, request_id="socket"), transport=None, device_key=key)

    async def _guest(self, cookies: str, ip: str) -> Line:
        """The line of an invited guest, whose browser shows the secret that it got when it opened the link."""
        async with reading() as db:
            secret = _cookie(cookies, guest_cookie())
            guest, visit = await guest_of_device(db, secret)
        if sum(line.guest == secret for line in self.lines) >= GUEST_SOCKETS:
            raise TooMany("Too many windows are open.", retry_after=10)
        actor = guest_actor(guest).at(ip=ip, request_id="socket")
        return Line(actor=actor, transport=None, guest=secret, guest_of=visit.id)

    def _ip(self, scope: Scope, headers: dict[str, str]) -> str:
        """As `hub.core.http.client_ip`: a proxy's word counts only as far as proxies are trusted."""
        hops = self.options.trusted_proxies
        if hops and (forwarded := headers.get("x-forwarded-for")):
            chain = [part.strip() for part in forwarded.split(",")]
            return chain[-min(hops, len(chain))][:45]
        return str((scope.get("client") or ("", 0))[0])


def known_host(host: str, options: Settings) -> bool:
    """Our public name, this machine, or a bare address: only a foreign *name* can be rebound to us by its DNS."""
    if host == urlsplit(options.base_url).netloc:
        return True
    name = urlsplit(f"//{host}").hostname or ""
    if name == "localhost":
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _token(cookies: str) -> str:
    return _cookie(cookies, cookie_name())


def _cookie(cookies: str, name: str) -> str:
    try:
        jar = SimpleCookie(cookies[:8192])
    except CookieError:
        return ""
    found = jar.get(name)
    return found.value if found else ""


def _measured(line: Line, receive: Receive) -> Receive:
    async def measured() -> MutableMapping[str, Any]:
        if line.dead:
            return GONE
        message = await receive()
        if message["type"] == "websocket.receive" and (why := line.wrong(message)):
            line.abort(why)
            return GONE
        return message

    return measured


async def _refuse(scope: Scope, send: Send, error: HubError) -> None:
    """Answer the handshake with problem JSON instead of a WebSocket."""
    kind = "websocket.http.response" if scope["type"] == "websocket" else "http.response"
    if scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [("Content-Type", "application/problem+json"), ("Cache-Control", "no-store"), *web.headers()]
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers]
    await send({"type": f"{kind}.start", "status": error.status, "headers": encoded})
    await send({"type": f"{kind}.body", "body": orjson.dumps(error.problem(), default=str)})
