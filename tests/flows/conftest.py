"""`town`: a hospital that is open: hours, prices, wards, a payer's simulator with a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.core.settings import settings
from tests.flows.story import Town
from tests.hub_fixture import Hub


@pytest.fixture
async def town(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """A hospital where a whole story can happen."""
    monkeypatch.setattr(settings(), "clearing_house_dir", tmp_path)
    return await Town.opened(hub)
