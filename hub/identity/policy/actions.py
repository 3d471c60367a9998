"""Writes of policy: custom roles, grants and denials, limits by role. A change acts on the next request (B10)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Forbidden, Invalid, NotFound
from hub.core.facts import state
from hub.core.keys import HOUSE
from hub.identity.models import UserAccount, UserRole
from hub.identity.policy.facts import PolicyChanged
from hub.identity.policy.models import AccessRule, CustomRole, Effect, SessionPolicy
from hub.identity.policy.permissions import ALWAYS, BY_RELATION, NEVER_GRANTED, RELATIONS
from hub.identity.roles import PERMISSIONS, ROLES

PREFIX = "own_"
"""Codes of custom roles begin with it, so that a later built-in role never collides."""
HELD_BACK = NEVER_GRANTED | {"user.manage"}
"""What no custom role and no grant hands out: one's own matters, and the power over accounts (the admin role)."""


async def make_role(db: Db, name: str, based_on: str, permissions: Iterable[str], *, actor: Actor) -> CustomRole:
    """A new role of this hospital: exactly these permissions, beside what everybody who signs in may."""
    if based_on and based_on not in ROLES:
        raise Invalid("There is no built-in role of this name.", code="unknown_role")
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    code = PREFIX + (re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:50] or "role")
    if await db.scalar(select(CustomRole.id).where(CustomRole.code == code)):
        raise Conflict("There is a role of this name already.", code="role_exists")
    role = CustomRole(code=code, name=name.strip(), based_on=based_on, permissions=_granted(permissions))
    db.add(role)
    audit.wrote(db, actor, role)
    state(db, PolicyChanged(subject_id=role.id), actor=actor)
    return role


async def change_role(db: Db, role: CustomRole, name: str, permissions: Iterable[str], *, actor: Actor) -> CustomRole:
    """Another name, other permissions; whoever holds the role has them from the next request on."""
    role.name, role.permissions = name.strip(), _granted(permissions)
    audit.wrote(db, actor, role)
    state(db, PolicyChanged(subject_id=role.id), actor=actor)
    return role


async def retire_role(db: Db, role: CustomRole, *, actor: Actor) -> CustomRole:
    """Nobody gets the role any more; 409 role_in_use while somebody holds it."""
    if await db.scalar(select(func.count()).where(UserRole.role == role.code)):
        raise Conflict("Somebody holds this role. Take it from them first.", code="role_in_use")
    role.retired_at = role.retired_at or now()
    audit.wrote(db, actor, role)
    state(db, PolicyChanged(subject_id=role.id), actor=actor)
    return role


def _granted(permissions: Iterable[str]) -> list[str]:
    """Known permissions that may be handed out, and what everybody has who signs in."""
    wanted = set(permissions) | {"session.manage", "notification.read"}
    if strange := sorted(wanted - PERMISSIONS.keys()):
        raise Invalid(f"There is no permission called {strange[0]}.", code="unknown_permission")
    if held_back := sorted((wanted & HELD_BACK) - {"session.manage"}):
        raise Invalid(f"{held_back[0]} cannot be given by a custom role.", code="held_back")
    return sorted(wanted)


async def access_role(db: Db, role_id: UUID) -> CustomRole:
    """A custom role that is in use, locked; 404 otherwise."""
    row = await db.get(CustomRole, role_id, with_for_update=True)
    if row is None or row.retired_at is not None:
        raise NotFound()
    return row


async def add_rule(
    db: Db, effect: Effect, permission: str, *, actor: Actor, role: str = "", user_id: UUID | None = None,
    department_id: UUID | None = None, relation: str = "", until: datetime | None = None, reason: str = "",
) -> AccessRule:  # fmt: skip
    """One grant or denial; 422 when it says nothing sensible."""
    if (role == "") == (user_id is None):
        raise Invalid("A rule is for one role or for one person.", code="one_subject")
    await _check(db, effect, permission, role, user_id, relation, until, actor)
    rule = AccessRule(
        effect=effect, permission=permission, role=role, user_id=user_id, department_id=department_id,
        relation=relation, until=until, reason=reason.strip(), created_by=actor.user_id,
    )  # fmt: skip
    db.add(rule)
    audit.wrote(db, actor, rule, reason=reason.strip())
    state(db, PolicyChanged(subject_id=rule.id), actor=actor)
    return rule


async def _check(
    db: Db, effect: Effect, permission: str, role: str, user_id: UUID | None, relation: str, until: datetime | None,
    actor: Actor,
) -> None:  # fmt: skip
    if permission not in PERMISSIONS and not (permission == "*" and effect is Effect.deny):
        raise Invalid("There is no such permission.", code="unknown_permission")
    if permission in HELD_BACK and effect is Effect.allow:
        raise Invalid("This comes with being somebody, not with a grant.", code="held_back")
    if relation and (permission != BY_RELATION or relation not in RELATIONS):
        raise Invalid("Only the reading of records can be tied to a relation.", code="no_relation_here")
    if relation in ALWAYS and effect is Effect.deny:
        raise Invalid("One's own record and an emergency stay open.", code="always_open")
    if until is not None and until <= now():
        raise Invalid("The end lies in the past.", code="ends_in_the_past")
    if user_id is not None and await db.get(UserAccount, user_id) is None:
        raise NotFound()
    known = ROLES.keys() | set(await db.scalars(select(CustomRole.code)))
    if role and role not in known:
        raise Invalid("There is no such role.", code="unknown_role")
    if effect is Effect.deny and (
        (user_id is not None and user_id == actor.user_id)
        or (role in actor.roles and permission in ("*", "user.manage"))
    ):
        raise Forbidden("You would lock yourself out.", code="own_account")


async def drop_rule(db: Db, rule_id: UUID, *, actor: Actor) -> None:
    """Take a grant or denial back."""
    rule = await db.get(AccessRule, rule_id, with_for_update=True)
    if rule is None:
        raise NotFound()
    audit.noted(db, actor, "delete", "access_rule", rule.id,
                before={"effect": rule.effect.value, "permission": rule.permission, "role": rule.role,
                        "user_id": str(rule.user_id) if rule.user_id else None, "relation": rule.relation})  # fmt: skip
    await db.delete(rule)
    state(db, PolicyChanged(subject_id=rule_id), actor=actor)


async def set_limits(
    db: Db, role: str, idle_minutes: int, absolute_hours: int, second_factor: bool, *, actor: Actor
) -> SessionPolicy:
    """How long new sessions of this role last, and whether a second factor is asked for. Open ones stay as they are."""
    if role not in ROLES and not await db.scalar(select(CustomRole.id).where(CustomRole.code == role)):
        raise NotFound("There is no such role.")
    values = {"idle_minutes": idle_minutes, "absolute_hours": absolute_hours, "second_factor": second_factor}
    before = await db.get(SessionPolicy, role)
    audit.noted(db, actor, "update", "session_policy", role, after=values,
                before={name: getattr(before, name) for name in values} if before else None)  # fmt: skip
    await db.execute(
        insert(SessionPolicy).values(role=role, **values).on_conflict_do_update(index_elements=["role"], set_=values)
    )
    state(db, PolicyChanged(subject_id=HOUSE), actor=actor)
    return await db.get_one(SessionPolicy, role, populate_existing=True)


async def forget_limits(db: Db, role: str, *, actor: Actor) -> None:
    """Back to the limits of the installation."""
    await db.execute(delete(SessionPolicy).where(SessionPolicy.role == role))
    audit.noted(db, actor, "delete", "session_policy", role)
    state(db, PolicyChanged(subject_id=HOUSE), actor=actor)
