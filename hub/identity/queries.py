"""Reads of identity: who a cookie or an id is, whose sessions are open, the list of accounts."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    DateTime,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from hub.core.actor import Actor, loads_actors
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Forbidden, NotFound, Unauthenticated
from hub.core.prepared import Prepared
from hub.identity.models import (
    Session,
    UserAccount,
    UserDepartment,
    UserKind,
    UserRole,
    UserStatus,
)
from hub.identity.policy.models import AccessDenial, AccessRule, BreakGlass, CustomRole
from hub.identity.policy.permissions import Decision, decide
from hub.identity.roles import ROLES
from workflows.directory import finds_colleagues, lists_roles, names_people


def digest(token: str) -> bytes:
    """How a token is kept."""
    return hashlib.sha256(token.encode()).digest()


_ROLES = (
    select(func.array_agg(UserRole.role))
    .where(UserRole.user_id == UserAccount.id)
    .correlate(UserAccount)
    .scalar_subquery()
    .label("roles")
)
_HELD = select(UserRole.role).where(UserRole.user_id == UserAccount.id).correlate(UserAccount)
_CUSTOM = (
    select(func.array_agg(func.array_to_string(CustomRole.permissions, ",")))
    .where(CustomRole.code.in_(_HELD), CustomRole.retired_at.is_(None))
    .correlate(UserAccount)
    .scalar_subquery()
    .label("custom")
)
_RULES = (
    select(
        func.array_agg(
            func.concat_ws("|", AccessRule.effect, AccessRule.permission,
                           func.coalesce(cast(AccessRule.department_id, Text), ""), AccessRule.relation)
        )
    )
    .where(or_(AccessRule.user_id == UserAccount.id, AccessRule.role.in_(_HELD)),
           or_(AccessRule.until.is_(None), AccessRule.until > func.now()))
    .correlate(UserAccount)
    .scalar_subquery()
    .label("rules")
)  # fmt: skip
_GLASS = (
    select(func.array_agg(BreakGlass.patient_id))
    .where(BreakGlass.user_id == UserAccount.id, BreakGlass.ended_at.is_(None), BreakGlass.until > func.now())
    .correlate(UserAccount)
    .scalar_subquery()
    .label("glass")
)
_FURTHER = and_(
    UserDepartment.user_id == UserAccount.id, or_(UserDepartment.until.is_(None), UserDepartment.until > func.now())
)
_DENIED = (
    select(func.array_agg(AccessDenial.patient_id))
    .where(
        or_(AccessDenial.user_id == UserAccount.id, AccessDenial.department_id == UserAccount.department_id,
            AccessDenial.department_id == any_(func.array(  # not IN: inside OR it would not use the index
                select(UserDepartment.department_id).where(_FURTHER).correlate(UserAccount).scalar_subquery()))),
        AccessDenial.ended_at.is_(None), or_(AccessDenial.until.is_(None), AccessDenial.until > func.now()),
    )
    .correlate(UserAccount)
    .scalar_subquery()
    .label("denied")
)  # fmt: skip
_DEPARTMENTS = (
    select(func.array_agg(func.concat_ws("|", cast(UserDepartment.department_id, Text), UserDepartment.away)))
    .where(_FURTHER)
    .correlate(UserAccount)
    .scalar_subquery()
    .label("departments")
)
_PERSON = (
    UserAccount.id, UserAccount.display_name, UserAccount.patient_id, UserAccount.practitioner_id,
    UserAccount.must_change_password, UserAccount.department_id, _ROLES, _CUSTOM, _RULES,
    _GLASS, _DENIED, _DEPARTMENTS,
)  # fmt: skip


def by_token(token: ColumnElement[bytes]) -> tuple[CTE, ColumnElement[bytes]]:
    """Who bears this token, and a print of all that was read of him: two are the same only if nothing has changed."""
    found = (
        select(
            *_PERSON, Session.id.label("session_id"), Session.csrf, Session.idle_until, Session.expires_at,
            Session.proved_at, Session.limited, Session.view_as_id, Session.user_id.label("real_id"),
        )
        # Whoever looks at another's screens has that one's permissions; a disabled account ends both.
        .join(UserAccount, UserAccount.id == func.coalesce(Session.view_as_id, Session.user_id))
        .where(Session.token_hash == token, Session.ended_at.is_(None), UserAccount.status == UserStatus.active)
        .cte("found")
    )  # fmt: skip
    return found, func.sha256(func.convert_to(cast(literal_column("found"), Text), "UTF8"))


_BY_SESSIONS = (
    select(*_PERSON, Session.id.label("session_id"), Session.csrf, Session.proved_at, Session.limited,
           Session.view_as_id, Session.user_id.label("real_id"))
    .join(UserAccount, UserAccount.id == func.coalesce(Session.view_as_id, Session.user_id))
)  # fmt: skip
_BY_ID = Prepared(select(*_PERSON, UserAccount.status).where(UserAccount.id == bindparam("user_id")))


FIRST_PASSWORD = frozenset({"session.manage"})
"""Until a handed-out password has been replaced, its bearer may do nothing else."""


async def actors_of_sessions(db: Db | ReadDb, ids: list[UUID]) -> dict[UUID, Actor]:
    """session id -> who it is now, for sockets whose person may have other rights than when he connected."""
    rows = await db.execute(_BY_SESSIONS.where(Session.id.in_(ids))) if ids else ()
    return {row.session_id: of_session(row) for row in rows}


def of_session(row: Any) -> Actor:
    if row.view_as_id is not None:
        return viewing(row)
    limited = FIRST_PASSWORD if row.must_change_password or row.limited else None
    return _actor(row, limited, session_id=row.session_id, csrf=row.csrf, proved_at=row.proved_at)


@loads_actors
async def actor_of_user(db: Db | ReadDb, user_id: UUID) -> Actor:
    """The Actor of an account for work that goes on without its person (jobs, timers), with the rights of today.

    Of an account that is switched off the name is left, for the trail, and no right: what it began goes on only as far
    as nobody has to be asked (B12).
    """
    row = await db.first(_BY_ID, user_id=user_id)
    if row is None:
        raise NotFound("The account that started this no longer exists.", code="no_such_user")
    if row.status != UserStatus.active:
        return Actor(user_id=row.id, name=row.display_name, relations=frozenset())
    return _actor(row)


def _actor(row: Any, limited: frozenset[str] | None = None, **way: Any) -> Actor:
    decided = _decided(tuple(row.roles or ()), tuple(row.custom or ()), tuple(row.rules or ()), row.department_id,
                       tuple(row.departments or ()))  # fmt: skip
    return Actor(
        user_id=row.id, name=row.display_name, roles=frozenset(row.roles or ()), patient_id=row.patient_id,
        permissions=decided.permissions if limited is None else decided.permissions & limited,
        denied=frozenset(row.denied or ()),
        relations=decided.relations, glass=frozenset(row.glass or ()), practitioner_id=row.practitioner_id, **way,
    )  # fmt: skip


@lru_cache(maxsize=512)
def _decided(
    roles: tuple[str, ...], custom: tuple[str, ...], rules: tuple[str, ...], home: UUID | None,
    further: tuple[str, ...],
) -> Decision:  # fmt: skip
    """What these very rows decide; many people have the same, and each of them asks at every request.

    `further`: "id|away" of the departments beside `home`; who is lent away has left it meanwhile.
    """
    places = dict(one.split("|") for one in further)
    departments = set(places) | ({str(home)} if home and "t" not in {flag[:1] for flag in places.values()} else set())
    names = [name for listed in custom for name in listed.split(",")]
    return decide(roles, names, [rule.split("|") for rule in rules], frozenset(departments))


NEVER_VIEWED = frozenset({"patient.any", "case.data", "audit.read", "mailbox.read"})
"""Reach beyond one's own that looking at somebody's screens does not lend."""


def viewing(row: Any) -> Actor:
    """An administrator who looks at the screens of another: his permissions to see, none of his patients, no writing.

    The administrator stays himself (`user_id`, `by`); without the roles and ids of the other one no worklist and no
    record of his opens.
    """
    other = _actor(row)
    return Actor(
        user_id=row.real_id, name=f"as {other.name}", permissions=other.permissions - NEVER_VIEWED,
        session_id=row.session_id, csrf=row.csrf, by=row.real_id, proved_at=row.proved_at,
    )  # fmt: skip


_LIVE = Prepared(
    select(Session.id)
    .join(UserAccount, UserAccount.id == Session.user_id)
    .where(
        Session.id == any_(bindparam("ids", type_=ARRAY(Uuid()))), Session.ended_at.is_(None),
        Session.idle_until > bindparam("moment", type_=DateTime(timezone=True)),
        Session.expires_at > bindparam("moment", type_=DateTime(timezone=True)),
        UserAccount.status == UserStatus.active,
    )
)  # fmt: skip


async def live_sessions(db: Db | ReadDb, ids: list[UUID]) -> set[UUID]:
    """Those of `ids` that still hold: for sockets, which must not outlive their session. Asked every second."""
    return {row["id"] for row in await db.all(_LIVE, ids=ids, moment=now())}


async def session_of(db: Db | ReadDb, session_id: UUID | None) -> Session | None:
    return await db.get(Session, session_id) if session_id else None


async def sessions_of(db: Db | ReadDb, user_id: UUID) -> list[Session]:
    """Open sessions, the one seen last first."""
    moment = now()
    rows = await db.scalars(
        select(Session)
        .where(Session.user_id == user_id, Session.ended_at.is_(None), Session.idle_until > moment,
               Session.expires_at > moment)
        .order_by(Session.last_seen_at.desc())
    )  # fmt: skip
    return list(rows)


async def access_session(db: Db, actor: Actor, session_id: UUID) -> Session:
    """One's own open session, or anybody's for who manages users."""
    row = await db.get(Session, session_id, with_for_update=True)
    if row is None or row.ended_at is not None or not (row.user_id == actor.user_id or actor.may("user.manage")):
        raise NotFound()
    return row


def session_id(actor: Actor) -> UUID:
    """The caller's session; keys and apps have none."""
    if actor.session_id is None:
        raise Forbidden("A person has to do this, signed in.", code="needs_person")
    return actor.session_id


def self_id(actor: Actor) -> UUID:
    """The caller's own account."""
    if actor.user_id is None:
        raise Unauthenticated()
    return actor.user_id


async def access_user(db: Db | ReadDb, actor: Actor, user_id: UUID, *, lock: bool = False) -> UserAccount:
    """One's own account, or anybody's for who manages users."""
    row = await db.get(UserAccount, user_id, with_for_update=lock or None)
    if row is None or not (row.id == actor.user_id or actor.may("user.manage")):
        raise NotFound()
    return row


async def user_by_email(db: Db | ReadDb, email: str) -> UserAccount | None:
    """The account of a normalised e-mail address."""
    found: UserAccount | None = await db.scalar(select(UserAccount).where(UserAccount.email == email))
    return found


async def roles_of(db: Db | ReadDb, user_id: UUID) -> list[str]:
    return sorted(await db.scalars(select(UserRole.role).where(UserRole.user_id == user_id)))


async def custom_roles(db: Db | ReadDb) -> set[str]:
    """The codes of this hospital's own roles."""
    return set(await db.scalars(select(CustomRole.code).where(CustomRole.retired_at.is_(None))))


async def user_ids_with_role(db: Db | ReadDb, role: str) -> list[UUID]:
    """Active accounts that hold `role`."""
    rows = await db.scalars(
        select(UserAccount.id)
        .join(UserRole, UserRole.user_id == UserAccount.id)
        .where(UserRole.role == role, UserAccount.status == UserStatus.active)
        .order_by(UserAccount.id)
    )
    return list(rows)


async def user_id_of(
    db: Db | ReadDb, *, patient_id: UUID | None = None, practitioner_id: UUID | None = None
) -> UUID | None:
    """The account behind a patient or a practitioner, if they have one."""
    column = UserAccount.patient_id if patient_id else UserAccount.practitioner_id
    found: UUID | None = await db.scalar(select(UserAccount.id).where(column == (patient_id or practitioner_id)))
    return found


async def any_admin(db: Db | ReadDb) -> bool:
    """Whether an administrator exists, disabled or not (B13)."""
    return bool(await db.scalar(select(func.count()).select_from(UserRole).where(UserRole.role == "admin")))


async def users(
    db: Db | ReadDb, *, search: str = "", role: str = "", after: tuple[str, UUID] | None = None, limit: int = 50,
    services: bool = False,
) -> list[tuple[UserAccount, list[str], datetime | None]]:  # fmt: skip
    """Accounts of people, of services too, by name, with roles and last use; `after`: (name, id) of the one before."""
    seen = (
        select(func.max(Session.last_seen_at)).where(Session.user_id == UserAccount.id).correlate(UserAccount)
        .scalar_subquery()
    )  # fmt: skip
    found = _filtered(select(UserAccount, _ROLES, seen), search, role, services)
    name = func.lower(UserAccount.display_name)
    if after:
        last = func.lower(after[0])  # by the database, which orders by it
        found = found.where(or_(name > last, and_(name == last, UserAccount.id > after[1])))
    rows = await db.execute(found.order_by(name, UserAccount.id).limit(limit))
    return [(user, sorted(roles or ()), last) for user, roles, last in rows]


async def count_users(db: Db | ReadDb, *, search: str = "", role: str = "") -> int:
    return await db.scalar(_filtered(select(func.count(UserAccount.id)), search, role)) or 0


def _filtered(found: Select[Any], search: str, role: str, services: bool = False) -> Select[Any]:
    found = found if services else found.where(UserAccount.kind == UserKind.person)
    for word in search.casefold().split()[:5]:
        like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        found = found.where(or_(func.lower(UserAccount.display_name).like(like), UserAccount.email.like(like)))
    if role:
        found = found.where(UserAccount.id.in_(select(UserRole.user_id).where(UserRole.role == role)))
    return found


_NAMES = Prepared(
    select(UserAccount.practitioner_id, UserAccount.display_name).where(
        UserAccount.practitioner_id == any_(bindparam("ids", type_=ARRAY(Uuid())))
    )
)


async def practitioner_names(db: Db | ReadDb, ids: set[UUID]) -> dict[UUID, str]:
    """practitioner id -> the name on the account, for rooms that may not look into staff."""
    return dict(await db.all(_NAMES, ids=list(ids))) if ids else {}


async def any_demo(db: Db | ReadDb) -> bool:
    """Whether the demo hospital was loaded here: an empty house of the same kind holds nothing that is made up."""
    return bool(await db.scalar(select(exists().where(UserAccount.demo))))


async def demo_users(db: Db | ReadDb) -> list[UserAccount]:
    """Active accounts of the demo hospital."""
    rows = await db.scalars(
        select(UserAccount).where(UserAccount.demo, UserAccount.status == UserStatus.active).order_by(UserAccount.email)
    )
    return list(rows)


@names_people
async def display_names(db: Db | ReadDb, ids: set[UUID]) -> dict[UUID, str]:
    """How people are called, by account id."""
    found = await db.execute(select(UserAccount.id, UserAccount.display_name).where(UserAccount.id.in_(ids)))
    return {row[0]: row[1] for row in found}


@finds_colleagues
async def colleagues(db: Db | ReadDb, roles: list[str], search: str) -> list[tuple[UUID, str, list[str]]]:
    """Active accounts that hold one of these roles, by name; at most fifty."""
    held = select(UserRole.user_id).where(UserRole.role.in_(roles))
    found = _filtered(select(UserAccount, _ROLES), search, "").where(
        UserAccount.id.in_(held), UserAccount.status == UserStatus.active
    )
    rows = await db.execute(found.order_by(func.lower(UserAccount.display_name), UserAccount.id).limit(50))
    return [(user.id, user.display_name, sorted(held_roles or ())) for user, held_roles in rows]


@lists_roles
def working_roles() -> list[tuple[str, str]]:
    """The roles that have a worklist: (code, name)."""
    return [
        (role, role.replace("_", " ").capitalize()) for role in sorted(ROLES) if "task.work" in ROLES[role]
    ]  # fmt: skip
