"""valkey(): the Valkey (Redis protocol) client of this process. What it holds may vanish at any moment."""

from __future__ import annotations

from redis.asyncio import Redis

from hub.core.settings import settings

_client: Redis | None = None


def valkey() -> Redis:
    """One pooled client; short timeouts, since nothing may wait for it."""
    global _client
    if _client is None:
        _client = Redis.from_url(settings().redis_url, socket_timeout=1.0, socket_connect_timeout=1.0)
    return _client


async def close_valkey() -> None:
    global _client
    if _client is not None:
        await _client.aclose()
        _client = None
