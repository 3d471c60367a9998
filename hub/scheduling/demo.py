"""The demo's calendar: everybody's hours, a full week around today, and the video visit that starts in two minutes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range

from hub.core.actor import SYSTEM, Actor
from hub.core.clock import local_day
from hub.core.db import Db
from hub.core.demo import Demo
from hub.identity.queries import actor_of_user
from hub.patients.models import Patient
from hub.scheduling import actions, closures, placing, resources, series, templates, waitlist
from hub.scheduling.book import open_book
from hub.scheduling.models import (
    Appointment,
    AppointmentStatus,
    Availability,
    BookingPolicy,
    HoursKind,
    Kind,
    ResourceKind,
)
from hub.scheduling.schemas import Overbook, ResourceIn
from hub.scheduling.schemas_closing import HolidayIn, LeaveIn, TemplateHours, WeekTemplateIn
from hub.scheduling.schemas_series import SeriesIn
from hub.scheduling.schemas_waiting import JoinWaitlist
from hub.staff.models import Equipment, EquipmentStatus, Practitioner, Room

DAILY = range(7)
WORKDAYS = range(5)
# specialty -> (weekdays, stretches of a day, minutes a slot)
HOURS: dict[str, tuple[range, tuple[tuple[time, time], ...], int]] = {
    # Telehealth family medicine is there day and evening, so that a demo at any hour finds a time.
    "family_medicine": (DAILY, ((time(6), time(13)), (time(13, 30), time(0))), 20),
    "dermatology": (DAILY, ((time(8), time(12)), (time(13), time(20))), 15),
    "psychiatry": (WORKDAYS, ((time(10), time(13)), (time(14), time(19))), 45),
    "pediatrics": (range(6), ((time(8), time(12)), (time(13), time(17))), 20),
}
USUAL = (WORKDAYS, ((time(9), time(12)), (time(13), time(17))), 30)
REASONS = ("Headaches for two weeks", "Blood pressure check", "A rash on the arm", "Trouble sleeping",
           "Cough that does not go away", "Back pain", "Results of the blood test", "Knee pain after running",
           "New prescription", "Follow-up")  # fmt: skip


async def load(db: Db, demo: Demo) -> None:
    """Hours for all doctors, appointments before and after now, the next one in two minutes."""
    facility = demo.made["facility"]
    # A person who tries the demo is slower than a patient: nobody is a no-show in the first hour.
    db.add(
        BookingPolicy(
            facility_id=facility.id, no_show_grace_minutes=60, late_cancel_fee_minor=2500, no_show_fee_minor=4000
        )
    )
    for doctor in demo.made["doctors"]:
        for hours in _hours(doctor, demo):
            db.add(hours)
    await db.flush()
    demo.made["appointment"] = await _in_two_minutes(db, demo)
    zone = ZoneInfo(facility.zone)
    today = local_day(demo.now, zone)
    patients: list[Patient] = demo.made["patients"]
    await _book_next(db, demo, demo.made["patient2"], demo.made["doctor2"], today, "Blood pressure follow-up")
    for n, patient in enumerate(patients[2:26]):
        doctor = demo.made["doctors"][n % len(demo.made["doctors"])]
        await _book_next(db, demo, patient, doctor, today + timedelta(days=(0, 0, 1, 1, 2, 4)[n % 6]), _reason(demo))
    await _around(db, demo, today)


async def _around(db: Db, demo: Demo, today: date) -> None:
    """A holiday, a template, people who wait, and a clinician whose days off strand some visits."""
    holiday = HolidayIn(day=today + timedelta(days=26), name="Winter holiday")
    await closures.add_holiday(db, holiday, actor=SYSTEM)
    week = [TemplateHours(weekday=day, starts=time(8), ends=time(13), slot_minutes=20) for day in WORKDAYS]
    await templates.write_template(db, WeekTemplateIn(name="Mornings", hours=week), actor=SYSTEM)
    away = demo.made["doctors"][4]
    leave = LeaveIn(practitioner_id=away.id, first_day=today + timedelta(days=1), last_day=today + timedelta(days=3),
                    reason="Conference")  # fmt: skip
    await closures.take_leave(db, leave, actor=SYSTEM)
    for patient, specialty, priority in zip(demo.made["patients"][30:34], ("dermatology", "cardiology", "neurology",
                                            "family_medicine"), (2, 1, 3, 2), strict=False):  # fmt: skip
        wish = JoinWaitlist(specialty=specialty, from_day=today, until_day=today + timedelta(days=14),
                            priority=priority)  # fmt: skip
        await waitlist.join(db, wish, patient.id, actor=SYSTEM)
    await _desk(db, demo, today)


async def _desk(db: Db, demo: Demo, today: date) -> None:
    """What the desk did: rooms and a device for visits at the clinic, one time given twice, a visit that repeats."""
    devices = [ResourceIn(kind=ResourceKind.equipment, id=row) for row in await db.scalars(
        select(Equipment.id).where(Equipment.status == EquipmentStatus.available).order_by(Equipment.code).limit(1)
    )]  # fmt: skip
    rooms = list(await db.scalars(select(Room.id).where(Room.active).order_by(Room.code).limit(3)))
    here = list(await db.scalars(
        select(Appointment).where(Appointment.kind == Kind.in_person, Appointment.status == AppointmentStatus.booked)
        .order_by(func.lower(Appointment.during)).limit(4)
    ))  # fmt: skip
    for n, appointment in enumerate(here[: len(rooms)]):
        room = ResourceIn(kind=ResourceKind.room, id=rooms[n])
        await resources.reserve(db, appointment, [room, *(devices if n == 0 else [])])
    if here:
        over = Overbook(patient_id=demo.made["patients"][45].id, practitioner_id=here[-1].practitioner_id,
                        starts_at=here[-1].starts_at, why="Sent by the emergency room",
                        reason="Sprained ankle")  # fmt: skip
        await placing.overbook(db, over, actor=SYSTEM)
    weekly = SeriesIn(patient_id=demo.made["patients"][46].id, practitioner_id=demo.made["doctor"].id, count=6,
                      first=today + timedelta(days=2), at=time(9), reason="Physiotherapy after a knee operation",
                      skip_taken=True)  # fmt: skip
    await series.book_series(db, weekly, actor=SYSTEM)


def _hours(doctor: Practitioner, demo: Demo) -> list[Availability]:
    weekdays, stretches, minutes = HOURS.get(doctor.specialty, USUAL)
    return [
        Availability(practitioner_id=doctor.id, facility_id=demo.made["facility"].id, weekday=weekday, starts=starts,
                     ends=ends, slot_minutes=minutes, kind=HoursKind.any, valid_from=date(2020, 1, 1))
        for weekday in weekdays
        for starts, ends in stretches
    ]  # fmt: skip


def _reason(demo: Demo) -> str:
    return demo.random.choice(REASONS)


async def _in_two_minutes(db: Db, demo: Demo) -> Appointment:
    """patient@ with doctor@; it stands beside the grid of slots, as an urgent visit does."""
    starts = demo.now + timedelta(minutes=2)
    return await book_at(db, demo, demo.made["patient"], demo.made["doctor"], starts, starts + timedelta(minutes=20),
                       Kind.video, "Cough for five days")  # fmt: skip


async def _book_next(
    db: Db, demo: Demo, patient: Patient, doctor: Practitioner, day: date, reason: str
) -> Appointment | None:  # fmt: skip
    """The first free time of `doctor` from `day` on, one in three in person; some of them a few slots later."""
    in_person = demo.random.random() < 0.34 and patient is not demo.made["patient2"]
    kind = Kind.in_person if in_person else Kind.video
    book = await open_book(db, practitioner_id=doctor.id, specialty=None)
    for later in range(8):
        await book.fill(db, day + timedelta(days=later), 1)
        free = book.free(day + timedelta(days=later), kind)[doctor.id]
        if free:
            slot = free[min(demo.random.choice((0, 1, 3, 6, 10)), len(free) - 1)]
            return await book_at(db, demo, patient, doctor, slot.start, slot.end, kind, reason)
    return None


async def book_at(
    db: Db, demo: Demo, patient: Patient, doctor: Practitioner, starts: datetime, ends: datetime, kind: Kind,
    reason: str,
) -> Appointment:  # fmt: skip
    """Booked as its patient would, pathway and all."""
    held = Appointment(
        patient_id=patient.id, practitioner_id=doctor.id, facility_id=demo.made["facility"].id,
        during=Range(starts, ends), kind=kind, status=AppointmentStatus.held, status_at=demo.now,
        held_until=demo.now + timedelta(hours=1),
    )  # fmt: skip
    db.add(held)
    await db.flush()
    actor: Actor = await actor_of_user(db, patient.user_id) if patient.user_id else SYSTEM
    return await actions.book(db, held, reason, actor=actor)
