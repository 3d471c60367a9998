"""The demo's laboratory: an order that cannot wait, and the orders that the demo's results answer. All invented."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from hub.core.db import Db
from hub.core.demo import Demo
from hub.encounters.diagnostic_models import DiagnosticReport
from hub.encounters.statuses import ReportCategory, ReportStatus
from hub.identity.queries import actor_of_user
from hub.lab import actions
from hub.lab.models import RequestPriority, RequestStatus, ServiceRequest, Specimen, SpecimenStatus
from hub.lab.schemas import PlaceServiceRequest

WANTED = {"title": "Kidneys and salts", "tests": ["2951-2", "2823-3", "2160-0"], "priority": "stat",
          "reason": "Palpitations since this morning"}  # fmt: skip
FASTING = {"title": "Blood fats and fasting glucose", "tests": ["2093-3", "13457-7", "2085-9", "2571-8", "1558-6"],
           "reason": "Yearly check"}  # fmt: skip


async def load(db: Db, demo: Demo) -> None:
    """One specimen to take at once, and one for which Elena is to come fasting; every recent result was ordered, and
    most wait for their doctor's look.
    """
    await _answered(db, demo)
    doctor = await actor_of_user(db, demo.made["doctor"].user_id)
    wanted = PlaceServiceRequest.model_validate(WANTED)
    await actions.place(db, demo.made["patients"][18].id, wanted, actor=doctor)
    await actions.place(db, demo.made["patient"].id, PlaceServiceRequest.model_validate(FASTING), actor=doctor)


async def _answered(db: Db, demo: Demo) -> None:
    """As the laboratory would have left them: in few statements, and without cases."""
    doctor = demo.made["doctor"]
    recent = select(DiagnosticReport).where(
        DiagnosticReport.category == ReportCategory.laboratory, DiagnosticReport.status == ReportStatus.final,
        DiagnosticReport.practitioner_id == doctor.id, DiagnosticReport.effective_at > demo.now - timedelta(days=40),
    )  # fmt: skip
    tubes = []
    for n, report in enumerate(await db.scalars(recent.order_by(DiagnosticReport.effective_at)), start=1):
        placed, given = report.effective_at - timedelta(hours=3), report.issued_at or report.effective_at
        order = ServiceRequest(
            patient_id=report.patient_id, practitioner_id=doctor.id, placed_by_name=doctor.name, title=report.title,
            tests=[], specimen=report.specimen, priority=RequestPriority.routine, status=RequestStatus.completed,
            created_at=placed, status_at=given, signed_at=placed, report_id=report.id, reviewed_at=report.reviewed_at,
        )  # fmt: skip
        db.add(order)
        tubes.append(Specimen(
            service_request_id=order.id, patient_id=report.patient_id, label=f"W-{41260 + n}", status_at=placed,
            collected_at=report.effective_at, collected_by_name="House laboratory", status=SpecimenStatus.available,
        ))  # fmt: skip
    await db.flush()
    db.add_all(tubes)
    await db.flush()
