"""Samples of people's records and duty."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import UUID

from sqlalchemy import select

from hub.core.actor import SYSTEM, Actor
from hub.core.db import Db
from hub.identity.models import UserAccount
from hub.staff import leave, on_call, records, rotas, swaps
from hub.staff.duty_models import ShiftKind
from hub.staff.models import Department
from hub.staff.record_models import CredentialKind, LeaveKind
from hub.staff.rules import monday
from tests.architecture.samples import BODIES, QUERIES, World, sample
from tests.factories import scheduling

WEEK = monday(scheduling.day()) + timedelta(days=14)


async def _person(db: Db, world: World) -> UserAccount:
    return await db.get_one(UserAccount, world.users["receptionist"])


async def _department(db: Db) -> Department:
    return (await db.scalars(select(Department).where(Department.code == "XRAY"))).one()


@sample("employment_id")
async def employment(db: Db, world: World) -> UUID:
    values = {"position": "Receptionist", "kind": "full_time", "starts_on": date(2020, 1, 1)}
    return (await records.employ(db, await _person(db, world), values, actor=SYSTEM)).id


@sample("credential_id")
async def credential(db: Db, world: World) -> UUID:
    values = {"kind": CredentialKind.licence, "name": "First aid", "expires_on": date(2999, 1, 1)}
    return (await records.add_credential(db, await _person(db, world), values, actor=SYSTEM)).id


@sample("privilege_id")
async def privilege(db: Db, world: World) -> UUID:
    values = {"name": "Open the safe", "code": "", "starts_on": date(2020, 1, 1), "ends_on": None}
    return (await records.grant(db, await _person(db, world), values, actor=SYSTEM)).id


@sample("leave_id")
async def leave_(db: Db, world: World) -> UUID:
    days = WEEK + timedelta(days=28), WEEK + timedelta(days=30)
    return (await leave.ask(db, world.users["receptionist"], LeaveKind.annual, *days, actor=SYSTEM)).id


async def _template(db: Db) -> UUID:
    department = await _department(db)
    known = await rotas.templates(db, department.id)
    values = {"code": "D", "name": "Day", "kind": ShiftKind.day, "role": "", "starts": time(7), "ends": time(19),
              "weekdays": [0, 1, 2, 3, 4], "least": 0, "active": True}  # fmt: skip
    return known[0].id if known else (await rotas.keep_template(db, department, values, actor=SYSTEM)).id


@sample("shift_template_id")
async def shift_template(db: Db, world: World) -> UUID:
    return await _template(db)


@sample("shift_id")
async def shift(db: Db, world: World) -> UUID:
    made = await rotas.plan(db, await _department(db), await _template(db), world.users["receptionist"], WEEK,
                            actor=SYSTEM)  # fmt: skip
    return made.id


@sample("swap_id")
async def swap(db: Db, world: World) -> UUID:
    """The receptionist offers a shift to the billing clerk."""
    department = await _department(db)
    who = world.users["receptionist"]
    made = await rotas.plan(db, department, await _template(db), who, WEEK + timedelta(days=8), actor=SYSTEM)
    await rotas.publish(db, department, WEEK + timedelta(days=7), actor=SYSTEM)
    await db.flush()
    asker = Actor(user_id=who, name="Asker")
    return (await swaps.ask(db, made.id, world.users["billing_clerk"], None, actor=asker)).id


@sample("on_call_service_id")
async def on_call_service(db: Db, world: World) -> UUID:
    values = {"code": "xray", "name": "X-ray", "levels": 2, "active": True}
    return (await on_call.keep_service(db, await _department(db), values, actor=SYSTEM)).id


DEPARTMENT = "/api/departments/<uuid:department_id>"
PERSON = "/api/staff/<uuid:user_id>"
TEMPLATE = {"code": "L", "name": "Late", "kind": "evening", "starts": "14:00", "ends": "22:00", "weekdays": [0]}
BODIES |= {
    "POST /api/incident-reports": {
        "kind": "fall", "harm": "none", "happened_at": "2026-01-01T00:00:00Z", "words": "Slipped on a wet floor."
    },
    f"POST {PERSON}/employments": {"position": "Clerk", "starts_on": "2010-01-01", "ends_on": "2011-01-01"},
    f"PATCH {PERSON}/employments/<uuid:employment_id>": {"note": "Kind."},
    f"POST {PERSON}/credentials": {"kind": "qualification", "name": "Diploma"},
    f"PATCH {PERSON}/credentials/<uuid:credential_id>": {"number": "7"},
    f"POST {PERSON}/credentials/<uuid:credential_id>/renew": {"expires_on": "2999-12-31"},
    f"POST {PERSON}/privileges": {"name": "Drive the bus", "starts_on": "2020-01-01"},
    f"POST {PERSON}/privileges/<uuid:privilege_id>/revoke": {"reason": "Moved"},
    f"PUT {PERSON}/allowances": {"kind": "annual", "year": 2026, "days": 25},
    "POST /api/leave/<uuid:leave_id>/decide": {"approve": True},
    f"POST {DEPARTMENT}/shift-templates": TEMPLATE,
    f"PUT {DEPARTMENT}/shift-templates/<uuid:shift_template_id>": {**TEMPLATE, "code": "D"},
    f"POST {DEPARTMENT}/shifts": {"template_id": "@shift_template_id", "user_id": "@user_id", "day": str(WEEK)},
    f"POST {DEPARTMENT}/shifts/<uuid:shift_id>/move": {"user_id": "@user_id", "day": str(WEEK)},
    f"POST {DEPARTMENT}/rota/repeat": {"week": str(WEEK)},
    f"POST {DEPARTMENT}/rota/publish": {"week": str(WEEK)},
    "POST /api/shift-swaps/<uuid:swap_id>/answer": {"accept": True},
    "POST /api/shift-swaps/<uuid:swap_id>/decide": {"approve": True},
    f"PUT {DEPARTMENT}/on-call-services": {"code": "mri", "name": "MRI"},
    "POST /api/on-call-services/<uuid:on_call_service_id>/turns": {
        "level": 1, "user_id": "@user_id", "first_day": str(WEEK), "last_day": str(WEEK)
    },
}  # fmt: skip
QUERIES["GET /api/closures/standing"] = {
    "practitioner_id": "@practitioner_id", "first_day": str(WEEK), "last_day": str(WEEK)
}  # fmt: skip
