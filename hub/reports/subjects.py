"""The catalogue of care: visits, appointments, waiting, prescriptions, work on tasks, beds."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Date, DateTime, FromClause, SQLColumnExpression, cast, func, literal, select

from hub.beds.models import Bed, StayPlace, Ward
from hub.beds.queries import LAIN
from hub.core import sealed
from hub.encounters.models import Encounter, EncounterStatus, Prescription, PrescriptionStatus
from hub.patients.models import Patient
from hub.reports.period import Period
from hub.reports.subject import (
    Column,
    Group,
    Measure,
    Subject,
    calendar,
    calendar_of_days,
    minutes,
    rounded,
    share,
    subject,
    within,
)
from hub.scheduling.models import Appointment, AppointmentStatus
from hub.staff.models import Department, Facility, Practitioner
from hub.visits.models import Visit
from workflows.models import Task, TaskStatus

N = func.count()
NAME = Practitioner.given + " " + Practitioner.family
WHO = Patient.given + " " + Patient.family


def people() -> dict[str, Group]:
    """By whom it was done, and where they work."""
    return {
        "clinician": Group("name", Practitioner.id, NAME),
        "department": Group("name", Department.id, Department.name),
        "specialty": Group("code", Practitioner.specialty),
        "facility": Group("name", Facility.id, Facility.name),
    }


def places(practitioner: SQLColumnExpression[Any]) -> dict[str, SQLColumnExpression[Any]]:
    """Filters by who did it and where."""
    return {"practitioner_id": practitioner, "department_id": Practitioner.department_id,
            "facility_id": Facility.id}  # fmt: skip


def placed(source: FromClause, facility: SQLColumnExpression[Any] = Department.facility_id) -> FromClause:
    """With the department of the practitioner and the facility: what `people` and `places` speak of."""
    return source.outerjoin(Department, Department.id == Practitioner.department_id).outerjoin(
        Facility, Facility.id == facility
    )


@subject("visits")
def visits(period: Period) -> Subject:
    """Encounters that took place: how many, of how many people, how long."""
    long = Encounter.ended_at - Encounter.started_at
    return Subject(
        may="report.read",
        source=placed(Encounter.__table__.join(Practitioner, Practitioner.id == Encounter.practitioner_id)),
        moment=Encounter.started_at,
        where=(*within(Encounter.started_at, period), Encounter.status != EncounterStatus.cancelled),
        measures={
            "visits": Measure("count", N),
            "patients": Measure("count", func.count(Encounter.patient_id.distinct())),
            "virtual_percent": Measure("percent", share(N.filter(Encounter.kind == "VR"), N)),
            "minutes_mean": Measure("minutes", rounded(minutes(func.avg(long)))),
            "minutes_total": Measure("minutes", func.round(minutes(func.sum(long)))),
        },
        groups={**calendar(Encounter.started_at, period), **people(), "kind": Group("code", Encounter.kind),
                "status": Group("code", Encounter.status)},
        filters=places(Encounter.practitioner_id),
        id=Encounter.id, patient=Encounter.patient_id, clinical=True, link="encounter",
        columns=(Column("at", "moment", Encounter.started_at), Column("clinician", "text", NAME),
                 Column("kind", "code", Encounter.kind), Column("status", "code", Encounter.status)),
        default_measures=("visits", "patients", "minutes_mean"),
    )  # fmt: skip


@subject("appointments")
def appointments(period: Period) -> Subject:
    """What became of what was booked: no-shows and cancellations."""
    starts, status = func.lower(Appointment.during), Appointment.status
    missed, cancelled = N.filter(status == AppointmentStatus.no_show), N.filter(status == AppointmentStatus.cancelled)
    ended = N.filter(status.in_((AppointmentStatus.fulfilled, AppointmentStatus.no_show)))
    return Subject(
        may="report.read",
        source=placed(Appointment.__table__.join(Practitioner, Practitioner.id == Appointment.practitioner_id),
                      Appointment.facility_id),
        moment=starts,
        where=(*within(starts, period), status != AppointmentStatus.held),
        measures={
            "appointments": Measure("count", N),
            "no_shows": Measure("count", missed),
            "no_show_percent": Measure("percent", share(missed, ended)),
            "cancelled": Measure("count", cancelled),
            "cancelled_percent": Measure("percent", share(cancelled, N)),
            "lead_days": Measure("number", rounded(minutes(func.avg(
                starts - Appointment.created_at)) / 1440)),
        },
        groups={**calendar(starts, period), **people(), "kind": Group("code", Appointment.kind),
                "status": Group("code", status)},
        filters=places(Appointment.practitioner_id),
        id=Appointment.id, patient=Appointment.patient_id, link="appointment",
        columns=(Column("at", "moment", starts), Column("clinician", "text", NAME),
                 Column("kind", "code", Appointment.kind), Column("status", "code", status)),
        default_measures=("appointments", "no_shows", "no_show_percent", "cancelled"),
    )  # fmt: skip


@subject("waiting")
def waiting(period: Period) -> Subject:
    """How long people waited: in the video waiting room, or past the time of their appointment."""
    starts = func.lower(Appointment.during)
    waited = minutes(func.greatest(
        func.coalesce(Visit.admitted_at - Visit.waiting_since, Encounter.started_at - starts), literal(timedelta(0))
    ))  # fmt: skip

    def percentile(share_: float) -> Measure:
        found = func.percentile_cont(share_).within_group(waited)
        return Measure("minutes", rounded(found))

    return Subject(
        may="report.read",
        source=placed(
            Encounter.__table__.join(Appointment, Appointment.id == Encounter.appointment_id)
            .join(Practitioner, Practitioner.id == Encounter.practitioner_id), Appointment.facility_id,
        ).outerjoin(Visit, Visit.appointment_id == Appointment.id),
        moment=Encounter.started_at,
        where=(*within(Encounter.started_at, period), Encounter.status != EncounterStatus.cancelled),
        measures={
            "visits": Measure("count", N),
            "waited_mean": Measure("minutes", rounded(func.avg(waited))),
            "waited_median": percentile(0.5),
            "waited_p90": percentile(0.9),
            "over_15_percent": Measure("percent", share(N.filter(waited > 15), N)),
        },
        groups={**calendar(Encounter.started_at, period), **people(), "kind": Group("code", Encounter.kind)},
        filters=places(Encounter.practitioner_id),
        id=Encounter.id, patient=Encounter.patient_id, link="appointment",
        columns=(Column("at", "moment", starts), Column("clinician", "text", NAME),
                 Column("kind", "code", Encounter.kind), Column("waited", "minutes", func.round(waited))),
        default_measures=("visits", "waited_median", "waited_p90", "over_15_percent"),
    )  # fmt: skip


@subject("prescriptions")
def prescriptions(period: Period) -> Subject:
    """What was prescribed and signed."""
    written = Prescription.status.in_((PrescriptionStatus.active, PrescriptionStatus.cancelled))
    return Subject(
        may="report.read",
        source=placed(Prescription.__table__.join(Practitioner, Practitioner.id == Prescription.practitioner_id)),
        moment=Prescription.status_at,
        where=(*within(Prescription.status_at, period), written),
        measures={
            "prescriptions": Measure("count", N),
            "patients": Measure("count", func.count(Prescription.patient_id.distinct())),
            "override_percent": Measure("percent", share(N.filter(sealed.said(Prescription, "override_reason")), N)),
            "renewed_percent": Measure("percent", share(N.filter(Prescription.renews_id.is_not(None)), N)),
        },
        groups={**calendar(Prescription.status_at, period), **people(),
                "medication": Group("code", Prescription.medication), "route": Group("code", Prescription.route),
                "status": Group("code", Prescription.status)},
        filters=places(Prescription.practitioner_id),
        id=Prescription.id, patient=Prescription.patient_id, clinical=True, link="prescription",
        columns=(Column("at", "moment", Prescription.status_at), Column("clinician", "text", NAME),
                 Column("medication", "text", Prescription.medication), Column("status", "code", Prescription.status)),
        default_measures=("prescriptions", "patients"), default_groups=("medication",),
    )  # fmt: skip


@subject("tasks")
def tasks(period: Period) -> Subject:
    """Work on the worklists: how much each of the staff finished, how long it took, how much was late."""
    took = Task.ended_at - func.coalesce(Task.claimed_at, Task.created_at)
    late = N.filter(Task.due_at.is_not(None), Task.ended_at > Task.due_at)
    return Subject(
        may="report.read",
        source=placed(Task.__table__.outerjoin(Practitioner, Practitioner.id == Task.practitioner_id)),
        moment=Task.ended_at,
        where=(*within(Task.ended_at, period), Task.status == TaskStatus.completed),
        measures={
            "tasks": Measure("count", N),
            "minutes_mean": Measure("minutes", rounded(minutes(func.avg(took)))),
            "late": Measure("count", late),
            "late_percent": Measure("percent", share(late, N)),
        },
        groups={**calendar(Task.ended_at, period), **people(),
                "person": Group("name", Task.assignee_id, Task.assignee_name),
                "role": Group("code", Task.candidate_role), "work": Group("code", Task.name),
                "process": Group("code", Task.process_id)},
        filters=places(Task.practitioner_id),
        id=Task.id, patient=Task.patient_id, link="case",
        columns=(Column("at", "moment", Task.ended_at), Column("work", "text", Task.name),
                 Column("person", "text", func.coalesce(Task.assignee_name, "")),
                 Column("role", "code", Task.candidate_role)),
        default_measures=("tasks", "minutes_mean", "late_percent"), default_groups=("person",),
    )  # fmt: skip


@subject("occupancy")
def occupancy(period: Period) -> Subject:
    """Beds in use at midnight, the end of each day (the midnight census)."""
    wall = DateTime(timezone=False)
    days = func.generate_series(
        cast(datetime.combine(period.first, time.min), wall), cast(datetime.combine(period.last, time.min), wall),
        literal(timedelta(days=1)),
    ).table_valued("at").render_derived()  # fmt: skip
    day = cast(days.c.at, Date)
    midnight = func.timezone(period.zone, cast(day + 1, wall))
    census = (
        select(day.label("day"), Bed.id.label("bed_id"), Bed.label.label("bed"), Ward.id.label("ward_id"),
               Ward.name.label("ward"), Ward.department_id.label("department_id"), StayPlace.stay_id,
               StayPlace.patient_id, midnight.label("midnight"))
        .select_from(days).join(Bed, literal(True)).join(Ward, Ward.id == Bed.ward_id)
        .outerjoin(StayPlace, (StayPlace.bed_id == Bed.id) & StayPlace.status.in_(LAIN)
                   & StayPlace.during.op("@>")(midnight))
    ).subquery("census")  # fmt: skip
    c = census.c
    taken = func.count(c.stay_id)
    return Subject(
        may="report.read",
        source=census.outerjoin(Department, Department.id == c.department_id)
        .outerjoin(Facility, Facility.id == Department.facility_id),
        moment=c.midnight,
        where=(c.midnight <= func.now(),),
        measures={
            "beds": Measure("count", N),
            "occupied": Measure("count", taken),
            "occupancy_percent": Measure("percent", share(taken, N)),
            "patients": Measure("count", func.count(c.patient_id.distinct())),
        },
        groups={**calendar_of_days(c.day), "ward": Group("name", c.ward_id, c.ward),
                "department": Group("name", Department.id, Department.name),
                "facility": Group("name", Facility.id, Facility.name)},
        filters={"department_id": c.department_id, "facility_id": Facility.id},
        id=c.stay_id, patient=c.patient_id, limits=(c.stay_id.is_not(None),),
        columns=(Column("day", "day", c.day), Column("ward", "text", c.ward), Column("bed", "text", c.bed)),
        default_measures=("beds", "occupied", "occupancy_percent"),
    )  # fmt: skip
