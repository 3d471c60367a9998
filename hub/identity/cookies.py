"""The two cookies: the session's token, and the device's, by which a person's own browser is known again."""

from __future__ import annotations

from quart import Response, after_this_request, request
from werkzeug.wrappers import Response as AnyResponse

from hub.core.http import cookie_name
from hub.core.settings import settings
from hub.identity.sessions import KEPT, Opened


def device_cookie() -> str:
    return cookie_name() + "-device"


def device() -> str:
    """The device token of this request, or ''."""
    token = request.cookies.get(device_cookie(), "")
    return token if 20 <= len(token) <= 100 else ""


def user_agent() -> str:
    """What the browser calls itself, for the list of one's sessions."""
    return request.headers.get("User-Agent", "")


def remember(opened: Opened) -> None:
    """Give the browser its session: HttpOnly, SameSite=Strict, `__Host-` and Secure behind TLS (B25)."""

    @after_this_request
    async def put(response: Response | AnyResponse) -> Response | AnyResponse:
        secure = settings().secure_cookies
        response.set_cookie(cookie_name(), opened.token, path="/", httponly=True, samesite="Strict", secure=secure)
        response.set_cookie(device_cookie(), opened.device, path="/", httponly=True, samesite="Strict", secure=secure,
                            max_age=int(KEPT.total_seconds()))  # fmt: skip
        return response


def forget() -> None:
    """Take the session's cookie away."""

    @after_this_request
    async def drop(response: Response | AnyResponse) -> Response | AnyResponse:
        response.delete_cookie(cookie_name(), path="/", httponly=True, samesite="Strict",
                               secure=settings().secure_cookies)  # fmt: skip
        return response
