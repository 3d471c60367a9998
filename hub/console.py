"""What a person at the terminal sees: numbered steps with timings, and plain notes. Standard library only.

Everything goes to standard error, so that a command's real output can be piped.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator


class Failed(Exception):
    """A command cannot go on. The message says what happened and what to do; the status becomes the exit code."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


def say(text: str = "") -> None:
    """One line for the person at the terminal, if there still is one."""
    with contextlib.suppress(OSError):
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


class Steps:
    """`[3/7] Installing web packages ... 12.1 s`. On a pipe each step is one whole line, written when it ends."""

    def __init__(self, total: int, done: int = 0, *, quiet: bool = False) -> None:
        self.total, self.done, self.quiet = total, done, quiet
        self._live = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """Announce, run the block, and say how long it took, or that it failed."""
        self.done += 1
        head = f"[{self.done}/{self.total}] {title} ..."
        if self._live and not self.quiet:
            sys.stderr.write(head)
            sys.stderr.flush()
        step, started = Step(), time.monotonic()
        try:
            yield step
        except BaseException:
            self._end(head, "failed" if sys.exc_info()[0] is not KeyboardInterrupt else "interrupted")
            raise
        self._end(head, step.note or f"{time.monotonic() - started:.1f} s")

    def _end(self, head: str, outcome: str) -> None:
        if not self.quiet:
            say(f"{'' if self._live else head} {outcome}")


class Step:
    """Set `note` to say something better than a duration, such as `up to date`."""

    note = ""
