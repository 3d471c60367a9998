"""What monitoring does on what others say: who takes an alert's task has seen it; who leaves the ward frees devices."""

from __future__ import annotations

from hub.beds.facts import StayChanged
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.facts import consumes
from hub.monitoring import alerts, devices
from hub.monitoring.alerts import PATHWAY
from hub.monitoring.models import AlertStatus
from workflows.facts import CaseEnded, TaskClaimed


@consumes(TaskClaimed, "monitoring.on_task_claimed", when=lambda fact: fact.process_id == PATHWAY)
async def on_task_claimed(db: Db, fact: TaskClaimed, actor: Actor) -> None:
    """Who takes the task has seen the alert."""
    alert = await alerts.of_case(db, fact.case_id)
    if alert is not None and alert.status in (AlertStatus.raised, AlertStatus.snoozed):
        await alerts.acknowledge(db, alert, actor=actor)


@consumes(CaseEnded, "monitoring.on_case_ended", when=lambda fact: fact.process_id == PATHWAY)
async def on_case_ended(db: Db, fact: CaseEnded, actor: Actor) -> None:
    """A pathway that was cancelled by hand leaves its alert to the ladder."""
    alert = await alerts.of_case(db, fact.case_id)
    if alert is not None:
        await alerts.without_pathway(db, alert, actor=actor)


@consumes(StayChanged, "monitoring.on_stay_changed", when=lambda fact: fact.status == "ended" or fact.moved)
async def on_stay_changed(db: Db, fact: StayChanged, actor: Actor) -> None:
    """The monitor at the bed measures nobody any more: it stays with the bed, and the next one there is another."""
    await devices.unbind_of_ward(db, fact.patient_id, actor=actor)
