"""Tables of what streams: one-second chunks of waveforms by day, what is kept of them around alerts, and roll-ups.

A day is a partition of its own: made ahead by a job, dropped whole when its time is over. Nothing here is read by an
id; everything is a stretch of time of one patient.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Float, ForeignKey, Index, Integer, LargeBinary, PrimaryKeyConstraint, SmallInteger, Text, func
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import sealed
from hub.core.clock import now
from hub.core.db import Base, ddl
from hub.core.ids import uuid7


class _Chunk:
    """About a second of one channel: `n` int16 steps of `scale` units, little endian, deflated."""

    device_id: Mapped[UUID]
    patient_id: Mapped[UUID]
    channel: Mapped[int] = mapped_column(SmallInteger)  # place in frames.CHANNELS
    at: Mapped[datetime]
    hz: Mapped[int] = mapped_column(SmallInteger)
    n: Mapped[int] = mapped_column(Integer)
    scale: Mapped[float] = mapped_column(Float)
    samples: Mapped[bytes] = mapped_column(LargeBinary)


class WaveformChunk(_Chunk, Base):
    """What came in the last days. The same chunk twice is one row: a replay changes nothing."""

    __tablename__ = "waveform_chunk"
    __table_args__ = (
        PrimaryKeyConstraint("patient_id", "at", "channel", "device_id"),
        {"postgresql_partition_by": "RANGE (at)"},
    )


class KeptChunk(_Chunk, Base):
    """What stood around an alert, kept when its day was dropped."""

    __tablename__ = "waveform_kept"
    __table_args__ = (PrimaryKeyConstraint("patient_id", "at", "channel", "device_id"),)


class WaveformMark(Base):
    """A strip: a stretch of a patient's waveforms that is kept for good. Around an alert it is kept by itself
    (`alert_id`); one chosen by hand has the words of who chose it.
    """

    __tablename__ = "waveform_mark"
    __table_args__ = (Index("ix_waveform_mark_patient", "patient_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    alert_id: Mapped[UUID | None] = mapped_column(ForeignKey("alert.id"), unique=True)
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    words_sealed: Mapped[str] = mapped_column(Text, default="", info={"audit": "mask"})
    words_clear: Mapped[str | None] = mapped_column("words", Text, info={"audit": "mask"})
    words = sealed.text("words_sealed", clear="words_clear")
    author_id: Mapped[UUID | None]
    author_name: Mapped[str] = mapped_column(server_default="", default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), default=now)


sealed.keyed(WaveformMark, "patient_id")


class VitalMinute(Base):
    """A minute of one streamed vital sign; `total` / `n` is its mean."""

    __tablename__ = "vital_minute"
    __table_args__ = (PrimaryKeyConstraint("patient_id", "code", "at"), Index("ix_vital_minute_at", "at"))

    patient_id: Mapped[UUID]
    code: Mapped[str]
    at: Mapped[datetime]
    n: Mapped[int] = mapped_column(Integer)
    low: Mapped[float] = mapped_column(Float)
    high: Mapped[float] = mapped_column(Float)
    total: Mapped[float] = mapped_column(Float)
    last: Mapped[float] = mapped_column(Float)


class VitalHour(Base):
    """An hour of one streamed vital sign, for years."""

    __tablename__ = "vital_hour"
    __table_args__ = (PrimaryKeyConstraint("patient_id", "code", "at"),)

    patient_id: Mapped[UUID]
    code: Mapped[str]
    at: Mapped[datetime]
    n: Mapped[int] = mapped_column(Integer)
    low: Mapped[float] = mapped_column(Float)
    high: Mapped[float] = mapped_column(Float)
    total: Mapped[float] = mapped_column(Float)
    last: Mapped[float] = mapped_column(Float)


ddl("""
CREATE OR REPLACE FUNCTION waveform_partition(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text := 'waveform_chunk_' || to_char(day, 'YYYYMMDD');
BEGIN
  IF to_regclass(name) IS NULL THEN
    PERFORM pg_advisory_xact_lock(hashtext('waveform_partition'));
    IF to_regclass(name) IS NULL THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF waveform_chunk FOR VALUES FROM (%L) TO (%L)',
                     name, day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
    END IF;
  END IF;
END $$;
""")

# What stands around alerts is kept, then the day goes.
ddl("""
CREATE OR REPLACE FUNCTION waveform_drop(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('INSERT INTO waveform_kept SELECT c.* FROM %I c WHERE EXISTS (SELECT 1 FROM waveform_mark m
                  WHERE m.patient_id = c.patient_id AND m.during @> c.at) ON CONFLICT DO NOTHING', name);
  EXECUTE format('DROP TABLE %I', name);
END $$;
""")


def partition_name(day: date) -> str:
    """The table that holds a day's chunks."""
    return f"waveform_chunk_{day:%Y%m%d}"
