"""Storing what streams, and forgetting it in time: chunks, roll-ups, the days as partitions.

Waveforms are kept for 72 hours, around alerts for good; minutes for 30 days, hours for good.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, text, union_all

from hub.core import filing
from hub.core.db import Db, ReadDb
from hub.monitoring.bed import Bed, Chunk, Minute
from hub.monitoring.frames import CHANNELS
from hub.monitoring.waves import KeptChunk, VitalHour, VitalMinute, WaveformChunk, partition_name

KEEP_WAVES = timedelta(hours=72)
KEEP_MINUTES = timedelta(days=30)
AHEAD = 3
"""Days that are made before they come."""

_CHUNKS = text("""
INSERT INTO waveform_chunk (device_id, patient_id, channel, at, hz, n, scale, samples)
SELECT * FROM unnest(cast(:device AS uuid[]), cast(:patient AS uuid[]), cast(:channel AS smallint[]),
  cast(:at AS timestamptz[]), cast(:hz AS smallint[]), cast(:n AS integer[]), cast(:scale AS float8[]),
  cast(:samples AS bytea[]))
ON CONFLICT DO NOTHING
""")
_ROLL = """
INSERT INTO {table} AS t (patient_id, code, at, n, low, high, total, last)
SELECT * FROM unnest(cast(:patient AS uuid[]), cast(:code AS text[]), cast(:at AS timestamptz[]),
  cast(:n AS integer[]), cast(:low AS float8[]), cast(:high AS float8[]), cast(:total AS float8[]),
  cast(:last AS float8[]))
ON CONFLICT (patient_id, code, at) DO UPDATE SET n = t.n + excluded.n, low = least(t.low, excluded.low),
  high = greatest(t.high, excluded.high), total = t.total + excluded.total, last = excluded.last
"""
_MINUTES = text(_ROLL.format(table="vital_minute"))
_HOURS = text(_ROLL.format(table="vital_hour"))


def encoded(chunk: Chunk) -> bytes:
    """A chunk's samples as they are stored."""
    samples = chunk.samples
    if sys.byteorder == "big":
        samples = samples[:]
        samples.byteswap()
    return zlib.compress(samples.tobytes(), 1)


async def store_chunks(db: Db, rows: Sequence[tuple[Bed, Chunk]]) -> None:
    """Write chunks; one that is there already stays as it is. The days they fall on are made when they are missing."""
    if not rows:
        return
    for day in sorted({chunk.at.date() for _, chunk in rows}):
        await make_day(db, day)
    await db.execute(_CHUNKS, {
        "device": [bed.device_id for bed, _ in rows], "patient": [bed.patient_id for bed, _ in rows],
        "channel": [CHANNELS.index(chunk.channel) for _, chunk in rows], "at": [chunk.at for _, chunk in rows],
        "hz": [chunk.hz for _, chunk in rows], "n": [len(chunk.samples) for _, chunk in rows],
        "scale": [chunk.scale for _, chunk in rows], "samples": [encoded(chunk) for _, chunk in rows],
    })  # fmt: skip


async def store_minutes(db: Db, rows: Sequence[tuple[UUID, str, datetime, Minute]]) -> None:
    """Add to the minutes and their hours."""
    if not rows:
        return
    await db.execute(_MINUTES, _columns(rows))
    hours: dict[tuple[UUID, str, datetime], Minute] = {}
    for patient_id, code, at, minute in rows:
        hour = hours.setdefault((patient_id, code, at.replace(minute=0)), Minute())
        hour.n, hour.total, hour.last = hour.n + minute.n, hour.total + minute.total, minute.last
        hour.low, hour.high = min(hour.low, minute.low), max(hour.high, minute.high)
    await db.execute(_HOURS, _columns([(*key, hour) for key, hour in hours.items()]))


def _columns(rows: Sequence[tuple[UUID, str, datetime, Minute]]) -> dict[str, list[Any]]:
    ordered = sorted(rows, key=lambda row: (row[0], row[1], row[2]))  # two writers lock in one order
    return {
        "patient": [row[0] for row in ordered], "code": [row[1] for row in ordered], "at": [row[2] for row in ordered],
        "n": [row[3].n for row in ordered], "low": [row[3].low for row in ordered],
        "high": [row[3].high for row in ordered], "total": [row[3].total for row in ordered],
        "last": [row[3].last for row in ordered],
    }  # fmt: skip


# ---- days -----------------------------------------------------------------------------------------------------------


async def make_day(db: Db, day: date) -> None:
    """The partition of a day; again is harmless. Asked for each time: what was remembered might have been undone."""
    await db.execute(text("SELECT waveform_partition(:day)"), {"day": day})


async def turn(db: Db, moment: datetime) -> None:
    """Make the days ahead; move what is marked out of days that are over, and drop them; forget old minutes."""
    today = moment.date()
    for ahead in range(AHEAD + 1):
        await make_day(db, today + timedelta(days=ahead))
    last = (moment - KEEP_WAVES).date()
    for name in await days(db):
        if name < partition_name(last):
            await db.execute(text("SELECT waveform_drop(:name)"), {"name": name})
    old = VitalMinute.at < moment - KEEP_MINUTES
    await db.execute(delete(VitalMinute).where(old, ~filing.held(VitalMinute.patient_id)))


async def days(db: Db | ReadDb) -> list[str]:
    """The partitions that are there, the oldest first."""
    rows = await db.execute(
        text("SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'waveform_chunk'::regclass")
    )
    return sorted(row.name for row in rows)


# ---- reading --------------------------------------------------------------------------------------------------------


async def strip(db: Db | ReadDb, records: Sequence[UUID], since: datetime, until: datetime) -> list[dict[str, Any]]:
    """The chunks of a stretch of time, of all records of a patient, in order; of days that are gone where kept."""
    found = []
    for kind in (WaveformChunk, KeptChunk):
        found.append(
            select(kind.channel, kind.at, kind.hz, kind.scale, kind.samples).where(
                kind.patient_id.in_(records), kind.at >= since - timedelta(seconds=2), kind.at < until
            )
        )
    rows = await db.execute(union_all(*found).order_by("channel", "at").limit(5000))
    return [
        {"channel": CHANNELS[row.channel], "at": row.at, "hz": row.hz, "scale": row.scale,
         "samples": zlib.decompress(row.samples)}
        for row in rows
    ]  # fmt: skip


async def rolled(
    db: Db | ReadDb, records: Sequence[UUID], since: datetime, until: datetime
) -> tuple[int, list[VitalMinute | VitalHour]]:
    """(seconds per point, the points of a stretch of time of a patient's records): minutes for two days, then hours."""
    short = until - since <= timedelta(days=2)
    kind: type[VitalMinute] | type[VitalHour] = VitalMinute if short else VitalHour
    rows: Iterable[Any] = await db.scalars(
        select(kind)
        .where(kind.patient_id.in_(records), kind.at >= since, kind.at < until)
        .order_by(kind.code, kind.at)
        .limit(30_000)
    )
    return 60 if short else 3600, list(rows)
