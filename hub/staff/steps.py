"""What diagrams may ask of the staff's incidents."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from hub.core.actor import Actor
from hub.core.db import Db
from hub.staff import incidents
from workflows.steps import StepContext, step


class Grade(BaseModel):
    """How severe: 0 to 4."""

    model_config = ConfigDict(extra="forbid")
    level: int = Field(title="Level (0-4)", ge=0, le=4)


def _id(case: StepContext) -> UUID:
    return UUID(str(case.data["incident"]["incident_report_id"]))


@step(
    "staff.grade_incident", params=Grade, title="Keep how severe an incident is",
    help="The level of the decision table stands in the list of incidents. Needs incident.incident_report_id.",
)  # fmt: skip
async def grade(db: Db, case: StepContext, *, actor: Actor, level: int) -> None:
    """The severity stands in the record."""
    await incidents.grade(db, _id(case), level, actor=actor)


@step(
    "staff.review_incident", title="Keep the review of an incident", raises=True,
    help="The lead's decision and words stand with the report; without measures it is closed.",
)  # fmt: skip
async def review(db: Db, case: StepContext, *, actor: Actor) -> None:
    """The words stay in the record."""
    answers = dict(case.answers or {})
    await incidents.review(db, _id(case), str(answers["decision"]), str(answers["words"]), actor=actor)


@step(
    "staff.record_measures", title="Keep the measures after an incident", raises=True,
    help="What was changed stands with the report, which is closed by it.",
)  # fmt: skip
async def record_measures(db: Db, case: StepContext, *, actor: Actor) -> None:
    """The words stay in the record."""
    await incidents.measured(db, _id(case), str(dict(case.answers or {})["measures"]), actor=actor)
