"""A claim as one line of a work queue."""

from __future__ import annotations

from collections.abc import Iterable

from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.insurance import rules
from hub.insurance.models import Claim
from hub.insurance.schemas import ClaimRow
from hub.patients import queries as patients
from hub.patients.models import Patient

_QUEUE_OF = {status: name for name, statuses in rules.QUEUES.items() for status in statuses}


def row(found: Claim, patient: Patient) -> ClaimRow:
    """One line of a queue."""
    return ClaimRow(
        id=found.id, control_number=found.control_number, patient_id=found.patient_id, patient_name=patient.name,
        patient_number=patient.number, payer_code=found.payer_code, payer_name=found.snapshot["payer"]["name"],
        status=found.status, status_at=found.status_at, queue=_QUEUE_OF[found.status], reason=found.reason,
        next_action=_next_action(found), total=found.total, paid=found.paid, patient_share=found.patient_share,
        denied=found.denied, currency=found.currency, frequency=found.frequency, attempt=found.attempt,
        case_id=found.case_id, created_at=found.created_at,
    )  # fmt: skip


def _next_action(found: Claim) -> str:
    if found.next_action:
        return found.next_action
    patience = rules.STALE.get(found.status)
    if patience is None:
        return ""
    return "ask_payer" if now() - found.status_at > patience else "wait"


async def rows_of(db: Db | ReadDb, found: Iterable[Claim]) -> list[ClaimRow]:
    """Several claims as rows."""
    wanted = list(found)
    people = await patients.patients_by_id(db, {claim.patient_id for claim in wanted})
    return [row(claim, people[claim.patient_id]) for claim in wanted]
