"""HTTP of policy: roles, grants and denials, limits, service accounts."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Done
from hub.identity import bearer
from hub.identity.policy import actions, services, views
from hub.identity.policy.models import Effect
from hub.identity.policy.schemas import (
    AllSessionLimitsOut,
    ChangeRole,
    MadeServiceKey,
    NewRole,
    NewRule,
    NewServiceAccount,
    NewServiceKey,
    RolesOut,
    RulesOut,
    ServiceAccountOut,
    ServiceAccountsOut,
    ServiceKeyOut,
    SetSessionLimits,
)

__all__ = ["api", "bearer"]  # bearer: registers how keys and tokens are known

api = Api("policy")


@api.get("/roles", may="user.manage")
async def read_roles(db: ReadDb) -> RolesOut:
    """Every role and what it may."""
    return await views.roles(db)


@api.post("/roles", may="user.manage", status=201, fresh=True)
async def make_role(db: Db, actor: Actor, data: NewRole) -> RolesOut:
    """Make a role of one's own."""
    await actions.make_role(db, data.name, data.based_on, data.permissions, actor=actor)
    return await views.roles(db)


@api.put("/roles/<uuid:role_id>", may="user.manage", fresh=True)
async def change_role(db: Db, actor: Actor, role_id: UUID, data: ChangeRole) -> RolesOut:
    """Change what a custom role may."""
    await actions.change_role(db, await actions.access_role(db, role_id), data.name, data.permissions, actor=actor)
    return await views.roles(db)


@api.delete("/roles/<uuid:role_id>", may="user.manage", fresh=True)
async def retire_role(db: Db, actor: Actor, role_id: UUID) -> RolesOut:
    """Give a custom role to nobody any more."""
    await actions.retire_role(db, await actions.access_role(db, role_id), actor=actor)
    return await views.roles(db)


@api.get("/access-rules", may="user.manage")
async def read_rules(db: ReadDb) -> RulesOut:
    """Grants and denials that hold."""
    return await views.rules(db)


@api.post("/access-rules", may="user.manage", status=201, fresh=True)
async def add_rule(db: Db, actor: Actor, data: NewRule) -> RulesOut:
    """Grant or deny something to a role or a person."""
    values = data.model_dump(exclude={"effect", "permission"})
    await actions.add_rule(db, Effect(data.effect), data.permission, actor=actor, **values)
    return await views.rules(db)


@api.delete("/access-rules/<uuid:rule_id>", may="user.manage", fresh=True)
async def drop_rule(db: Db, actor: Actor, rule_id: UUID) -> RulesOut:
    """Take a grant or denial back."""
    await actions.drop_rule(db, rule_id, actor=actor)
    return await views.rules(db)


@api.get("/session-limits", may="user.manage")
async def read_limits(db: ReadDb) -> AllSessionLimitsOut:
    """How long sessions of each role last."""
    return await views.limits(db)


@api.put("/session-limits/<role>", may="user.manage", fresh=True)
async def set_limits(db: Db, actor: Actor, role: str, data: SetSessionLimits) -> AllSessionLimitsOut:
    """Set the limits of a role."""
    await actions.set_limits(db, role, data.idle_minutes, data.absolute_hours, data.second_factor, actor=actor)
    return await views.limits(db)


@api.delete("/session-limits/<role>", may="user.manage", fresh=True)
async def forget_limits(db: Db, actor: Actor, role: str) -> AllSessionLimitsOut:
    """Back to the installation's limits."""
    await actions.forget_limits(db, role, actor=actor)
    return await views.limits(db)


@api.get("/service-accounts", may="user.manage")
async def read_service_accounts(db: ReadDb) -> ServiceAccountsOut:
    """Programs that may call, and their keys."""
    return await views.service_accounts(db)


@api.post("/service-accounts", may="user.manage", status=201, fresh=True)
async def make_service_account(db: Db, actor: Actor, data: NewServiceAccount) -> ServiceAccountOut:
    """An account for a program."""
    made = await services.make_account(db, data.name, data.roles, actor=actor)
    return await views.service_account(db, made.id)


@api.post("/service-accounts/<uuid:service_id>/keys", may="user.manage", status=201, fresh=True)
async def make_service_key(db: Db, actor: Actor, service_id: UUID, data: NewServiceKey) -> MadeServiceKey:
    """A key of the account, told once."""
    account = await services.access_account(db, service_id)
    made, key = await services.make_key(db, account, data.name, data.scopes, data.days, actor=actor)
    return MadeServiceKey(key=key, made=ServiceKeyOut.model_validate(made))


@api.delete("/service-keys/<uuid:key_id>", may="user.manage", fresh=True)
async def revoke_service_key(db: Db, actor: Actor, key_id: UUID) -> Done:
    """The key works no longer."""
    await services.revoke_key(db, key_id, actor=actor)
    return Done()
