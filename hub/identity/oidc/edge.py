"""The browser's way to a provider and back: redirects and the cookie that binds the two ends."""

from __future__ import annotations

from urllib.parse import quote

from quart import Response, request

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.errors import HubError
from hub.core.http import cookie_name
from hub.core.parsing import parse
from hub.core.settings import settings
from hub.identity import cookies
from hub.identity.oidc import actions
from hub.identity.oidc.schemas import ComingBack


def _cookie() -> str:
    return cookie_name() + "-oidc"


async def leave(db: Db, slug: str, following: str) -> Response:
    """Send the browser to the provider; it keeps the state, to be shown when it comes back."""
    url, state = await actions.go(db, slug, following)
    reply = Response("", 302, {"Location": url})
    # Lax: the browser comes back from another site, and brings it along.
    reply.set_cookie(_cookie(), state, max_age=600, path="/", httponly=True, samesite="Lax",
                     secure=settings().secure_cookies)  # fmt: skip
    return reply


async def arrive(db: Db, slug: str, *, actor: Actor) -> Response:
    """Signed in, or back at the sign-in page with what went wrong (a code; its words are in the page)."""
    try:
        # Providers add members of their own (iss, session_state, scope): they are not ours to refuse.
        answer = parse(ComingBack, {name: request.args.get(name, "") for name in ComingBack.model_fields})
        if answer.error or not answer.code:
            return _to("/sign-in?problem=provider_refused")
        opened, following = await actions.come_back(
            db, slug, answer.code, answer.state, request.cookies.get(_cookie(), ""), actor=actor,
            device=cookies.device(), user_agent=cookies.user_agent(),
        )  # fmt: skip
    except HubError as error:
        return _to(f"/sign-in?problem={quote(error.code)}")
    cookies.remember(opened)
    return _to(following)


def _to(path: str) -> Response:
    reply = Response("", 302, {"Location": path})
    reply.delete_cookie(_cookie(), path="/")
    return reply
