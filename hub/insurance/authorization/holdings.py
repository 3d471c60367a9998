"""What of prior authorization belongs to a patient."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, null, select

from hub.insurance.authorization.models import PriorAuthorization as P
from hub.patients.belongings import belongs, tells

belongs(
    "prior_authorization", title="Prior authorizations",
    children=(("prior_authorization_service", "prior_authorization_id"),
              ("prior_authorization_history", "prior_authorization_id")),
)  # fmt: skip


@tells("prior_authorization")
def _requests(patient_id: UUID) -> Any:
    return select(P.created_at, P.id, P.status, null().cast(Uuid), null().cast(Uuid)).where(P.patient_id == patient_id)
