"""`house`: a hub with one running web front; `two_webs`: with two."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from hub.core.settings import settings
from tests.hub_fixture import Hub
from tests.signaling.house import House


def options_of(hub: Hub, **more: Any) -> House:
    return House(hub, settings().model_copy(update={"database_url": hub.database.url, **more}))


@pytest.fixture
async def house(hub: Hub) -> AsyncIterator[House]:
    found = options_of(hub)
    async with found.stack:
        yield await found.open()


@pytest.fixture
async def two_webs(hub: Hub) -> AsyncIterator[House]:
    found = options_of(hub)
    async with found.stack:
        yield await found.open(2)
