"""Recordings as somebody may see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.visits import queries as visits
from hub.visits.models import Side, Visit, VisitGuest
from hub.visits.recording import queries
from hub.visits.recording.models import OPEN, Recording, RecordingConsent, RecordingFile, RecordingStatus
from hub.visits.recording.schemas import (
    GuestRecordingOut,
    RecordingConsentOut,
    RecordingFileOut,
    RecordingOut,
    RecordingsOut,
)
from hub.visits.recording.switches import RECORDING


async def many(db: Db | ReadDb, visit: Visit, rows: Sequence[Recording], actor: Actor) -> RecordingsOut:
    """Recordings with who was asked, and their files; a refused one has none."""
    ids = [row.id for row in rows]
    answers, files = await queries.consents(db, ids), await queries.files(db, ids)
    names, present = await _names(db, visit), await queries.sides(db, visit)
    mine = str(visits.side_of(visit, actor))
    items = []
    for row in rows:
        given = [one for one in answers if one.recording_id == row.id]
        asked = present if row.status in OPEN else set()
        kept = [_file(one, names) for one in files if one.recording_id == row.id and one.size]
        items.append(_out(row, _consents(given, asked, names, mine), kept, names))
    return RecordingsOut(offered=await RECORDING.value(db), items=items)


async def one(db: Db | ReadDb, visit: Visit, row: Recording, actor: Actor) -> RecordingOut:
    """One of them."""
    return (await many(db, visit, [row], actor)).items[0]


async def for_guest(db: Db | ReadDb, guest: VisitGuest, visit: Visit) -> GuestRecordingOut | None:
    """What is asked or runs now, for a guest."""
    row = await queries.open_one(db, visit.id)
    if row is None:
        return None
    answers = await queries.consents(db, [row.id])
    own = next((one for one in answers if one.participant == f"guest-{guest.id}"), None)
    return GuestRecordingOut(status=row.status, agreed=_agreed(own))


async def _names(db: Db | ReadDb, visit: Visit) -> dict[str, str]:
    patients, practitioners = await visits.people(db, [visit])
    patient = patients[visit.patient_id]
    return {
        str(Side.patient): f"{patient.given} {patient.family}",
        str(Side.clinician): practitioners[visit.clinician_id or visit.practitioner_id].name,
        **{f"guest-{one.id}": one.name for one in await visits.guests(db, visit)},
    }


def _consents(
    given: Sequence[RecordingConsent], asked: set[str], names: dict[str, str], mine: str
) -> list[RecordingConsentOut]:  # fmt: skip
    """The answers there are, then those who have to give one still."""
    answers = {one.participant: _agreed(one) for one in given}
    return [
        RecordingConsentOut(participant=one, name=names.get(one, ""), agreed=answers.get(one), mine=one == mine)
        for one in [*answers, *sorted(asked - answers.keys())]
    ]


def _agreed(one: RecordingConsent | None) -> bool | None:
    return None if one is None else one.withdrawn_at is None


def _file(file: RecordingFile, names: dict[str, str]) -> RecordingFileOut:
    fields = ("id", "participant", "source", "tracks", "offset_ms", "duration_ms", "size")
    values: dict[str, Any] = {name: getattr(file, name) for name in fields}
    return RecordingFileOut(**values, name=names.get(file.participant, ""))


def _out(
    row: Recording, consents: list[RecordingConsentOut], files: list[RecordingFileOut], names: dict[str, str]
) -> RecordingOut:  # fmt: skip
    fields = ("id", "status", "status_at", "created_at", "started_at", "stopped_at", "stop_reason", "failure",
              "duration_ms", "keep_until")  # fmt: skip
    values: dict[str, Any] = {name: getattr(row, name) for name in fields}
    kept = row.status is RecordingStatus.kept
    return RecordingOut(**values, stopped_by_name=names.get(row.stopped_by, ""), consents=consents,
                        files=files if kept else [])  # fmt: skip
