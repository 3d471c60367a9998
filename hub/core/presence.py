"""Who is here now, in Valkey: places with members that fade unless they are said again. A hint, never a truth.

Valkey away = nobody is known to be here; a flush heals itself with the next beat.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from uuid import UUID

from redis.asyncio import Redis
from redis.exceptions import RedisError

TTL = 15.0
"""Seconds after which a member that is not said again is gone; processes say theirs every five."""
AT_ONCE = 100
"""Members in one message to Valkey: a thousand at once would stop the process for as long as they take to write."""


def user(user_id: UUID) -> str:
    """The place of one person: its members are sockets."""
    return f"presence:user:{user_id}"


def visit(visit_id: UUID | str) -> str:
    """The place of one call: its members are participants."""
    return f"presence:visit:{visit_id}"


async def say(redis: Redis, members: Iterable[tuple[str, str]]) -> bool:
    """Say that these (place, member) are here for the next `TTL` seconds. False when Valkey does not answer."""
    until, said = time.time() + TTL, list(members)
    try:
        for first in range(0, len(said), AT_ONCE):
            async with redis.pipeline(transaction=False) as pipe:
                for place, member in said[first : first + AT_ONCE]:
                    pipe.zadd(place, {member: until})
                    pipe.expire(place, int(TTL) + 5)
                await pipe.execute()
    except (RedisError, OSError, TimeoutError):
        return False
    return True


async def gone(redis: Redis, members: Iterable[tuple[str, str]]) -> None:
    """These have left."""
    try:
        async with redis.pipeline(transaction=False) as pipe:
            for place, member in members:
                pipe.zrem(place, member)
            await pipe.execute()
    except (RedisError, OSError, TimeoutError):
        pass


async def who(redis: Redis, place: str) -> set[str]:
    """The members of a place; empty when Valkey does not answer."""
    return (await each(redis, [place]))[place]


async def each(redis: Redis, places: Sequence[str]) -> dict[str, set[str]]:
    """The members of each of these places; all empty when Valkey does not answer."""
    found: list[list[bytes]] = []
    try:
        for first in range(0, len(places), AT_ONCE):
            async with redis.pipeline(transaction=False) as pipe:
                for place in places[first : first + AT_ONCE]:
                    pipe.zrangebyscore(place, time.time(), "+inf")
                found += await pipe.execute()
    except (RedisError, OSError, TimeoutError):
        found = [[] for _ in places]
    return {place: {raw.decode() for raw in members} for place, members in zip(places, found, strict=True)}


async def connected(redis: Redis, user_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these people who have an open socket now."""
    asked = list(user_ids)
    try:
        async with redis.pipeline(transaction=False) as pipe:
            for user_id in asked:
                pipe.zcount(user(user_id), time.time(), "+inf")
            counts = await pipe.execute()
    except (RedisError, OSError, TimeoutError):
        return set()
    return {user_id for user_id, count in zip(asked, counts, strict=True) if count}
