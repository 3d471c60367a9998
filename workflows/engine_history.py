"""The finished visits of a case: only ever added to, so loading and saving a long stay does not read or write it anew.

Kept as JSON arrays joined by commas; the oldest are forgotten in blocks once there are more than `MOST`.
"""

from __future__ import annotations

from typing import Any

import orjson

MOST = 1_000
KEPT = 750


class History:
    """Saved bytes plus what was added since. An entry is [element, entered ms, left ms, completed 0/1, came from]."""

    __slots__ = ("_added", "_count", "_saved", "forgotten")

    def __init__(self, saved: bytes = b"", count: int = 0, forgotten: int = 0) -> None:
        self._saved = saved
        self._count = count
        self._added: list[list[Any]] = []
        self.forgotten = forgotten

    def __len__(self) -> int:
        return self._count

    def add(self, entry: list[Any]) -> None:
        self._added.append(entry)
        self._count += 1

    def entries(self) -> list[list[Any]]:
        """All that is kept, the oldest first."""
        saved: list[list[Any]] = orjson.loads(b"[" + self._saved + b"]")
        return saved + self._added

    def encoded(self) -> bytes:
        """The bytes to save; afterwards nothing counts as added."""
        if self._count > MOST:
            kept = self.entries()[-KEPT:]
            self.forgotten += self._count - KEPT
            self._saved, self._count, self._added = orjson.dumps(kept)[1:-1], KEPT, []
        elif self._added:
            added = orjson.dumps(self._added)[1:-1]
            self._saved = self._saved + b"," + added if self._saved else added
            self._added = []
        return self._saved
