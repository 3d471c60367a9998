"""What visits does on hearing of others: a pathway that was ended by hand leaves no visit open."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.facts import consumes
from hub.visits import actions, queries
from hub.visits.models import VisitStatus
from workflows.facts import CaseEnded


def _called_off(fact: CaseEnded) -> bool:
    return fact.process_id == "visit" and fact.status == "cancelled"


@consumes(CaseEnded, "visits.on_case_ended", when=_called_off)
async def on_case_ended(db: Db, fact: CaseEnded, actor: Actor) -> None:
    """The visit of a case that an administrator has cancelled does not take place; one that is over stays as it is."""
    if fact.process_id == "visit" and fact.status == "cancelled":
        visit = await queries.visit_of_case(db, fact.case_id)
        if visit is not None:
            await actions.finish(db, visit, VisitStatus.cancelled, actor=actor)
