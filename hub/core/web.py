"""What surrounds the API: the built web app, security headers, problem replies, health, metrics and API docs."""

from __future__ import annotations

import asyncio
import mimetypes
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from quart import Quart, Response, current_app, g, request
from quart_schema import hide
from sqlalchemy import text

from hub.core import health
from hub.core.db import reading
from hub.core.errors import HubError, NotFound
from hub.core.settings import settings


def problem(error: HubError) -> Response:
    """Problem JSON; Retry-After where waiting helps."""
    reply = Response(orjson.dumps(error.problem(), default=str), error.status, content_type="application/problem+json")
    if "retry_after" in error.extra:
        reply.headers["Retry-After"] = str(error.extra["retry_after"])
    elif error.status == 503:
        reply.headers["Retry-After"] = "2"
    return reply


NONCE = b"%CSP_NONCE%"


def policy(nonce: str = "") -> str:
    """The Content-Security-Policy of every reply: nothing inline, nothing foreign (B28).

    The page's nonce is for the few style elements that the component kit makes. LiveKit's server, where there is one,
    is called by pages in a call.
    """
    own = f" 'nonce-{nonce}'" if nonce else ""
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'{own}; img-src 'self' data: blob:; "
        f"font-src 'self'; media-src 'self' blob:; connect-src 'self'{_livekit()}; worker-src 'self'; "
        f"manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )


def _livekit() -> str:
    """LiveKit as a page calls it: a WebSocket, and plain HTTP to ask why that one was refused."""
    if not settings().livekit:
        return ""
    url = urlsplit(settings().livekit_url)
    secure = url.scheme in ("wss", "https")
    return f" {'wss' if secure else 'ws'}://{url.netloc} {'https' if secure else 'http'}://{url.netloc}"


ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self), geolocation=()"),
)


def headers(nonce: str = "") -> list[tuple[str, str]]:
    """The security headers of every reply, whoever makes it."""
    found = [("Content-Security-Policy", policy(nonce)), *ALWAYS]
    if settings().secure_cookies:
        found.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))
    return found


def secure(response: Response, nonce: str = "") -> Response:
    """Security headers on a reply, an error too; a download's own, stricter ones stay. Nothing is stored that does not
    say so itself."""
    given = {name.lower() for name, _ in response.headers}
    for name, value in headers(nonce):
        if name.lower() not in given:
            response.headers.add(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def mount(app: Quart, dist: Path) -> None:
    """Register health, docs and, when it is built, the web app (every unknown path is its index)."""

    @app.get("/healthz")
    @hide
    async def healthz() -> Response:
        return _json({"status": "ok"})

    @app.get("/readyz")
    @hide
    async def readyz() -> Response:
        report = await health.report()
        return _json(report, 200 if report["status"] != "down" else 503)

    @app.get("/metrics")
    @hide
    async def metrics() -> Response:
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    @app.get("/authority.crt")
    @hide
    async def authority() -> Response:
        """The certificate that vouches for ours, where it is our own: a phone in the room may trust it."""
        if (path := settings().tls_authority) is None:
            raise NotFound()
        return Response(await asyncio.to_thread(path.read_bytes), content_type="application/x-x509-ca-cert")

    @app.get("/openapi.json")
    @hide
    async def openapi() -> Response:
        return _json(openapi_document(current_app))

    @app.get("/api/<path:rest>")
    @hide
    async def no_such_api(rest: str) -> Response:
        raise NotFound()

    @app.get("/", defaults={"path": ""})
    @app.get("/<path:path>")
    @hide
    async def page(path: str) -> Response:
        g.csp_nonce = secrets.token_urlsafe(16)
        return await asyncio.to_thread(_file, dist, path, g.csp_nonce, request.headers.get("Accept-Encoding", ""))


PLACE = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")
"""A value in the path of a rule."""


def openapi_document(app: Any) -> dict[str, Any]:
    """OpenAPI 3.1 of every documented route."""
    document: dict[str, Any] = orjson.loads(
        # Quart-Schema keys responses by number.
        orjson.dumps(app.extensions["QUART_SCHEMA"].openapi_provider.schema(), option=orjson.OPT_NON_STR_KEYS)
    )
    # Quart-Schema reads "<id>/versions/<int:number>" as one value: the paths are named here, by operation.
    rules = {rule.endpoint: PLACE.sub(r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
    paths: dict[str, Any] = {}
    kinds = {
        rule.endpoint: {name: kind for kind, name in CONVERTED.findall(rule.rule)} for rule in app.url_map.iter_rules()
    }
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            endpoint = operation.get("operationId", "").removeprefix(f"{method}_")
            paths.setdefault(rules.get(endpoint, path), {})[method] = operation
            _complete(operation, kinds.get(endpoint, {}))
    document["paths"] = paths
    document["components"]["responses"] = {"Problem": PROBLEM}
    _on_the_wall(document)
    return document


def _on_the_wall(part: Any) -> None:
    """Our times of day are those of a clock on the wall; the format `time` of JSON Schema has an offset."""
    if isinstance(part, dict):
        if part.get("type") == "string" and part.get("format") == "time":
            del part["format"]
            part["pattern"] = r"^\d{2}:\d{2}(:\d{2}(\.\d+)?)?$"
        for child in part.values():
            _on_the_wall(child)
    elif isinstance(part, list):
        for child in part:
            _on_the_wall(child)


CONVERTED = re.compile(r"<(\w+)(?:\([^)]*\))?:(\w+)>")
PLACES = {"uuid": {"type": "string", "format": "uuid"}, "int": {"type": "integer", "minimum": 0}}
PROBLEM = {
    "description": "What is wrong, with a stable code (RFC 9457).",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["type", "code", "status", "title", "detail"],
                "properties": {
                    "status": {"type": "integer"},
                    **{name: {"type": "string"} for name in ("type", "code", "title", "detail")},
                },
            }
        }
    },
}


def _complete(operation: dict[str, Any], kinds: dict[str, str]) -> None:
    """What Quart-Schema leaves out: the kinds of values in the path, files, and that anything may be refused."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path" and kinds.get(parameter["name"]) in PLACES:
            parameter["schema"] = PLACES[kinds[parameter["name"]]]
    replies = operation.setdefault("responses", {})
    if not replies:
        replies["200"] = {"description": "A file.", "content": {"*/*": {}}}
    replies |= {status: {"$ref": "#/components/responses/Problem"} for status in ("4XX", "503")}


CODINGS = {"br": ".br", "gzip": ".gz"}
"""What the build has packed beforehand, the smaller first: over a thin line the app comes in a third of the time."""


def _file(dist: Path, path: str, nonce: str, takes: str) -> Response:
    root = dist.resolve()
    wanted = (root / path).resolve()
    if not path or not wanted.is_file() or root not in wanted.parents:
        if "." in path.rsplit("/", 1)[-1] or not (root / "index.html").is_file():
            raise NotFound("The web app is not built here." if not path else "")
        wanted = root / "index.html"
    kind = mimetypes.guess_type(wanted.name)[0] or "application/octet-stream"
    if wanted.suffix == ".webmanifest":
        kind = "application/manifest+json"
    coding, packed = _packed(wanted, takes)
    content = packed.read_bytes()
    if wanted.name == "index.html":
        content = content.replace(NONCE, nonce.encode())
    reply = Response(content, content_type=kind)
    if coding:
        reply.headers["Content-Encoding"] = coding
    reply.headers["Vary"] = "Accept-Encoding"
    hashed = wanted.parent.name == "assets"
    reply.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
    return reply


def _packed(wanted: Path, takes: str) -> tuple[str, Path]:
    """(coding, file): what a browser that sends this Accept-Encoding gets of a file."""
    taken = {part.partition(";")[0].strip() for part in takes.split(",") if not part.replace(" ", "").endswith(";q=0")}
    for coding, suffix in CODINGS.items():
        packed = wanted.with_name(wanted.name + suffix)
        if coding in taken and packed.is_file():
            return coding, packed
    return "", wanted


def _json(value: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(value), status, content_type="application/json")


async def database_answers() -> bool:
    """Whether PostgreSQL answers a query now."""
    async with reading() as db:
        return bool(await db.scalar(text("SELECT true")))
