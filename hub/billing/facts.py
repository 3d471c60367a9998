"""What billing announces: ids, amounts' owners and flags, never what was treated."""

from __future__ import annotations

from uuid import UUID

from hub.core import acting
from hub.core.facts import Fact


class _OfPatient(Fact):
    patient_id: UUID
    patient_user_id: UUID | None = None

    def rooms(self) -> list[str]:
        mine = acting.rooms(self.patient_id, self.patient_user_id, "bills")
        return [*mine, "role:billing_clerk"]


class ChargesRaised(_OfPatient):
    """Services of a case were priced."""

    case_id: UUID

    @property
    def key(self) -> str:
        return str(self.case_id)


class _OfInvoice(_OfPatient):
    invoice_id: UUID
    case_id: UUID | None = None

    @property
    def key(self) -> str:
        return str(self.invoice_id)


class InvoiceIssued(_OfInvoice):
    """A patient owes something."""


class PaymentSucceeded(_OfInvoice):
    """The gateway says that money came."""

    payment_id: UUID


class PaymentFailed(_OfInvoice):
    """The gateway says no."""

    payment_id: UUID


class InvoiceSettled(_OfInvoice):
    """Nothing is owed on it any more."""


class ReceiptMade(_OfInvoice):
    """The receipt can be fetched."""


class RefundChanged(_OfInvoice):
    """Money goes back, has gone back, or did not arrive."""

    refund_id: UUID
    status: str


class CreditChanged(_OfPatient):
    """What the patient has paid too much is more now, or less."""

    grew: UUID | None = None
    """Names this one time when it became more; None when it became less."""
