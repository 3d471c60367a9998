"""Connection: one HTTP request and its reply without a task of its own for each half.

Quart makes three tasks per request, to stop a handler whose caller has gone away. Ours are short and end in one commit:
stopped in the middle they would only be repeated. So a request that came whole is answered in the task it came in; one
whose body is still on its way goes Quart's way.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from quart.asgi import ASGIHTTPConnection, _handle_exception
from quart.utils import encode_headers
from quart.wrappers.response import DataBody

SECONDS_TO_TAKE_IT = 60.0
"""A caller who reads slower than this loses the reply (Quart's own RESPONSE_TIMEOUT)."""


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
        await self.handle_request(request, send)

    async def _send_response(self, send: Any, response: Any) -> None:
        body = getattr(response, "response", None)
        if not isinstance(body, DataBody):
            await super()._send_response(send, response)
            return
        await send({"type": "http.response.start", "status": response.status_code,
                    "headers": encode_headers(response.headers)})  # fmt: skip
        await send({"type": "http.response.body", "body": body.data[body.begin : body.end], "more_body": False})

    async def handle_request(self, request: Any, send: Any) -> None:
        try:
            response = await self.app.handle_request(request)
        except Exception as error:
            response = await _handle_exception(self.app, error)
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_TAKE_IT):
                await self._send_response(send, response)


def _again(first: Any, receive: Any) -> Any:
    """A `receive` that says what was already heard first."""
    waiting = [first]

    async def heard() -> Any:
        return waiting.pop() if waiting else await receive()

    return heard
