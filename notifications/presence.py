"""present(): whether a person looks at the hub now, so that their phone need not buzz."""

from __future__ import annotations

from uuid import UUID

from redis.asyncio import Redis
from redis.exceptions import RedisError

from hub.core import presence


async def present(redis: Redis, user_id: UUID) -> bool:
    """False when nobody knows (Valkey away): better a push too many than one too few."""
    try:
        return user_id in await presence.connected(redis, [user_id])
    except (RedisError, OSError, TimeoutError):
        return False
