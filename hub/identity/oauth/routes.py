"""HTTP of the OAuth provider."""

from __future__ import annotations

from uuid import UUID

from quart import Response

from hub.core import limits
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import PUBLIC, SIGNED_IN, Api, Done
from hub.core.valkey import valkey
from hub.identity.oauth import actions, edge, signing, views
from hub.identity.oauth.schemas import (
    AnswerConsent,
    AppConsentOut,
    Authorize,
    ClientsOut,
    GoTo,
    GrantsOut,
    MadeClient,
    NewClient,
)

api = Api("oauth")
well_known = Api("well_known", prefix="/.well-known")


@well_known.get("/openid-configuration", may=PUBLIC, hide=True)
async def discovery() -> Response:
    """Where everything of this provider is."""
    return edge.document(views.discovery())


@well_known.get("/oauth-authorization-server", may=PUBLIC, hide=True)
async def server_metadata() -> Response:
    """The same for apps that only know OAuth."""
    return edge.document(views.discovery())


@api.get("/oauth/jwks", may=PUBLIC, hide=True)
async def jwks() -> Response:
    """The keys that our tokens are signed with."""
    return edge.document(signing.public_keys())


@api.get("/oauth/authorize", may="session.manage")
async def read_consent(db: ReadDb, query: Authorize) -> AppConsentOut:
    """What an app asks of the person who is signed in."""
    return await views.consent(db, query)


@api.post("/oauth/authorize", may="session.manage")
async def answer_consent(db: Db, actor: Actor, data: AnswerConsent) -> GoTo:
    """Say yes or no to an app; the browser goes back to it."""
    return GoTo(url=await actions.answer(db, data, data.allow, actor=actor))


@api.post("/oauth/token", may=PUBLIC, csrf=False, hide=True)
async def token(db: Db, actor: Actor, raw: bytes) -> Response:
    """Tokens for a code or a refresh token."""
    await limits.limit(valkey(), "oauth_token", actor.ip, most=600, per=60)
    return await edge.token(db, raw, actor=actor)


@api.post("/oauth/revoke", may=PUBLIC, csrf=False, hide=True)
async def revoke(db: Db, actor: Actor, raw: bytes) -> Response:
    """An app gives its grant back."""
    return await edge.revoke(db, raw, actor=actor)


@api.get("/oauth/userinfo", may=SIGNED_IN, hide=True)
async def userinfo(db: ReadDb, actor: Actor) -> Response:
    """Who the person is, as far as the scopes tell."""
    return edge.document(await views.userinfo(db, actor))


@api.get("/oauth/grants", may="session.manage")
async def read_grants(db: ReadDb, actor: Actor) -> GrantsOut:
    """Apps that act for me."""
    return await views.own_grants(db, actor)


@api.delete("/oauth/grants/<uuid:grant_id>", may="session.manage")
async def end_grant(db: Db, actor: Actor, grant_id: UUID) -> Done:
    """Cut an app off."""
    return await actions.end_own(db, grant_id, actor=actor)


@api.get("/oauth/clients", may="user.manage")
async def read_clients(db: ReadDb) -> ClientsOut:
    """Registered apps."""
    return await views.clients(db)


@api.post("/oauth/clients", may="user.manage", status=201, fresh=True)
async def register_client(db: Db, actor: Actor, data: NewClient) -> MadeClient:
    """Register an app; its secret is told once."""
    client, secret = await actions.register(
        db, data.name, data.redirect_uris, data.scopes, confidential=data.confidential, actor=actor
    )
    return MadeClient(client_id=client.client_id, secret=secret)


@api.delete("/oauth/clients/<uuid:oauth_client_id>", may="user.manage", fresh=True)
async def disable_client(db: Db, actor: Actor, oauth_client_id: UUID) -> Done:
    """Switch an app off; every grant of it ends."""
    await actions.disable(db, oauth_client_id, actor=actor)
    return Done()
