"""A file on its way out: to be saved by the browser, and never run inside our pages (B33)."""

from __future__ import annotations

from urllib.parse import quote

from quart import Response

from hub.core.web import policy


def saved(content: bytes, name: str, media_type: str) -> Response:
    """The bytes as an attachment of this name: no sniffing, no script, no copy kept by anybody on the way."""
    plain = "".join(c if c.isascii() and c not in '"\\' else "_" for c in name)
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": f"sandbox; {policy()}",
    }  # fmt: skip
    kind = "text/plain; charset=utf-8" if media_type == "text/plain" else media_type
    return Response(content, 200, headers, content_type=kind)
