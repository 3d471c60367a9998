"""HubError: an error that knows its stable code and its HTTP status; `problem()` is the same on every edge."""

from __future__ import annotations

from typing import Any


class HubError(Exception):
    """Something the caller can understand. `code` never changes once shipped; `detail` is a sentence for a person."""

    code = "error"
    status = 400
    title = "This could not be done"
    keeps_writes = False
    """True: what was written before it was raised is committed all the same (a kept draft, a noted incident)."""

    def __init__(self, detail: str = "", *, code: str | None = None, **extra: Any) -> None:
        self.detail = detail or self.title
        self.code = code or type(self).code
        self.extra = extra
        super().__init__(self.detail)

    def problem(self) -> dict[str, Any]:
        """RFC 9457 problem details; also the shape of a socket acknowledgement that failed."""
        return {
            "type": f"about:problem/{self.code}",
            "code": self.code,
            "status": self.status,
            "title": self.title,
            "detail": self.detail,
            **self.extra,
        }


class Invalid(HubError):
    """The input is understood but wrong; `errors` lists {path, message}."""

    code, status, title = "invalid", 422, "Some of this is not right"


class Malformed(HubError):
    """The input cannot be read at all."""

    code, status, title = "malformed", 400, "This could not be read"


class Unauthenticated(HubError):
    """Nobody is signed in, or the session has ended."""

    code, status, title = "unauthenticated", 401, "Please sign in"


class Forbidden(HubError):
    """Signed in, but not allowed."""

    code, status, title = "forbidden", 403, "You may not do this"


class NotFound(HubError):
    """Absent, or not for this person's eyes: both look the same."""

    code, status, title = "not_found", 404, "There is nothing here for you"


class Conflict(HubError):
    """The world has moved on since the caller looked."""

    code, status, title = "conflict", 409, "Somebody was faster"


class Gone(HubError):
    """It was here, and its time is over."""

    code, status, title = "gone", 410, "This is over"


class TooLarge(HubError):
    """More bytes than this edge takes."""

    code, status, title = "too_large", 413, "This is too large"


class TooMany(HubError):
    """Too often; `retry_after` in seconds."""

    code, status, title = "too_many_requests", 429, "Too many tries"


class Unavailable(HubError):
    """A part that we need is down; trying again later may work."""

    code, status, title = "unavailable", 503, "A part of the system is not reachable"


class Fault(HubError):
    """Our own mistake. What it was stands in the log, never in the answer."""

    code, status, title = "internal", 500, "Our fault"

    def __init__(self) -> None:
        super().__init__("Something went wrong on our side. It has been noted.")


def failure(error: HubError) -> dict[str, Any]:
    """A socket acknowledgement that failed: {ok: false, problem: …}."""
    return {"ok": False, "problem": error.problem()}
