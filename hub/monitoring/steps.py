"""What pathways may ask of monitoring. The task in hand is the right: access was checked when it was taken."""

from __future__ import annotations

from typing import Any

from hub.core.actor import Actor
from hub.core.db import Db
from hub.monitoring import alerts
from hub.monitoring.remarks import remark
from workflows.steps import StepContext, step


@step(
    "monitoring.escalate", title="Tell the next rung of the ladder",
    help="When nobody has acknowledged it: the patient's doctor is told, then every doctor. Needs alert.alert_id.",
)  # fmt: skip
async def escalate(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """{unanswered}: whether nobody had answered."""
    alert = await alerts.by_id(db, case.data["alert"]["alert_id"])
    return {"unanswered": await alerts.climb(db, alert, actor=actor)}


@step(
    "monitoring.record_outcome", title="Keep what came of an alert", raises=True,
    help="Resolves the alert; the words stand in the chart beside the curve. Needs alert.alert_id.",
)  # fmt: skip
async def record_outcome(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """{outcome}; the words stay in the record."""
    answers = dict(case.answers or {})
    alert = await alerts.by_id(db, case.data["alert"]["alert_id"])
    outcome = str(answers["outcome"])
    await alerts.resolve(db, alert, outcome, str(answers.get("words") or ""), actor=actor, by_pathway=True)
    return {"outcome": outcome}


@step(
    "monitoring.record_take_over", title="Keep how an emergency was taken over", raises=True,
    help="The doctor's words stand in the chart beside the curve. Needs alert.alert_id.",
)  # fmt: skip
async def record_take_over(db: Db, case: StepContext, *, actor: Actor) -> None:
    """The words stay in the record."""
    answers = dict(case.answers or {})
    alert = await alerts.by_id(db, case.data["alert"]["alert_id"])
    words = str(answers.get("words") or "")
    remark(db, alert.patient_id, alert.raised_at, words, actor=actor, alert_id=alert.id)
