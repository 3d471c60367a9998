"""What billing's HTTP takes and gives. Amounts are minor units beside a currency."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from hub.core.http import Body, Out


class InvoiceOut(Out):
    """One invoice in a list."""

    id: UUID
    number: str
    status: Literal["issued", "paid", "cancelled"]
    issued_at: datetime
    due_on: date
    currency: str
    total: int
    paid: int
    credited: int
    """By how much it was lowered since an insurer decided anew."""
    reason: Literal["self_pay", "patient_share", "no_show", "late_cancel"]
    case_id: UUID | None
    patient_id: UUID
    patient_name: str | None = None
    patient_number: str | None = None
    has_receipt: bool


class InvoiceLineOut(Out):
    line: int
    service_code: str
    display: str
    units: int
    minor: int


class PaymentOut(Out):
    """One try to pay. `failure` is a stable word such as card_declined."""

    id: UUID
    invoice_id: UUID
    gateway: str
    status: Literal["created", "requires_action", "processing", "succeeded", "failed", "cancelled"]
    status_at: datetime
    minor: int
    currency: str
    failure: str


class RefundOut(Out):
    """Money that goes back. `failure` is a stable word such as refund_refused."""

    id: UUID
    payment_id: UUID
    status: Literal["requested", "processing", "succeeded", "failed"]
    status_at: datetime
    created_at: datetime
    minor: int
    currency: str
    failure: str


class OfficeRefundOut(RefundOut):
    """The same for the billing office: why, and by whom."""

    reason: str
    by_name: str


class InvoiceDetailOut(InvoiceOut):
    """One invoice with its lines and payments."""

    party: dict[str, Any]
    lines: list[InvoiceLineOut]
    payments: list[PaymentOut]
    refunds: list[RefundOut]


class InvoiceQuery(Body):
    status: Literal["issued", "paid", "cancelled"] | None = None
    after: str | None = None


class PayInvoice(Body):
    """`method` is a token of the gateway; a card number never reaches us."""

    method: Literal["tok_ok", "tok_declined", "tok_slow", "tok_twice", "tok_keep"]


class MakeRefund(Body):
    """How much, in minor units, and why."""

    minor: int = Field(gt=0, le=100_000_000_00)
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]


class RefundablePaymentOut(Out):
    """A payment, and what of it was not given back."""

    id: UUID
    invoice_id: UUID
    invoice_number: str
    minor: int
    left: int
    paid_at: datetime
    gateway: str


class CreditOut(Out):
    """What a patient has paid too much, the payments that it can go back to, and what went back."""

    patient_id: UUID
    minor: int
    currency: str
    payments: list[RefundablePaymentOut]
    refunds: list[OfficeRefundOut]


class MyCreditOut(Out):
    """What this person has paid too much, and how much of it is on its way back to his card."""

    minor: int
    returning: int
    currency: str


class CreditHolderOut(Out):
    """A patient who has paid too much."""

    patient_id: UUID
    patient_name: str
    patient_number: str
    minor: int
    currency: str
    invoice_id: UUID | None
    """The bill that was paid last: from there it is given back, or applied."""


class CreditsOut(Out):
    items: list[CreditHolderOut]


class BalanceOut(Out):
    account_code: str
    name: str
    side: str
    currency: str
    minor: int


class PostingOut(Out):
    id: UUID
    at: datetime
    memo: str
    account_code: str
    minor: int
    currency: str


class LedgerOut(Out):
    """Balances per account; they sum to zero. `entries` only for one case."""

    balances: list[BalanceOut]
    entries: list[PostingOut]
    sum: int


class LedgerQuery(Body):
    case_id: UUID | None = None


class PriceOut(Out):
    id: UUID
    service_code: str
    minor: int
    currency: str
    valid_from: date


class PricesOut(Out):
    items: list[PriceOut]


class NewPrice(Body):
    """A price from a day on; earlier charges keep theirs."""

    service_code: str
    minor: int
    valid_from: date
