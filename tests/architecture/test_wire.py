"""B28: every answer carries the headers that keep a browser safe: files, errors, refused methods, what is no request.

Good answers of all routes are looked at by the permission matrix (test_routes), with the same `unguarded`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
from quart import Quart, Response
from werkzeug.datastructures import Headers

from hub import app as hub_app
from hub.core import asgi, web
from hub.core.asgi import App
from hub.core.http import ROUTES
from hub.core.settings import settings
from signaling.gate import Gate
from tests.architecture.caller import PLACE, unguarded

NOBODY = "00000000-0000-7000-8000-000000000000"


async def exchange(app: Any, path: str, send: Any, *, method: str = "GET", host: bytes = b"localhost") -> None:
    """One exchange below the test client, which would not send what is no good request."""
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
             "path": path, "raw_path": path.encode(), "query_string": b"", "headers": [(b"host", host)],
             "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "root_path": "", "extensions": {}}  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    await app(scope, receive, send)


async def raw(app: Any, path: str, **how: Any) -> tuple[int, Headers, bytes]:
    """What is answered to it."""
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await exchange(app, path, send, **how)
    headers = Headers([(name.decode(), value.decode()) for name, value in sent[0]["headers"]])
    return sent[0]["status"], headers, b"".join(one.get("body", b"") for one in sent[1:])


@pytest.fixture
def small(tmp_path: Path) -> Quart:
    """What surrounds the API, with a built page, and a route that fails."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a-1.js").write_text("1")
    (tmp_path / "index.html").write_text('<style nonce="%CSP_NONCE%"></style>')
    (tmp_path / "sw.js").write_text("2")
    app = App("small", static_folder=None)

    @app.get("/boom")
    async def boom() -> str:
        raise RuntimeError("secret words")

    web.mount(app, tmp_path)
    hub_app._errors(app)
    hub_app._around(app)
    return app


async def test_b28_files_errors_and_what_is_no_request_carry_the_headers_too(
    small: Quart, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(*_: Any) -> None:
        raise AssertionError("refused before")

    gate = Gate(nothing, cast(Any, small), settings(), set())
    asked: list[tuple[str, dict[str, Any], int]] = [
        ("/", {}, 200), ("/patients/1", {}, 200), ("/assets/a-1.js", {}, 200), ("/sw.js", {}, 200),
        ("/assets/no.js", {}, 404), ("/healthz", {}, 200), ("/healthz", {"method": "DELETE"}, 405),
        ("/healthz", {"method": "OPTIONS"}, 200), ("/healthz", {"method": "HEAD"}, 200), ("/api/nothing", {}, 404),
        ("/boom", {}, 500), ("/", {"host": b"x" * 70}, 400), ("/socket.io/", {}, 400),
        ("/socket.io/", {"method": "POST"}, 400), ("/../../etc/passwd", {}, 200),
    ]  # fmt: skip
    for url in ("", "https://hub.example.org"):
        monkeypatch.setattr(settings(), "public_url", url)
        for path, options, status in asked:
            found, headers, body = await raw(gate, path, **options)
            stored = path.startswith("/assets/a") or (found == 200 and not path.startswith("/healthz"))
            assert (found, unguarded(headers, record=not stored)) == (status, []), path
            assert ("max-age=31536000" in headers.get("Strict-Transport-Security", "")) == bool(url), path
            assert b"secret words" not in body and b"root:" not in body
    _, headers, page = await raw(small, "/")
    nonce = headers["Content-Security-Policy"].partition("'nonce-")[2].partition("'")[0]
    assert len(nonce) > 20 and f'nonce="{nonce}"'.encode() in page
    assert nonce not in (await raw(small, "/"))[1]["Content-Security-Policy"], "one of its own for each page"

    async def broken(_: Any) -> Any:
        raise RuntimeError("secret words")

    small.after_request_funcs[None].append(broken)
    status, headers, body = await raw(small, "/healthz")
    assert (status, unguarded(headers, record=True)) == (500, []) and b"secret words" not in body


async def test_b28_refusals_of_every_route_carry_the_headers(app: Quart) -> None:
    """Before anybody is known: methods that a route does not have, and files that it does not take."""
    paths = sorted({PLACE.sub(NOBODY, route.path) for route in ROUTES})
    assert len(paths) > 400
    for path in paths:
        status, headers, _ = await raw(app, path, method="TRACE")
        assert (status, unguarded(headers, record=True)) == (405, []), path


@pytest.mark.parametrize("taken", [0, 1, 2])
async def test_who_takes_no_more_of_a_reply_is_let_go_at_its_head_and_at_each_piece(
    small: Quart, monkeypatch: pytest.MonkeyPatch, taken: int
) -> None:
    monkeypatch.setattr(asgi, "SECONDS_TO_TAKE_IT", 0.01)
    sent: list[dict[str, Any]] = []

    @small.get("/long")
    async def long() -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"one"
            yield b"two"

        return Response(pieces())

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)
        if len(sent) > taken:
            await asyncio.Event().wait()

    async with asyncio.timeout(10):
        await exchange(small, "/long", send)
    assert [one.get("body", b"") for one in sent] == [b"", b"one", b"two"][: taken + 1]
