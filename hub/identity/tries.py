"""Tries to sign in: each is noted before the password is looked at, and too many wrong ones are refused (B15, B16)."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, LargeBinary, bindparam, delete, text

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import TooMany
from hub.core.ids import uuid7
from hub.core.prepared import Prepared
from hub.identity import queries
from hub.identity.models import SignInAttempt, UserAccount

WINDOW = timedelta(minutes=15)
PER_ACCOUNT, PER_ADDRESS, EVER = 10, 100, 100


def digest_of(email: str) -> bytes:
    """How the e-mail of a try is kept."""
    return hashlib.sha256(email.encode()).digest()


# Both locks in one statement of their own: the next one must see what the holder before has committed.
_ONE_AT_A_TIME = Prepared(
    text(
        "SELECT pg_advisory_xact_lock(('x' || :who)::bit(64)::bigint), pg_advisory_xact_lock(hashtextextended(:ip, 1))"
    )
)
_TRIES = Prepared(
    text("""
WITH account AS (SELECT id, password_hash FROM user_account WHERE email = :email),
device AS (
  SELECT EXISTS (SELECT FROM known_device JOIN account ON account.id = user_id WHERE token_hash = :device) AS known),
wrong AS (
  SELECT a.at FROM sign_in_attempt a, device
  WHERE a.who = :who AND NOT a.succeeded AND a.known_device = device.known),
since AS (
  SELECT coalesce(max(at), '-infinity') AS last_right FROM sign_in_attempt WHERE who = :who AND succeeded)
SELECT account.id AS user_id, coalesce(account.password_hash, '') AS stored, device.known,
  mine.count AS mine, mine.first AS mine_first, here.count AS here, here.first AS here_first,
  (SELECT count(*) FROM wrong, since WHERE wrong.at > since.last_right) AS in_a_row
FROM device LEFT JOIN account ON true,
  (SELECT count(*) AS count, min(at) AS first FROM wrong WHERE at > :since) AS mine,
  (SELECT count(*) AS count, min(at) AS first FROM sign_in_attempt
   WHERE ip = :ip AND NOT succeeded AND at > :since) AS here
""").bindparams(
        bindparam("who", type_=LargeBinary()), bindparam("device", type_=LargeBinary()),
        bindparam("since", type_=DateTime(timezone=True)),
    )
)  # fmt: skip


async def note(
    db: Db, email: str, who: bytes, device: str, actor: Actor
) -> tuple[UUID, UUID | None, str, TooMany | None]:  # fmt: skip
    """Note this try and decide whether it may go on. One at a time per account, so that parallel guesses count."""
    await db.all(_ONE_AT_A_TIME, who=who.hex()[:16], ip=actor.ip)
    found = await db.first(
        _TRIES, email=email, who=who, device=queries.digest(device), ip=actor.ip, since=now() - WINDOW
    )
    if too_many := _refusal(found):
        return uuid7(), None, "", too_many
    attempt = SignInAttempt(id=uuid7(), at=now(), who=who, ip=actor.ip, known_device=found.known, succeeded=False)
    db.add(attempt)
    return attempt.id, found.user_id, found.stored, None


def _refusal(found: Any) -> TooMany | None:
    """Wrong tries so far: 10 in 15 minutes per account, 100 per address, 100 in a row ever.

    A device that this person has used before is counted by itself: strangers cannot lock its owner out (B15).
    """
    if found.mine >= PER_ACCOUNT:
        return _wait(found.mine_first)
    if found.here >= PER_ADDRESS:
        return _wait(found.here_first)
    return _locked() if found.in_a_row >= EVER else None


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


async def forget_failures(db: Db, user: UserAccount) -> None:
    """A reset password starts with a clean slate; the audit trail keeps the tries."""
    who = digest_of(user.email)
    await db.execute(delete(SignInAttempt).where(SignInAttempt.who == who, SignInAttempt.succeeded.is_(False)))
