"""Verbs of signing in from elsewhere: set a provider up, go there, come back as somebody."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.keys import HOUSE
from hub.core.settings import settings
from hub.identity import actions, queries, sessions
from hub.identity.factors import tokens
from hub.identity.factors.models import Purpose
from hub.identity.models import UserAccount
from hub.identity.oidc.models import ExternalIdentity, IdentityProvider
from hub.identity.oidc.provider import Refused, provider_of


async def add(
    db: Db, slug: str, name: str, kind: str, issuer: str, client_id: str, secret: str, domains: Iterable[str], *,
    actor: Actor,
) -> IdentityProvider:  # fmt: skip
    """Trust a provider; 409 when the short name is taken."""
    if kind == "test" and settings().environment == "production":
        raise Invalid("The test provider does not exist in production.", code="no_test_provider")
    local = issuer.startswith(("http://127.0.0.1", "http://localhost"))
    if kind == "oidc" and not (issuer.startswith("https://") or local):
        raise Invalid("The issuer is an https address.", code="bad_issuer")
    row = IdentityProvider(
        slug=slug, name=name.strip(), kind=kind, issuer=issuer.strip(), client_id=client_id.strip(), house=HOUSE,
        secret=secret, domains=sorted({domain.strip().lower().lstrip("@") for domain in domains if domain.strip()}),
    )  # fmt: skip
    try:
        async with db.begin_nested():
            db.add(row)
            audit.wrote(db, actor, row)
    except IntegrityError:
        raise Conflict("There is a provider of this short name already.", code="provider_exists") from None
    return row


async def switch_off(db: Db, provider_id: UUID, *, actor: Actor) -> None:
    """Nobody signs in from there any more; sessions that are open stay."""
    row = await db.get(IdentityProvider, provider_id, with_for_update=True)
    if row is None or row.disabled_at is not None:
        raise NotFound()
    row.disabled_at = now()
    audit.wrote(db, actor, row)


async def providers(db: Db | ReadDb, *, every: bool = False) -> list[IdentityProvider]:
    """Providers by name; those that are switched off only for `every`."""
    found = select(IdentityProvider).order_by(IdentityProvider.name)
    return list(await db.scalars(found if every else found.where(IdentityProvider.disabled_at.is_(None))))


async def _provider(db: Db, slug: str) -> IdentityProvider:
    found = await db.scalar(
        select(IdentityProvider).where(IdentityProvider.slug == slug, IdentityProvider.disabled_at.is_(None))
    )
    if found is None:
        raise NotFound()
    return found


def _redirect_uri(slug: str) -> str:
    return f"{settings().base_url}/api/oidc/{slug}/back"


async def go(db: Db, slug: str, following: str) -> tuple[str, str]:
    """(where the browser goes, the state that it keeps): RFC 7636 with S256, a nonce, and a state of one use."""
    row = await _provider(db, slug)
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    data = {"slug": slug, "verifier": verifier, "nonce": nonce, "next": following}
    state = await tokens.issue(db, Purpose.oidc, data=data)
    url = await provider_of(row).authorize_url({
        "response_type": "code", "client_id": row.client_id, "redirect_uri": _redirect_uri(slug),
        "scope": "openid email profile", "state": state, "nonce": nonce, "code_challenge": challenge,
        "code_challenge_method": "S256",
    })  # fmt: skip
    return url, state


async def come_back(
    db: Db, slug: str, code: str, state: str, kept: str, *, actor: Actor, device: str, user_agent: str
) -> tuple[sessions.Opened, str]:
    """The session of whoever signed in there, and the page that was wanted; raises Refused with what to do.

    `kept` is the state that this very browser got when it left: a link that somebody else made signs nobody in.
    """
    if not kept or not hmac.compare_digest(kept.encode(), state.encode()):
        raise Refused("This sign-in began in another browser. Please begin again.")
    row = await _provider(db, slug)
    asked = await tokens.use(db, state, Purpose.oidc)
    if asked.data["slug"] != slug:
        raise Refused("This sign-in began at another provider. Please begin again.")
    claims = await provider_of(row).claims(code, asked.data["verifier"], _redirect_uri(slug))
    if not hmac.compare_digest(str(claims.get("nonce", "")), str(asked.data["nonce"])):
        raise Refused("The provider's answer is not to this sign-in.")
    user = await _account(db, row, claims, actor=actor)
    opened = await sessions.enter(db, user, "oidc", actor=actor, device=device, user_agent=user_agent)
    return opened, str(asked.data["next"])


async def _account(db: Db, row: IdentityProvider, claims: dict[str, Any], *, actor: Actor) -> UserAccount:
    known = await db.scalar(
        select(ExternalIdentity)
        .where(ExternalIdentity.provider_id == row.id, ExternalIdentity.subject == claims["sub"]).with_for_update()
    )  # fmt: skip
    if known is not None:
        known.used_at = now()
        return await db.get_one(UserAccount, known.user_id)
    email = actions.email_of(str(claims.get("email", "")))
    trusted = claims.get("email_verified") is True and email.partition("@")[2] in row.domains
    user = await queries.user_by_email(db, email) if trusted else None
    if user is None:
        audit.noted(db, actor, "sign_in", "identity_provider", row.id, outcome="denied", reason="no_account")
        raise Refused("There is no account for you here. Please ask an administrator to add you with this address.")
    db.add(ExternalIdentity(provider_id=row.id, subject=claims["sub"], user_id=user.id, used_at=now()))
    audit.noted(db, actor, "link", "external_identity", user.id, after={"provider": row.slug})
    user.email_verified_at = user.email_verified_at or now()
    return user


async def people(db: Db | ReadDb) -> dict[UUID, int]:
    """How many people sign in from each provider."""
    rows = await db.execute(select(ExternalIdentity.provider_id, func.count()).group_by(ExternalIdentity.provider_id))
    return {row[0]: row[1] for row in rows}
