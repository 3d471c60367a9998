"""Weeks under a name, given to clinicians in one go; and the policy by which the facility books."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import local_day, now
from hub.core.db import Db
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.facts import state
from hub.scheduling.facts import ScheduleChanged
from hub.scheduling.models import Availability, BookingPolicy, ScheduleTemplate
from hub.scheduling.rules import touch
from hub.scheduling.schemas_closing import ApplyTemplate, PolicyIn, TemplateHours, WeekTemplateIn
from hub.staff import queries as staff
from hub.staff.models import Practitioner


async def access_template(db: Db, template_id: UUID) -> ScheduleTemplate:
    """The template, locked; 404 when there is none."""
    found = await db.get(ScheduleTemplate, template_id, with_for_update=True)
    if found is None:
        raise NotFound()
    return found


async def write_template(
    db: Db, wanted: WeekTemplateIn, *, actor: Actor, template: ScheduleTemplate | None = None
) -> ScheduleTemplate:  # fmt: skip
    """Keep a week under a name, new or changed; clinicians who were given it before keep what they have."""
    _refuse_overlap(wanted.hours)
    taken = await db.scalar(select(ScheduleTemplate.id).where(ScheduleTemplate.name == wanted.name))
    if taken is not None and (template is None or template.id != taken):
        raise Conflict("Another template has this name.", code="name_taken")
    template = template or ScheduleTemplate(name=wanted.name)
    template.name, template.hours = wanted.name, [one.model_dump(mode="json") for one in wanted.hours]
    db.add(template)
    audit.wrote(db, actor, template)
    await db.flush()
    return template


def _refuse_overlap(hours: list[TemplateHours]) -> None:
    for n, one in enumerate(hours):
        for other in hours[:n]:
            if one.weekday == other.weekday and touch(one.starts, one.ends, other.starts, other.ends):
                raise Invalid("Two stretches of one day overlap.", code="hours_overlap")


async def drop_template(db: Db, template: ScheduleTemplate, *, actor: Actor) -> None:
    """Forget it; hours that were made from it stay."""
    audit.noted(db, actor, "delete", "schedule_template", template.id, before={"name": template.name})
    await db.delete(template)


async def apply(db: Db, template: ScheduleTemplate, wanted: ApplyTemplate, *, actor: Actor) -> int:
    """Give the week to clinicians; returns to how many. What is booked stays booked."""
    facility = await staff.facility(db)
    if wanted.valid_from < local_day(now(), ZoneInfo(facility.zone)):
        raise Invalid("The first day lies in the past.", code="day_over")
    if wanted.valid_until is not None and wanted.valid_until < wanted.valid_from:
        raise Invalid("The last day must not come before the first.", code="hours_backwards")
    known = list(await db.scalars(
        select(Practitioner.id).where(Practitioner.id.in_(wanted.practitioner_ids), Practitioner.active)
        .order_by(Practitioner.id).with_for_update()
    ))  # fmt: skip
    if len(known) != len(set(wanted.practitioner_ids)):
        raise NotFound("Somebody of these cannot be booked.", code="no_clinician")
    await _end_before(db, known, wanted.valid_from, wanted.valid_until, actor)
    for who in known:
        for raw in template.hours:
            hours = TemplateHours.model_validate(raw)
            db.add(Availability(practitioner_id=who, facility_id=facility.id, valid_from=wanted.valid_from,
                                valid_until=wanted.valid_until, **hours.model_dump()))  # fmt: skip
        audit.noted(db, actor, "create", "availability", who, after={"template": template.name,
                    "valid_from": str(wanted.valid_from)})  # fmt: skip
        state(db, ScheduleChanged(practitioner_id=who), actor=actor)
    return len(known)


async def _end_before(db: Db, whom: list[UUID], first: date, last: date | None, actor: Actor) -> None:
    """Hours that reach into the new ones end before them; those that come later are in the way."""
    rows = await db.scalars(
        select(Availability)
        .where(Availability.practitioner_id.in_(whom),
               or_(Availability.valid_until.is_(None), Availability.valid_until >= first))
        .with_for_update()
    )  # fmt: skip
    for row in rows.all():
        if last is not None and (row.valid_until is None or row.valid_until > last or row.valid_from > last):
            raise Conflict("There are hours beyond the last day; give the week without an end.", code="hours_overlap")
        if row.valid_from >= first:
            audit.noted(db, actor, "delete", "availability", row.id, before={"valid_from": str(row.valid_from)})
            await db.delete(row)
        else:
            row.valid_until = first - timedelta(days=1)
            audit.wrote(db, actor, row)


async def write_policy(db: Db, wanted: PolicyIn, *, actor: Actor) -> BookingPolicy:
    """Change how the facility books from now on."""
    facility = await staff.facility(db)
    policy = await db.get(BookingPolicy, facility.id, with_for_update=True)
    if policy is None:
        policy = BookingPolicy(facility_id=facility.id)
        db.add(policy)
    values = wanted.model_dump() | {"reminder_hours": sorted(set(wanted.reminder_hours), reverse=True)}
    before = {name: getattr(policy, name) for name in values}
    for name, value in values.items():
        setattr(policy, name, value)
    audit.noted(db, actor, "update", "booking_policy", facility.id, before=before, after=values)
    state(db, ScheduleChanged(), actor=actor)
    await db.flush()
    return policy
