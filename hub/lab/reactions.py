"""What the laboratory does on what others say: an order follows its result, ends with its case, and is placed where an
order set of the chart says so.
"""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.facts import consumes
from hub.encounters.facts import DiagnosticReportChanged
from hub.encounters.models import Encounter
from hub.encounters.writing import carries_out
from hub.encounters.writing_schemas import LaboratoryItem
from hub.lab import actions, queries
from hub.lab.schemas import PlaceServiceRequest
from workflows.facts import CaseEnded

TO_LOOK_AT = ("acknowledged", "amended", "reassigned")


def _of_the_pathway(fact: DiagnosticReportChanged) -> bool:
    return fact.what in ("released", "reviewed", "commented", "held", "entered_in_error", *TO_LOOK_AT)


@consumes(DiagnosticReportChanged, "lab.on_report_changed", when=_of_the_pathway)
async def on_report_changed(db: Db, fact: DiagnosticReportChanged, actor: Actor) -> None:
    """Looked at by a clinician: the order's case ends. Entered in error: another result is needed. Answered for,
    amended or given to another clinician: who looks how soon is asked anew."""
    row = await queries.order_of_report(db, fact.diagnostic_report_id)
    if row is None:
        return
    if fact.what == "entered_in_error":
        await actions.result_struck(db, row, actor=actor)
    elif fact.what in TO_LOOK_AT:
        await actions.review_changed(db, row, actor=actor)
    elif (await actions.report_of(db, row)).reviewed_at is not None:  # the rule's release is nobody's look
        await actions.reviewed(db, row, actor=actor)


def _called_off(fact: CaseEnded) -> bool:
    return fact.process_id == actions.PATHWAY and fact.status == "cancelled"


@consumes(CaseEnded, "lab.on_case_ended", when=_called_off)
async def on_case_ended(db: Db, fact: CaseEnded, actor: Actor) -> None:
    """An order whose case an administrator has cancelled is revoked."""
    row = await queries.order_of_case(db, fact.case_id)
    if row is not None:
        await actions.revoked_by_case(db, row, "The pathway was cancelled.", actor=actor)


@carries_out("laboratory")
async def on_order_set(db: Db, encounter: Encounter, item: LaboratoryItem, *, actor: Actor) -> None:
    """An order of an order set is an order like any other, of the visit in which the set was applied."""
    wanted = PlaceServiceRequest.model_validate(item.model_dump(exclude={"kind"}) | {"encounter_id": encounter.id})
    await actions.place(db, encounter.patient_id, wanted, actor=actor)
