"""The recorder: a process of its own that turns one call's packets into sealed files. `hub recorder ID`

It reads packets from its standard input (see `signaling.recording`), asks for whole pictures on its standard output,
and writes down itself what becomes of the recording: whatever happens to the web process, what was recorded until then
is kept. Nothing is ever on a disk unsealed.
"""

from __future__ import annotations

import asyncio
import json
import struct
import sys
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import structlog

from hub.core import db
from hub.core.ids import uuid7
from hub.core.settings import Settings
from hub.core.storage import storage
from hub.visits.recording import queries, vault, writing
from signaling.muxing import Film, Frame, Track

log = structlog.get_logger(__name__)

HEAD = struct.Struct("!cI")
PACKET = struct.Struct("!HIHIB")
"""track, milliseconds of the recording at which it arrived, sequence number, timestamp, marker; the payload follows"""
BEGIN, TRACK, MEDIA = b"B", b"T", b"P"
BEAT = 10.0
FILE = {"microphone": "camera", "camera": "camera", "screen": "screen"}


@dataclass
class Stored:
    """What of a file is in the storage."""

    id: UUID = field(default_factory=uuid7)
    parts: dict[int, UUID] = field(default_factory=dict)
    size: int = 0

    def columns(self, film: Film) -> dict[str, Any]:
        """Of its row (RecordingFile)."""
        return {
            "id": self.id, "participant": film.participant, "source": film.source, "tracks": film.tracks,
            "offset_ms": film.offset, "duration_ms": film.duration, "size": self.size,
            "part_size": film.parts.part_size, "parts": [self.parts[index] for index in sorted(self.parts)],
        }  # fmt: skip


class Recorder:
    """One recording, from the first packet to the last part."""

    def __init__(self, recording_id: UUID, key: bytes) -> None:
        self.recording_id, self.key = recording_id, key
        self.tracks: dict[int, Track] = {}
        self.growing: dict[tuple[str, str], Film] = {}
        """participant, camera or screen -> the file that grows now"""
        self.rows: dict[Film, Stored] = {}
        """Every file, also those that do not grow any more."""
        self.beaten = 0.0
        self.begun = False

    async def run(self, packets: asyncio.StreamReader) -> None:
        """Until the input ends; then everything is kept."""
        while (head := await self._next(packets)) is not None:
            kind, size = HEAD.unpack(head)
            body = await _exactly(packets, size)
            if body is None:
                break
            if kind == TRACK:
                told = json.loads(body)
                self.tracks[told["track"]] = Track(told["participant"], told["source"])
            elif kind == BEGIN:
                async with db.transaction() as session:  # asks once more whether every consent is still there (B59)
                    self.begun = await writing.begun(session, self.recording_id)
            elif self.begun:
                self._take(body)
                await self._beat()
        for film in self.growing.values():
            film.close()
        await self._store()
        async with db.transaction() as session:
            await writing.finished(session, self.recording_id)

    async def _next(self, packets: asyncio.StreamReader) -> bytes | None:
        """The head of what comes next. While nobody sends (both networks are gone) we live, and say so."""
        while True:
            try:
                async with asyncio.timeout(BEAT):
                    return await _exactly(packets, HEAD.size)
            except TimeoutError:
                if self.begun:
                    await self._beat()

    def _take(self, body: bytes) -> None:
        number, arrived, sequence, timestamp, marker = PACKET.unpack_from(body)
        track = self.tracks[number]
        frame = track.feed(arrived, sequence, timestamp, marker, body[PACKET.size :])
        if track.wants_key:
            track.wants_key = False
            print(number, flush=True)  # noqa: T201 - to the web process, which asks the publisher
        if frame is not None:
            self._film(track, frame).write(frame)

    def _film(self, track: Track, frame: Frame) -> Film:
        """The file that this frame belongs in; a new one when the old one has no such track."""
        name = (track.participant, FILE[track.source])
        film = self.growing.get(name)
        if film is None or not film.takes(frame.kind):
            if film is not None:
                film.close()
            film = self.growing[name] = Film(*name, vault.PART)
            self.rows[film] = Stored()
        return film

    async def _beat(self) -> None:
        """Store what is full, and say now and then that we live."""
        if any(film.parts.ready for film in self.rows):
            await self._store()
        elif time.monotonic() - self.beaten > BEAT:
            async with db.transaction() as session:
                await writing.beat(session, self.recording_id)
        else:
            return
        self.beaten = time.monotonic()

    async def _store(self) -> None:
        """Seal and store full parts, then write down that they are there."""
        grown, replaced = [], []
        for film, row in self.rows.items():
            ready, film.parts.ready = film.parts.ready, []
            for index, plain in ready:
                before = row.parts.get(index)
                row.parts[index], _ = await storage().put(vault.seal(self.key, row.id, index, plain))
                if before is None:
                    row.size += len(plain)
                else:
                    replaced.append(before)
            if ready:
                grown.append(row.columns(film))
        async with db.transaction() as session:
            await writing.write(session, self.recording_id, grown, replaced)
            await writing.beat(session, self.recording_id)


async def _exactly(reader: asyncio.StreamReader, size: int) -> bytes | None:
    try:
        return await reader.readexactly(size)
    except asyncio.IncompleteReadError:
        return None


async def record(recording_id: UUID, options: Settings) -> int:
    """The exit status: 0 when it is kept, 1 when it broke off (which is written down)."""
    db.connect(options.database_url, pool_size=2, application_name="wardline-recorder")
    try:
        reader = asyncio.StreamReader(limit=1 << 22)
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        async with db.reading() as session:
            key = await queries.key(session, recording_id)
        try:
            await Recorder(recording_id, key).run(reader)
        except OSError as error:
            log.error("recording_broke_off", id=str(recording_id), error=type(error).__name__)
            async with db.transaction() as session:
                await writing.broke_off(session, recording_id, "storage_failed")
            return 1
        return 0
    finally:
        await db.disconnect()
