"""valkey(): the Valkey (Redis protocol) client of this process. What it holds may vanish at any moment."""

from __future__ import annotations

from redis.asyncio import BlockingConnectionPool, Redis

from hub.core.settings import settings

_client: Redis | None = None


def valkey() -> Redis:
    """One pooled client; short timeouts, since nothing may wait for it."""
    global _client
    if _client is None:
        # Many who ask at once wait for a connection, at most a second: more connections make nothing faster.
        pool = BlockingConnectionPool.from_url(
            settings().redis_url, max_connections=20, timeout=1, socket_timeout=1.0, socket_connect_timeout=1.0
        )
        _client = Redis.from_pool(pool)
    return _client


async def close_valkey() -> None:
    global _client
    if _client is not None:
        await _client.aclose()
        _client = None
