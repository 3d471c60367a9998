"""Rate limits: fixed windows in Valkey, in this process when Valkey is away (never a reason to lock everybody out)."""

from __future__ import annotations

import hashlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from redis.exceptions import RedisError

from hub.core.errors import HubError, TooMany

_local: dict[str, tuple[int, int]] = {}


async def limit(redis: Redis | None, name: str, who: str, *, most: int, per: int) -> None:
    """Count one try of `who` at `name`; raise 429 with retry_after above `most` tries in `per` seconds."""
    count = await _count(redis, _key(name, who, per), per, 1)
    if count > most:
        wait = per - int(time.time()) % per
        raise TooMany(f"Too many tries. Please wait {wait} seconds.", retry_after=wait)


@asynccontextmanager
async def wrong_tries(
    redis: Redis | None, name: str, who: str, *, most: int, per: int, wrong: type[HubError]
) -> AsyncIterator[None]:  # fmt: skip
    """The same for what only a `wrong` try shall count: each counts while it runs, so that guesses at one moment do."""
    await limit(redis, name, who, most=most, per=per)
    try:
        yield
    except wrong:
        raise
    except HubError:
        await _count(redis, _key(name, who, per), per, -1)
        raise
    await _count(redis, _key(name, who, per), per, -1)


def _key(name: str, who: str, per: int) -> str:
    # Hashed: no e-mail address or name stands in a Valkey key (B67).
    return f"limit:{name}:{hashlib.sha256(who.encode()).hexdigest()[:24]}:{int(time.time()) // per}"


async def _count(redis: Redis | None, key: str, per: int, by: int) -> int:
    if redis is not None:
        try:
            async with redis.pipeline(transaction=True) as pipe:
                pipe.incrby(key, by)
                pipe.expire(key, per + 1)
                return int((await pipe.execute())[0])
        except (RedisError, OSError, TimeoutError):
            pass
    if len(_local) > 10_000:
        _local.clear()
    count, _ = _local.get(key, (0, 0))
    _local[key] = (count + by, int(time.time()))
    return count + by
