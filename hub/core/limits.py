"""Rate limits: fixed windows in Valkey, in this process when Valkey is away (never a reason to lock everybody out)."""

from __future__ import annotations

import hashlib
import time

from redis.asyncio import Redis
from redis.exceptions import RedisError

from hub.core.errors import TooMany

_local: dict[str, tuple[int, int]] = {}


async def limit(redis: Redis | None, name: str, who: str, *, most: int, per: int) -> None:
    """Count one try of `who` at `name`; raise 429 with retry_after above `most` tries in `per` seconds."""
    window = int(time.time()) // per
    # Hashed: no e-mail address or name stands in a Valkey key (B67).
    key = f"limit:{name}:{hashlib.sha256(who.encode()).hexdigest()[:24]}:{window}"
    count = await _count(redis, key, per)
    if count > most:
        wait = per - int(time.time()) % per
        raise TooMany(f"Too many tries. Please wait {wait} seconds.", retry_after=wait)


async def _count(redis: Redis | None, key: str, per: int) -> int:
    if redis is not None:
        try:
            async with redis.pipeline(transaction=True) as pipe:
                pipe.incr(key)
                pipe.expire(key, per + 1)
                return int((await pipe.execute())[0])
        except (RedisError, OSError, TimeoutError):
            pass
    if len(_local) > 10_000:
        _local.clear()
    count, _ = _local.get(key, (0, 0))
    _local[key] = (count + 1, int(time.time()))
    return count + 1
