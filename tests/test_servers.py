"""The throw-away test servers themselves: one cluster, copies of a template, gone afterwards."""

from __future__ import annotations

import asyncio

import asyncpg
import redis

from tests import servers


async def ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_a_database_is_a_copy_of_its_template_and_can_be_dropped() -> None:
    filled: list[str] = []

    def fill(url: str) -> None:
        filled.append(url)
        asyncio.run(ask(url, "CREATE TABLE shelf AS SELECT 7 AS n"))

    template = servers.make_template("template_of_the_servers_test", fill)
    assert servers.make_template("template_of_the_servers_test", fill) == template
    assert len(filled) <= 1  # another worker may have been first
    one, other = servers.make_database(template), servers.make_database(template)
    await ask(one, "DELETE FROM shelf")
    assert await ask(one, "SELECT count(*) FROM shelf") == 0
    assert await ask(other, "SELECT count(*) FROM shelf") == 1
    for url in (one, other):
        servers.drop_database(url, wait=True)
    admin, redis_url = servers.start_test_servers()
    assert await ask(admin, "SELECT count(*) FROM pg_database WHERE datname = $$" + one.split("/")[-1] + "$$") == 0
    with redis.Redis.from_url(redis_url) as client:
        assert client.ping()
