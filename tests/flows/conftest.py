"""`town`: a hospital that is open: hours, prices, wards, a payer's simulator with a folder of its own. `running`: real
processes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hub.core import db as core_db
from hub.core.settings import settings
from hub.core.valkey import close_valkey, valkey
from tests.flows.running import Parent, Running
from tests.flows.story import Town
from tests.hub_fixture import Hub
from tests.servers import drop_database, make_database
from tests.signaling.house import House


@pytest.fixture
async def town(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """A hospital where a whole story can happen."""
    monkeypatch.setattr(settings(), "clearing_house_dir", tmp_path)
    return await Town.opened(hub)


@pytest.fixture
async def front(town: Town, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """The town's hub with a web front that sockets connect to, and the relay that tells them."""
    house = House(town.hub, settings().model_copy(update={"database_url": town.hub.database.url}))

    async def publish() -> list[dict[str, Any]]:
        await house.settled()  # positions are the relay's business: one at a time gives them
        return []

    async with house.stack:
        monkeypatch.setattr(town.hub, "publish", publish)
        yield await house.open()


@pytest.fixture(scope="session")
async def parent(servers: None) -> AsyncIterator[Parent]:
    """Where processes of the hub are forked from."""
    opened = await Parent.open()
    yield opened
    await opened.close()


@pytest.fixture
async def running(
    parent: Parent, template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Running]:  # fmt: skip
    """A fresh hospital as it runs in production; the test says which processes start, and where they die."""
    url = make_database(template)
    await valkey().flushall()
    link = tmp_path / "clearing"
    database = core_db.connect(url, pool_size=3, pool_timeout=60)
    hub = Running(database, tmp_path, parent, {"HUB_CLEARING_HOUSE_DIR": str(link)})
    monkeypatch.setattr(settings(), "clearing_house_dir", link)
    monkeypatch.setattr(settings(), "port", hub.port)
    try:
        yield hub
    finally:
        await hub.stop()
        await core_db.disconnect()
        await close_valkey()
        drop_database(url)
