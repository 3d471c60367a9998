"""Strips: stretches of a patient's waveforms that are kept for good, with a note, and printed as on paper.

Paper runs at 25 mm/s, an ECG is drawn at 10 mm/mV on the usual grid; other channels fill their row.
"""

from __future__ import annotations

import asyncio
import sys
from array import array
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import typst
from quart import Response
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.ids import uuid7
from hub.monitoring import keeping
from hub.monitoring.models import Alert
from hub.monitoring.queries import may_see
from hub.monitoring.schemas_screens import SaveStrip, StripOut, StripsOut
from hub.monitoring.vitals import BY_CODE
from hub.monitoring.waves import WaveformMark
from hub.patients import merging
from hub.patients.models import Patient
from hub.staff.queries import facility

AROUND = timedelta(seconds=15)
"""What is shown and printed of the minutes that are kept around an alert: so much before it, and after."""
TEMPLATE = Path(__file__).with_name("strip.typ")
ROW_SECONDS, MM_PER_SECOND, ROW_HEIGHT, MM_PER_MV = 10, 25, 30, 10
GAP = timedelta(milliseconds=150)
NAMES = {"ecg": "ECG II, 10 mm/mV", "pleth": "Pleth", "resp": "Breath", "abp": "Arterial pressure"}


async def save(db: Db, patient: Patient, given: SaveStrip, *, actor: Actor) -> StripOut:
    """Keep a stretch with a note; Invalid in_the_future, Conflict no_waveform where nothing was recorded."""
    until = given.at + timedelta(seconds=given.seconds)
    if until > now() + timedelta(minutes=1):
        raise Invalid("This time has not come yet.", code="in_the_future")
    if not await keeping.strip(db, [patient.id], given.at, until):
        raise Conflict("There is no waveform of this time.", code="no_waveform")
    row = WaveformMark(id=uuid7(), patient_id=patient.id, during=Range(given.at, until), words=given.words,
                       author_id=actor.user_id, author_name=actor.name, created_at=now())  # fmt: skip
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    return _out(row, None, patient.id)


async def of_patient(db: Db | ReadDb, patient_id: UUID) -> StripsOut:
    """Every strip of a patient, the latest stretch first; those of a record that became part of this one, too."""
    records = await merging.records_of(db, patient_id)
    rows = await db.execute(
        select(WaveformMark, Alert)
        .outerjoin(Alert, Alert.id == WaveformMark.alert_id)
        .where(WaveformMark.patient_id.in_(records))
        .order_by(func.lower(WaveformMark.during).desc(), WaveformMark.id.desc())
        .limit(100)
    )
    return StripsOut(items=[_out(mark, alert, patient_id) for mark, alert in rows])


async def access_strip(db: Db, actor: Actor, strip_id: UUID) -> StripOut:
    """A strip, for who may see the patient's vital signs, else 404; audited."""
    row = (
        await db.execute(
            select(WaveformMark, Alert)
            .outerjoin(Alert, Alert.id == WaveformMark.alert_id)
            .where(WaveformMark.id == strip_id)
        )
    ).first()
    if row is None:
        raise NotFound()
    patient_id = await merging.standing(db, row[0].patient_id)
    if not await may_see(db, actor, patient_id):
        raise NotFound()
    audit.read(db, actor, "waveform_mark", strip_id, patient_id=patient_id)
    return _out(row[0], row[1], patient_id)


def _out(mark: WaveformMark, alert: Alert | None, patient_id: UUID) -> StripOut:
    """The strip as one of this patient's, whichever of his records was monitored."""
    since, until = mark.during.lower, mark.during.upper
    assert since is not None and until is not None
    if alert is not None:
        since, until = alert.raised_at - AROUND, alert.raised_at + AROUND
    return StripOut(
        id=mark.id, patient_id=patient_id, at=since, seconds=round((until - since).total_seconds()),
        words=mark.words, author_name=mark.author_name, created_at=mark.created_at, alert_id=mark.alert_id,
        rule=alert.rule if alert else None, priority=alert.priority if alert else None,
        value=alert.value if alert else None, unit=alert.unit if alert else "",
    )  # fmt: skip


# ---- printed --------------------------------------------------------------------------------------------------------


async def pdf(db: Db, strip: StripOut) -> Response:
    """The strip on paper (A4 across); drawn in a thread, not on the event loop."""
    house = await facility(db)
    patient = (await db.scalars(select(Patient).where(Patient.id == strip.patient_id))).one()
    zone = ZoneInfo(house.zone)
    records = await merging.records_of(db, strip.patient_id)
    pieces = await keeping.strip(db, records, strip.at, strip.at + timedelta(seconds=strip.seconds))
    vital = BY_CODE.get((strip.rule or "").partition(":")[0])
    content: dict[str, Any] = {
        "facility": house.name, "zone": house.zone, "patient": patient.name, "number": patient.number,
        "born": patient.birth_date.isoformat(), "at": f"{strip.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
        "words": strip.words, "author": strip.author_name,
        "alert": f"{vital.display if vital else strip.rule} {strip.value or ''} {strip.unit}" if strip.rule else "",
    }  # fmt: skip
    made = await asyncio.to_thread(_compile, content, pieces, strip, zone)
    headers = {"Content-Disposition": f'inline; filename="strip-{patient.number}-{strip.at:%Y%m%d-%H%M%S}.pdf"'}
    return Response(made, content_type="application/pdf", headers=headers)


def _compile(content: dict[str, Any], pieces: Sequence[dict[str, Any]], strip: StripOut, zone: ZoneInfo) -> bytes:
    content["rows"] = rows(pieces, strip.at, strip.seconds, zone)
    data = {"data": orjson.dumps(content).decode()}
    return bytes(typst.compile(TEMPLATE.read_bytes(), format="pdf", pdf_standards="a-3b", sys_inputs=data))


def rows(pieces: Sequence[dict[str, Any]], at: datetime, seconds: int, zone: ZoneInfo) -> list[dict[str, str]]:
    """Ten seconds a row, the channels of the same seconds below each other: {label, svg}."""
    found = []
    channels = list(dict.fromkeys(piece["channel"] for piece in pieces))
    for first in range(0, seconds, ROW_SECONDS):
        start = at + timedelta(seconds=first)
        length = min(ROW_SECONDS, seconds - first)
        for channel in channels:
            runs = _runs([piece for piece in pieces if piece["channel"] == channel], start, length)
            label = f"{NAMES[channel]} · {start.astimezone(zone):%H:%M:%S}"
            found.append({"label": label, "svg": _svg(channel, runs, length)})
    return found


def _runs(pieces: Sequence[dict[str, Any]], start: datetime, length: int) -> list[list[tuple[float, float]]]:
    """(seconds from the start, value) of what falls into a row; a new list where something is missing."""
    found: list[list[tuple[float, float]]] = []
    ended: datetime | None = None
    reached = -1.0
    for piece in pieces:
        samples = array("h", piece["samples"])
        if sys.byteorder == "big":
            samples.byteswap()
        offset, hz, scale = (piece["at"] - start).total_seconds(), piece["hz"], piece["scale"]
        # Where a device runs a little fast two pieces overlap: time goes on, never back.
        inside = [(x, value * scale) for n, value in enumerate(samples) if reached < (x := offset + n / hz) < length
                  and x >= 0]  # fmt: skip
        reached = max(reached, offset + (len(samples) - 1) / hz)
        if ended is None or piece["at"] - ended > GAP:
            found.append([])
        found[-1] += inside
        ended = piece["at"] + timedelta(seconds=len(samples) / hz)
    return [run for run in found if len(run) > 1]


def _svg(channel: str, runs: Sequence[Sequence[tuple[float, float]]], length: int) -> str:
    """A row in millimetres: the grid of ECG paper, and the curve over it."""
    width, height = ROW_SECONDS * MM_PER_SECOND, ROW_HEIGHT
    values = sorted(value for run in runs for _, value in run)
    if channel == "ecg":
        # The middle of the beat-free line stands two fifths up, so that tall beats have room.
        base, per_unit = (values[len(values) // 2] if values else 0.0), float(MM_PER_MV)
        zero = height * 0.6 + base * per_unit
    else:
        low, high = (values[0], values[-1]) if values else (0.0, 1.0)
        per_unit = (height - 6) / (high - low or 1.0)
        zero = height - 3 + low * per_unit
    lines = "".join(
        f'<path d="M{x} 0V{height}" stroke-width="{0.18 if x % 5 == 0 else 0.06}"/>' for x in range(width + 1)
    ) + "".join(f'<path d="M0 {y}H{width}" stroke-width="{0.18 if y % 5 == 0 else 0.06}"/>' for y in range(height + 1))
    curve = "".join(
        "M" + "L".join(f"{x * MM_PER_SECOND:.2f} {min(height, max(0.0, zero - y * per_unit)):.2f}" for x, y in run)
        for run in runs
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}mm" height="{height}mm">'
        f'<g stroke="#e0a0a0" fill="none">{lines}</g>'
        f'<path d="{curve or "M0 0"}" stroke="#111" stroke-width="0.25" fill="none" stroke-linejoin="round"/></svg>'
    )
