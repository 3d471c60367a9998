"""What of insurance belongs to a patient."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, null, select

from hub.insurance.models import Claim
from hub.patients.belongings import belongs, tells

belongs("coverage", title="Coverages")
belongs("claim", title="Claims", children=(("claim_line", "claim_id"), ("claim_history", "claim_id")))


@tells("claim")
def _claims(patient_id: UUID) -> Any:
    return select(Claim.created_at, Claim.id, Claim.status, null().cast(Uuid), Claim.encounter_id).where(
        Claim.patient_id == patient_id
    )
