"""Samples of identity in depth: second factors, policy, service accounts, apps."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from hub.core.actor import SYSTEM
from hub.core.clock import now
from hub.core.db import Db
from hub.identity.factors.models import Passkey
from hub.identity.models import UserAccount
from hub.identity.oauth import actions as oauth
from hub.identity.oauth.models import OAuthGrant
from hub.identity.oidc import actions as providers
from hub.identity.policy import actions, services
from hub.identity.policy.models import BreakGlass, Effect
from hub.patients.access import labels
from hub.patients.access.models import Label
from tests.architecture.samples import BODIES, QUERIES, World, sample


@sample("glass_id")
async def glass(db: Db, world: World) -> UUID:
    row = BreakGlass(user_id=world.users["doctor"], patient_id=world.patient.id, reason="Found without consciousness",
                     created_at=now(), until=now() + timedelta(hours=1))  # fmt: skip
    db.add(row)
    await db.flush()
    return row.id


@sample("label_id")
async def label(db: Db, world: World) -> UUID:
    return (await labels.put(db, world.patient, Label.vip, actor=SYSTEM)).id


@sample("objection_id")
async def objection(db: Db, world: World) -> UUID:
    made = await labels.object_to(db, world.patient, world.users["store_manager"], "Matrix", actor=SYSTEM)
    await db.flush()
    return made.id


CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@sample("role_id")
async def role(db: Db, world: World) -> UUID:
    return (await actions.make_role(db, "Matrix", "", ["staff.read"], actor=SYSTEM)).id


@sample("rule_id")
async def rule(db: Db, world: World) -> UUID:
    made = await actions.add_rule(db, Effect.deny, "staff.read", role="auditor", reason="Matrix", actor=SYSTEM)
    return made.id


@sample("role")
async def role_code(db: Db, world: World) -> str:
    return "auditor"


@sample("service_id")
async def service(db: Db, world: World) -> UUID:
    return (await services.make_account(db, "Matrix", ["pharmacist"], actor=SYSTEM)).id


@sample("key_id")
async def key(db: Db, world: World) -> UUID:
    account = await services.make_account(db, "Matrix key", ["pharmacist"], actor=SYSTEM)
    made, _ = await services.make_key(db, account, "Matrix", ["staff.read"], 5, actor=SYSTEM)
    return made.id


@sample("passkey_id")
async def passkey(db: Db, world: World) -> UUID:
    row = Passkey(user_id=world.users["patient"], credential_id=b"matrix", public_key=b"x", sign_count=0, name="Matrix")
    db.add(row)
    await db.flush()
    return row.id


@sample("oauth_client_id")
async def client(db: Db, world: World) -> UUID:
    made, _ = await oauth.register(db, "Matrix", ["https://app.example/cb"], ["openid", "profile"], confidential=False,
                                   actor=SYSTEM)  # fmt: skip
    made.client_id = "matrix"
    await db.flush()
    return made.id


@sample("grant_id")
async def grant(db: Db, world: World) -> UUID:
    user = await db.get_one(UserAccount, world.users["patient"])
    row = OAuthGrant(client_id=await client_pk(db), user_id=user.id, scopes=["openid"], proved_at=user.created_at)
    db.add(row)
    await db.flush()
    return row.id


async def client_pk(db: Db) -> UUID:
    made, _ = await oauth.register(
        db, "Grant", ["https://app.example/cb"], ["openid"], confidential=False, actor=SYSTEM
    )
    await db.flush()
    return made.id


@sample("slug")
async def slug(db: Db, world: World) -> str:
    await providers.add(db, "matrix", "Matrix", "test", "https://id.example.org", "hub", "", [], actor=SYSTEM)
    return "matrix"


@sample("provider_id")
async def provider(db: Db, world: World) -> UUID:
    made = await providers.add(db, "second", "Second", "test", "https://id2.example.org", "hub", "", [], actor=SYSTEM)
    return made.id


_ASKED = {
    "response_type": "code", "client_id": "matrix", "redirect_uri": "https://app.example/cb", "scope": "openid",
    "code_challenge": CHALLENGE, "code_challenge_method": "S256",
}  # fmt: skip
QUERIES |= {"GET /api/oauth/authorize": _ASKED}
BODIES |= {
    "POST /api/break-glass/<uuid:glass_id>/review": {"verdict": "justified", "note": "Matrix"},
    "POST /api/patients/<uuid:patient_id>/labels": {"label": "hiv"},
    "POST /api/patients/<uuid:patient_id>/objections": {
        "user_id": "00000000-0000-0000-0000-000000000001", "reason": "Matrix"
    },
    "PUT /api/roles/<uuid:role_id>": {"name": "Matrix", "permissions": ["staff.read"]},
    "PUT /api/session-limits/<role>": {"idle_minutes": 10, "absolute_hours": 8},
    "POST /api/service-accounts/<uuid:service_id>/keys": {"name": "k", "scopes": ["staff.read"]},
    "POST /api/oauth/authorize": {**_ASKED, "allow": True},
}  # fmt: skip
