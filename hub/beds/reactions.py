"""What beds does on hearing of others: a pathway that was ended by hand holds no bed."""

from __future__ import annotations

from hub.beds import actions, queries
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.facts import consumes
from workflows.facts import CaseEnded


def _called_off(fact: CaseEnded) -> bool:
    return fact.process_id == "admission" and fact.status == "cancelled"


@consumes(CaseEnded, "beds.on_case_ended", when=_called_off)
async def on_case_ended(db: Db, fact: CaseEnded, actor: Actor) -> None:
    """An admission whose case an administrator has cancelled is called off, or ends when the patient is there."""
    if fact.process_id == "admission" and fact.status == "cancelled":
        stay = await queries.open_stay_of_case(db, fact.case_id)
        if stay is not None:
            await actions.give_up(db, stay, "The pathway was cancelled", actor=actor)
