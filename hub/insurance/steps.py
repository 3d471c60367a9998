"""What diagrams may ask of insurance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.errors import Invalid
from hub.identity import house
from hub.insurance import coverages, queries
from workflows.forms import prefills
from workflows.models import Task
from workflows.steps import StepContext, step


@step(
    "insurance.capture_coverage",
    title="Capture coverage",
    help="Keeps how a visit will be paid: by the patient, or by a coverage of theirs.",
    raises=True,
)
async def capture_coverage(
    db: Db, case: StepContext, *, actor: Actor, answers: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """{kind: insured | self_pay, coverage_id} from the answers {kind, coverage_id? | payer_id?, member_id?, ...}."""
    patient_id = case.patient_id or UUID(str(case.data.get("visit", {}).get("patient_id") or UUID(int=0)))
    if not answers:
        raise Invalid("Please say how this visit will be paid.", code="coverage_incomplete")
    return await coverages.chosen(db, patient_id, answers, actor=actor)


@prefills("insurance")
async def insurance_form(db: Db, task: Task, *, actor: Actor) -> dict[str, Any]:
    """The coverage the patient used last, so that nobody types a card twice."""
    if task.patient_id is None:
        return {}
    found = await queries.coverages(db, actor, task.patient_id)
    today = await house.today(db)
    usable = [coverage for coverage in found if coverage.ends_on is None or coverage.ends_on >= today]
    return {"kind": "insured", "coverage_id": str(usable[0].id)} if usable else {}
