"""What of the laboratory belongs to a patient."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.lab.models import ServiceRequest
from hub.patients.belongings import belongs, tells

belongs("service_request", title="Laboratory orders")
belongs("specimen", title="Specimens")


@tells("lab_order", clinical=True)
def _orders(patient_id: UUID) -> Any:
    found = select(ServiceRequest.created_at, ServiceRequest.id, ServiceRequest.title, ServiceRequest.practitioner_id,
                   ServiceRequest.encounter_id)  # fmt: skip
    return found.where(ServiceRequest.patient_id == patient_id)
