"""Recordings, seen from the process that carries the call: packets go to a recorder process, one per recording.

The pipe to it holds `type, length, body` (see `signaling.recorder`): first what each track is, then its packets as they
come in. A recorder that does not keep up, or dies, harms nobody's call; the recording then says that it broke off.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog

from hub.core.settings import Settings
from signaling.packets import Inlet
from signaling.recorder import BEGIN, HEAD, MEDIA, PACKET, TRACK

log = structlog.get_logger(__name__)

ROOT = Path(__file__).resolve().parent.parent
MOST_WAITING = 8_388_608
"""Bytes that may wait for the recorder: half a minute of everybody."""
ENDS_WITHIN = 15.0
"""Seconds for which a process that stops waits for it."""
KILLED_AFTER = 120.0
"""Seconds after which a recorder that was told to end hangs: what it wrote until then is found and kept."""


class Recorder:
    """The recorder process of one recording; `broke_off` is told when it ends other than it should."""

    def __init__(
        self, recording_id: UUID, options: Settings, broke_off: Callable[[UUID, str], Awaitable[None]]
    ) -> None:  # fmt: skip
        self.recording_id, self.options, self.broke_off = recording_id, options, broke_off
        self.inlets: dict[Inlet, int] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._watching: asyncio.Task[None] | None = None
        self._began, self._asked, self._left = 0.0, False, 0.0

    async def start(self) -> Recorder:
        environment = os.environ | {
            "HUB_DATABASE_URL": self.options.database_url, "HUB_REDIS_URL": self.options.redis_url,
            "HUB_DATA_DIR": str(self.options.data_dir.absolute()),
        }  # fmt: skip
        # A session of its own: whatever stops our group, it ends when its input does, with everything written.
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "hub.cli", "recorder", str(self.recording_id), cwd=ROOT, env=environment,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        self._watching = asyncio.create_task(self._watch(self._process))
        return self

    def say_ready(self) -> None:
        """Both are here: let the recorder say that it records, which shows the mark; packets follow upon that."""
        if not self._asked:
            self._asked = True
            self._write(BEGIN, b"")

    def follow(self, participant: str, inlet: Inlet) -> None:
        """Record this track of somebody who has agreed; again is harmless."""
        if inlet in self.inlets:
            return
        number = self.inlets[inlet] = len(self.inlets)
        self._write(TRACK, json.dumps(
            {"track": number, "participant": participant, "source": inlet.source}
        ).encode())  # fmt: skip
        inlet.taps.append(lambda packet: self._packet(number, packet))
        inlet.want_key()

    def pause(self) -> None:
        """Take no packet more, at once."""
        for inlet in self.inlets:
            inlet.taps.clear()

    def leave(self) -> None:
        """Take no packet more, and let the recorder write the rest."""
        self.pause()
        self._left = self._left or time.monotonic()
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    def must_end(self) -> None:
        """Kill it when it hangs: it was told to end and has not for long."""
        if not self.over and self._process is not None and time.monotonic() - self._left > KILLED_AFTER:
            log.error("recorder_hangs", id=str(self.recording_id))
            self._process.kill()

    @property
    def over(self) -> bool:
        """Whether its process has ended and said so."""
        return self._watching is None or self._watching.done()

    async def ended(self) -> None:
        """Wait for what it still writes, but not for ever."""
        if self._watching is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(self._watching), ENDS_WITHIN)

    def _packet(self, number: int, packet: Any) -> None:
        moment = time.monotonic()
        self._began = self._began or moment
        head = PACKET.pack(number, int((moment - self._began) * 1000), packet.sequence_number, packet.timestamp,
                           packet.marker)  # fmt: skip
        self._write(MEDIA, head + packet.payload)

    def _write(self, kind: bytes, body: bytes) -> None:
        pipe = self._process.stdin if self._process is not None else None
        if pipe is None or pipe.is_closing():
            return
        if pipe.transport.get_write_buffer_size() > MOST_WAITING:
            log.error("recorder_too_slow", id=str(self.recording_id))
            self.leave()
            return
        pipe.write(HEAD.pack(kind, len(body)) + body)

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        """Whole pictures that it wants, until it ends; an end that was not asked for is told."""
        assert process.stdout is not None
        async for line in process.stdout:
            number = int(line)
            for inlet, own in self.inlets.items():
                if own == number:
                    inlet.want_key()
        if await process.wait() != 0:
            await self.broke_off(self.recording_id, "recorder_died")
