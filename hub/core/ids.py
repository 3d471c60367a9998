"""uuid7(): time-ordered ids (RFC 9562), so that B-trees grow at one end."""

from __future__ import annotations

import os
import time
from uuid import UUID


def uuid7() -> UUID:
    """A version-7 UUID: 48 bits of Unix milliseconds, then random bits."""
    ms = time.time_ns() // 1_000_000
    rand = int.from_bytes(os.urandom(10), "big")
    value = (ms & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | (rand >> 64 & 0xFFF) << 64
    return UUID(int=value | 0b10 << 62 | rand & 0x3FFF_FFFF_FFFF_FFFF)
