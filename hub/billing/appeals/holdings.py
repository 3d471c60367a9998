"""What of appeals belongs to a patient."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from hub.billing.appeals.models import AppealEnclosure
from hub.core import filing
from hub.patients.belongings import belongs

belongs("claim_appeal", title="Appeals to insurers", hide=("case_id", "reminded_on"))
belongs(
    "appeal_enclosure",
    title="Enclosed with appeals",
    hide=("source_id",),
    files=(("appeal_enclosure", "file_id", "kind"),),
)


@filing.keeps_files
def _copies() -> Any:
    return select(AppealEnclosure.file_id, AppealEnclosure.patient_id)
