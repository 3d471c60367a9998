"""What the OAuth provider looks like from outside."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import func, select

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.settings import settings
from hub.identity import queries
from hub.identity.models import UserAccount
from hub.identity.oauth import actions, rules
from hub.identity.oauth.models import OAuthClient, OAuthGrant
from hub.identity.oauth.schemas import AppConsentOut, Authorize, ClientOut, ClientsOut, GrantOut, GrantsOut, ScopeOut


def discovery() -> dict[str, Any]:
    """OpenID Connect Discovery 1.0 and RFC 8414."""
    base = settings().base_url
    return {
        "issuer": base, "authorization_endpoint": f"{base}/oauth/authorize",
        "token_endpoint": f"{base}/api/oauth/token",
        "jwks_uri": f"{base}/api/oauth/jwks", "userinfo_endpoint": f"{base}/api/oauth/userinfo",
        "revocation_endpoint": f"{base}/api/oauth/revoke", "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"], "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
        "scopes_supported": sorted(rules.SCOPES), "authorization_response_iss_parameter_supported": True,
        "claims_supported": ["sub", "name", "email", "email_verified", "auth_time", "nonce"],
    }  # fmt: skip


async def consent(db: Db | ReadDb, wanted: Authorize) -> AppConsentOut:
    """What the person is asked."""
    client, scopes = await actions.checked(db, wanted)
    return AppConsentOut(client=client.name, redirect_host=urlsplit(wanted.redirect_uri).netloc, scopes=words(scopes))


def words(scopes: list[str]) -> list[ScopeOut]:
    return [ScopeOut(scope=scope, words=rules.SCOPES.get(scope, scope)) for scope in scopes]


async def clients(db: Db | ReadDb) -> ClientsOut:
    """Registered apps, and how many people use each."""
    rows = await db.execute(
        select(OAuthClient, func.count(func.distinct(OAuthGrant.user_id)))
        .outerjoin(OAuthGrant, (OAuthGrant.client_id == OAuthClient.id) & OAuthGrant.ended_at.is_(None))
        .group_by(OAuthClient.id).order_by(OAuthClient.name)
    )  # fmt: skip
    items = [
        ClientOut(id=row.id, client_id=row.client_id, name=row.name, confidential=row.secret_hash is not None,
                  redirect_uris=row.redirect_uris, scopes=row.scopes, created_at=row.created_at,
                  disabled_at=row.disabled_at, people=people)
        for row, people in rows
    ]  # fmt: skip
    return ClientsOut(items=items, scopes=words(sorted(rules.SCOPES)), issuer=settings().base_url)


async def own_grants(db: Db | ReadDb, actor: Actor) -> GrantsOut:
    """Apps that act for this person now."""
    rows = await db.execute(
        select(OAuthGrant, OAuthClient.name)
        .join(OAuthClient, OAuthClient.id == OAuthGrant.client_id)
        .where(OAuthGrant.user_id == queries.self_id(actor), OAuthGrant.ended_at.is_(None))
        .order_by(OAuthGrant.id.desc())
    )  # fmt: skip
    return GrantsOut(items=[
        GrantOut(id=row.id, client=name, scopes=words(row.scopes), created_at=row.created_at,
                 last_used_at=row.last_used_at)
        for row, name in rows
    ])  # fmt: skip


async def userinfo(db: Db | ReadDb, actor: Actor) -> dict[str, Any]:
    """Who the person of this token is, as far as its scopes tell; a session or a key learns only the id."""
    grant = await db.get(OAuthGrant, actor.session_id) if actor.via == "token" and actor.session_id else None
    user = await db.get_one(UserAccount, queries.self_id(actor))
    return {"sub": str(user.id)} | actions.claims_about(user, grant.scopes if grant else ())
