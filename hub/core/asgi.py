"""App and Connection: Quart without what a hub's request never uses.

Quart makes three tasks per request, to stop a handler whose caller has gone away. Ours are short and end in one commit:
stopped in the middle they would only be repeated. So a request that came whole is answered in the task it came in; one
whose body is still on its way goes Quart's way. Sessions are rows (hub.identity), so there is no cookie session to open
and to save; signals and hooks of blueprints have no listeners here.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import structlog
from quart import Quart, Response
from quart.asgi import ASGIHTTPConnection
from quart.ctx import RequestContext
from quart.globals import _cv_request
from quart.utils import encode_headers
from quart.wrappers.response import DataBody, IterableBody
from werkzeug.exceptions import BadHost

from hub.core.errors import Fault, Malformed
from hub.core.web import problem, secure

log = structlog.get_logger(__name__)

SECONDS_TO_TAKE_IT = 60.0
"""A caller who reads slower than this loses the reply (Quart's own RESPONSE_TIMEOUT); of a long one, each piece."""


class Connection(ASGIHTTPConnection):
    """What `Quart.asgi_http_class` is set to."""

    async def __call__(self, receive: Any, send: Any) -> None:
        first = await receive()
        if first["type"] != "http.request" or first.get("more_body", False):
            await super().__call__(_again(first, receive), send)
            return
        request = self._create_request_from_scope(send)
        if body := first.get("body", b""):
            request.body.append(body)
        request.body.set_complete()
        request.whole = body  # type: ignore[attr-defined]
        await self.handle_request(request, send)

    async def _send_response(self, send: Any, response: Any) -> None:
        body = getattr(response, "response", None)
        if not isinstance(body, DataBody | IterableBody):
            async with asyncio.timeout(SECONDS_TO_TAKE_IT):
                await super()._send_response(send, response)
            return
        head = {"type": "http.response.start", "status": response.status_code,
                "headers": encode_headers(response.headers)}  # fmt: skip
        if isinstance(body, DataBody):
            async with asyncio.timeout(SECONDS_TO_TAKE_IT):
                await send(head)
                await send({"type": "http.response.body", "body": body.data[body.begin : body.end]})
            return
        await self._say(send, **head)
        async with body as pieces:
            async for piece in pieces:
                whole = piece.encode() if isinstance(piece, str) else piece
                await self._say(send, type="http.response.body", body=whole, more_body=True)
        await self._say(send, type="http.response.body", body=b"", more_body=False)

    @staticmethod
    async def _say(send: Any, **message: Any) -> None:
        async with asyncio.timeout(SECONDS_TO_TAKE_IT):  # also the head waits for who has not read the reply before
            await send(message)

    async def handle_request(self, request: Any, send: Any) -> None:
        try:
            response = await self.app.handle_request(request)
        except BadHost:  # found before there is a context in which errors are handled
            response = secure(problem(Malformed("The Host of this request is no name of a host.", code="bad_host")))
        except Exception as error:
            response = await self.app.handle_exception(error)
        with suppress(TimeoutError):
            await self._send_response(send, response)


def _again(first: Any, receive: Any) -> Any:
    """A `receive` that says what was already heard first."""
    waiting = [first]

    async def heard() -> Any:
        return waiting.pop() if waiting else await receive()

    return heard


class Context(RequestContext):
    """A request's context, with no session of Quart's in it."""

    async def push(self) -> None:
        await self._push_appctx(_cv_request.set(self))
        self.match_request()


class App(Quart):
    """Quart with the pipeline of a request cut down to routing, the app's own hooks and its error handlers."""

    asgi_http_class = Connection

    def request_context(self, request: Any) -> Context:
        return Context(self, request)

    async def handle_exception(self, error: Exception) -> Any:
        """What failed outside of the handlers of errors: in a hook, or in one of them."""
        log.error("request_failed", route="none", error=type(error).__name__, exc_info=error)
        return secure(problem(Fault()))

    async def full_dispatch_request(self, request_context: Any = None) -> Any:
        """What Quart says of it. Hooks are the app's own coroutines."""
        context: Any = request_context or _cv_request.get()
        request = context.request
        result: Any
        try:
            for before in self.before_request_funcs[None]:
                await before()  # type: ignore[misc]
            if request.routing_exception is not None or request.method == "OPTIONS":
                result = await self.dispatch_request(context)
            else:
                view: Any = self.view_functions[request.url_rule.endpoint]
                result = await view(**request.view_args)
        except Exception as error:
            result = await self.handle_user_exception(error)
        response: Any = result if isinstance(result, Response) else await self.make_response(result)
        for after in (*context._after_request_functions, *reversed(self.after_request_funcs[None])):
            response = await after(response)
        return response
