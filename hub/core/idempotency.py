"""once(): the same Idempotency-Key gets the same answer, and the work is done one time (B60)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from quart import Response, request
from sqlalchemy import LargeBinary, delete, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Base, Db
from hub.core.errors import Conflict, Invalid, Malformed, Unauthenticated
from hub.core.jobs import job
from hub.core.settings import settings

KEPT = timedelta(hours=48)


class IdempotencyKey(Base):
    """The stored answer to one keyed request; `body` is sealed."""

    __tablename__ = "idempotency_key"

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int] = mapped_column(default=0)
    body: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    created_at: Mapped[datetime] = mapped_column(index=True)


async def once(db: Db, actor: Actor, key: str, raw: bytes, work: Callable[[], Awaitable[Response]]) -> Response:
    """Same key and body = the same answer; same key and another body = 422. A second caller waits for the first."""
    if not 8 <= len(key) <= 200:
        raise Malformed("An Idempotency-Key has 8 to 200 characters.", code="bad_idempotency_key")
    if actor.user_id is None:
        raise Unauthenticated()
    digest = hashlib.sha256(f"{request.method} {request.path} {actor.acts_for or ''}\n".encode() + raw).digest()
    won = await db.execute(
        text("INSERT INTO idempotency_key (user_id, key, request_hash, status, body, created_at) "
             "VALUES (:u, :k, :h, 0, ''::bytea, :now) ON CONFLICT DO NOTHING RETURNING 1"),
        {"u": actor.user_id, "k": key, "h": digest, "now": now()},
    )  # fmt: skip
    if won.first() is None:
        stored = await db.get_one(IdempotencyKey, (actor.user_id, key))
        if stored.request_hash != digest:
            raise Invalid("This Idempotency-Key was used for another request.", code="idempotency_key_reused")
        return Response(_opened(stored), stored.status, {"Idempotent-Replay": "true"}, content_type="application/json")
    reply = await work()
    stored = await db.get_one(IdempotencyKey, (actor.user_id, key))
    stored.status = reply.status_code
    stored.body = sealed(await reply.get_data(as_text=False), stored.user_id, stored.key)
    return reply


def sealed(body: bytes, user_id: UUID, key: str) -> bytes:
    """An answer as it is kept: it may hold what is sealed elsewhere. Nonce, then ciphertext, for this very request."""
    nonce = os.urandom(12)
    return nonce + AESGCM(_secret()).encrypt(nonce, body, _place(user_id, key))


def _opened(stored: IdempotencyKey) -> bytes:
    try:
        return AESGCM(_secret()).decrypt(stored.body[:12], stored.body[12:], _place(stored.user_id, stored.key))
    except (InvalidTag, ValueError) as error:
        raise Conflict("This was done already; its answer is not known any more.", code="answer_lost") from error


def _secret() -> bytes:
    # Not a data key: answers live for two days, and a rotation of those must not make them unreadable.
    return hashlib.sha256(settings().secret("answers").encode()).digest()


def _place(user_id: UUID, key: str) -> bytes:
    return f"idempotency_key|{user_id}|{key}".encode()


@job("core.forget_idempotency_keys", every=3600)
async def forget(db: Db, actor: Actor) -> None:
    """Drop answers that nobody will ask for again."""
    await db.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now() - KEPT))
