"""The one place where everything meets: Quart, Socket.IO and every module, in order."""

from __future__ import annotations

import time
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import structlog
from prometheus_client import Counter, Histogram
from quart import Quart, Response, g, request
from quart_schema import Info, QuartSchema
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

import hub.tables  # noqa: F401
from hub.core import db as database
from hub.core import logs, web  # noqa: F401  (logs: from the first line on only what may be logged)
from hub.core.asgi import App
from hub.core.errors import Fault, HubError, Malformed, NotFound, TooLarge
from hub.core.http import Api
from hub.core.settings import Settings, settings
from hub.core.valkey import close_valkey
from hub.modules import load

log = structlog.get_logger(__name__)
REQUESTS = Counter("wardline_requests_total", "HTTP requests", ["method", "route", "status"])
SECONDS = Histogram("wardline_request_seconds", "HTTP request duration", ["route"])


def create_app(options: Settings | None = None, *, sockets: bool = True) -> Quart:
    """The ASGI application of one web process. `database.connect()` happens at start-up unless done before."""
    options = options or settings()
    app = App("wardline", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = options.max_upload_bytes
    QuartSchema(app, info=Info("Wardline", "0.1.0"), openapi_path=None, swagger_ui_path=None, redoc_ui_path=None,
                scalar_ui_path=None)  # fmt: skip
    for module in load():
        for api in vars(module).values():
            if isinstance(api, Api) and api.blueprint.name not in app.blueprints:
                app.register_blueprint(api.blueprint)
    web.mount(app, Path(__file__).resolve().parent.parent / "web" / "dist")
    _errors(app)
    _around(app)
    _lifespan(app, options)
    if sockets and find_spec("signaling.server") is not None:
        from signaling.server import attach

        attach(app, options)
    return app


def _errors(app: Quart) -> None:
    @app.errorhandler(HubError)
    async def known(error: HubError) -> Response:
        return web.problem(error)

    @app.errorhandler(RequestEntityTooLarge)
    async def large(_: RequestEntityTooLarge) -> Response:
        return web.problem(TooLarge())

    @app.errorhandler(HTTPException)
    async def http(error: HTTPException) -> Response:
        if error.code == 404:
            return web.problem(NotFound())
        known = Malformed(error.description or "", code=(error.name or "error").lower().replace(" ", "_"))
        known.status = error.code or 400
        return web.problem(known)

    @app.errorhandler(Exception)
    async def unknown(error: Exception) -> Response:
        log.error("request_failed", route=str(request.url_rule), error=type(error).__name__, exc_info=error)
        return web.problem(Fault())


@lru_cache(maxsize=4096)
def _meters(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    """What counts such requests; to look a meter up by its labels takes longer than to move it."""
    return REQUESTS.labels(method, route, status), SECONDS.labels(route)


def _around(app: Quart) -> None:
    @app.before_request
    async def clock() -> None:
        g.started = time.perf_counter()

    @app.after_request
    async def headers(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        count, seconds = _meters(request.method, route, response.status_code)
        count.inc()
        seconds.observe(time.perf_counter() - getattr(g, "started", time.perf_counter()))
        return web.secure(response, g.get("csp_nonce", ""))


def _lifespan(app: Quart, options: Settings) -> None:
    @app.before_serving
    async def start() -> None:
        if database._current is None:
            database.connect(options.database_url, pool_size=options.pool_size)

    @app.after_serving
    async def stop() -> None:
        await close_valkey()
        await database.disconnect()


def __getattr__(name: str) -> Any:
    """`hub.app:app` for ASGI servers, made at first use."""
    if name == "app":
        return create_app()
    raise AttributeError(name)
