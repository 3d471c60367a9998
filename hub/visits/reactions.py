"""What visits does on hearing of others: a pathway that was ended by hand leaves no visit open."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.facts import consumes
from hub.visits import actions, photos, queries
from hub.visits.facts import VisitChanged
from hub.visits.models import OVER, VisitStatus
from hub.visits.transcript import actions as transcripts
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


def _over(fact: VisitChanged) -> bool:
    return fact.status in OVER


@consumes(VisitChanged, "visits.on_visit_over", when=_over)
async def on_visit_over(db: Db, fact: VisitChanged, actor: Actor) -> None:
    """Nobody is asked for a photo or a transcript any more; what was sent or kept stays."""
    await photos.give_up(db, fact.visit_id, actor=actor)
    await transcripts.give_up(db, fact.visit_id, actor=actor)
