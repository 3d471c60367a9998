"""HTTP of free times, holds, appointments and hours."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Done, Page
from hub.scheduling import actions, hours, placing, views
from hub.scheduling.queries import access_appointment, access_parties
from hub.scheduling.routes_calendar import api as calendar_api  # noqa: F401  (the hub finds every Api of this module here)
from hub.scheduling.routes_closing import api as closing_api  # noqa: F401
from hub.scheduling.routes_desk import api as desk_api  # noqa: F401
from hub.scheduling.routes_directory import api as directory_api  # noqa: F401
from hub.scheduling.routes_series import api as series_api  # noqa: F401
from hub.scheduling.routes_waiting import api as waiting_api  # noqa: F401
from hub.scheduling.schemas import (
    AppointmentOut,
    AppointmentSearch,
    BestSearch,
    BookAppointment,
    CancelAppointment,
    ExceptionIn,
    ExceptionOut,
    HistoryPage,
    HoldOut,
    HoldSlot,
    HoursAdded,
    HoursIn,
    HoursOut,
    MoveAppointment,
    Overbook,
    SlotSearch,
    SlotsOut,
    SoonestOut,
    SoonestSearch,
    SuggestionsOut,
    WalkIn,
    WeekOut,
)

api = Api("scheduling")


@api.get("/slots", may="slot.read")
async def slots(db: ReadDb, actor: Actor, query: SlotSearch) -> SlotsOut:
    """Free times of a clinician or a specialty, a page of days; a time that one holds is free to oneself."""
    return await views.slots(db, query, actor)


@api.get("/slots/soonest", may="slot.read")
async def soonest(db: ReadDb, actor: Actor, query: SoonestSearch) -> SoonestOut:
    """When each specialty has its first free time."""
    return await views.soonest(db, query.kind, actor)


@api.post("/appointments/hold", may="appointment.book", status=201)
async def hold(db: Db, actor: Actor, data: HoldSlot) -> HoldOut:
    """Keep a time for some minutes; 409 slot_taken at once when somebody was faster."""
    return views.held(await actions.hold(db, data, actor=actor))


@api.delete("/appointments/hold/<uuid:hold_id>", may="appointment.book")
async def release(db: Db, actor: Actor, hold_id: UUID) -> Done:
    """Give a kept time back."""
    await actions.release_hold(db, await access_appointment(db, actor, hold_id, lock=True), actor=actor)
    return Done()


@api.post("/appointments", may="appointment.book", status=201, idempotent=True)
async def book(db: Db, actor: Actor, data: BookAppointment) -> AppointmentOut:
    """Book the kept time."""
    found = await access_parties(db, actor, data.hold_id)
    moved = await access_appointment(db, actor, data.replaces, lock=True) if data.replaces else None
    made = await actions.book_as(db, found, data, replaces=moved, actor=actor)
    return await views.appointment(db, made, actor)


@api.post("/appointments/walk-in", may="appointment.manage", status=201, idempotent=True)
async def walk_in(db: Db, actor: Actor, data: WalkIn) -> AppointmentOut:
    """A patient stands at the desk without an appointment."""
    return await views.appointment(db, await placing.walk_in(db, data, actor=actor), actor)


@api.post("/appointments/overbook", may="appointment.overbook", status=201, idempotent=True)
async def overbook(db: Db, actor: Actor, data: Overbook) -> AppointmentOut:
    """Book over a taken time; 409 overbook_cap when the day has had enough of that."""
    return await views.appointment(db, await placing.overbook(db, data, actor=actor), actor)


@api.post("/appointments/<uuid:appointment_id>/move", may="appointment.manage", idempotent=True)
async def move(db: Db, actor: Actor, appointment_id: UUID, data: MoveAppointment) -> AppointmentOut:
    """Another time or clinician; the reply is the appointment that replaces it."""
    found = await access_appointment(db, actor, appointment_id, lock=True)
    return await views.appointment(db, await placing.move_to(db, found, data, actor=actor), actor)


@api.post("/appointments/<uuid:appointment_id>/confirm", may="appointment.cancel")
async def confirm(db: Db, actor: Actor, appointment_id: UUID) -> AppointmentOut:
    """The patient will come."""
    found = await access_appointment(db, actor, appointment_id, lock=True)
    return await views.appointment(db, await actions.confirm(db, found, actor=actor), actor)


@api.get("/appointments/<uuid:appointment_id>/history", may="appointment.read")
async def history(db: ReadDb, actor: Actor, appointment_id: UUID) -> HistoryPage:
    """Its earlier times."""
    return await views.history(db, await access_appointment(db, actor, appointment_id))


@api.get("/slots/best", may="slot.read")
async def best(db: ReadDb, actor: Actor, query: BestSearch) -> SuggestionsOut:
    """Who suits this patient: continuity, language, load and how soon, with the points of each."""
    return await views.best(db, query, actor)


@api.get("/appointments", may="appointment.read")
async def appointments(db: ReadDb, actor: Actor, query: AppointmentSearch) -> Page[AppointmentOut]:
    """Appointments that this person may see, in order of time."""
    return await views.appointments(db, actor, query)


@api.get("/appointments/<uuid:appointment_id>", may="appointment.read")
async def appointment(db: ReadDb, actor: Actor, appointment_id: UUID) -> AppointmentOut:
    """One appointment."""
    return await views.appointment(db, await access_appointment(db, actor, appointment_id), actor)


@api.post("/appointments/<uuid:appointment_id>/cancel", may="appointment.cancel", idempotent=True)
async def cancel(db: Db, actor: Actor, appointment_id: UUID, data: CancelAppointment) -> AppointmentOut:
    """Take it back and free the time."""
    found = await access_appointment(db, actor, appointment_id, lock=True)
    return await views.appointment(db, await actions.cancel(db, found, data.reason, actor=actor), actor)


@api.post("/appointments/<uuid:appointment_id>/arrive", may="appointment.manage")
async def arrive(db: Db, actor: Actor, appointment_id: UUID) -> AppointmentOut:
    """The patient stands at the desk."""
    found = await access_appointment(db, actor, appointment_id, lock=True)
    return await views.appointment(db, await actions.arrive(db, found, actor=actor), actor)


@api.get("/practitioners/<uuid:practitioner_id>/hours", may="schedule.manage")
async def week(db: ReadDb, practitioner_id: UUID) -> WeekOut:
    """Weekly hours and coming exceptions."""
    return await views.week(db, practitioner_id)


@api.post("/hours", may="schedule.manage", status=201)
async def add_hours(db: Db, actor: Actor, data: HoursIn) -> HoursAdded:
    """Offer weekly hours, on one day or several at once."""
    return HoursAdded.model_validate({"items": await hours.add_hours(db, data, actor=actor)})


@api.delete("/hours/<uuid:hours_id>", may="schedule.manage")
async def end_hours(db: Db, actor: Actor, hours_id: UUID) -> HoursOut:
    """Stop offering them from today on."""
    return HoursOut.model_validate(await hours.end_hours(db, hours_id, actor=actor))


@api.post("/hours/exceptions", may="schedule.manage", status=201)
async def add_exception(db: Db, actor: Actor, data: ExceptionIn) -> ExceptionOut:
    """A day off or extra hours; lists the appointments that need another clinician."""
    return views.exception(*await hours.add_exception(db, data, actor=actor))


@api.delete("/hours/exceptions/<uuid:exception_id>", may="schedule.manage")
async def drop_exception(db: Db, actor: Actor, exception_id: UUID) -> Done:
    """The day is like the others again."""
    await hours.drop_exception(db, exception_id, actor=actor)
    return Done()
