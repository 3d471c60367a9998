"""Files of the web app, as browsers ask for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.core import web
from hub.core.settings import Settings


@pytest.mark.parametrize(
    ("takes", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
async def test_a_browser_gets_the_file_that_was_packed_for_it(tmp_path: Path, takes: str, coding: str | None) -> None:
    (tmp_path / "assets").mkdir()
    for suffix, content in (("", b"let it = 1"), (".br", b"packed br"), (".gz", b"packed gzip")):
        (tmp_path / "assets" / f"app-1.js{suffix}").write_bytes(content)
    (tmp_path / "index.html").write_bytes(b"<meta content='%CSP_NONCE%'>")
    reply = web._file(tmp_path, "assets/app-1.js", "n", takes)
    assert await reply.get_data() == (f"packed {coding}".encode() if coding else b"let it = 1")
    assert (reply.headers.get("Content-Encoding"), reply.headers["Vary"]) == (coding, "Accept-Encoding")
    assert "javascript" in reply.headers["Content-Type"] and "immutable" in reply.headers["Cache-Control"]
    page = web._file(tmp_path, "my/visits", "n0nce", takes)
    assert b"n0nce" in await page.get_data() and "Content-Encoding" not in page.headers


def test_without_a_public_address_letters_name_the_one_that_the_start_prints() -> None:
    """One address, one session: a link to 127.0.0.1 would find nobody signed in who works at localhost."""
    assert Settings(port=8123, public_url="").base_url == "http://localhost:8123"
    assert Settings(port=8123, public_url="https://hub.example.org/").base_url == "https://hub.example.org"
