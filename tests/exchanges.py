"""How a client of a test reaches a hub: one HTTP exchange with the application in this process, as a server has it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

import orjson
from quart import Quart
from werkzeug.datastructures import Headers

PIECE = 1 << 16
"""Bytes of a body that a server hands on at once."""


@dataclass
class Reply:
    """An HTTP answer."""

    status: int
    headers: Headers
    """By name, in any case."""
    raw: bytes

    @property
    def data(self) -> Any:
        return orjson.loads(self.raw) if self.raw else None

    @property
    def code(self) -> str:
        """The stable code of a problem, or ''."""
        return str(self.data.get("code", "")) if self.status >= 400 else ""

    def __getitem__(self, name: str) -> Any:
        return self.data[name]


Exchange = Callable[[str, str, dict[str, str], bytes], Awaitable[Reply]]
"""Method, path with its query, headers, body -> the answer. Keeps nothing: cookies are the client's."""


def in_process(app: Quart) -> Exchange:
    """Exchanges with `app` as uvicorn has them: a task per request, small bodies whole, no socket between.

    Quart's own test client goes another way than requests do in production, and takes longer than they do.
    """

    async def exchange(method: str, target: str, headers: dict[str, str], body: bytes) -> Reply:
        path, _, query = target.partition("?")
        sent = {"host": "localhost", **{name.lower(): value for name, value in headers.items()}}
        if body:
            sent["content-length"] = str(len(body))
        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1", "scheme": "http",
            "method": method, "path": unquote(path), "raw_path": quote(path, safe="/%:~").encode(), "root_path": "",
            "query_string": query.encode("ascii"), "extensions": {},
            "headers": [(name.encode("latin1"), value.encode("latin1")) for name, value in sent.items()],
        }  # fmt: skip
        heard = _Heard(body)
        await asyncio.create_task(app(scope, heard.receive, heard.send))  # type: ignore[arg-type]
        return heard.reply()

    return exchange


class _Heard:
    """One request's body on its way in, and what is answered."""

    def __init__(self, body: bytes) -> None:
        self._left = [body[at : at + PIECE] for at in range(0, len(body), PIECE)] or [b""]
        self._status, self._headers = 0, Headers()
        self._body: list[bytes] = []

    async def receive(self) -> dict[str, Any]:
        if not self._left:
            await asyncio.Event().wait()  # the caller stays until there is an answer
        piece = self._left.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(self._left)}

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = Headers(
                (name.decode("latin1"), value.decode("latin1")) for name, value in message["headers"]
            )
        elif message["type"] == "http.response.body":
            self._body.append(message.get("body", b""))

    def reply(self) -> Reply:
        return Reply(self._status, self._headers, b"".join(self._body))
