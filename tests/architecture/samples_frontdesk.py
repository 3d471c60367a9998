"""Samples of the front desk: a number, a place that calls, a screen, a card."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.frontdesk import actions, cards, screens
from hub.frontdesk.models import CardSide, ScreenKind
from tests.architecture.samples import BODIES, QUERIES, World, sample


@sample("queue_ticket_id")
async def ticket(db: Db, world: World) -> UUID:
    return (await actions.take_number(db, "W", patient_id=world.patient.id, actor=SYSTEM)).id


@sample("service_point_id")
async def point(db: Db, world: World) -> UUID:
    await actions.write_category(db, "A", "Appointments", 2, True, actor=SYSTEM)
    return (await actions.write_point(db, None, "Room 7", ["A"], None, True, actor=SYSTEM)).id


@sample("screen_id")
async def screen(db: Db, world: World) -> UUID:
    return (await screens.add(db, ScreenKind.display, "Hall", actor=SYSTEM))[0].id


@sample("card_id")
async def card(db: Db, world: World) -> UUID:
    photo = b"\xff\xd8\xff\xe0 a photo"
    return (await cards.keep(db, world.patient, CardSide.front, photo, actor=SYSTEM)).id


BODIES |= {
    "POST /api/emergency-arrivals": {
        "unknown": {"sex": "male", "age": 40},
        "practitioner_id": "@practitioner_id",
        "complaint": "Found on the street",
        "level": 1,
    },
    "POST /api/queue/tickets/<uuid:queue_ticket_id>/call": {"service_point_id": "@service_point_id"},
    "POST /api/queue/tickets/<uuid:queue_ticket_id>/status": {"status": "left"},
    "POST /api/queue/tickets/<uuid:queue_ticket_id>/transfer": {"category": "W"},
    "PUT /api/queue/points/<uuid:service_point_id>": {"name": "Room 8", "categories": ["A"]},
}
QUERIES |= {"POST /api/patients/<uuid:patient_id>/insurance-cards": {"side": "front"}}
