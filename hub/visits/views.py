"""Visits as somebody may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from hub.core import presence
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.valkey import valkey
from hub.patients.models import Patient
from hub.scheduling.book import policy_of
from hub.staff import queries as staff
from hub.staff.models import Practitioner
from hub.visits import actions, files, queries, rules, waiting
from hub.visits.file_schemas import PhotoOut, PhotosOut, VisitFileOut
from hub.visits.models import OPEN_DOOR, Side, Visit, VisitFile, VisitGuest, VisitMessage, VisitPhoto, VisitStatus
from hub.visits.recording import views as recordings
from hub.visits.schemas import (
    GuestOut,
    GuestsOut,
    GuestVisitOut,
    LineOut,
    MessageOut,
    MessagesOut,
    PersonOut,
    VisitOut,
)
from hub.visits.transcript import views as transcripts
from hub.visits.waiting_views import doing, expected_at, sign
from workflows.queries import open_task_ids


async def one(db: Db | ReadDb, visit: Visit, actor: Actor) -> VisitOut:
    """One visit; for the patient who waits, with the place in line."""
    (out,) = await many(db, [visit], actor)
    return out


async def many(db: Db | ReadDb, rows: Sequence[Visit], actor: Actor) -> list[VisitOut]:
    """Visits with their people."""
    if not rows:
        return []
    patients, practitioners = await queries.people(db, rows)
    house = await staff.facility(db)
    grace = timedelta(minutes=(await policy_of(db, house.id)).no_show_grace_minutes)
    tasks = await open_task_ids(db, [row.case_id for row in rows], actions.CONSULTATION)
    found = []
    for row in rows:
        side = queries.side_of(row, actor)
        waits = side is Side.patient and row.status == VisitStatus.waiting
        out = _out(row, side, patients[row.patient_id], practitioners[row.clinician_id or row.practitioner_id])
        out.phone = house.phone
        out.waits_until = row.starts_at + grace if row.status == VisitStatus.scheduled else None
        if row.transferred_from_id in practitioners:
            out.transferred_from = practitioners[row.transferred_from_id].name
        out.line = await _line(db, row) if waits else None
        out.task_id = tasks.get(row.case_id) if side is Side.clinician else None
        found.append(out)
    return found


def _out(row: Visit, side: Side, patient: Patient, practitioner: Practitioner) -> VisitOut:
    staff_side = side is Side.clinician
    return VisitOut(
        **{name: getattr(row, name) for name in (
            "id", "status", "status_at", "starts_at", "appointment_id", "waiting_since", "admitted_at", "joined_at",
            "hung_up_at", "hung_up_by", "ended_at", "device_check", "held_at", "engine", "rating",
        )},
        opens_at=actions.opens_at(row),
        waits_until=None,
        side=side,
        patient=PersonOut(id=patient.id, name=f"{patient.given} {patient.family}", detail=patient.number),
        clinician=PersonOut(id=practitioner.id, name=practitioner.name, detail=practitioner.specialty),
        case_id=row.case_id if staff_side else None,
        encounter_id=row.encounter_id if staff_side else None,
        task_id=None,
        transferred_from=None,
        transfer_note=row.transfer_note if staff_side else "",
        phone="",
        line=None,
    )  # fmt: skip


async def _line(db: Db | ReadDb, visit: Visit) -> LineOut:
    """Place, honest estimate, and what the clinician is doing."""
    line = await queries.line(db, visit)
    moment = now()
    present = line.present
    busy = moment - (present.admitted_at or moment) if present is not None else None
    said = await waiting.sign_of(db, visit.practitioner_id)
    minutes = rules.estimate_minutes(line.recent_seconds, line.ahead, busy, expected_at(visit, said), moment)
    user_id = line.clinician_user_id
    here = user_id is not None and bool(await presence.connected(valkey(), [user_id]))
    return LineOut(place=line.ahead + 1, minutes=minutes, clinician=doing(present, said, here=here), sign=sign(said))


def messages(
    rows: Sequence[VisitMessage], actor: Actor, brought: Mapping[UUID, VisitFile] | None = None
) -> MessagesOut:  # fmt: skip
    """The chat from the reader's side, with the files that came with its lines."""
    return MessagesOut(items=[message(row, actor, (brought or {}).get(row.id)) for row in rows])


async def line(db: Db | ReadDb, row: VisitMessage, actor: Actor) -> MessageOut:
    """One line of it with its file."""
    return message(row, actor, (await files.of_messages(db, [row])).get(row.id))


def message(row: VisitMessage, actor: Actor, brought: VisitFile | None = None) -> MessageOut:
    """One line of it."""
    given: dict[str, Any] = {name: getattr(row, name) for name in ("id", "created_at", "side", "author", "body")}
    return MessageOut(**given, mine=row.user_id == actor.user_id, file=file(brought) if brought else None)


def file(row: VisitFile) -> VisitFileOut:
    """A file of the chat."""
    given: dict[str, Any] = {name: getattr(row, name) for name in ("id", "name", "media_type", "size")}
    return VisitFileOut(**given, photo=row.photo_id is not None, filed=row.document_id is not None,
                        removed=row.removed_at is not None)  # fmt: skip


def photo(row: VisitPhoto) -> PhotoOut:
    """A question for a photo."""
    return PhotoOut(**{name: getattr(row, name) for name in PhotoOut.model_fields})


def photos(rows: Sequence[VisitPhoto]) -> PhotosOut:
    """All of them."""
    return PhotosOut(items=[photo(row) for row in rows])


def guests(rows: Sequence[VisitGuest]) -> GuestsOut:
    """Everybody who was invited."""
    return GuestsOut(items=[GuestOut.model_validate(row) for row in rows])


async def guest(db: Db | ReadDb, row: VisitGuest, visit: Visit) -> GuestVisitOut:
    """What a guest may know of the visit."""
    patients, practitioners = await queries.people(db, [visit])
    state = "open" if visit.status in OPEN_DOOR else "on_hold" if visit.status == VisitStatus.on_hold else "waiting"
    return GuestVisitOut(
        guest_id=row.id, visit_id=visit.id, name=row.name, role=row.role, language=row.language, state=state,
        starts_at=visit.starts_at, expires_at=row.expires_at,
        clinician=practitioners[visit.clinician_id or visit.practitioner_id].name,
        patient=patients[visit.patient_id].given, hospital=(await staff.facility(db)).name,
        recording=await recordings.for_guest(db, row, visit),
        transcript=await transcripts.for_guest(db, row, visit),
    )  # fmt: skip
