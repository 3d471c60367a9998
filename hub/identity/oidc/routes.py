"""HTTP of signing in from elsewhere."""

from __future__ import annotations

from uuid import UUID

from quart import Response

from hub.core import limits
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import PUBLIC, Api
from hub.core.valkey import valkey
from hub.identity.oidc import actions, edge, views
from hub.identity.oidc.schemas import Going, NewProvider, ProvidersOut, TrustedProvidersOut

api = Api("oidc")


@api.get("/oidc", may=PUBLIC)
async def read_ways(db: ReadDb) -> ProvidersOut:
    """Where one may sign in beside here."""
    return await views.ways(db)


@api.get("/oidc/<slug>/go", may=PUBLIC, hide=True)
async def go(db: Db, actor: Actor, slug: str, query: Going) -> Response:
    """Leave for the provider."""
    await limits.limit(valkey(), "oidc", actor.ip, most=120, per=600)
    return await edge.leave(db, slug, query.next)


@api.get("/oidc/<slug>/back", may=PUBLIC, hide=True)
async def back(db: Db, actor: Actor, slug: str) -> Response:
    """Come back from the provider, signed in."""
    return await edge.arrive(db, slug, actor=actor)


@api.get("/identity-providers", may="user.manage")
async def read_trusted(db: ReadDb) -> TrustedProvidersOut:
    """Providers that this hospital trusts."""
    return await views.trusted(db)


@api.post("/identity-providers", may="user.manage", status=201, fresh=True)
async def trust(db: Db, actor: Actor, data: NewProvider) -> TrustedProvidersOut:
    """Trust a provider."""
    await actions.add(db, **data.model_dump(), actor=actor)
    return await views.trusted(db)


@api.delete("/identity-providers/<uuid:provider_id>", may="user.manage", fresh=True)
async def switch_off(db: Db, actor: Actor, provider_id: UUID) -> TrustedProvidersOut:
    """Let nobody in from there any more."""
    await actions.switch_off(db, provider_id, actor=actor)
    return await views.trusted(db)
