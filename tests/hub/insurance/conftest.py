"""A clearing house folder of its own for every test, and an office that submits claims and reads answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.core.settings import settings
from tests.hub.insurance.office import Office
from tests.hub_fixture import Hub


@pytest.fixture
def clearing(servers: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where files of this test go."""
    monkeypatch.setattr(settings(), "clearing_house_dir", tmp_path)
    yield tmp_path


@pytest.fixture
async def office(hub: Hub, clearing: Path) -> Office:
    """A billing office with a patient whose cover a test chooses by member number."""
    return await Office.opened(hub)
