"""What pathways may ask of the laboratory. The task in hand is the right: access was checked when it was taken."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db
from hub.lab import actions, queries
from hub.lab.models import ServiceRequest
from workflows.steps import StepContext, step


async def _order(db: Db, case: StepContext) -> ServiceRequest:
    return await queries.order_by_id(db, UUID(str(case.data["order"]["service_request_id"])))


@step(
    "lab.sign_order", title="Sign the order", raises=True,
    help="A doctor signs what was written down for him, or declines it. Needs order.service_request_id.",
)  # fmt: skip
async def sign_order(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """The words stay with the order; the case learns the decision."""
    answers = dict(case.answers or {})
    decision = str(answers["decision"])
    await actions.sign(db, await _order(db, case), decision, str(answers.get("reason") or ""), actor=actor)
    return {"decision": decision}


@step(
    "lab.collect_specimen", title="Keep the specimen", raises=True,
    help="Keeps the number on the tube and when it was taken, or why it was not. Needs order.service_request_id.",
)  # fmt: skip
async def collect_specimen(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """The number and the words stay with the order; the case learns whether it was taken."""
    answers = dict(case.answers or {})
    await actions.collect(db, await _order(db, case), answers, actor=actor)
    return {"outcome": str(answers["outcome"])}


@step(
    "lab.decide_order", title="Keep the decision on an order", raises=True,
    help="Where no specimen could be taken: try again, or revoke the order. Needs order.service_request_id.",
)  # fmt: skip
async def decide_order(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """The words stay with the order; the case learns the decision."""
    answers = dict(case.answers or {})
    decision = str(answers["decision"])
    await actions.decide(db, await _order(db, case), decision, str(answers.get("reason") or ""), actor=actor)
    return {"decision": decision}


@step(
    "lab.revoke_order", title="Revoke the order",
    help="Nobody works on the order any more; one that is over stays as it is. Needs order.service_request_id.",
)  # fmt: skip
async def revoke_order(db: Db, case: StepContext, *, actor: Actor) -> None:
    """The reason stays with the order, where somebody gave one."""
    await actions.revoked_by_case(db, await _order(db, case), "The pathway ended it.", actor=actor)
