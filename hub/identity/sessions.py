"""Sessions: sign in, be seen, end. Server side in PostgreSQL; the browser holds one random token in a cookie.

Signing in is three short transactions, because a wrong try must be remembered although it fails, and because nothing
may be held while argon2id runs: note the try, check the password, open the session.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, transaction
from hub.core.errors import TooMany, Unauthenticated
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.core.settings import settings
from hub.identity import passwords, queries
from hub.identity.facts import SessionRevoked
from hub.identity.models import KnownDevice, Session, SignInAttempt, UserAccount, UserStatus
from hub.identity.roles import is_staff

WINDOW = timedelta(minutes=15)
PER_ACCOUNT, PER_ADDRESS, EVER = 10, 100, 100
KEPT = timedelta(days=400)
TOUCH_AFTER = timedelta(seconds=30)


@dataclass(frozen=True)
class Opened:
    """A session that was just opened: the only moment at which its token and device token are known."""

    actor: Actor
    token: str
    device: str


def digest_of(email: str) -> bytes:
    """How the e-mail of a try is kept."""
    return hashlib.sha256(email.encode()).digest()


async def sign_in(email: str, password: str, *, actor: Actor, device: str = "", user_agent: str = "") -> Opened:
    """Open a session for the right e-mail and password; 401 wrong_credentials, 429 too_many_requests otherwise.

    Nothing in the answer or its time tells whether the e-mail is known (B17). A session that `actor` still has here
    ends: the token rotates (B21).
    """
    who = digest_of(email)
    async with transaction() as db:
        attempt, user_id, stored, too_many = await _try(db, email, who, device, actor)
    if too_many:
        raise too_many
    right = await passwords.verified(stored, password)
    async with transaction() as db:
        user = await db.get(UserAccount, user_id) if right and user_id else None
        if user is None or user.status != UserStatus.active or user.password_hash != stored:
            audit.noted(db, actor, "sign_in", "user_account", outcome="failed", after={"who": who.hex()[:16]})
        else:
            await db.execute(update(SignInAttempt).where(SignInAttempt.id == attempt).values(succeeded=True))
            if actor.session_id:
                await end(db, [actor.session_id], "signed_out", actor=actor)
            return await open_session(db, user, actor=actor, device=device, user_agent=user_agent)
    raise Unauthenticated("The e-mail or the password is not right.", code="wrong_credentials")


async def _try(
    db: Db, email: str, who: bytes, device: str, actor: Actor
) -> tuple[UUID, UUID | None, str, TooMany | None]:  # fmt: skip
    """Note this try and decide whether it may go on. One at a time per account, so that parallel guesses count."""
    await db.execute(text("SELECT pg_advisory_xact_lock(('x' || :w)::bit(64)::bigint)"), {"w": who.hex()[:16]})
    await db.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:ip, 1))"), {"ip": actor.ip})
    user = await queries.user_by_email(db, email)
    known = await queries.known_device(db, device, email)
    too_many = await _too_many(db, who, actor.ip, known)
    if too_many is None:
        attempt = SignInAttempt(id=uuid7(), at=now(), who=who, ip=actor.ip, known_device=known, succeeded=False)
        db.add(attempt)
        return attempt.id, user.id if user else None, user.password_hash if user else "", None
    return uuid7(), None, "", too_many


async def _too_many(db: Db, who: bytes, ip: str, known: bool) -> TooMany | None:
    """Wrong tries so far: 10 in 15 minutes per account, 100 per address, 100 in a row ever.

    A device that this person has used before is counted by itself: strangers cannot lock its owner out (B15).
    """
    wrong = select(func.count(), func.min(SignInAttempt.at)).where(SignInAttempt.succeeded.is_(False))
    mine = wrong.where(SignInAttempt.who == who, SignInAttempt.known_device.is_(known))
    since = now() - WINDOW
    for query, most in (
        (mine.where(SignInAttempt.at > since), PER_ACCOUNT),
        (wrong.where(SignInAttempt.ip == ip, SignInAttempt.at > since), PER_ADDRESS),
    ):
        count, first = (await db.execute(query)).one()
        if count >= most:
            return _wait(first)
    last_right = select(func.max(SignInAttempt.at)).where(SignInAttempt.who == who, SignInAttempt.succeeded)
    begin = await db.scalar(last_right) or datetime.min.replace(tzinfo=UTC)
    count, _ = (await db.execute(mine.where(SignInAttempt.at > begin))).one()
    return _locked() if count >= EVER else None


def _wait(first: datetime) -> TooMany:
    seconds = max(1, int((first + WINDOW - now()).total_seconds()) + 1)
    return TooMany(
        f"Too many wrong tries. Please wait {-(-seconds // 60)} minutes, or ask reception to reset the password.",
        code="too_many_sign_ins", retry_after=seconds,
    )  # fmt: skip


def _locked() -> TooMany:
    return TooMany(
        "There were too many wrong passwords for this account. Please ask reception to reset the password.",
        code="sign_in_locked", retry_after=86_400,
    )  # fmt: skip


async def open_session(db: Db, user: UserAccount, *, actor: Actor, device: str = "", user_agent: str = "") -> Opened:
    """A new session with a fresh token for `user`; remembers the device."""
    moment, token = now(), secrets.token_urlsafe(32)
    if not await queries.known_device(db, device):  # never one that the caller made up
        device = secrets.token_urlsafe(32)
    person = await queries.actor_of_user(db, user.id)
    session = Session(
        id=uuid7(), user_id=user.id, token_hash=queries.digest(token), csrf=secrets.token_urlsafe(24),
        created_at=moment, last_seen_at=moment, idle_until=moment + idle_for(person.roles),
        expires_at=moment + timedelta(hours=settings().session_hours), ip=actor.ip, user_agent=user_agent[:300],
    )  # fmt: skip
    db.add(session)
    await db.execute(
        insert(KnownDevice).values(token_hash=queries.digest(device), user_id=user.id, used_at=moment)
        .on_conflict_do_update(index_elements=["token_hash", "user_id"], set_={"used_at": moment})
    )  # fmt: skip
    allowed = queries.FIRST_PASSWORD if user.must_change_password else person.permissions
    person = replace(person, session_id=session.id, csrf=session.csrf, ip=actor.ip, request_id=actor.request_id,
                     permissions=allowed)  # fmt: skip
    audit.noted(db, person, "sign_in", "session", session.id)
    return Opened(person, token, device)


def idle_for(roles: Iterable[str]) -> timedelta:
    """How long a session may be left alone: shorter for staff, who share computers."""
    options = settings()
    return timedelta(minutes=options.idle_minutes_staff if is_staff(roles) else options.idle_minutes_patient)


_touched: dict[UUID, datetime] = {}


def worth_touching(session_id: UUID) -> bool:
    """Whether this process has not touched the session just now: not every click is a write."""
    moment, last = now(), _touched.get(session_id)
    if last and abs(moment - last) < TOUCH_AFTER:
        return False
    if len(_touched) > 10_000:
        _touched.clear()
    _touched[session_id] = moment
    return True


async def touch(db: Db, session_id: UUID, roles: Iterable[str]) -> None:
    """The person did something just now: idle time starts again. Never beyond the absolute limit, never revives."""
    moment = now()
    await db.execute(
        update(Session)
        .where(Session.id == session_id, Session.ended_at.is_(None), Session.idle_until > moment,
               Session.last_seen_at < moment - TOUCH_AFTER)
        .values(last_seen_at=moment, idle_until=moment + idle_for(roles))
    )  # fmt: skip


async def end(db: Db, ids: Iterable[UUID | None], why: str, *, actor: Actor) -> None:
    """End these sessions now; whatever listens on them is told to hang up."""
    rows = await db.execute(
        update(Session).where(Session.id.in_([id for id in ids if id]), Session.ended_at.is_(None))
        .values(ended_at=now(), ended_why=why).returning(Session.id, Session.user_id)
    )  # fmt: skip
    for row in rows.all():
        audit.noted(db, actor, "sign_out", "session", row.id, reason=why)
        state(db, SessionRevoked(session_id=row.id, user_id=row.user_id), actor=actor)


async def end_all(db: Db, user_id: UUID, why: str, *, actor: Actor, but: UUID | None = None) -> None:
    """End every session of an account, except `but`."""
    ids = await db.scalars(select(Session.id).where(Session.user_id == user_id, Session.ended_at.is_(None)))
    await end(db, [id for id in ids if id != but], why, actor=actor)


async def end_overdue(db: Db, *, actor: Actor) -> None:
    """End what was left alone for too long or is too old, so that sockets of it are cut too (B19)."""
    moment = now()
    rows = await db.scalars(
        select(Session.id)
        .where(Session.ended_at.is_(None), or_(Session.idle_until <= moment, Session.expires_at <= moment))
        .limit(500)
        .with_for_update(skip_locked=True)
    )
    if ids := list(rows):
        await end(db, ids, "idle", actor=actor)


async def forget_failures(db: Db, user: UserAccount) -> None:
    """A reset password starts with a clean slate; the audit trail keeps the tries."""
    who = digest_of(user.email)
    await db.execute(delete(SignInAttempt).where(SignInAttempt.who == who, SignInAttempt.succeeded.is_(False)))


async def prune(db: Db) -> None:
    """Drop tries, devices and ended sessions that nobody needs any more."""
    before = now() - KEPT
    await db.execute(delete(SignInAttempt).where(SignInAttempt.at < before))
    await db.execute(delete(KnownDevice).where(KnownDevice.used_at < before))
    await db.execute(delete(Session).where(Session.ended_at < before))
