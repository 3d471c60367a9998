"""What remittances and their payments look like from outside, with every reason in our words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.core.db import Db, ReadDb
from hub.insurance import files
from hub.insurance.codes import adjustments as reasons
from hub.insurance.models import Claim, Interchange, PaymentState, Remittance, RemittanceClaim, RemittanceLine
from hub.insurance.rows import rows_of
from hub.insurance.schemas import (
    ClaimFileOut,
    PayerPaymentOut,
    ProviderAdjustmentOut,
    RemittanceAdjustmentOut,
    RemittanceOut,
    RemittancePaymentLine,
    RemittancePaymentsOut,
    RemittanceRow,
    RemittancesOut,
    UploadedOut,
)


async def shown(db: Db | ReadDb, found: Sequence[RemittanceClaim]) -> list[PayerPaymentOut]:
    """Payments with their lines and, where a person has to choose, the claims they may be about."""
    lines = await files.lines_of_payments(db, [paid.id for paid in found])
    candidates = await _candidates(db, found)
    return [_payment(paid, lines[paid.id], candidates) for paid in found]


async def _candidates(db: Db | ReadDb, found: Sequence[RemittanceClaim]) -> dict[UUID, Any]:
    ids = {UUID(item) for paid in found if paid.state is PaymentState.unmatched for item in paid.candidates}
    if not ids:
        return {}
    rows = await rows_of(db, await db.scalars(select(Claim).where(Claim.id.in_(ids))))
    return {row.id: row for row in rows}


def _payment(paid: RemittanceClaim, lines: list[RemittanceLine], candidates: dict[UUID, Any]) -> PayerPaymentOut:
    remittance = paid.remittance
    own = {"adjustments", "remarks", "lines", "candidates", "currency", "paid_on", "trace", "payer_name"}
    values = {name: getattr(paid, name) for name in PayerPaymentOut.model_fields.keys() - own}
    chosen = [candidates[UUID(item)] for item in paid.candidates if UUID(item) in candidates]
    return PayerPaymentOut(
        **values, currency=remittance.currency, paid_on=remittance.paid_on, trace=remittance.trace,
        payer_name=remittance.payer_name, adjustments=_adjustments(paid.adjustments), candidates=chosen,
        remarks=[reasons.explain_remark(item) for item in paid.remarks], lines=[_line(line) for line in lines],
    )  # fmt: skip


def _line(line: RemittanceLine) -> RemittancePaymentLine:
    return RemittancePaymentLine(
        code=line.code, modifiers=line.modifiers, charge=line.charge, paid=line.paid, allowed=line.allowed,
        adjustments=_adjustments(line.adjustments), remarks=[reasons.explain_remark(item) for item in line.remarks],
        matched=line.claim_line_id is not None,
    )  # fmt: skip


def _adjustments(rows: list[dict[str, Any]]) -> list[RemittanceAdjustmentOut]:
    return [
        RemittanceAdjustmentOut(
            group=item["group"], reason=item["reason"], amount=item["amount"],
            text=reasons.explain(item["reason"]), group_text=reasons.explain_group(item["group"]),
            denial=reasons.is_denial(item["group"], item["reason"]),
        )
        for item in rows
    ]  # fmt: skip


async def remittance(db: Db, found: Remittance) -> RemittanceOut:
    """A remittance with everything it pays and takes."""
    return RemittanceOut(
        **RemittanceRow.model_validate(found).model_dump(),
        adjustments=[
            ProviderAdjustmentOut(**item, text=reasons.PROVIDER_ADJUSTMENTS.get(item["reason"], item["reason"]))
            for item in found.adjustments
        ],
        payments=await shown(db, await files.payments(db, remittance_id=found.id)),
    )


async def remittance_list(db: ReadDb) -> RemittancesOut:
    return RemittancesOut(items=[RemittanceRow.model_validate(item) for item in await files.remittances(db)])


async def unmatched(db: ReadDb) -> RemittancePaymentsOut:
    """Payments that wait for a person."""
    return RemittancePaymentsOut(items=await shown(db, await files.payments(db, state=PaymentState.unmatched)))


async def one(db: Db, paid: RemittanceClaim) -> PayerPaymentOut:
    await db.flush()
    return (await shown(db, [paid]))[0]


async def uploaded(db: Db, item: Interchange) -> UploadedOut:
    await db.flush()
    found = await files.remittances(db, interchange_id=item.id)
    return UploadedOut(
        file=ClaimFileOut.model_validate(item), repeated=item.times > 1 or not found,
        remittances=[RemittanceRow.model_validate(row) for row in found],
    )  # fmt: skip
