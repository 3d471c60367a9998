"""What diagrams may ask of insurance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Invalid
from hub.core.states import may_move
from hub.identity import house
from hub.insurance import actions, answering, coverages, queries, rules
from hub.insurance.models import ClaimStatus
from workflows.forms import prefills
from workflows.models import Task
from workflows.steps import StepContext, step
from workflows.values import parse_datetime


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


@step(
    "insurance.look_up_claim", title="Look where the claim stands", help="Says whether somebody should ask the payer."
)
async def look_up_claim(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """claim.{overdue, ask_at}: whether the payer should have answered by now, and when to look again if not."""
    found = await queries.claim(db, _claim_id(case))
    later = (case.data.get("inquiry") or {}).get("ask_at")
    moment = max(rules.ask_at(found.status, found.status_at), parse_datetime(later) if later else found.status_at)
    return {"claim": {**case.data["claim"], "overdue": moment <= now(), "ask_at": moment.isoformat()}}


@step("insurance.follow_up_claim", title="Follow up a claim", help="Keeps what came of asking the payer.", raises=True)
async def follow_up_claim(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """{action, ask_at} from the answers of the form `ask_payer`: sent again, answered, or waited for until then."""
    actor.must("claim.manage")
    said = case.answers or {}
    found = await queries.claim(db, _claim_id(case), lock=True)
    if said["action"] != "wait":
        await answering.told(db, found, said, actor=actor)
    ask_at = now() + timedelta(days=said["days"]) if said["action"] == "wait" else None
    return {"action": said["action"], "ask_at": ask_at.isoformat() if ask_at else None}


@step(
    "insurance.decide_denial", title="Decide on a denial", help="Refuses what cannot be done with the claim.",
    raises=True,
)  # fmt: skip
async def decide_denial(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """The answers of the form `work_denial`, if this person may do that and the claim allows it."""
    actor.must("claim.manage")
    said = dict(case.answers or {})
    if said["action"] in ("write_off", "bill_patient"):
        actor.must("bill.manage")
    found = await queries.claim(db, _claim_id(case))
    if said["action"] == "appeal" and not may_move(found.status, ClaimStatus.appealed):
        raise Conflict("A rejected claim was never decided. Correct it and send it again.", code="not_appealable")
    return said


@step(
    "insurance.appeal_claim", title="Appeal", help="Objects to the payer's denial; the letter is on the claim's page."
)
async def appeal_claim(db: Db, case: StepContext, *, actor: Actor) -> dict[str, Any]:
    """claim.ask_at: when the payer should have decided anew."""
    found = await queries.claim(db, _claim_id(case), lock=True)
    await actions.appeal(db, found, case.data["denial"]["reason"], actor=actor)
    ask_at = rules.ask_at(found.status, found.status_at)
    return {"claim": {**case.data["claim"], "ask_at": ask_at.isoformat()}}


def _claim_id(case: StepContext) -> UUID:
    return UUID(case.data["claim"]["claim_id"])


@prefills("insurance")
async def insurance_form(db: Db, task: Task, *, actor: Actor) -> dict[str, Any]:
    """The coverage the patient used last, so that nobody types a card twice."""
    if task.patient_id is None:
        return {}
    found = await queries.coverages(db, actor, task.patient_id)
    today = await house.today(db)
    usable = [coverage for coverage in found if coverage.ends_on is None or coverage.ends_on >= today]
    return {"kind": "insured", "coverage_id": str(usable[0].id)} if usable else {}
