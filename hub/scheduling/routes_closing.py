"""HTTP of holidays, days off, templates, the policy, and of appointments that have to move."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Done
from hub.scheduling import closures, templates, views_closing
from hub.scheduling.schemas_closing import (
    ApplyTemplate,
    CancelAll,
    DisplacedPage,
    DisplacedQuery,
    EndLeave,
    HolidayIn,
    HolidayOut,
    HolidaysOut,
    LeaveIn,
    LeaveSearch,
    LeavesOut,
    LeaveTaken,
    MoveAll,
    OfferAll,
    OutcomesOut,
    PolicyIn,
    PolicyOut,
    StandingOut,
    StandingQuery,
    WeekTemplateIn,
    WeekTemplateOut,
    WeekTemplatesOut,
)

api = Api("closures")


@api.get("/holidays", may="slot.read")
async def holidays(db: ReadDb) -> HolidaysOut:
    """Days to come on which the facility is closed."""
    return await views_closing.holidays(db)


@api.post("/holidays", may="schedule.manage", status=201)
async def add_holiday(db: Db, actor: Actor, data: HolidayIn) -> HolidayOut:
    """Close the facility for a day or a part of it."""
    return HolidayOut.model_validate(await closures.add_holiday(db, data, actor=actor))


@api.delete("/holidays/<uuid:holiday_id>", may="schedule.manage")
async def drop_holiday(db: Db, actor: Actor, holiday_id: UUID) -> Done:
    """The day is like the others."""
    await closures.drop_holiday(db, holiday_id, actor=actor)
    return Done()


@api.get("/closures", may="schedule.manage")
async def leaves(db: ReadDb, query: LeaveSearch) -> LeavesOut:
    """Who is away when, and how many appointments stand in closed time."""
    return await views_closing.leaves(db, query)


@api.post("/closures", may="schedule.manage", status=201)
async def take_leave(db: Db, actor: Actor, data: LeaveIn) -> LeaveTaken:
    """Close a clinician's days; says how many appointments have to move."""
    days = await closures.take_leave(db, data, actor=actor)
    moved = await closures.displaced(db, practitioner_id=data.practitioner_id)
    return LeaveTaken(days=days, displaced=len(moved))


@api.post("/closures/end", may="schedule.manage")
async def end_leave(db: Db, actor: Actor, data: EndLeave) -> LeaveTaken:
    """Open these days again."""
    days = await closures.end_leave(db, data.practitioner_id, data.first_day, data.last_day, actor=actor)
    return LeaveTaken(days=days, displaced=0)


@api.get("/displaced", may="appointment.manage")
async def displaced(db: ReadDb, actor: Actor, query: DisplacedQuery) -> DisplacedPage:
    """Appointments in closed time, each with other times."""
    return await views_closing.displaced(db, query, actor)


@api.post("/displaced/move", may="appointment.manage", idempotent=True)
async def move_all(db: Db, actor: Actor, data: MoveAll) -> OutcomesOut:
    """Move several at once, each by itself; its patient is told."""
    return OutcomesOut.model_validate({"items": await closures.move_all(db, data.moves, actor=actor)})


@api.post("/displaced/cancel", may="appointment.manage", idempotent=True)
async def cancel_all(db: Db, actor: Actor, data: CancelAll) -> OutcomesOut:
    """Cancel several at once, each by itself; its patient is told why."""
    done = await closures.cancel_all(db, data.appointment_ids, data.reason, actor=actor)
    return OutcomesOut.model_validate({"items": done})


@api.get("/closures/standing", may="duty.own")
async def standing(db: ReadDb, query: StandingQuery) -> StandingOut:
    """How many bookings leave in these days would strand, for who decides about it."""
    count = await closures.standing(db, query.practitioner_id, query.first_day, query.last_day)
    return StandingOut(count=count)


@api.post("/displaced/offer", may="appointment.manage", idempotent=True)
async def offer_all(db: Db, actor: Actor, data: OfferAll) -> OutcomesOut:
    """Keep another time for each and ask its patient."""
    return OutcomesOut.model_validate({"items": await closures.offer_all(db, data.appointment_ids, actor=actor)})


@api.get("/schedule-templates", may="schedule.manage")
async def all_templates(db: ReadDb) -> WeekTemplatesOut:
    """Weeks under a name."""
    return await views_closing.templates(db)


@api.post("/schedule-templates", may="schedule.manage", status=201)
async def add_template(db: Db, actor: Actor, data: WeekTemplateIn) -> WeekTemplateOut:
    """Keep a week under a name."""
    return WeekTemplateOut.model_validate(await templates.write_template(db, data, actor=actor))


@api.put("/schedule-templates/<uuid:template_id>", may="schedule.manage")
async def change_template(db: Db, actor: Actor, template_id: UUID, data: WeekTemplateIn) -> WeekTemplateOut:
    """Change it; who was given it before keeps what he has."""
    found = await templates.access_template(db, template_id)
    return WeekTemplateOut.model_validate(await templates.write_template(db, data, template=found, actor=actor))


@api.delete("/schedule-templates/<uuid:template_id>", may="schedule.manage")
async def drop_template(db: Db, actor: Actor, template_id: UUID) -> Done:
    """Forget it."""
    await templates.drop_template(db, await templates.access_template(db, template_id), actor=actor)
    return Done()


@api.post("/schedule-templates/<uuid:template_id>/apply", may="schedule.manage")
async def apply_template(db: Db, actor: Actor, template_id: UUID, data: ApplyTemplate) -> Done:
    """Give the week to clinicians from a day on."""
    await templates.apply(db, await templates.access_template(db, template_id), data, actor=actor)
    return Done()


@api.get("/booking-policy", may="schedule.manage")
async def policy(db: ReadDb) -> PolicyOut:
    """How the facility books."""
    return await views_closing.policy(db)


@api.put("/booking-policy", may="schedule.manage")
async def write_policy(db: Db, actor: Actor, data: PolicyIn) -> PolicyOut:
    """Change how the facility books from now on."""
    await templates.write_policy(db, data, actor=actor)
    return await views_closing.policy(db)
