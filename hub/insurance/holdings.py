"""What of insurance belongs to a patient."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, func, null, select

from hub.insurance.models import Claim, ClaimStatus, Interchange
from hub.patients.belongings import Whose, belongs, erases, hinders, lasts, tells

belongs("coverage", title="Coverages")
belongs("claim", title="Claims", children=(("claim_line", "claim_id"), ("claim_history", "claim_id")))

_NUMBERS = ("control_number", "frequency", "set_control", "line_id", "code", "state", "what")
for _table in ("claim", "claim_line", "claim_history"):
    there = Interchange.metadata.tables[_table].c.keys()
    erases(
        _table,
        but=tuple(one for one in _NUMBERS if one in there),
        because="numbers and codes of the books: money without a name",
    )


def _paid(table: Any, whose: Whose) -> ColumnElement[bool]:
    return table.c.claim_id.in_(select(Claim.id).where(Claim.patient_id.in_(whose.records)))  # type: ignore[no-any-return]


def _in_files(table: Any, whose: Whose) -> ColumnElement[bool]:
    """The files in which his claims went out, with those of others of the same day: as old, and kept as long."""
    sent = select(Claim.interchange_id).where(Claim.patient_id.in_(whose.records), Claim.interchange_id.is_not(None))
    return table.c.id.in_(sent)  # type: ignore[no-any-return]


erases("remittance_claim", reach=_paid, but=("control_number", "claim_status", "match", "adjustments", "remarks"),
       because="codes of the books: money without a name")  # fmt: skip
erases("interchange", reach=_in_files, but=tuple(c.name for c in Interchange.__table__.c if c.name != "raw_sealed"),
       because="that the file went out; what was in it goes")  # fmt: skip
CLOSED = (ClaimStatus.paid, ClaimStatus.closed, ClaimStatus.replaced, ClaimStatus.voided)


@hinders("open_claim")
def _open_claims(whose: Whose) -> Any:
    return select(func.count()).where(Claim.patient_id.in_(whose.records), Claim.status.not_in(CLOSED))


@lasts("money")
def _last_claim(whose: Whose) -> Any:
    return select(func.max(Claim.created_at)).where(Claim.patient_id.in_(whose.records))


@tells("claim")
def _claims(patient_id: UUID) -> Any:
    return select(Claim.created_at, Claim.id, Claim.status, null().cast(Uuid), Claim.encounter_id).where(
        Claim.patient_id == patient_id
    )
