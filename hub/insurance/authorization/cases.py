"""The pathway of a request: started with it, told of each answer and of the withdrawal."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.insurance.authorization.models import PriorAuthorization
from hub.insurance.authorization.models import PriorAuthorizationStatus as S
from workflows import instances

PATHWAY = "prior_authorization"
ANSWERED, WITHDRAWN = "authorization_answered", "authorization_withdrawn"


async def start(db: Db, row: PriorAuthorization, *, actor: Actor) -> None:
    """Start the pathway: a clerk completes the request."""
    case = await instances.start(
        db, PATHWAY, actor=actor, patient_id=row.patient_id, business_key=f"prior_authorization:{row.id}",
        subject={"prior_authorization_id": str(row.id)},
        data={"authorization": {"prior_authorization_id": str(row.id), "practitioner_id": str(row.practitioner_id),
                                "urgent": row.urgent}},
    )  # fmt: skip
    row.case_id = case.id


async def tell_answer(db: Db, row: PriorAuthorization, *, actor: Actor) -> None:
    """The payer has spoken: `status` is that of the request, or `call` where he wants to be called."""
    status = "call" if row.status is S.pended and row.to_call else str(row.status)
    await _tell(db, row, ANSWERED, {"status": status}, actor)


async def tell_withdrawal(db: Db, row: PriorAuthorization, *, actor: Actor) -> None:
    """Nobody works on it any more."""
    await _tell(db, row, WITHDRAWN, {}, actor)


async def _tell(db: Db, row: PriorAuthorization, name: str, payload: dict[str, str], actor: Actor) -> None:
    if row.case_id is not None:
        await instances.deliver(db, row.case_id, name, payload, actor=actor)
