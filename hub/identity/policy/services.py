"""Service accounts: programs that call with an API key, which never does more than its scopes and their roles."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Invalid, NotFound
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.identity import actions
from hub.identity.models import UserAccount, UserKind, UserStatus
from hub.identity.policy.facts import ServiceKeyChanged
from hub.identity.policy.models import ApiKey
from hub.identity.policy.permissions import NEVER_GRANTED
from hub.identity.queries import actor_of_user, digest

PREFIX = "wk_"
REFUSED = frozenset({"admin", "patient"})
"""Roles that a program never has."""


async def make_account(db: Db, name: str, roles: Iterable[str], *, actor: Actor) -> UserAccount:
    """An account for a program: nobody signs in with it."""
    if refused := sorted(REFUSED & set(roles)):
        raise Invalid(f"A program cannot have the role {refused[0]}.", code="not_for_services")
    address = f"{uuid7().hex[-12:]}{actions.SERVICE_DOMAIN}"
    return await actions.create_user(db, address, None, name, roles, actor=actor, kind=UserKind.service)


async def access_account(db: Db, user_id: UUID) -> UserAccount:
    """A service account, locked; a person's account is not one."""
    row = await db.get(UserAccount, user_id, with_for_update=True)
    if row is None or row.kind is not UserKind.service:
        raise NotFound()
    return row


async def make_key(
    db: Db, account: UserAccount, name: str, scopes: Iterable[str], days: int, *, actor: Actor
) -> tuple[ApiKey, str]:
    """A key of the account for `days` days; returns it and its text, which is told once."""
    holder = await actor_of_user(db, account.id)
    wanted = set(scopes)
    if beyond := sorted(wanted - (holder.permissions - NEVER_GRANTED)):
        raise Invalid(f"This account may not {beyond[0]} itself.", code="beyond_account")
    if not wanted:
        raise Invalid("A key needs at least one scope.", code="no_scope")
    text = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(user_id=account.id, name=name.strip(), hint=text[:8], key_hash=digest(text), scopes=sorted(wanted),
                 expires_at=now() + timedelta(days=days), created_by=actor.user_id)  # fmt: skip
    db.add(key)
    audit.wrote(db, actor, key)
    state(db, ServiceKeyChanged(user_id=account.id), actor=actor)
    await db.flush()
    return key, text


async def revoke_key(db: Db, key_id: UUID, *, actor: Actor) -> None:
    """The key works no longer, from the next request on."""
    key = await db.get(ApiKey, key_id, with_for_update=True)
    if key is None or key.revoked_at is not None:
        raise NotFound()
    key.revoked_at = now()
    audit.wrote(db, actor, key)
    state(db, ServiceKeyChanged(user_id=key.user_id), actor=actor)


async def accounts(db: Db | ReadDb) -> list[UserAccount]:
    """Service accounts by name."""
    found = select(UserAccount).where(UserAccount.kind == UserKind.service).order_by(UserAccount.display_name)
    return list(await db.scalars(found))


async def keys(db: Db | ReadDb, user_ids: list[UUID]) -> list[ApiKey]:
    """Keys of these accounts, the newest first; revoked ones stay to be seen."""
    return list(await db.scalars(select(ApiKey).where(ApiKey.user_id.in_(user_ids)).order_by(ApiKey.id.desc())))


async def living_key(db: Db | ReadDb, text: str) -> ApiKey | None:
    """The key of this text, if it still works."""
    found: ApiKey | None = await db.scalar(
        select(ApiKey)
        .join(UserAccount, UserAccount.id == ApiKey.user_id)
        .where(ApiKey.key_hash == digest(text), ApiKey.revoked_at.is_(None), ApiKey.expires_at > now(),
               UserAccount.status == UserStatus.active)
    )  # fmt: skip
    return found


async def used(db: Db, key_id: UUID) -> None:
    """Remember that the key was used just now."""
    await db.execute(update(ApiKey).where(ApiKey.id == key_id).values(last_used_at=now()))
