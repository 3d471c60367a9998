"""The demo's duty: employment, licences that end, a published week of the medical ward, on call with a gap, leave."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.dialects.postgresql import Range

from hub.core.clock import now
from hub.core.db import Db
from hub.core.demo import Demo
from hub.core.wall import instant
from hub.identity import house
from hub.staff import queries
from hub.staff.duty_models import OnCall, OnCallService, Rota, Shift, ShiftKind, ShiftStatus, ShiftTemplate
from hub.staff.models import Department, DepartmentKind, Practitioner
from hub.staff.record_models import (
    Credential,
    CredentialKind,
    Employment,
    EmploymentKind,
    Leave,
    LeaveAllowance,
    LeaveKind,
    Privilege,
)
from hub.staff.rules import PRIVILEGES, monday, shift_span

Kinds = tuple[tuple[str, str, ShiftKind, time, time, int], ...]
KINDS: Kinds = (
    ("D", "Day", ShiftKind.day, time(7), time(15), 2), ("E", "Evening", ShiftKind.evening, time(15), time(23), 1),
    ("N", "Night", ShiftKind.night, time(23), time(7), 1),
)  # fmt: skip
CLINIC: Kinds = (("M", "Morning clinic", ShiftKind.day, time(8), time(14), 1),
                 ("A", "Afternoon clinic", ShiftKind.day, time(12), time(18), 1))  # fmt: skip
# Licences end so many days from now, by the place in the list: one has ended, one ends within each warning.
ENDS = {3: -4, 5: 6, 8: 24, 10: 52}


async def load(db: Db, demo: Demo) -> None:
    """Rows rather than verbs: everything is dated in the past, which the verbs refuse."""
    zone = await house.zone(db)
    today = demo.now.astimezone(zone).date()
    departments = {row.code: row for row in await queries.departments(db)}
    ward, telehealth = departments["MED"], departments["TELE"]
    everybody: list[Practitioner] = [*demo.made["doctors"], *demo.made["nurses"]]
    ward.lead_id, telehealth.lead_id = demo.made["nurse"].user_id, demo.made["doctor"].user_id
    for row in departments.values():
        open_all_day = row.code in ("MED", "SURG")
        starts, ends, days = ("00:00", "00:00", 7) if open_all_day else ("08:00", "18:00", 5)
        row.hours = [{"weekday": day, "starts": starts, "ends": ends} for day in range(days)]
    for n, who in enumerate(everybody):
        _record(db, who, n, today, demo)
    await db.flush()
    await _rota(db, demo, ward, KINDS, "nurse", demo.made["nurses"], today)
    by_clinic = [who for who in demo.made["doctors"] if who.department_id == telehealth.id]
    await _rota(db, demo, telehealth, CLINIC, "doctor", by_clinic, today)
    await _on_call(db, demo, telehealth, today)
    _leave(db, demo, today)


def _record(db: Db, who: Practitioner, n: int, today: date, demo: Demo) -> None:
    assert who.user_id is not None
    doctor = who in demo.made["doctors"]
    began = today - timedelta(days=500 + 137 * n)
    db.add(Employment(
        user_id=who.user_id, facility_id=demo.made["facility"].id, department_id=who.department_id,
        position="Attending physician" if doctor else "Registered nurse", starts_on=began,
        kind=EmploymentKind.part_time if n % 4 == 1 else EmploymentKind.full_time,
        fte_percent=60 if n % 4 == 1 else 100,
    ))  # fmt: skip
    if n % 3 == 0:
        db.add(Employment(
            user_id=who.user_id, facility_id=demo.made["facility"].id, department_id=who.department_id,
            position="Resident" if doctor else "Student nurse", kind=EmploymentKind.full_time,
            starts_on=began - timedelta(days=900), ends_on=began - timedelta(days=1),
        ))  # fmt: skip
    ends = today + timedelta(days=ENDS.get(n, 400 + 31 * n))
    db.add(Credential(
        user_id=who.user_id, kind=CredentialKind.licence, name="Medical licence" if doctor else "Nursing licence",
        number=f"NY-{284_100 + 37 * n}", issuer="New York State Education Department",
        issued_on=ends - timedelta(days=1096), expires_on=ends, verified_at=now() - timedelta(days=90),
        verified_by=demo.made["doctor" if who is demo.made["nurse"] else "nurse"].user_id,
    ))  # fmt: skip
    db.add(Credential(
        user_id=who.user_id, kind=CredentialKind.qualification, issuer="Albany Medical College", verified_at=None,
        name="Doctor of Medicine" if doctor else "Bachelor of Science in Nursing",
        issued_on=began - timedelta(days=2000),
    ))  # fmt: skip
    who.licence_ends_on = ends
    if doctor and n % 3 != 2:
        db.add(Privilege(user_id=who.user_id, code="prescribe_controlled", name=PRIVILEGES["prescribe_controlled"],
                         starts_on=began))  # fmt: skip
    db.add(LeaveAllowance(user_id=who.user_id, kind=LeaveKind.annual, year=today.year, days=25))


async def _rota(
    db: Db, demo: Demo, department: Department, kinds: Kinds, role: str, people: list[Practitioner], today: date
) -> None:
    """Last week, this week (published) and the next one (being planned, with too few people)."""
    zone = await house.zone(db)
    templates = [
        ShiftTemplate(department_id=department.id, code=code, name=name, kind=kind, role=role, starts=starts, ends=ends,
                      weekdays=list(range(7 if department.kind == DepartmentKind.ward else 5)), least=least)
        for code, name, kind, starts, ends, least in kinds
    ]  # fmt: skip
    db.add_all(templates)
    week = monday(today)
    for at in (-1, 0, 1):
        rota = Rota(department_id=department.id, week=week + timedelta(days=7 * at))
        if at < 1:
            rota.published_at, rota.short_note = now() - timedelta(days=9 - 7 * at), "Agency staff cover the rest."
        db.add(rota)
        await db.flush()
        for day in range(7 if at < 1 else 4):
            for place, who in enumerate(people):
                kind = templates[(place + 2 * at) % len(templates)]
                if (day + place) % 7 < 5 and day in kind.weekdays:
                    db.add(_shift(rota, kind, who, rota.week + timedelta(days=day), zone))


def _shift(rota: Rota, kind: ShiftTemplate, who: Practitioner, day: date, zone: ZoneInfo) -> Shift:
    assert who.user_id is not None
    return Shift(rota_id=rota.id, department_id=rota.department_id, template_id=kind.id, user_id=who.user_id, day=day,
                 during=Range(*shift_span(day, kind.starts, kind.ends, zone)),
                 status=ShiftStatus.planned)  # fmt: skip


async def _on_call(db: Db, demo: Demo, telehealth: Department, today: date) -> None:
    """Two levels, one week each; the third week is still open."""
    zone = await house.zone(db)
    service = OnCallService(department_id=telehealth.id, code="medicine", name="Medicine on call", levels=2)
    db.add(service)
    await db.flush()
    doctors: list[Practitioner] = demo.made["doctors"]
    week = monday(today)
    for n in range(-1, 2):
        first = week + timedelta(days=7 * n)
        for level in (1, 2):
            if (n, level) != (1, 2):
                who = doctors[(n + 1 + level) % 4].user_id
                db.add(OnCall(service_id=service.id, level=level, user_id=who, during=Range(
                    instant(first, time(8), zone), instant(first + timedelta(days=7), time(8), zone))))  # fmt: skip


def _leave(db: Db, demo: Demo, today: date) -> None:
    nurse, doctor = demo.made["nurses"][1], demo.made["doctor2"]
    db.add(Leave(user_id=nurse.user_id, kind=LeaveKind.annual, starts_on=monday(today) + timedelta(days=7),
                 ends_on=monday(today) + timedelta(days=11), reason="My sister's wedding"))  # fmt: skip
    db.add(Leave(user_id=doctor.user_id, kind=LeaveKind.study, starts_on=today + timedelta(days=3),
                 ends_on=today + timedelta(days=4), reason="Diabetes congress"))  # fmt: skip
