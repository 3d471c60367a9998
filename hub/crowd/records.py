"""The crowd's clinical record: encounters with what was written and prescribed, allergies and lasting problems."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from hub.core import sealed
from hub.core.db import Db
from hub.crowd.calendar import Came
from hub.crowd.people import People
from hub.crowd.scale import Scale
from hub.crowd.sink import Row, Sink, Told, id_at
from hub.encounters.demo import ALLERGIES, LASTING, STORIES, Story
from hub.encounters.models import (
    Allergy,
    Diagnosis,
    Encounter,
    EncounterClass,
    EncounterStatus,
    Note,
    NoteStatus,
    NoteVersion,
    Prescription,
    PrescriptionStatus,
    Problem,
    ServiceDefinition,
    ServiceRendered,
    VersionKind,
)
from hub.encounters.terminology import choose

CHUNK = 25_000
WRITTEN = 0.3
"""Share of the encounters before the calendar begins whose note is here; the others came from the former system
without one."""
YEARS = 6


@dataclass(frozen=True, slots=True)
class Seen:
    """One finished encounter."""

    id: UUID
    patient_id: UUID
    doctor: int
    starts: datetime
    ends: datetime
    story: int
    appointment_id: UUID | None
    kind: EncounterClass
    written: bool
    billed: UUID | None = None


class Words:
    """What the stories need of the catalogues, looked up once."""

    def __init__(self, displays: dict[str, str], services: dict[str, str]) -> None:
        self.displays, self.services = displays, services

    @classmethod
    async def of(cls, db: Db) -> Words:
        codes = {code for story in STORIES for code in story.codes} | {code for code, _ in LASTING}
        displays = {code: (await choose(db, code)).display for code in sorted(codes)}
        rows = await db.execute(select(ServiceDefinition.code, ServiceDefinition.display))
        return cls(displays, {row.code: row.display for row in rows})


async def encounters(
    db: Db, people: People, scale: Scale, pick: Random, came: list[Came], at: datetime, told: Told
) -> list[tuple[UUID, Seen]]:  # fmt: skip
    """Every encounter with what belongs to it; returns (id of the service rendered, encounter) of the last month."""
    words = await Words.of(db)
    write = _Writers(db, told)
    billed: list[tuple[UUID, Seen]] = []
    source = _seen(people, scale, pick, came, at)
    while chunk := list(islice(source, CHUNK)):
        await write.encounter.write(_encounter(people, one) for one in chunk)
        rows: dict[str, list[Row]] = {name: [] for name in ("note", "version", "diagnosis", "prescription", "service")}
        for one in chunk:
            service = _written(people, words, pick, one, rows)
            if one.appointment_id and service and one.starts > at - timedelta(days=31):
                billed.append((service, one))
        for name, found in rows.items():
            await getattr(write, name).write(found)
    return billed


class _Writers:
    def __init__(self, db: Db, told: Told) -> None:
        ids = ("id", "encounter_id", "patient_id", "created_at")
        self.encounter = Sink(db, Encounter, (
            "id", "created_at", "patient_id", "practitioner_id", "appointment_id", "kind", "status", "status_at",
            "reason_sealed", "started_at", "ended_at"), told)  # fmt: skip
        self.note = Sink(db, Note, (*ids, "status", "status_at", "sections_sealed", "saved_at", "saved_by",
                                    "saved_by_name"), told)  # fmt: skip
        self.version = Sink(db, NoteVersion, ("id", "note_id", "patient_id", "number", "kind", "content_sealed",
                                              "sha256", "author_id", "author_name", "at"), told)  # fmt: skip
        self.diagnosis = Sink(db, Diagnosis, (*ids, "code", "display", "rank"), told)
        self.prescription = Sink(db, Prescription, (
            *ids, "practitioner_id", "status", "status_at", "medication", "dose_value", "dose_unit", "route",
            "frequency", "as_needed", "duration_days", "quantity_value", "quantity_unit", "instructions_sealed"),
            told)  # fmt: skip
        self.service = Sink(db, ServiceRendered, (*ids, "code", "display", "units"), told)


def _seen(people: People, scale: Scale, pick: Random, came: list[Came], at: datetime) -> Iterator[Seen]:
    """First the years before the calendar, then those who kept an appointment; oldest first."""
    older = max(0, scale.encounters - len(came))
    ends = came[0].starts if came else at
    begin = at - timedelta(days=365 * YEARS)
    step = (ends - begin) / max(1, older)
    for n in range(older):
        patient = n * 7919 % len(people.patients)  # a prime: everybody in turn, neighbours far apart
        starts = begin + step * n
        kind = EncounterClass.virtual if pick.random() < 0.2 else EncounterClass.ambulatory
        yield Seen(
            id_at(pick, starts), people.patients[patient], people.doctor_of(patient), starts,
            starts + timedelta(minutes=18), pick.randrange(len(STORIES)), None, kind, pick.random() < WRITTEN,
        )  # fmt: skip
    for one in came:
        starts = one.starts + timedelta(minutes=int(max(0, pick.gauss(9, 8))))  # how late the doctor runs
        kind = EncounterClass.virtual if one.video else EncounterClass.ambulatory
        yield Seen(
            id_at(pick, starts), people.patients[one.patient], one.doctor, starts,
            starts + timedelta(minutes=8 + pick.randrange(11)), pick.randrange(len(STORIES)), one.appointment_id, kind,
            True,
        )  # fmt: skip


def _encounter(people: People, one: Seen) -> Row:
    return (one.id, one.starts, one.patient_id, people.doctors[one.doctor].id, one.appointment_id, one.kind,
            EncounterStatus.finished, one.ends,
            sealed.stored(Encounter, "reason", one.id, STORIES[one.story].reason, people.keys[one.patient_id]),
            one.starts, one.ends)  # fmt: skip


def _written(people: People, words: Words, pick: Random, one: Seen, rows: dict[str, list[Row]]) -> UUID | None:
    """Diagnoses of all; the signed note, the prescription and the service of those that were written here."""
    story, doctor = STORIES[one.story], people.doctors[one.doctor]

    def head() -> tuple[UUID, UUID, UUID, datetime]:
        return id_at(pick, one.ends), one.id, one.patient_id, one.ends

    given = []
    for rank, code in enumerate(story.codes, 1):
        row = (*head(), code, words.displays[code], rank)
        rows["diagnosis"].append(row)
        given.append({"id": str(row[0]), "code": code, "display": row[5], "rank": rank})
    if not one.written:
        return None
    code = story.service if one.kind is EncounterClass.virtual or story.service == "G0463" else "G0463"
    service = (*head(), code, words.services[code], 1)
    rows["service"].append(service)
    prescribed = []
    key = people.keys[one.patient_id]
    if story.medication:
        row = (*head(), *_prescription(story, doctor.id, one.ends))
        how = sealed.stored(Prescription, "instructions", row[0], row[-1], key)
        rows["prescription"].append((*row[:-1], how))
        prescribed.append(_as_written(row))
    first = head()
    words_of_it = sealed.stored(Note, "sections", first[0], story.sections, key)
    note = (*first, NoteStatus.signed, one.ends, words_of_it, one.ends, doctor.user_id, doctor.name)
    rows["note"].append(note)
    content = {
        "sections": story.sections, "diagnoses": given, "prescriptions": prescribed,
        "services": [{"id": str(service[0]), "code": code, "display": service[5], "units": 1}],
    }  # fmt: skip
    digest = hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
    version = id_at(pick, one.ends)
    frozen = sealed.stored(NoteVersion, "content", version, content, key)
    rows["version"].append((version, note[0], one.patient_id, 1, VersionKind.signed, frozen, digest, doctor.user_id,
                            doctor.name, one.ends))  # fmt: skip
    return service[0]


def _prescription(story: Story, doctor: UUID, at: datetime) -> Sequence[Any]:
    assert story.medication is not None
    medication, dose, unit, frequency, days, quantity, instructions = story.medication
    cream = unit == "{application}"
    return (doctor, PrescriptionStatus.active, at, medication, Decimal(dose), unit, "topical" if cream else "oral",
            frequency, frequency == "once", days, Decimal(quantity), "1" if cream else unit, instructions)  # fmt: skip


def _as_written(row: Sequence[Any]) -> dict[str, Any]:
    (id, _, _, _, _, _, _, medication, dose, unit, route, frequency, as_needed, days, quantity, quantity_unit,
     instructions) = row  # fmt: skip
    return {
        "id": str(id), "medication": medication, "dose_value": str(dose), "dose_unit": unit, "route": route,
        "frequency": frequency, "as_needed": as_needed, "duration_days": days, "quantity_value": str(quantity),
        "quantity_unit": quantity_unit, "refills": 0, "instructions": instructions, "override_reason": "",
    }  # fmt: skip


async def backgrounds(db: Db, people: People, pick: Random, at: datetime, told: Told) -> None:
    """An answer about allergies for most, a lasting problem for one in two."""
    words = await Words.of(db)
    ids = ("id", "created_at", "patient_id")
    await Sink(db, Allergy, (*ids, "substance", "reaction_sealed", "severity", "none_known"), told).write(
        _allergies(people, pick, at)
    )
    await Sink(db, Problem, (*ids, "code", "display", "onset"), told).write(_problems(people, words, pick, at))


def _allergies(people: People, pick: Random, at: datetime) -> Iterator[Row]:
    for patient_id in people.patients:
        chance = pick.random()
        if chance < 0.25:
            id, (substance, reaction, severity) = id_at(pick, at), pick.choice(ALLERGIES)
            did = sealed.stored(Allergy, "reaction", id, reaction, people.keys[patient_id])
            yield id, at, patient_id, substance, did, severity, False
        elif chance < 0.9:
            yield (id_at(pick, at), at, patient_id, "", "", "unknown", True)


def _problems(people: People, words: Words, pick: Random, at: datetime) -> Iterator[Row]:
    for patient_id in people.patients:
        if pick.random() < 0.5:
            code, years = pick.choice(LASTING)
            onset = date(at.year - years, 1 + pick.randrange(12), 1)
            yield id_at(pick, at), at, patient_id, code, words.displays[code], onset
