"""Authenticator apps (TOTP, RFC 6238: SHA-1, 6 digits, 30 s, one step either way)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import struct
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.identity.factors import recovery
from hub.identity.factors.models import SecondFactor
from hub.identity.models import UserAccount

STEP, DIGITS = 30, 6


def code_at(seed: str, step: int) -> str:
    """The six digits of time step `step` (seconds since 1970 // 30) for a base32 seed."""
    mac = hmac.digest(base64.b32decode(seed), struct.pack(">Q", step), hashlib.sha1)
    offset = mac[-1] & 15
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_now() -> int:
    return int(now().timestamp()) // STEP


async def factor(db: Db | ReadDb, user_id: UUID, *, lock: bool = False) -> SecondFactor | None:
    """The person's authenticator app, confirmed or not."""
    query = select(SecondFactor).where(SecondFactor.user_id == user_id)
    found: SecondFactor | None = await db.scalar(query.with_for_update(of=SecondFactor) if lock else query)
    return found


async def start(db: Db, user: UserAccount, *, issuer: str, actor: Actor) -> tuple[str, str]:
    """(seed, otpauth:// URI) of a new app; it counts once a code of it was shown (`confirm`)."""
    row = await factor(db, user.id, lock=True)
    if row is not None and row.confirmed_at is not None:
        raise Conflict("You have an authenticator app already. Remove it first.", code="has_totp")
    if row is not None:
        await db.delete(row)
        await db.flush()
    seed = base64.b32encode(os.urandom(20)).decode()
    db.add(SecondFactor(user_id=user.id, seed=seed, last_step=0))
    audit.noted(db, actor, "begin", "second_factor", user.id)
    label = quote(f"{issuer}:{user.email}")
    return (
        seed,
        f"otpauth://totp/{label}?secret={seed}&issuer={quote(issuer)}&algorithm=SHA1&digits={DIGITS}&period={STEP}",
    )


async def confirm(db: Db, user: UserAccount, code: str, *, actor: Actor) -> list[str]:
    """The first code of the new app was right: from now on it is asked for. Returns the recovery codes, told once."""
    row = await factor(db, user.id, lock=True)
    if row is None or row.confirmed_at is not None:
        raise NotFound("There is no new authenticator app to confirm.", code="no_new_totp")
    if not _fits(row, code):
        raise Invalid("This code is not right. Is the phone's clock right?", code="wrong_code")
    row.confirmed_at = now()
    audit.noted(db, actor, "create", "second_factor", row.id, after={"kind": "totp"})
    return await recovery.fresh(db, user.id, actor=actor)


async def right(db: Db, user_id: UUID, code: str) -> bool:
    """Whether the app shows this code now and it was not used yet; it is used by this (B23)."""
    row = await factor(db, user_id, lock=True)
    return row is not None and row.confirmed_at is not None and _fits(row, code)


async def remove(db: Db, user_id: UUID, *, actor: Actor) -> None:
    """Ask for no codes of the app any more."""
    row = await factor(db, user_id, lock=True)
    if row is None:
        raise NotFound("There is no authenticator app.", code="no_totp")
    await db.delete(row)
    await recovery.void_if_idle(db, user_id)
    audit.noted(db, actor, "delete", "second_factor", row.id, after={"user_id": str(user_id)})


def _fits(row: SecondFactor, code: str) -> bool:
    """A code of this step or of a neighbour that was not used; it is used now, and so is every earlier one."""
    middle, given = step_now(), code.replace(" ", "").encode()  # as apps show it; and of any letters, compared as bytes
    for step in (middle - 1, middle, middle + 1):
        if step > row.last_step and hmac.compare_digest(code_at(row.seed, step).encode(), given):
            row.last_step = step
            return True
    return False
