"""Sessions: sign in, be seen, end. Server side in PostgreSQL; the browser holds one random token in a cookie.

Signing in is three short transactions, because a wrong try must be remembered although it fails, and because nothing
may be held while argon2id runs: note the try, check the password, open the session.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb, transaction
from hub.core.errors import Invalid, TooMany, Unauthenticated
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.core.settings import settings
from hub.identity import passwords, queries
from hub.identity.factors import tokens, totp
from hub.identity.factors.models import Passkey, Purpose
from hub.identity.facts import SessionRevoked
from hub.identity.models import KnownDevice, Session, SignInAttempt, UserAccount, UserKind, UserStatus
from hub.identity.oauth import grants
from hub.identity.policy.models import SessionPolicy
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


class SecondFactorNeeded(Unauthenticated):
    """The password was right; now a code or a passkey, with the `ticket` of this answer."""

    code = "second_factor"


async def sign_in(email: str, password: str, *, actor: Actor, device: str = "", user_agent: str = "") -> Opened:
    """Open a session for the right e-mail and password; 401 wrong_credentials, 429 too_many_requests otherwise.

    Nothing in the answer or its time tells whether the e-mail is known (B17). A session that `actor` still has here
    ends: the token rotates (B21). Who has an authenticator app gets 401 second_factor with a ticket instead (B23).
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
        elif methods := await _second_factors(db, user):
            ticket = await tokens.issue(db, Purpose.second_factor, user.id, data={"attempt": str(attempt)}, alone=True)
            user_id = None
        else:
            return await _enter(db, user, attempt, "password", actor=actor, device=device, user_agent=user_agent)
    if user is not None and user_id is None:
        raise SecondFactorNeeded("Please prove it is you, once more.", ticket=ticket, methods=methods)
    raise Unauthenticated("The e-mail or the password is not right.", code="wrong_credentials")


async def second_factor(ticket: str, code: str, *, actor: Actor, device: str = "", user_agent: str = "") -> Opened:
    """The second half of signing in: a right code opens the session; five wrong ones void the ticket."""
    async with transaction() as db:
        row = await tokens.find(db, ticket, Purpose.second_factor)
        user = await db.get_one(UserAccount, row.user_id)
        method = await totp.right(db, user.id, code) if user.status == UserStatus.active else ""
        if method:
            row.used_at = now()
            attempt = UUID(row.data["attempt"])
            return await _enter(db, user, attempt, method, actor=actor, device=device, user_agent=user_agent)
        row.tries += 1
        if row.tries >= 5:
            row.used_at = now()
        audit.noted(db, actor, "sign_in", "second_factor", user.id, outcome="failed")
    raise Unauthenticated("This code is not right.", code="wrong_code")


async def enter(
    db: Db, user: UserAccount, method: str, *, actor: Actor, device: str = "", user_agent: str = ""
) -> Opened:
    """Open a session for somebody whom a passkey or his own provider has proved; 401 when the account is off."""
    if user.status != UserStatus.active or user.kind != UserKind.person:
        raise Unauthenticated("This account may not sign in.", code="wrong_credentials")
    return await _enter(db, user, None, method, actor=actor, device=device, user_agent=user_agent)


async def _enter(
    db: Db, user: UserAccount, attempt: UUID | None, method: str, *, actor: Actor, device: str, user_agent: str
) -> Opened:
    if attempt is not None:
        await db.execute(update(SignInAttempt).where(SignInAttempt.id == attempt).values(succeeded=True))
    if actor.session_id:
        await end(db, [actor.session_id], "signed_out", actor=actor)
    return await open_session(db, user, actor=actor, device=device, user_agent=user_agent, method=method)


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


async def open_session(
    db: Db, user: UserAccount, *, actor: Actor, device: str = "", user_agent: str = "", method: str = "password"
) -> Opened:
    """A new session with a fresh token for `user`; remembers the device."""
    moment, token = now(), secrets.token_urlsafe(32)
    if not await queries.known_device(db, device):  # never one that the caller made up
        device = secrets.token_urlsafe(32)
    person = await queries.actor_of_user(db, user.id)
    idle, absolute, needs_factor = await limits_of(db, person.roles)
    unproved = needs_factor and method not in ("passkey", "totp", "recovery") and not await _has_factor(db, user.id)
    session = Session(
        id=uuid7(), user_id=user.id, token_hash=queries.digest(token), csrf=secrets.token_urlsafe(24),
        created_at=moment, last_seen_at=moment, idle_until=moment + idle, expires_at=moment + absolute, ip=actor.ip,
        user_agent=user_agent[:300], idle_seconds=int(idle.total_seconds()), proved_at=moment, method=method,
        limited="enrol" if unproved else "",
    )  # fmt: skip
    db.add(session)
    await db.execute(
        insert(KnownDevice).values(token_hash=queries.digest(device), user_id=user.id, used_at=moment)
        .on_conflict_do_update(index_elements=["token_hash", "user_id"], set_={"used_at": moment})
    )  # fmt: skip
    limited = user.must_change_password or unproved
    allowed = person.permissions & queries.FIRST_PASSWORD if limited else person.permissions
    person = replace(person, session_id=session.id, csrf=session.csrf, ip=actor.ip, request_id=actor.request_id,
                     permissions=allowed, proved_at=moment)  # fmt: skip
    audit.noted(db, person, "sign_in", "session", session.id, after={"method": method})
    return Opened(person, token, device)


async def _has_factor(db: Db, user_id: UUID) -> bool:
    return await totp.confirmed(db, user_id) or bool(
        await db.scalar(select(func.count()).where(Passkey.user_id == user_id))
    )


async def _second_factors(db: Db, user: UserAccount) -> list[str]:
    """How this person has to prove himself after the password; [] = not at all."""
    methods = ["totp", "recovery"] if await totp.confirmed(db, user.id) else []
    has_passkey = bool(await db.scalar(select(func.count()).where(Passkey.user_id == user.id)))
    if has_passkey and (methods or (await limits_of(db, await queries.roles_of(db, user.id)))[2]):
        methods.append("passkey")
    return methods


async def limits_of(db: Db | ReadDb, roles: Iterable[str]) -> tuple[timedelta, timedelta, bool]:
    """(idle, absolute, second factor needed) for somebody with these roles: the strictest of what was set for them."""
    options, held = settings(), set(roles)
    idle = options.idle_minutes_staff if is_staff(held) else options.idle_minutes_patient
    rows = list(await db.scalars(select(SessionPolicy).where(SessionPolicy.role.in_(held))))
    return (
        timedelta(minutes=min((row.idle_minutes for row in rows), default=idle)),
        timedelta(hours=min((row.absolute_hours for row in rows), default=options.session_hours)),
        any(row.second_factor for row in rows),
    )


async def prove(db: Db, session: Session, *, method: str, actor: Actor) -> None:
    """The person of this session has just proved who he is, again."""
    session.proved_at = now()
    audit.noted(db, actor, "prove", "session", session.id, after={"method": method})


_PATIENT = re.compile(r"/patients/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/|$)")


def note_print(db: Db, path: str, *, actor: Actor) -> None:
    """A page was printed; whose record it is, its address tells, as far as it does."""
    found = _PATIENT.search(path)
    patient_id = actor.patient_id if path.startswith("/my") else UUID(found[1]) if found else None
    audit.noted(db, actor, "print", "page", path[:80], patient_id=patient_id)


async def view_as(db: Db, session: Session, other: UserAccount, *, actor: Actor) -> None:
    """Look at the screens of `other` from now on, without his patients and without writing anything."""
    if other.id == session.user_id or other.status != UserStatus.active:
        raise Invalid("You cannot look at this account's screens.", code="not_viewable")
    session.view_as_id = other.id
    audit.noted(db, actor, "view_as", "user_account", other.id)


async def stop_viewing(db: Db, session: Session, *, actor: Actor) -> None:
    """Be oneself again."""
    if session.view_as_id is not None:
        audit.noted(db, actor, "view_as", "user_account", session.view_as_id, reason="stopped")
        session.view_as_id = None


async def act_for(db: Db, session: Session, patient_id: UUID | None, *, actor: Actor) -> None:
    """Act for this patient from now on, or (None) for oneself; who may is for the caller to know."""
    session.acting_for_id = patient_id
    audit.noted(db, actor, "act_for", "session", session.id, patient_id=patient_id)


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


async def touch(db: Db, session_id: UUID) -> None:
    """The person did something just now: idle time starts again. Never beyond the absolute limit, never revives."""
    moment = now()
    await db.execute(
        update(Session)
        .where(Session.id == session_id, Session.ended_at.is_(None), Session.idle_until > moment,
               Session.last_seen_at < moment - TOUCH_AFTER)
        .values(last_seen_at=moment,
                idle_until=literal(moment) + func.make_interval(0, 0, 0, 0, 0, 0, Session.idle_seconds))
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
    """End every session of an account, except `but`, and every grant to an app when a secret or the account changed."""
    ids = await db.scalars(select(Session.id).where(Session.user_id == user_id, Session.ended_at.is_(None)))
    await end(db, [id for id in ids if id != but], why, actor=actor)
    if why != "roles":  # what an app may follows the roles by itself
        await grants.end_all(db, user_id, why, actor=actor)


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
