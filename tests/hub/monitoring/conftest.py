"""`clock`: the time of a test stands still."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hub.core.clock import stopped


@pytest.fixture
def clock() -> Iterator[None]:
    """What is late, silent or contiguous is a matter of seconds: none passes but those that a test lets pass."""
    with stopped():
        yield
