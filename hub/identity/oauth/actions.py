"""Writes of the OAuth provider: clients, consent, codes, tokens, the end of grants."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Invalid, NotFound
from hub.core.http import Done
from hub.core.settings import settings
from hub.identity import queries
from hub.identity.factors import tokens
from hub.identity.factors.models import OneTimeToken, Purpose
from hub.identity.models import UserAccount, UserStatus
from hub.identity.oauth import grants, rules, signing
from hub.identity.oauth.models import OAuthClient, OAuthGrant, OAuthRefresh
from hub.identity.oauth.rules import OAuthError
from hub.identity.oauth.schemas import Authorize, TokenOut
from hub.identity.queries import digest

REFRESH_LASTS = timedelta(days=30)


async def register(
    db: Db, name: str, redirect_uris: Iterable[str], scopes: Iterable[str], *, confidential: bool, actor: Actor
) -> tuple[OAuthClient, str]:
    """A new app; returns it and its secret ('' for a public one), which is told once."""
    uris, wanted = [rules.check_redirect(uri) for uri in redirect_uris], sorted(set(scopes))
    if strange := [scope for scope in wanted if scope not in rules.SCOPES]:
        raise Invalid(f"There is no scope {strange[0]}.", code="unknown_scope")
    secret = secrets.token_urlsafe(32) if confidential else ""
    client = OAuthClient(
        client_id=secrets.token_hex(12), name=name.strip(), secret_hash=digest(secret) if secret else None,
        redirect_uris=uris, scopes=wanted,
    )  # fmt: skip
    db.add(client)
    audit.wrote(db, actor, client)
    return client, secret


async def disable(db: Db, client_pk: UUID, *, actor: Actor) -> None:
    """The app may nothing any more; every grant of it ends."""
    client = await db.get(OAuthClient, client_pk, with_for_update=True)
    if client is None:
        raise NotFound()
    client.disabled_at = client.disabled_at or now()
    audit.wrote(db, actor, client)
    await db.execute(
        update(OAuthGrant).where(OAuthGrant.client_id == client.id, OAuthGrant.ended_at.is_(None))
        .values(ended_at=now(), ended_why="disabled")
    )  # fmt: skip


async def checked(db: Db | ReadDb, wanted: Authorize) -> tuple[OAuthClient, list[str]]:
    """The client and scopes of a good authorization request; every fault is an OAuthError for the person's eyes.

    Nothing is ever sent to an address that is not registered, letter by letter.
    """
    client = await db.scalar(
        select(OAuthClient).where(OAuthClient.client_id == wanted.client_id, OAuthClient.disabled_at.is_(None))
    )
    if client is None:
        raise OAuthError("This app is not registered here.", code="invalid_client")
    if wanted.redirect_uri not in client.redirect_uris:
        raise OAuthError("The app wants its answer at an address that is not registered.", code="invalid_redirect_uri")
    if wanted.response_type != "code":
        raise OAuthError("Only the authorization code flow is offered.", code="unsupported_response_type")
    if wanted.aud and wanted.aud.rstrip("/") != settings().base_url:
        raise OAuthError("The app wants to speak to somebody else.", code="invalid_target")
    rules.check_challenge(wanted.code_challenge_method, wanted.code_challenge)
    return client, rules.scopes_of(wanted.scope, client.scopes)


async def answer(db: Db, wanted: Authorize, allow: bool, *, actor: Actor) -> str:
    """Where the browser goes now: back to the app, with a code or with the person's no."""
    client, scopes = await checked(db, wanted)
    if not allow:
        audit.noted(db, actor, "consent", "oauth_client", client.id, outcome="denied")
        return rules.with_query(wanted.redirect_uri, error="access_denied", state=wanted.state)
    data = {
        "client": str(client.id), "redirect_uri": wanted.redirect_uri, "scopes": scopes, "nonce": wanted.nonce,
        "challenge": wanted.code_challenge, "proved_at": (actor.proved_at or now()).isoformat(),
    }  # fmt: skip
    code = await tokens.issue(db, Purpose.oauth_code, queries.self_id(actor), data=data)
    audit.noted(db, actor, "consent", "oauth_client", client.id, after={"scopes": scopes})
    return rules.with_query(wanted.redirect_uri, code=code, state=wanted.state, iss=settings().base_url)


async def authenticated(db: Db, client_id: str, secret: str) -> OAuthClient:
    """The client that calls the token endpoint; invalid_client otherwise."""
    client = await db.scalar(
        select(OAuthClient).where(OAuthClient.client_id == client_id, OAuthClient.disabled_at.is_(None))
    )
    if client is None or (client.secret_hash is not None) != bool(secret) or (
        client.secret_hash is not None and not secrets.compare_digest(client.secret_hash, digest(secret))
    ):  # fmt: skip
        raise OAuthError("The app could not prove who it is.", code="invalid_client")
    return client


async def by_code(db: Db, client: OAuthClient, form: dict[str, str], *, actor: Actor) -> TokenOut | None:
    """Tokens for a code; None = refused. A code that comes twice ends what it gave the first time."""
    row = await db.scalar(
        select(OneTimeToken)
        .where(OneTimeToken.token_hash == digest(form.get("code", "")), OneTimeToken.purpose == Purpose.oauth_code)
        .with_for_update()
    )
    if row is None or row.data["client"] != str(client.id):
        return None
    if row.used_at is not None:
        if grant_id := row.data.get("grant"):
            await grants.end(db, UUID(grant_id), "reused", actor=actor)
        return None
    row.used_at = now()
    good = (
        row.expires_at > now() and form.get("redirect_uri") == row.data["redirect_uri"]
        and rules.verifier_fits(form.get("code_verifier", ""), row.data["challenge"])
    )  # fmt: skip
    user = await db.get(UserAccount, row.user_id)
    if not good or user is None or user.status != UserStatus.active:
        return None
    grant = OAuthGrant(client_id=client.id, user_id=user.id, scopes=row.data["scopes"],
                       proved_at=datetime.fromisoformat(row.data["proved_at"]), last_used_at=now())  # fmt: skip
    db.add(grant)
    row.data = {**row.data, "grant": str(grant.id)}
    audit.noted(db, actor, "grant", "oauth_grant", grant.id, after={"client": client.name, "scopes": grant.scopes})
    return await _tokens(db, client, grant, user, nonce=row.data["nonce"])


async def by_refresh(db: Db, client: OAuthClient, token: str, *, actor: Actor) -> TokenOut | None:
    """New tokens for a refresh token, which is used up; one that comes twice ends the whole family (B24)."""
    row = await db.scalar(select(OAuthRefresh).where(OAuthRefresh.token_hash == digest(token)).with_for_update())
    grant = await db.get(OAuthGrant, row.grant_id, with_for_update=True) if row else None
    if row is None or grant is None or grant.client_id != client.id or grant.ended_at is not None:
        return None
    if row.used_at is not None:
        await grants.end(db, grant.id, "reused", actor=actor)
        return None
    user = await db.get(UserAccount, grant.user_id)
    if row.expires_at <= now() or user is None or user.status != UserStatus.active:
        return None
    row.used_at = grant.last_used_at = now()
    return await _tokens(db, client, grant, user)


async def _tokens(db: Db, client: OAuthClient, grant: OAuthGrant, user: UserAccount, *, nonce: str = "") -> TokenOut:
    refresh = ""
    if "offline_access" in grant.scopes:
        refresh = secrets.token_urlsafe(32)
        await db.flush()
        db.add(OAuthRefresh(grant_id=grant.id, token_hash=digest(refresh), expires_at=now() + REFRESH_LASTS))
    return TokenOut(
        access_token=signing.access_token(user.id, client.client_id, grant.id, grant.scopes), token_type="Bearer",  # noqa: S106
        expires_in=signing.LASTS, scope=" ".join(grant.scopes), refresh_token=refresh or None,
        id_token=signing.id_token(client.client_id, _who(user, grant, nonce)) if "openid" in grant.scopes else None,
    )  # fmt: skip


def _who(user: UserAccount, grant: OAuthGrant, nonce: str) -> dict[str, Any]:
    known = {"sub": str(user.id), "auth_time": int(grant.proved_at.timestamp()), **({"nonce": nonce} if nonce else {})}
    return known | claims_about(user, grant.scopes)


def claims_about(user: UserAccount, scopes: Iterable[str]) -> dict[str, Any]:
    """What the scopes tell about a person, for the id token and /userinfo."""
    held = set(scopes)
    about: dict[str, Any] = {"name": user.display_name} if "profile" in held else {}
    if "email" in held:
        about |= {"email": user.email, "email_verified": user.email_verified_at is not None}
    return about


async def revoke(db: Db, client: OAuthClient, token: str, *, actor: Actor) -> None:
    """RFC 7009: the grant of this token ends; an unknown token is no error."""
    row = await db.scalar(select(OAuthRefresh).where(OAuthRefresh.token_hash == digest(token)))
    claims = signing.access_claims(token) if row is None else None
    grant_id = row.grant_id if row else UUID(claims["sid"]) if claims else None
    grant = await db.get(OAuthGrant, grant_id) if grant_id else None
    if grant is not None and grant.client_id == client.id:
        await grants.end(db, grant.id, "revoked", actor=actor)


async def end_own(db: Db, grant_id: UUID, *, actor: Actor) -> Done:
    """The person ends what he once allowed."""
    grant = await db.get(OAuthGrant, grant_id)
    if grant is None or grant.user_id != actor.user_id or grant.ended_at is not None:
        raise NotFound()
    await grants.end(db, grant.id, "revoked", actor=actor)
    return Done()
