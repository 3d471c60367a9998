"""Recovery codes: ten ways back in when the phone is lost, each once. They go with the last factor that needs them."""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.identity.factors.models import RecoveryCode, SecondFactor, SmsFactor

CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


async def fresh(db: Db, user_id: UUID, *, actor: Actor) -> list[str]:
    """Ten new recovery codes; the old ones are void."""
    codes = ["-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(2)) for _ in range(CODES)]
    await db.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    await db.execute(insert(RecoveryCode), [{"user_id": user_id, "code_hash": _hash(user_id, code)} for code in codes])
    audit.noted(db, actor, "create", "recovery_code", user_id, after={"codes": CODES})
    return codes


async def left(db: Db | ReadDb, user_id: UUID) -> int:
    """How many recovery codes still work."""
    unused = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return await db.scalar(unused) or 0


async def right(db: Db, user_id: UUID, code: str) -> bool:
    """Whether this is one of his codes; it is used up by this."""
    used = await db.execute(
        update(RecoveryCode)
        .where(RecoveryCode.user_id == user_id, RecoveryCode.code_hash == _hash(user_id, code),
               RecoveryCode.used_at.is_(None))
        .values(used_at=now()).returning(RecoveryCode.user_id)
    )  # fmt: skip
    return used.first() is not None


async def void_if_idle(db: Db, user_id: UUID) -> None:
    """Take the codes away from who has neither an app nor a telephone any more."""
    await db.flush()
    app = select(SecondFactor.id).where(SecondFactor.user_id == user_id, SecondFactor.confirmed_at.is_not(None))
    sms = select(SmsFactor.id).where(SmsFactor.user_id == user_id, SmsFactor.confirmed_at.is_not(None))
    await db.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id, ~or_(app.exists(), sms.exists())))


def _hash(user_id: UUID, code: str) -> bytes:
    # 49 random bits each and ten tries in a quarter of an hour: a fast hash is enough; the account is its salt.
    return hashlib.sha256(user_id.bytes + code.encode()).digest()
