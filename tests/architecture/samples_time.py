"""Samples of scheduling and encounters: the matrix's patient with the matrix's doctor."""

from __future__ import annotations

from datetime import time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from hub.core.actor import SYSTEM
from hub.core.clock import now
from hub.core.db import Db
from hub.encounters import actions, prescribing, records
from hub.encounters.models import Encounter, EncounterClass, Referral, RefillRequest
from hub.encounters.prescription_schemas import Prescribe
from hub.encounters.record_schemas import (
    AddAllergy,
    AddProblem,
)
from hub.encounters.schemas import (
    AddService,
)
from hub.scheduling import closures, hours, templates, waitlist
from hub.scheduling.models import Appointment, AppointmentSeries, AppointmentStatus, Kind, SlotOffer
from hub.scheduling.schemas import ExceptionIn, HoursIn
from hub.scheduling.schemas_closing import HolidayIn, WeekTemplateIn
from hub.scheduling.schemas_waiting import JoinWaitlist
from hub.staff import queries as staff
from tests.architecture.samples import BODIES, QUERIES, World, sample

PILLS = {
    "medication": "Paracetamol 500 mg tablet", "dose_value": "1", "dose_unit": "{tablet}", "route": "oral",
    "frequency": "daily", "quantity_value": "10", "quantity_unit": "{tablet}", "override_reason": "Given twice here",
}  # fmt: skip


async def _appointment(db: Db, world: World, status: AppointmentStatus, days: int) -> UUID:
    starts = now() + timedelta(days=days)
    row = Appointment(
        patient_id=world.patient.id, practitioner_id=world.practitioner.id, facility_id=(await staff.facility(db)).id,
        during=Range(starts, starts + timedelta(minutes=20)), kind=Kind.in_person, status=status, status_at=now(),
        held_until=now() + timedelta(minutes=5) if status == AppointmentStatus.held else None,
    )  # fmt: skip
    db.add(row)
    await db.flush()
    return row.id


@sample("appointment_id")
async def appointment(db: Db, world: World) -> UUID:
    return await _appointment(db, world, AppointmentStatus.booked, 3)


@sample("hold_id")
async def hold(db: Db, world: World) -> UUID:
    return await _appointment(db, world, AppointmentStatus.held, 4)


@sample("hours_id")
async def weekly(db: Db, world: World) -> UUID:
    wanted = HoursIn(practitioner_id=world.practitioner.id, weekdays=[0], starts=time(9), ends=time(12))
    return (await hours.add_hours(db, wanted, actor=SYSTEM))[0].id


@sample("exception_id")
async def exception(db: Db, world: World) -> UUID:
    wanted = ExceptionIn(practitioner_id=world.practitioner.id, day=now().date() + timedelta(days=9))
    return (await hours.add_exception(db, wanted, actor=SYSTEM))[0].id


async def _encounter(db: Db, world: World) -> Encounter:
    found = await db.scalar(select(Encounter).where(Encounter.patient_id == world.patient.id))
    return found or await actions.plan(
        db,
        patient_id=world.patient.id,
        practitioner_id=world.practitioner.id,
        kind=EncounterClass.virtual,
        actor=SYSTEM,
    )


@sample("encounter_id")
async def encounter(db: Db, world: World) -> UUID:
    return (await _encounter(db, world)).id


@sample("diagnosis_id")
async def diagnosis(db: Db, world: World) -> UUID:
    return (await records.add_diagnosis(db, await _encounter(db, world), "J06.9", actor=SYSTEM)).id


@sample("prescription_id")
async def prescription(db: Db, world: World) -> UUID:
    wanted = Prescribe.model_validate(PILLS)
    return (await prescribing.prescribe(db, await _encounter(db, world), wanted, actor=SYSTEM))[0].id


@sample("refill_request_id")
async def refill_request(db: Db, world: World) -> UUID:
    row = RefillRequest(prescription_id=await prescription(db, world), patient_id=world.patient.id)
    db.add(row)
    await db.flush()
    return row.id


@sample("referral_id")
async def referral(db: Db, world: World) -> UUID:
    row = Referral(
        patient_id=world.patient.id, practitioner_id=world.practitioner.id, specialty="neurology", question="Headaches?"
    )
    db.add(row)
    await db.flush()
    return row.id


@sample("service_id")
async def service(db: Db, world: World) -> UUID:
    return (await records.add_service(db, await _encounter(db, world), AddService(code="G0425"), actor=SYSTEM)).id


@sample("allergy_id")
async def allergy(db: Db, world: World) -> UUID:
    return (await records.add_allergy(db, world.patient.id, AddAllergy(substance="Latex"), actor=SYSTEM)).id


@sample("problem_id")
async def problem(db: Db, world: World) -> UUID:
    return (await records.add_problem(db, world.patient.id, AddProblem(display="Bad knees"), actor=SYSTEM)).id


CHART = "/api/encounters/<uuid:encounter_id>"
BODIES |= {
    "POST /api/appointments/<uuid:appointment_id>/cancel": {"reason": "Better"},
    f"PUT {CHART}/note": {"version": 1, "sections": {"plan": "Rest"}},
    f"POST {CHART}/addenda": {"text": "Called back."},
    f"POST {CHART}/note/entered-in-error": {"reason": "Wrong patient"},
    f"POST {CHART}/diagnoses": {"code": "R05.9"},
    f"POST {CHART}/prescriptions": PILLS,
    f"PUT {CHART}/prescriptions/<uuid:prescription_id>": PILLS,
    f"POST {CHART}/prescriptions/<uuid:prescription_id>/cancel": {"reason": "No longer needed"},
    f"POST {CHART}/services": {"code": "G0426"},
    "POST /api/patients/<uuid:patient_id>/allergies": {"substance": "Egg"},
    "POST /api/patients/<uuid:patient_id>/referrals": {"specialty": "cardiology", "question": "Chest pain?"},
    "POST /api/patients/<uuid:patient_id>/problems": {"display": "Bad back"},
    "POST /api/allergies/<uuid:allergy_id>/status": {"status": "resolved"},
    "POST /api/problems/<uuid:problem_id>/status": {"status": "resolved"},
}
QUERIES |= {
    "GET /api/slots": {"specialty": "family_medicine"},
    "GET /api/terminology/icd10": {"search": "cough"},
}


@sample("holiday_id")
async def holiday(db: Db, world: World) -> UUID:
    wanted = HolidayIn(day=now().date() + timedelta(days=60), name="Founders' day")
    return (await closures.add_holiday(db, wanted, actor=SYSTEM)).id


WEEK = {"name": "Mornings", "hours": [{"weekday": 0, "starts": "08:00", "ends": "12:00"}]}


@sample("template_id")
async def template(db: Db, world: World) -> UUID:
    return (await templates.write_template(db, WeekTemplateIn.model_validate(WEEK), actor=SYSTEM)).id


@sample("waitlist_entry_id")
async def wish(db: Db, world: World) -> UUID:
    wanted = JoinWaitlist(
        practitioner_id=world.practitioner.id, from_day=now().date(), until_day=now().date() + timedelta(days=9)
    )
    return (await waitlist.join(db, wanted, world.patient.id, actor=SYSTEM)).id


@sample("slot_offer_id")
async def offer(db: Db, world: World) -> UUID:
    held = await db.get_one(Appointment, await _appointment(db, world, AppointmentStatus.held, 12))
    held.offered = True
    row = SlotOffer(
        patient_id=world.patient.id, practitioner_id=world.practitioner.id, starts_at=held.starts_at,
        ends_at=held.ends_at, kind=Kind.in_person, hold_id=held.id, expires_at=now() + timedelta(hours=1),
    )  # fmt: skip
    db.add(row)
    await db.flush()
    return row.id


@sample("series_id")
async def a_series(db: Db, world: World) -> UUID:
    row = AppointmentSeries(
        patient_id=world.patient.id, practitioner_id=world.practitioner.id, kind=Kind.in_person, rule={},
        facility_id=(await staff.facility(db)).id,
    )  # fmt: skip
    db.add(row)
    await db.flush()
    return row.id


@sample("token")
async def token(db: Db, world: World) -> str:
    return "nothing-that-we-signed"


BODIES |= {
    "PUT /api/schedule-templates/<uuid:template_id>": WEEK,
    "POST /api/schedule-templates/<uuid:template_id>/apply": {
        "practitioner_ids": ["@practitioner_id"], "valid_from": str(now().date() + timedelta(days=70))
    },
    "POST /api/appointments/<uuid:appointment_id>/move": {"starts_at": "2031-01-06T15:00:00Z"},
    "POST /api/series/<uuid:series_id>/change": {"since": "2031-01-06T15:00:00Z", "at": "10:00"},
    "POST /api/series/<uuid:series_id>/cancel": {"reason": "Moved away"},
    "PUT /api/appointments/<uuid:appointment_id>/resources": {"resources": []},
    "POST /api/appointment-links/<token>/move": {"starts_at": "2031-01-06T15:00:00Z"},
}  # fmt: skip
QUERIES |= {
    "GET /api/slots/best": {"specialty": "family_medicine"},
    "GET /api/resources": {"starts_at": "2031-01-06T15:00:00Z", "ends_at": "2031-01-06T15:20:00Z"},
    "GET /api/overbooking": {"practitioner_id": "@practitioner_id", "day": "2031-01-06"},
}
