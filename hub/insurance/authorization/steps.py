"""What the pathway asks of prior authorization. The task in hand is the right: access was checked when it was taken."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db
from hub.insurance.authorization import actions, queries, sending
from hub.insurance.authorization.models import PriorAuthorization
from workflows.steps import StepContext, step

_NEEDS = "Needs authorization.prior_authorization_id."


async def _row(db: Db, case: StepContext) -> PriorAuthorization:
    return await queries.by_id(db, UUID(str(case.data["authorization"]["prior_authorization_id"])), lock=True)


@step(
    "insurance.complete_authorization", title="Complete the request", raises=True,
    help=f"Checks that a request can go to the payer, or withdraws it. {_NEEDS}",
)  # fmt: skip
async def complete_authorization(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """The case learns the decision; the words stay with the request."""
    answers = dict(case.answers or {})
    row = await _row(db, case)
    if answers["decision"] == "send":
        await sending.check(db, row)
    else:
        await actions.withdrawn(db, row, str(answers.get("words") or ""), actor=actor)
    return {"decision": str(answers["decision"])}


@step("insurance.send_authorization", title="Send the request", help=f"Sends a 278 to the payer. {_NEEDS}")
async def send_authorization(db: Db, case: StepContext, *, actor: Actor) -> None:
    """Queued for the payer's next file."""
    await actions.send(db, await _row(db, case), actor=actor)


@step(
    "insurance.chase_authorization", title="Ask the payer again", raises=True,
    help=f"Keeps what is said when a payer is asked again, or that one waits on. {_NEEDS}",
)  # fmt: skip
async def chase_authorization(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """The case learns what is done."""
    answers = dict(case.answers or {})
    if answers["action"] == "ask_again":
        await actions.ask_again(db, await _row(db, case), str(answers["words"]), actor=actor)
    return {"action": str(answers["action"])}


@step(
    "insurance.decide_authorization", title="Keep the decision on a denial", raises=True,
    help=f"The clinician appeals, goes on without the payer, or withdraws the request. {_NEEDS}",
)  # fmt: skip
async def decide_authorization(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """The words stay with the request; the case learns the decision."""
    answers = dict(case.answers or {})
    decision, words, row = str(answers["decision"]), str(answers.get("words") or ""), await _row(db, case)
    actions.must_decide(row, actor)
    if decision == "appeal":
        await actions.appeal(db, row, words, actor=actor)
    elif decision == "withdraw":
        await actions.withdrawn(db, row, words, actor=actor)
    return {"decision": decision}


@step(
    "insurance.go_on_without_payer", title="Go on without the payer",
    help=f"The patient is told that he pays what the payer has refused. {_NEEDS}",
)  # fmt: skip
async def go_on_without_payer(db: Db, case: StepContext, *, actor: Actor) -> None:
    """The request ends as self_pay, or stays as it is where a part was approved."""
    await actions.go_on(db, await _row(db, case), actor=actor)


@step(
    "insurance.withdraw_authorization", title="Withdraw the request",
    help=f"Nobody works on it any more; a payer who knows of it is told. {_NEEDS}",
)  # fmt: skip
async def withdraw_authorization(db: Db, case: StepContext, *, actor: Actor) -> None:
    """What is over stays as it is."""
    await actions.withdrawn(db, await _row(db, case), "", actor=actor)
