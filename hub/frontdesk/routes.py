"""HTTP of the front desk: board, check-in, queue, screens, cards."""

from __future__ import annotations

from uuid import UUID

from quart import Response

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import PUBLIC, Api, Done
from hub.frontdesk import actions, cards, emergencies, screens, views
from hub.frontdesk.models import ScreenKind, TicketStatus
from hub.frontdesk.schemas import (
    BoardOut,
    BoardSearch,
    CallTicket,
    CardOut,
    CardSearch,
    CardsOut,
    CategoryIn,
    CategoryOut,
    ChangeTicket,
    DisplayOut,
    FindMe,
    FoundOut,
    KioskCheckIn,
    KioskOut,
    KioskTicket,
    MyTicketOut,
    PointIn,
    PointOut,
    QueueOut,
    QueueRow,
    ScreenIn,
    ScreenMade,
    ScreenOut,
    ScreensOut,
    TakeNumber,
    TransferTicket,
)
from hub.frontdesk.schemas_emergency import EmergenciesOut, EmergencyOut, TakeIn
from hub.patients.queries import access_patient
from hub.scheduling.queries import access_appointment

api = Api("frontdesk")


@api.get("/board", may="appointment.manage")
async def board(db: ReadDb, actor: Actor, query: BoardSearch) -> BoardOut:
    """A day of every clinician, with where each patient stands."""
    return await views.board(db, actor, query.day)


@api.post("/appointments/<uuid:appointment_id>/check-in", may="appointment.book")
async def check_in(db: Db, actor: Actor, appointment_id: UUID) -> MyTicketOut:
    """The patient is here: at the desk at any hour, on one's own phone from an hour before."""
    found = await access_appointment(db, actor, appointment_id, lock=True)
    await actions.check_in(db, found, actor=actor, early=actor.may("appointment.manage"))
    return await views.mine(db, found)


@api.get("/appointments/<uuid:appointment_id>/ticket", may="appointment.read")
async def ticket(db: ReadDb, actor: Actor, appointment_id: UUID) -> MyTicketOut:
    """The number of an appointment, and how long it still takes."""
    return await views.mine(db, await access_appointment(db, actor, appointment_id))


@api.get("/queue", may="queue.work")
async def queue(db: ReadDb, actor: Actor) -> QueueOut:
    """Everybody in today's queues."""
    return await views.queue(db, actor)


@api.post("/queue/tickets", may="queue.work", status=201, idempotent=True)
async def take_number(db: Db, actor: Actor, data: TakeNumber) -> QueueRow:
    """A number without an appointment."""
    if data.patient_id is not None:
        await access_patient(db, actor, data.patient_id)
    made = await actions.take_number(db, data.category, patient_id=data.patient_id, actor=actor)
    return await views.row(db, actor, made)


@api.post("/queue/next", may="queue.work")
async def call_next(db: Db, actor: Actor, data: CallTicket) -> QueueRow:
    """Call the next person to a place; 409 nobody_waits."""
    point = await views.access_point(db, data.service_point_id)
    return await views.row(db, actor, await actions.call_next(db, point, actor=actor))


@api.post("/queue/tickets/<uuid:queue_ticket_id>/call", may="queue.work")
async def call(db: Db, actor: Actor, queue_ticket_id: UUID, data: CallTicket) -> QueueRow:
    """Call this person, again or out of turn."""
    found = await views.access_ticket(db, queue_ticket_id)
    point = await views.access_point(db, data.service_point_id)
    return await views.row(db, actor, await actions.call(db, found, point, actor=actor))


@api.post("/queue/tickets/<uuid:queue_ticket_id>/status", may="queue.work")
async def change(db: Db, actor: Actor, queue_ticket_id: UUID, data: ChangeTicket) -> QueueRow:
    """Being served, skipped, done, or left."""
    found = await views.access_ticket(db, queue_ticket_id)
    return await views.row(db, actor, await actions.change(db, found, TicketStatus(data.status), actor=actor))


@api.post("/queue/tickets/<uuid:queue_ticket_id>/transfer", may="queue.work")
async def transfer(db: Db, actor: Actor, queue_ticket_id: UUID, data: TransferTicket) -> QueueRow:
    """Send somebody on to another queue."""
    found = await views.access_ticket(db, queue_ticket_id)
    sent = await actions.transfer(db, found, data.category, data.practitioner_id, actor=actor)
    return await views.row(db, actor, sent)


@api.get("/emergency-arrivals", may="arrival.write")
async def emergencies_here(db: ReadDb, actor: Actor) -> EmergenciesOut:
    """Who came as an emergency and is still here, and who can be told."""
    return await emergencies.here(db, actor)


@api.post("/emergency-arrivals", may="arrival.write", status=201, idempotent=True)
async def take_in(db: Db, actor: Actor, data: TakeIn) -> EmergencyOut:
    """Take in an emergency; the doctor and the nurses are told."""
    return await emergencies.one(db, actor, await emergencies.take_in(db, data, actor=actor))


@api.put("/queue/categories", may="queue.manage")
async def write_category(db: Db, actor: Actor, data: CategoryIn) -> CategoryOut:
    """A queue with its letter, new or changed."""
    return CategoryOut.model_validate(await actions.write_category(db, **data.model_dump(), actor=actor))


@api.post("/queue/points", may="queue.manage", status=201)
async def add_point(db: Db, actor: Actor, data: PointIn) -> PointOut:
    """A desk or room that calls people."""
    return PointOut.model_validate(await actions.write_point(db, None, **data.model_dump(), actor=actor))


@api.put("/queue/points/<uuid:service_point_id>", may="queue.manage")
async def change_point(db: Db, actor: Actor, service_point_id: UUID, data: PointIn) -> PointOut:
    """Change it."""
    point = await views.access_point(db, service_point_id)
    return PointOut.model_validate(await actions.write_point(db, point, **data.model_dump(), actor=actor))


@api.get("/screens", may="queue.manage")
async def all_screens(db: ReadDb) -> ScreensOut:
    """Displays and kiosks."""
    return ScreensOut.model_validate({"items": await screens.known(db)})


@api.post("/screens", may="queue.manage", status=201)
async def add_screen(db: Db, actor: Actor, data: ScreenIn) -> ScreenMade:
    """A new display or kiosk; its address is shown this once."""
    row, url = await screens.add(db, data.kind, data.name, actor=actor)
    return ScreenMade(screen=ScreenOut.model_validate(row), url=url)


@api.delete("/screens/<uuid:screen_id>", may="queue.manage")
async def revoke_screen(db: Db, actor: Actor, screen_id: UUID) -> Done:
    """The device shows nothing any more."""
    await screens.revoke(db, await screens.access_screen(db, screen_id), actor=actor)
    return Done()


@api.get("/display", may=PUBLIC)
async def display(db: Db) -> DisplayOut:
    """What a waiting room may see. For devices with a token."""
    await screens.seen(db, await screens.device(db, ScreenKind.display))
    return await views.display(db)


@api.get("/kiosk", may=PUBLIC)
async def kiosk(db: Db) -> KioskOut:
    """Where this kiosk stands. For devices with a token."""
    await screens.seen(db, await screens.device(db, ScreenKind.kiosk))
    return await views.kiosk(db)


@api.post("/kiosk/find", may=PUBLIC)
async def find(db: Db, data: FindMe) -> FoundOut:
    """Today's appointments of whom date of birth and number (or code) name. For devices with a token."""
    return await screens.found(db, await screens.device(db, ScreenKind.kiosk), data)


@api.post("/kiosk/check-in", may=PUBLIC)
async def kiosk_check_in(db: Db, data: KioskCheckIn) -> KioskTicket:
    """Check in who was found a moment ago. For devices with a token."""
    screen = await screens.device(db, ScreenKind.kiosk)
    return await views.kiosk_ticket(db, await screens.check_in(db, screen, data.token, data.appointment_id))


@api.get("/patients/<uuid:patient_id>/insurance-cards", may="coverage.write")
async def card_list(db: Db, actor: Actor, patient_id: UUID) -> CardsOut:
    """Photos of a patient's insurance cards."""
    return CardsOut.model_validate({"items": await cards.of(db, await access_patient(db, actor, patient_id))})


@api.post("/patients/<uuid:patient_id>/insurance-cards", may="coverage.write", status=201, max_bytes=cards.MOST)
async def add_card(db: Db, actor: Actor, patient_id: UUID, query: CardSearch, raw: bytes) -> CardOut:
    """Keep a photo of a side of the card: the bytes are the body."""
    patient = await access_patient(db, actor, patient_id)
    return CardOut.model_validate(await cards.keep(db, patient, query.side, raw, actor=actor))


@api.post("/insurance-cards/<uuid:card_id>/check", may="appointment.manage")
async def check_card(db: Db, actor: Actor, card_id: UUID) -> CardOut:
    """The desk has compared the photo with the coverage on file."""
    return CardOut.model_validate(await cards.check(db, actor, card_id))


@api.get("/insurance-cards/<uuid:card_id>/image", may="coverage.write", hide=True)
async def card_image(db: Db, actor: Actor, card_id: UUID) -> Response:
    """The photo itself."""
    return await cards.image(db, actor, card_id)
