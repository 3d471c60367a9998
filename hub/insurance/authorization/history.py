"""The one place where a request moves: moved, audited, written down, announced."""

from __future__ import annotations

from uuid import UUID

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.facts import state
from hub.core.states import move
from hub.insurance.authorization.facts import PriorAuthorizationChanged
from hub.insurance.authorization.models import (
    PriorAuthorization,
    PriorAuthorizationHistory,
    PriorAuthorizationStatus,
)  # fmt: skip
from hub.patients.queries import user_id_of


async def change(
    db: Db, row: PriorAuthorization, status: PriorAuthorizationStatus, *, actor: Actor, detail: str = "",
    interchange_id: UUID | None = None,
) -> None:  # fmt: skip
    """Move a request and say so; 409 illegal_move when the table of moves does not know it."""
    move(row, status)
    await note(db, row, str(status), detail, actor=actor, interchange_id=interchange_id)


async def note(
    db: Db, row: PriorAuthorization, what: str, detail: str = "", *, actor: Actor, interchange_id: UUID | None = None
) -> None:
    """Write down what happened to a request, audit and announce it, without moving it. No words about the patient."""
    await db.flush()
    db.add(
        PriorAuthorizationHistory(
            prior_authorization_id=row.id, what=what, detail=detail, actor_id=actor.user_id, actor_name=actor.name,
            interchange_id=interchange_id,
        )
    )  # fmt: skip
    audit.wrote(db, actor, row)
    user_id = await user_id_of(db, row.patient_id)
    state(
        db,
        PriorAuthorizationChanged(
            prior_authorization_id=row.id, patient_id=row.patient_id, practitioner_id=row.practitioner_id,
            asked_by=row.asked_by, patient_user_id=user_id, what=what, status=row.status,
            submission=row.submission,
        ),
        actor=actor,
    )  # fmt: skip
