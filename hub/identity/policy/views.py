"""What policy looks like from outside."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from hub.core.db import Db, ReadDb
from hub.core.settings import settings
from hub.identity import queries
from hub.identity.models import UserAccount, UserRole
from hub.identity.policy import services
from hub.identity.policy.actions import HELD_BACK
from hub.identity.policy.models import AccessRule, ApiKey, CustomRole, SessionPolicy
from hub.identity.policy.permissions import NEVER_GRANTED
from hub.identity.policy.schemas import (
    AllSessionLimitsOut,
    PermissionOut,
    RoleOut,
    RolesOut,
    RuleOut,
    RulesOut,
    ServiceAccountOut,
    ServiceAccountsOut,
    ServiceKeyOut,
    SessionLimitsOut,
)
from hub.identity.roles import PERMISSIONS, ROLES, is_staff


def title(code: str) -> str:
    return code.replace("_", " ").capitalize()


async def roles(db: Db | ReadDb) -> RolesOut:
    """Built-in and custom roles with how many hold them, and every permission in words."""
    await db.flush()
    held = {row[0]: row[1] for row in await db.execute(select(UserRole.role, func.count()).group_by(UserRole.role))}
    own = await db.scalars(select(CustomRole).where(CustomRole.retired_at.is_(None)).order_by(CustomRole.name))
    built_in = [
        RoleOut(id=None, code=code, name=title(code), based_on="", permissions=sorted(may), holders=held.get(code, 0))
        for code, may in ROLES.items()
    ]
    custom = [
        RoleOut(id=row.id, code=row.code, name=row.name, based_on=row.based_on, permissions=row.permissions,
                holders=held.get(row.code, 0))
        for row in own
    ]  # fmt: skip
    words = [
        PermissionOut(code=code, words=text, grantable=code not in HELD_BACK) for code, text in PERMISSIONS.items()
    ]
    return RolesOut(roles=[*custom, *built_in], permissions=words)


async def rules(db: Db | ReadDb) -> RulesOut:
    """Grants and denials that hold, the newest first."""
    await db.flush()
    rows = await db.execute(
        select(AccessRule, UserAccount.display_name)
        .outerjoin(UserAccount, UserAccount.id == AccessRule.user_id)
        .where((AccessRule.until.is_(None)) | (AccessRule.until > func.now()))
        .order_by(AccessRule.id.desc()).limit(500)
    )  # fmt: skip
    return RulesOut(items=[
        RuleOut(id=row.id, effect=row.effect.value, permission=row.permission, role=row.role, user_id=row.user_id,
                user_name=name or "", department_id=row.department_id, relation=row.relation, until=row.until,
                reason=row.reason, created_at=row.created_at)
        for row, name in rows
    ])  # fmt: skip


async def limits(db: Db | ReadDb) -> AllSessionLimitsOut:
    """The limits of every role, set here or the installation's."""
    await db.flush()
    own = await db.execute(select(CustomRole.code, CustomRole.name).where(CustomRole.retired_at.is_(None)))
    names = {code: title(code) for code in ROLES} | {row.code: row.name for row in own}
    set_for = {row.role: row for row in await db.scalars(select(SessionPolicy))}
    options, items = settings(), []
    for role, name in names.items():
        row = set_for.get(role)
        usual = options.idle_minutes_staff if is_staff([role]) else options.idle_minutes_patient
        items.append(SessionLimitsOut(
            role=role, name=name, idle_minutes=row.idle_minutes if row else usual,
            absolute_hours=row.absolute_hours if row else options.session_hours,
            second_factor=bool(row and row.second_factor), set=row is not None,
        ))  # fmt: skip
    return AllSessionLimitsOut(items=items)


async def service_accounts(db: Db | ReadDb) -> ServiceAccountsOut:
    """Every service account with its keys."""
    await db.flush()
    rows = await services.accounts(db)
    keys = await services.keys(db, [row.id for row in rows])
    return ServiceAccountsOut(items=[await _service(db, row, [k for k in keys if k.user_id == row.id]) for row in rows])


async def service_account(db: Db | ReadDb, user_id: UUID) -> ServiceAccountOut:
    await db.flush()
    row = await db.get_one(UserAccount, user_id)
    return await _service(db, row, await services.keys(db, [user_id]))


async def _service(db: Db | ReadDb, row: UserAccount, keys: list[ApiKey]) -> ServiceAccountOut:
    holder = await queries.actor_of_user(db, row.id)
    return ServiceAccountOut(
        id=row.id, name=row.display_name, roles=sorted(holder.roles), status=row.status.value,
        permissions=sorted(holder.permissions - NEVER_GRANTED),
        keys=[ServiceKeyOut.model_validate(key) for key in keys],
    )  # fmt: skip
