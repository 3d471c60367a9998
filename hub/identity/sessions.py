"""Sessions: sign in, be seen, end. Server side in PostgreSQL; the browser holds one random token in a cookie.

Signing in is three short transactions, because a wrong try must be remembered although it fails, and because nothing
may be held while argon2id runs: note the try, check the password, open the session.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import DateTime, LargeBinary, Uuid, bindparam, delete, func, literal, or_, select, text, update

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, transaction
from hub.core.errors import Invalid, Unauthenticated
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.core.prepared import Prepared
from hub.identity import passwords, queries, tries
from hub.identity import standing as standings
from hub.identity.factors import codes, sms, tokens
from hub.identity.factors.models import Purpose
from hub.identity.facts import SessionRevoked
from hub.identity.models import KnownDevice, Session, SignInAttempt, UserAccount, UserKind, UserStatus
from hub.identity.oauth import grants

KEPT = timedelta(days=400)
TOUCH_AFTER = timedelta(seconds=30)


@dataclass(frozen=True)
class Opened:
    """A session that was just opened: the only moment at which its token and device token are known."""

    actor: Actor
    token: str
    device: str
    session: Session
    user: UserAccount


class SecondFactorNeeded(Unauthenticated):
    """The password was right; now a code or a passkey, with the `ticket` of this answer."""

    code = "second_factor"


async def sign_in(email: str, password: str, *, actor: Actor, device: str = "", user_agent: str = "") -> Opened:
    """Open a session for the right e-mail and password; 401 wrong_credentials, 429 too_many_requests otherwise.

    Nothing in the answer or its time tells whether the e-mail is known (B17). A session that `actor` still has here
    ends: the token rotates (B21). Who has a second factor gets 401 second_factor with a ticket instead (B23).
    """
    who = tries.digest_of(email)
    async with transaction() as db:
        attempt, user_id, stored, too_many = await tries.note(db, email, who, device, actor)
    if too_many:
        raise too_many
    right = await passwords.verified(stored, password)
    async with transaction() as db:
        known = await standings.find(db, user_id) if right and user_id else None
        user, standing = known or (None, None)
        if user is None or user.status != UserStatus.active or user.password_hash != stored:
            audit.noted(db, actor, "sign_in", "user_account", outcome="failed", after={"who": who.hex()[:16]})
        elif standing and (methods := standing.methods()):
            ticket = await tokens.issue(db, Purpose.second_factor, user.id, data={"attempt": str(attempt)}, alone=True)
            user_id = None
        else:
            return await _enter(
                db, user, attempt, "password", actor=actor, device=device, user_agent=user_agent, standing=standing
            )
    if user is not None and user_id is None:
        raise SecondFactorNeeded("Please prove it is you, once more.", ticket=ticket, methods=methods)
    raise Unauthenticated("The e-mail or the password is not right.", code="wrong_credentials")


async def second_factor(ticket: str, code: str, *, actor: Actor, device: str = "", user_agent: str = "") -> Opened:
    """The second half of signing in: a right code opens the session; five wrong ones void the ticket."""
    async with transaction() as db:
        row = await tokens.find(db, ticket, Purpose.second_factor)
        user = await db.get_one(UserAccount, row.user_id)
        method = await codes.right(db, user.id, code, row.id) if user.status == UserStatus.active else ""
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
    db: Db, user: UserAccount, attempt: UUID | None, method: str, *, actor: Actor, device: str, user_agent: str,
    standing: standings.Standing | None = None,
) -> Opened:  # fmt: skip
    if attempt is not None:
        await db.execute(update(SignInAttempt).where(SignInAttempt.id == attempt).values(succeeded=True))
    if actor.session_id:
        await end(db, [actor.session_id], "signed_out", actor=actor)
    return await open_session(
        db, user, actor=actor, device=device, user_agent=user_agent, method=method, standing=standing
    )


async def open_session(
    db: Db, user: UserAccount, *, actor: Actor, device: str = "", user_agent: str = "", method: str = "password",
    standing: standings.Standing | None = None,
) -> Opened:  # fmt: skip
    """A new session with a fresh token for `user`; remembers the device. `standing`: when it is known already."""
    moment, token = now(), secrets.token_urlsafe(32)
    person = await queries.actor_of_user(db, user.id)
    his = standing or await standings.of(db, user.id)
    idle, absolute = his.limits(person.roles)
    unproved = not his.has_strong_factor and (not await sms.counts(db, person.roles) if his.sms else his.needs_factor)
    session = Session(
        id=uuid7(), user_id=user.id, token_hash=queries.digest(token), csrf=secrets.token_urlsafe(24),
        created_at=moment, last_seen_at=moment, idle_until=moment + idle, expires_at=moment + absolute, ip=actor.ip,
        user_agent=user_agent[:300], idle_seconds=int(idle.total_seconds()), proved_at=moment, method=method,
        limited="enrol" if unproved else "", view_as_id=None,
    )  # fmt: skip
    db.add(session)
    limited = user.must_change_password or unproved
    allowed = person.permissions & queries.FIRST_PASSWORD if limited else person.permissions
    person = replace(person, session_id=session.id, csrf=session.csrf, ip=actor.ip, request_id=actor.request_id,
                     permissions=allowed, proved_at=moment)  # fmt: skip
    audit.noted(db, person, "sign_in", "session", session.id, after={"method": method})
    return Opened(person, token, await _remember_device(db, user.id, device, moment), session, user)


_REMEMBER = Prepared(
    text("""
INSERT INTO known_device (token_hash, user_id, used_at)
SELECT CASE WHEN EXISTS (SELECT FROM known_device WHERE token_hash = :given) THEN :given ELSE :fresh END, :user_id, :at
ON CONFLICT (token_hash, user_id) DO UPDATE SET used_at = excluded.used_at RETURNING token_hash
""").bindparams(
        bindparam("given", type_=LargeBinary()), bindparam("fresh", type_=LargeBinary()),
        bindparam("user_id", type_=Uuid()), bindparam("at", type_=DateTime(timezone=True)),
    )
)  # fmt: skip


async def _remember_device(db: Db, user_id: UUID, device: str, moment: datetime) -> str:
    """The token by which this browser is known from now on: a fresh one, never one that the caller made up."""
    fresh, given = secrets.token_urlsafe(32), queries.digest(device)
    kept = await db.value(_REMEMBER, given=given, fresh=queries.digest(fresh), user_id=user_id, at=moment)
    return device if device and kept == given else fresh


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


async def prune(db: Db) -> None:
    """Drop tries, devices and ended sessions that nobody needs any more."""
    before = now() - KEPT
    await db.execute(delete(SignInAttempt).where(SignInAttempt.at < before))
    await db.execute(delete(KnownDevice).where(KnownDevice.used_at < before))
    await db.execute(delete(Session).where(Session.ended_at < before))
