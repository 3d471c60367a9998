"""Demo: what the modules' `demo.load(db, demo)` share while they fill an empty database with an invented hospital."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from hub.core.clock import now

SEED = 20_260_101


def png(width: int, height: int, colour: Callable[[int, int], tuple[int, ...]]) -> bytes:
    """A picture of what `colour` says of each point, as red, green and blue (PNG, 8 bits, no filter)."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            rows += bytes(colour(x, y))
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows, 6)),
              (b"IEND", b""))  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


@dataclass
class Demo:
    """The same invented people every time; only the dates follow the clock. `made` is what earlier modules left.

    made["doctor"], made["patient2"] … are the rows behind the demo logins, made["doctors"] and made["patients"] lists.
    """

    password: str
    password_hash: str
    crowd: int = 0
    """How many patients will be put around the demo: what only makes sense for a small past is left out."""
    now: datetime = field(default_factory=lambda: now().astimezone(UTC).replace(second=0, microsecond=0))
    random: random.Random = field(default_factory=lambda: random.Random(SEED))
    made: dict[str, Any] = field(default_factory=dict)
