"""Samples of identity, staff and patients."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from hub.core.actor import ANONYMOUS, SYSTEM
from hub.core.db import Db
from hub.identity import sessions
from hub.identity.models import UserAccount
from hub.patients import actions
from hub.patients.models import ConsentKind
from tests.architecture.samples import BODIES, World, sample


@sample("patient_id")
async def patient(db: Db, world: World) -> UUID:
    return world.patient.id


@sample("practitioner_id")
async def practitioner(db: Db, world: World) -> UUID:
    return world.practitioner.id


@sample("user_id")
async def user(db: Db, world: World) -> UUID:
    return world.users["receptionist"]


@sample("session_id")
async def session(db: Db, world: World) -> UUID:
    """The patient's own session."""
    account = await db.scalar(select(UserAccount).where(UserAccount.patient_id == world.patient.id))
    assert account is not None
    opened = await sessions.open_session(db, account, actor=ANONYMOUS)
    assert opened.actor.session_id is not None
    return opened.actor.session_id


@sample("consent_id")
async def consent(db: Db, world: World) -> UUID:
    row = await actions.give_consent(db, world.patient, ConsentKind.privacy, "Maria Test", actor=SYSTEM)
    return row.id


BODIES |= {
    "PATCH /api/patients/<uuid:patient_id>": {"phone": "+1 212 555 0142"},
    "POST /api/patients/<uuid:patient_id>/care": {"practitioner_id": "@practitioner_id"},
    "PATCH /api/practitioners/<uuid:practitioner_id>": {"about": "Kind."},
    "PUT /api/users/<uuid:user_id>/roles": {"roles": ["receptionist"]},
}
