"""What of insurance belongs to a patient."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, Uuid, cast, exists, func, null, or_, select

from hub.insurance.models import (
    Claim,
    ClaimHistory,
    ClaimStatus,
    Interchange,
    PaymentState,
    Remittance,
    RemittanceClaim,
)
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
    """What a payer paid for a claim of his, or might have: a person decided then that it was for none of ours."""
    his = select(Claim.id).where(Claim.patient_id.in_(whose.records))
    maybe = func.json_array_elements_text(table.c.candidates).table_valued("value", name="maybe")
    return or_(
        table.c.claim_id.in_(his), exists().where(maybe.c.value.in_(his.with_only_columns(cast(Claim.id, Text))))
    )


def _in_files(table: Any, whose: Whose) -> ColumnElement[bool]:
    """The files that tell of him, out and in, whole: what they say of others is as old, and what became of it stands
    in rows. A file is not taken apart, for what is left of it would be no longer what was sent.
    """
    asked, told = (Interchange.metadata.tables[f"prior_authorization{one}"].c for one in ("", "_history"))  # from above
    claims = select(Claim.id).where(Claim.patient_id.in_(whose.records))
    requests = select(asked.id).where(asked.patient_id.in_(whose.records))
    ways = (
        select(Claim.interchange_id).where(Claim.id.in_(claims)),
        select(ClaimHistory.interchange_id).where(ClaimHistory.claim_id.in_(claims)),
        select(Remittance.interchange_id).join(RemittanceClaim, RemittanceClaim.remittance_id == Remittance.id)
        .where(_paid(RemittanceClaim.__table__, whose)),
        select(asked.interchange_id).where(asked.id.in_(requests)),
        select(told.interchange_id).where(told.prior_authorization_id.in_(requests)),
    )  # fmt: skip
    return or_(*(table.c.id.in_(way) for way in ways))


erases(
    "remittance_claim", reach=_paid, because="codes and ids of the books: money without a name",
    but=("control_number", "claim_status", "match", "adjustments", "remarks", "candidates"),
)  # fmt: skip
_FILE = {column.name for column in Interchange.__table__.c} - {"raw_sealed", "reason"}
erases("interchange", reach=_in_files, but=tuple(sorted(_FILE)),
       because="that there was the file; what was in it goes")  # fmt: skip
CLOSED = (ClaimStatus.paid, ClaimStatus.closed, ClaimStatus.replaced, ClaimStatus.voided)


@hinders("open_claim")
def _open_claims(whose: Whose) -> Any:
    return select(func.count()).where(Claim.patient_id.in_(whose.records), Claim.status.not_in(CLOSED))


@hinders("unmatched_payment")
def _unmatched(whose: Whose) -> Any:
    """Money that may be for him: nobody could say so once it is forgotten whose the claim was."""
    waits = RemittanceClaim.state == PaymentState.unmatched
    return select(func.count()).where(waits, _paid(RemittanceClaim.__table__, whose))


@lasts("money")
def _last_claim(whose: Whose) -> Any:
    """The last that was said of one: the payer's answers come later."""
    said = select(func.max(ClaimHistory.at)).join(Claim, Claim.id == ClaimHistory.claim_id)
    return said.where(Claim.patient_id.in_(whose.records))


@tells("claim")
def _claims(patient_id: UUID) -> Any:
    return select(Claim.created_at, Claim.id, Claim.status, null().cast(Uuid), Claim.encounter_id).where(
        Claim.patient_id == patient_id
    )
