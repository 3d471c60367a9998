"""What identity's rows look like from outside."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from datetime import datetime
from uuid import UUID

from hub.core import cursor, outbox
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Unauthenticated
from hub.core.http import Page
from hub.core.settings import settings
from hub.identity import cookies, demo_logins, departments, house, queries, sessions
from hub.identity.models import Session, UserAccount
from hub.identity.schemas import (
    AccountOut,
    DepartmentsOfUser,
    FurtherDepartment,
    OpenSessionOut,
    OpenSessionsOut,
    SessionOut,
    StreamOut,
    UserOut,
    UserPage,
    UsersQuery,
    ViewingOut,
    WelcomeOut,
)


async def session(db: Db | ReadDb, actor: Actor) -> SessionOut:
    """The session document of a signed-in person, or of the one at whose screens he looks."""
    row = await queries.session_of(db, actor.session_id)
    if row is None:
        raise Unauthenticated()
    return await _document(db, actor, row, await db.get_one(UserAccount, row.view_as_id or queries.self_id(actor)))


async def opened(db: Db | ReadDb, found: sessions.Opened) -> SessionOut:
    """The session document of somebody who signs in at this moment."""
    return await _document(db, found.actor, found.session, found.user)


async def _document(db: Db | ReadDb, actor: Actor, row: Session, user: UserAccount) -> SessionOut:
    roles = sorted(actor.roles) if row.view_as_id is None else await queries.roles_of(db, user.id)
    # Read before the parts: what the page loads afterwards is at least as new as this position.
    epoch, position = await outbox.head(db)
    return SessionOut(
        id=row.id,
        user=AccountOut(
            id=queries.self_id(actor), name=user.display_name, email=user.email, roles=roles,
            patient_id=actor.patient_id, practitioner_id=actor.practitioner_id,
            must_change_password=user.must_change_password and row.view_as_id is None,
            must_enrol=row.limited == "enrol", email_verified=user.email_verified_at is not None or user.demo,
        ),
        permissions=sorted(actor.permissions), csrf=row.csrf, facility=await house.house(db),
        demo=settings().environment == "demo" and await queries.any_demo(db), idle_seconds=row.idle_seconds,
        expires_at=row.expires_at, stream=StreamOut(epoch=epoch, position=position),
        viewing=ViewingOut(user_id=user.id, name=user.display_name, roles=roles) if row.view_as_id else None,
        shelf_key=_shelf_key(queries.self_id(actor)), acting_for=actor.acts_for,
    )  # fmt: skip


def _shelf_key(user_id: UUID) -> str:
    """The same for a person at each sign-in, and nobody else's: what waits on a shared computer is theirs alone."""
    secret = settings().secret("key").encode()
    return b64encode(hmac.new(secret, b"shelf\0" + user_id.bytes, hashlib.sha256).digest()).decode()


async def entered(db: Db, user: UserAccount, actor: Actor) -> SessionOut:
    """Open a session for `user` in this very transaction, give the browser its cookie, and describe it."""
    await db.flush()
    found = await sessions.open_session(db, user, actor=actor, device=cookies.device(), user_agent=cookies.user_agent())
    cookies.remember(found)
    return await opened(db, found)


async def welcome(db: ReadDb) -> WelcomeOut:
    """What the sign-in page shows. Demo logins appear only in a demo, their password only on this very machine."""
    logins = await demo_logins.present(db)
    return WelcomeOut(
        facility=await house.house(db), demo=bool(logins),
        setup=not await queries.any_admin(db), logins=logins, password=demo_logins.told_password() if logins else "",
    )  # fmt: skip


async def open_sessions(db: Db | ReadDb, user_id: UUID, actor: Actor) -> list[OpenSessionOut]:
    """Where an account is signed in."""
    return [
        OpenSessionOut(
            id=row.id, created_at=row.created_at, last_seen_at=row.last_seen_at, expires_at=row.expires_at, ip=row.ip,
            user_agent=row.user_agent, this=row.id == actor.session_id, method=row.method,
        )
        for row in await queries.sessions_of(db, user_id)
    ]  # fmt: skip


async def own_sessions(db: ReadDb, actor: Actor) -> OpenSessionsOut:
    return OpenSessionsOut(items=await open_sessions(db, queries.self_id(actor), actor))


async def user_page(db: ReadDb, row: UserAccount, actor: Actor) -> UserPage:
    return UserPage(
        user=await user(db, row), sessions=await open_sessions(db, row.id, actor), departments=await places(db, row)
    )


async def places(db: Db | ReadDb, row: UserAccount) -> DepartmentsOfUser:
    """In which departments an account works now."""
    further = [FurtherDepartment(**one._asdict()) for one in await departments.of_user(db, row.id)]
    return DepartmentsOfUser(home=row.department_id, further=further, by_post=row.practitioner_id is not None)


async def users(db: ReadDb, query: UsersQuery) -> Page[UserOut]:
    key = cursor.read(query.after, 2)
    after = (key[0], cursor.parse(UUID, key[1])) if key else None
    rows = await queries.users(db, search=query.search, role=query.role, after=after, limit=query.limit + 1)
    shown = rows[: query.limit]
    more = len(rows) > query.limit
    return Page(
        items=[_user(user, roles, seen) for user, roles, seen in shown],
        next=cursor.write(shown[-1][0].display_name, shown[-1][0].id) if more else None,
        total=await queries.count_users(db, search=query.search, role=query.role),
    )


async def user(db: Db | ReadDb, row: UserAccount) -> UserOut:
    await db.flush()
    open_ones = await queries.sessions_of(db, row.id)
    return _user(row, await queries.roles_of(db, row.id), open_ones[0].last_seen_at if open_ones else None)


def _user(row: UserAccount, roles: list[str], seen: datetime | None) -> UserOut:
    return UserOut(
        id=row.id, email=row.email, name=row.display_name, roles=roles, status=row.status.value,
        patient_id=row.patient_id, practitioner_id=row.practitioner_id, created_at=row.created_at, last_seen_at=seen,
        demo=row.demo,
    )  # fmt: skip
