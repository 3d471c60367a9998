"""The one place where a claim's status changes: moved, audited, written down, announced."""

from __future__ import annotations

from uuid import UUID

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.facts import state
from hub.core.states import move
from hub.insurance.facts import ClaimChanged
from hub.insurance.models import Claim, ClaimHistory, ClaimStatus


def change(
    db: Db, claim: Claim, status: ClaimStatus, *, actor: Actor, reason: str = "", next_action: str = "",
    interchange_id: UUID | None = None, remittance_id: UUID | None = None,
) -> None:  # fmt: skip
    """Move a claim and say why; 409 illegal_move when the table of moves does not know it."""
    move(claim, status)
    claim.reason, claim.next_action = reason, next_action
    note(db, claim, str(status), reason, actor=actor, interchange_id=interchange_id, remittance_id=remittance_id)
    audit.wrote(db, actor, claim)
    state(db, ClaimChanged(claim_id=claim.id, status=status), actor=actor)


def note(
    db: Db, claim: Claim, what: str, detail: str = "", *, actor: Actor, interchange_id: UUID | None = None,
    remittance_id: UUID | None = None,
) -> None:  # fmt: skip
    """Write down what happened to a claim without moving it."""
    db.add(
        ClaimHistory(
            claim_id=claim.id, what=what, detail=detail, actor_id=actor.user_id, actor_name=actor.name,
            interchange_id=interchange_id, remittance_id=remittance_id,
        )
    )  # fmt: skip
