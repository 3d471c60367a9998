"""Codes by text message, for who has neither a passkey nor an authenticator app: better than a password alone, and
weaker than both (NIST SP 800-63B-4, 3.2.9: restricted), so a hospital may forbid them to its staff.

A code is six digits, good for five minutes, for one purpose, once; five wrong ones void it, a newer one replaces it.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from hub.core import audit, keys, limits
from hub.core.actor import SYSTEM, Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound, TooMany
from hub.core.facts import state
from hub.core.ids import uuid7
from hub.core.phones import phone_of
from hub.core.switches import switch
from hub.core.valkey import valkey
from hub.identity import standing
from hub.identity.factors import recovery
from hub.identity.factors.facts import SmsCodeWritten
from hub.identity.factors.models import SmsCode, SmsFactor
from hub.identity.models import UserAccount
from hub.identity.roles import is_staff

FOR_STAFF = switch("identity.sms_for_staff", True)
"""Whether a code by text counts as a second factor of who works here."""

LASTS = timedelta(minutes=5)
TRIES = 5
PAUSE = timedelta(seconds=30)
HOUR, AN_HOUR, TO_ONE_NUMBER = timedelta(hours=1), 6, 12
EVER = 100
"""Wrong codes in a row after which only a recovery code or an administrator helps (NIST SP 800-63B-4, 3.2.2)."""


class WrongCode(Invalid):
    """Not the code that was sent; that it was tried is remembered."""

    code = "wrong_code"
    keeps_writes = True


async def counts(db: Db | ReadDb, roles: Iterable[str]) -> bool:
    """Whether a code by text counts as a second factor of somebody with these roles."""
    return not is_staff(set(roles)) or bool(await FOR_STAFF.value(db))


async def factor(db: Db | ReadDb, user_id: UUID, *, lock: bool = False) -> SmsFactor | None:
    """The telephone that gets this person's codes, confirmed or not."""
    query = select(SmsFactor).where(SmsFactor.user_id == user_id)
    found: SmsFactor | None = await db.scalar(query.with_for_update(of=SmsFactor) if lock else query)
    return found


async def start(db: Db, user: UserAccount, phone: str, *, actor: Actor) -> SmsCode:
    """Send a code to a telephone; it counts once that code was shown (`confirm`).

    409 sms_forbidden, has_factor or has_sms; 422 bad_phone; 429 too_many_texts.
    """
    await _may_begin(db, user, actor)
    number = phone_of(phone)
    if not number:
        raise Invalid("Please enter the number of a mobile phone.", code="bad_phone", errors=[
            {"path": "phone", "message": "Please enter the number of a mobile phone.", "type": "phone"}])  # fmt: skip
    await limits.limit(valkey(), "sms-code-to", number, most=TO_ONE_NUMBER, per=int(HOUR.total_seconds()))
    row = await factor(db, user.id, lock=True)
    if row is None:
        row = SmsFactor(id=uuid7(), user_id=user.id, wrong=0)
        db.add(row)
    row.phone = number
    await db.flush()
    return await _send(db, row, row.id, actor=actor)


async def _may_begin(db: Db, user: UserAccount, actor: Actor) -> None:
    if not await counts(db, actor.roles):
        raise Conflict("This hospital takes no codes by text from its staff. Use a passkey or an authenticator app.",
                       code="sms_forbidden")  # fmt: skip
    his = await standing.of(db, user.id)
    if his.has_strong_factor:
        raise Conflict("You have a stronger second proof already.", code="has_factor")
    if his.sms:
        raise Conflict("A telephone gets your codes already. Remove it first.", code="has_sms")


async def ask(db: Db, user_id: UUID, bound_to: UUID, *, actor: Actor) -> SmsCode:
    """Send a code for this ticket or session to the person's telephone; 409 no_sms when no telephone gets any."""
    row = await factor(db, user_id, lock=True)
    if row is None or row.confirmed_at is None or not (await standing.of(db, user_id)).texts:
        raise Conflict("No telephone gets codes for this account.", code="no_sms")
    return await _send(db, row, bound_to, actor=actor)


async def _send(db: Db, row: SmsFactor, bound_to: UUID, *, actor: Actor) -> SmsCode:
    """`row` is locked, so that two who ask at once are counted."""
    await _not_too_many(db, row)
    await _void(db, row.user_id)
    id, code = uuid7(), f"{secrets.randbelow(10**6):06d}"
    made = SmsCode(id=id, user_id=row.user_id, bound_to=bound_to, to=row.phone, code=code, code_hash=_hash(id, code),
                   created_at=now(), expires_at=now() + LASTS, tries=0)  # fmt: skip
    db.add(made)
    audit.noted(db, actor, "send", "sms_code", id, after={"user_id": str(row.user_id)})
    state(db, SmsCodeWritten(code_id=id, user_id=row.user_id), actor=actor)
    await db.flush()
    return made


async def _not_too_many(db: Db, row: SmsFactor) -> None:
    if row.wrong >= EVER:
        raise _locked()
    moment = now()
    sent = list(await db.scalars(
        select(SmsCode.created_at).where(SmsCode.user_id == row.user_id, SmsCode.created_at > moment - HOUR)
        .order_by(SmsCode.created_at)
    ))  # fmt: skip
    free = sent[-1] + PAUSE if sent else moment
    if len(sent) >= AN_HOUR:
        free = max(free, sent[-AN_HOUR] + HOUR)
    if free > moment:
        seconds = int((free - moment).total_seconds()) + 1
        raise TooMany(f"A code was sent already. The next one can be asked for in {seconds} seconds.",
                      code="too_many_texts", retry_after=seconds)  # fmt: skip


def _locked() -> TooMany:
    return TooMany("There were too many wrong codes. Use a recovery code, or ask reception to reset your second proof.",
                   code="sms_locked", retry_after=86_400)  # fmt: skip


async def _void(db: Db, user_id: UUID) -> None:
    living = update(SmsCode).where(SmsCode.user_id == user_id, SmsCode.used_at.is_(None))
    await db.execute(living.values(used_at=now(), code_sealed=""))


async def right(db: Db, user_id: UUID, code: str, bound_to: UUID) -> bool:
    """Whether this code was sent for this ticket, session or telephone; it is used up by this (B23).

    A wrong one is counted, if the transaction is kept. One at a time: the telephone's row is locked.
    """
    row = await factor(db, user_id, lock=True)
    sent = await db.scalar(
        select(SmsCode).where(SmsCode.user_id == user_id, SmsCode.bound_to == bound_to, SmsCode.used_at.is_(None),
                              SmsCode.expires_at > now())
        .with_for_update(of=SmsCode)
    )  # fmt: skip
    if row is None or sent is None or row.wrong >= EVER:
        return False
    if hmac.compare_digest(sent.code_hash, _hash(sent.id, code.replace(" ", ""))):
        sent.used_at, row.wrong = now(), 0
        return True
    sent.tries, row.wrong = sent.tries + 1, row.wrong + 1
    if sent.tries >= TRIES:
        sent.used_at = now()
    return False


def _hash(id: UUID, code: str) -> bytes:
    made = keys.blind("sms_code", f"{id}|{code}")
    assert made is not None
    return made


async def confirm(db: Db, user: UserAccount, code: str, *, actor: Actor) -> list[str]:
    """The telephone got the code: from now on codes are asked for. Returns the recovery codes, told once."""
    row = await factor(db, user.id, lock=True)
    if row is None or row.confirmed_at is not None:
        raise NotFound("There is no new telephone to confirm.", code="no_new_sms")
    await _may_begin(db, user, actor)
    if not await right(db, user.id, code, row.id):
        raise WrongCode("This code is not right, or its five minutes are over.")
    row.confirmed_at = now()
    audit.noted(db, actor, "create", "second_factor", row.id, after={"kind": "sms"})
    return await recovery.fresh(db, user.id, actor=actor)


async def remove(db: Db, user_id: UUID, *, actor: Actor) -> None:
    """Send this person no codes any more."""
    row = await factor(db, user_id, lock=True)
    if row is None:
        raise NotFound("No telephone gets codes.", code="no_sms")
    await _void(db, user_id)
    await db.delete(row)
    await recovery.void_if_idle(db, user_id)
    audit.noted(db, actor, "delete", "second_factor", row.id, after={"kind": "sms", "user_id": str(user_id)})


async def waiting(db: Db, code_id: UUID) -> SmsCode | None:
    """For the sender: the code, unless it was sent or is good for nothing any more.

    Not locked: a gateway takes its time, and whoever asks for a newer code does not wait for it.
    """
    row = await db.get(SmsCode, code_id)
    return row if row is not None and row.code_sealed and row.used_at is None and row.expires_at > now() else None


async def done(db: Db, code_id: UUID, problem: str) -> None:
    """It was sent, or never will be (`problem`): either way only its hash stays."""
    row = await db.get_one(SmsCode, code_id, with_for_update=True, populate_existing=True)
    row.code = ""
    if problem:
        audit.noted(db, SYSTEM, "send", "sms_code", row.id, outcome="failed", reason=problem,
                    after={"user_id": str(row.user_id)})  # fmt: skip


async def prune(db: Db) -> None:
    """Codes are no archive; an hour of them is what limits how many are sent."""
    await db.execute(delete(SmsCode).where(SmsCode.created_at < now() - timedelta(days=1)))
