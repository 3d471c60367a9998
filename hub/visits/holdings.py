"""What of the video visits belongs to a patient."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select

from hub.patients.belongings import DELETE, Whose, belongs, erases
from hub.visits.models import Visit, VisitGuest

belongs("visit", title="Video visits")
belongs("visit_message", title="Chat of video visits")
belongs("visit_photo", title="Photos asked for in video visits")
belongs("visit_file", title="Files of video visits", files=(("visit_file", "file_id", "name"),))


def _of_visits(table: Any, whose: Whose) -> ColumnElement[bool]:
    return table.c.visit_id.in_(select(Visit.id).where(Visit.patient_id.in_(whose.records)))  # type: ignore[no-any-return]


def _of_guests(table: Any, whose: Whose) -> ColumnElement[bool]:
    his = select(VisitGuest.id).join(Visit, Visit.id == VisitGuest.visit_id).where(Visit.patient_id.in_(whose.records))
    return table.c.guest_id.in_(his)  # type: ignore[no-any-return]


erases("visit_guest_letter", DELETE, reach=_of_guests)
erases("visit_guest", reach=_of_visits)
erases("call_quality", DELETE, reach=_of_visits)
