"""Nudges: a word to the relay after a commit that has left something for it, never within the transaction.

NOTIFY makes PostgreSQL hold one lock for the whole server from the begin of a commit until that commit is on disk, so
commits that notify are written one after the other, each with a flush of its own. Said afterwards, in a transaction
that waits for no disk, it holds nobody up; and what many commits leave within a moment takes one word. A nudge that
was never said, because the process ended in between, costs a second: the relay looks by itself as often.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

CHANNEL = "hub_outbox"
FACT, JOB = "fact", "job"
PAUSE = 0.02
"""Seconds between two words of one process. The first is said at once."""

_LEFT = "nudges"


def leave(session: Any, what: str) -> None:
    """This transaction leaves a fact or a job that is due: the relay is told once it is committed."""
    session.info.setdefault(_LEFT, set()).add(what)


def taken(session: Any) -> set[str]:
    """What a transaction that has ended has left; asked once."""
    found: set[str] = session.info.pop(_LEFT, set())
    return found


def words(what: set[str]) -> str:
    """The word itself: nothing is written, so nobody need wait for the disk."""
    said = "; ".join(f"NOTIFY {CHANNEL}, '{one}'" for one in sorted(what))
    return f"BEGIN; SET LOCAL synchronous_commit = off; {said}; COMMIT"


class Nudger:
    """Says the nudges of one process, at most one each PAUSE; `say(sql)` runs it on some connection."""

    def __init__(self, say: Callable[[str], Awaitable[None]]) -> None:
        self._say = say
        self._left: set[str] = set()
        self._work: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()

    def heard(self, what: set[str]) -> None:
        """Some commit has left this."""
        self._left |= what
        if self._left and (self._work is None or self._work.done()):
            self._work = asyncio.get_running_loop().create_task(self._speak())

    async def _speak(self) -> None:
        while self._left:
            what, self._left = self._left, set()
            # The relay finds by itself what it could not be told of: a database that is lost is lost for it, too.
            with contextlib.suppress(Exception):
                await self._say(words(what))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), PAUSE)

    async def close(self) -> None:
        """Say what is left, without a pause, and end."""
        self._ending.set()
        if self._work is not None and not self._work.done():
            await self._work
