"""What the clients of `bench http` need of a filled hospital: sessions, samples of records, free times, open notes."""

from __future__ import annotations

import random
from datetime import UTC, date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select, text

from hub.core import db as database
from hub.core.actor import ANONYMOUS
from hub.core.clock import local_day, now
from hub.core.db import Db
from hub.core.http import cookie_name
from hub.core.settings import settings
from hub.crowd.people import address_of
from hub.encounters.models import Encounter, EncounterClass, EncounterStatus, Note
from hub.identity import demo_logins, house, sessions
from hub.identity.models import UserAccount
from hub.modules import load
from hub.patients.models import Patient
from hub.scheduling.book import open_book
from hub.scheduling.models import Appointment

DOCTORS, DESKS, SAMPLES, DRAFTS, DAYS_AHEAD = 24, 4, 400, 24, 60


async def prepare() -> dict[str, Any]:
    """The plan: everything as plain JSON."""
    load()
    here = database.connect(settings().database_url, pool_size=2)
    pick = random.Random(1)
    try:
        async with here.transaction() as db:
            return await _plan(db, pick)
    finally:
        await database.disconnect()


async def _plan(db: Db, pick: random.Random) -> dict[str, Any]:
    zone = await house.zone(db)
    today = local_day(now(), zone)
    doctors = [one for n in range(DOCTORS) if (one := await _signed_in(db, address_of("doctor", n)))]
    people = await _people(db, pick)
    bookers = await _bookers(db)
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    password = demo_logins.password()
    return {
        "doctors": doctors,
        "desks": [one for n in range(DESKS) if (one := await _signed_in(db, address_of("receptionist", n)))],
        "admin": await _signed_in(db, demo_logins.email("admin")),
        "patients": [str(row.id) for row in people],
        "bookers": bookers,
        "taken": await _taken(db, bookers),
        "typos": [{"typed": _typo(row, pick), "id": str(row.id)} for row in people],
        "phones": [row.phone.removeprefix("+1") for row in people],
        "days": [day.isoformat() for day in _working_days(today)],
        "charts": await _charts(db, doctors),
        "drafts": await _drafts(db, doctors),
        "slots": await _slots(db, doctors, today, pick),
        "accounts": [{"email": address_of("doctor", n), "password": password} for n in range(len(doctors))],
        "month": f"from={month}&until={(month + timedelta(days=32)).replace(day=1) - timedelta(days=1)}",
        "postgres": await db.scalar(text("SHOW server_version")),
    }


async def _signed_in(db: Db, email: str) -> dict[str, str] | None:
    user = await db.scalar(select(UserAccount).where(UserAccount.email == email))
    if user is None:
        return None
    opened = await sessions.open_session(db, user, actor=ANONYMOUS, user_agent="bench")
    return {"cookie": f"{cookie_name()}={opened.token}", "csrf": opened.actor.csrf, "user": str(user.id),
            "id": str(user.practitioner_id or "")}  # fmt: skip


async def _people(db: Db, pick: random.Random) -> list[Patient]:
    """Patients with a telephone from all over the list, the same at every size."""
    ids = list(await db.scalars(select(Patient.id).where(Patient.phone_sealed != "").order_by(Patient.id)))
    chosen = pick.sample(ids, min(SAMPLES, len(ids)))
    return list(await db.scalars(select(Patient).where(Patient.id.in_(chosen)).order_by(Patient.id)))


async def _bookers(db: Db) -> list[str]:
    """Who books: patients without an appointment ahead first; in a hospital that was kept the earlier runs' after."""
    ahead = exists().where(Appointment.patient_id == Patient.id, func.lower(Appointment.during) > now())
    rows = await db.scalars(select(Patient.id).order_by(ahead, Patient.id).limit(SAMPLES))
    return [str(id) for id in rows]


async def _taken(db: Db, bookers: list[str]) -> list[tuple[str, str]]:
    """(patient, start) of what they have booked already, so that no booking meets another one of the same person."""
    start = func.lower(Appointment.during)
    rows = await db.execute(
        select(Appointment.patient_id, start).where(Appointment.patient_id.in_(map(UUID, bookers)), start > now())
    )
    return [(str(patient), at.astimezone(UTC).isoformat()) for patient, at in rows]


def _typo(row: Patient, pick: random.Random) -> str:
    """First and last name as somebody in a hurry types them: two letters of the last name exchanged."""
    family, given = list(row.family), row.given.split()[0]
    at = pick.randrange(1, max(2, len(family) - 1))
    family[at - 1 : at + 1] = reversed(family[at - 1 : at + 1])
    return f"{given} {''.join(family)}"


def _working_days(today: date) -> list[date]:
    """Three behind, today if people work, three ahead."""
    days = [today + timedelta(days=n) for n in range(-5, 7)]
    return [day for day in days if day.weekday() < 5]


async def _charts(db: Db, doctors: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Encounters with a note, of patients in the care of one of these doctors."""
    found = []
    for n, doctor in enumerate(doctors):
        rows = await db.scalars(
            select(Encounter.id)
            .join(Note, Note.encounter_id == Encounter.id)
            .where(Encounter.practitioner_id == UUID(doctor["id"]), Encounter.appointment_id.is_not(None))
            .order_by(Encounter.id.desc())
            .limit(SAMPLES // len(doctors))
        )
        found += [{"id": str(row), "doctor": n} for row in rows]
    return found


async def _drafts(db: Db, doctors: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Encounters that go on right now, with a note to write on; one for each client."""
    found: list[dict[str, Any]] = []
    for n in range(DRAFTS):
        doctor = n % len(doctors)
        id = UUID(doctors[doctor]["id"])
        patient = await db.scalar(
            select(Encounter.patient_id)
            .where(Encounter.practitioner_id == id)
            .order_by(Encounter.id)
            .offset(n)
            .limit(1)
        )
        encounter = Encounter(
            patient_id=patient, practitioner_id=id, kind=EncounterClass.ambulatory, status=EncounterStatus.in_progress,
            started_at=now(), reason="Headaches",
        )  # fmt: skip
        db.add(encounter)
        await db.flush()
        note = Note(encounter_id=encounter.id, patient_id=patient, sections={})
        db.add(note)
        await db.flush()
        found.append({"id": str(encounter.id), "doctor": doctor, "version": note.version})
    return found


async def _slots(db: Db, doctors: list[dict[str, str]], today: date, pick: random.Random) -> list[dict[str, str]]:
    """Free times of these doctors in the next weeks, in any order; each is booked once."""
    found = []
    for doctor in doctors:
        book = await open_book(db, practitioner_id=UUID(doctor["id"]), specialty=None)
        await book.fill(db, today + timedelta(days=1), DAYS_AHEAD)
        for n in range(1, DAYS_AHEAD):
            for slots in book.free(today + timedelta(days=n), "in_person").values():
                found += [{"doctor": doctor["id"], "at": slot.start.astimezone(UTC).isoformat()} for slot in slots]
    pick.shuffle(found)
    return found
