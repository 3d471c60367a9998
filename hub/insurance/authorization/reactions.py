"""What prior authorization does on what others say: a request ends with its case."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.facts import consumes
from hub.insurance.authorization import actions, queries
from hub.insurance.authorization.cases import PATHWAY
from hub.insurance.authorization.models import OPEN
from workflows.facts import CaseEnded


def _called_off(fact: CaseEnded) -> bool:
    return fact.process_id == PATHWAY and fact.status == "cancelled"


@consumes(CaseEnded, "insurance.on_authorization_case_ended", when=_called_off)
async def on_case_ended(db: Db, fact: CaseEnded, actor: Actor) -> None:
    """A request whose case an administrator has cancelled is withdrawn, unless it was decided."""
    row = await queries.of_case(db, fact.case_id)
    if row is not None and row.status in OPEN:
        await actions.withdrawn(db, row, "The pathway was cancelled.", actor=actor)
