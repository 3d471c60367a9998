"""Logging: one line of JSON or console text per thing, and never a clinical word, a name or a token (B67)."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

ALLOWED = {
    "event", "level", "timestamp", "logger", "exception", "exc_info", "stack_info", "job", "id", "attempts", "dead",
    "error", "code", "status", "method", "route", "ms", "count", "kind", "position", "port", "url_port", "part",
    "version", "seconds", "room", "sid", "name", "request_id", "constraint", "sqlstate", "element",
}  # fmt: skip


def where_only(_: Any, __: str, record: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """An exception as its types and lines, without its words: a database or a parser quotes what people wrote."""
    error = record.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    elif isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        lines: list[str] = []
        while error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            lines = [type(error).__name__, *(f"  {f.filename}:{f.lineno} {f.name}" for f in frames), *lines]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        record["exception"] = "\n".join(lines)
    return record


def only_known_keys(_: Any, __: str, record: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Drop every key that is not on the list: what may be logged is decided here, not at each call."""
    return {key: value for key, value in record.items() if key in ALLOWED}


# From the first import on: structlog's own default prints the local variables of a failure, and those are people's.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        only_known_keys,
        structlog.processors.format_exc_info,
        structlog.dev.ConsoleRenderer(colors=False),
    ],
    logger_factory=structlog.PrintLoggerFactory(sys.stderr),
)


def setup(level: str = "INFO", *, json: bool = False) -> None:
    """Configure structlog and the standard library's root logger for this process.

    `json` (production) shows an exception by its types and lines only; a console shows its words too.
    """
    logging.basicConfig(level=level, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s", force=True)
    for noisy in ("sqlalchemy.engine", "aioice", "aiortc", "socketio", "engineio", "fontTools", "fpdf"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_known_keys,
            where_only if json else structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
