"""The forms of claim and denial, one per task. Money is in minor units of the claim's currency."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from workflows.processes.shared_forms import Form

MOST = 100_000_000_00


class PayerNews(StrEnum):
    """What came of asking the payer: nothing yet, it has no such claim, or how it has decided."""

    wait = "wait"
    resend = "resend"
    paid = "paid"
    denied = "denied"
    rejected = "rejected"


class PayerAnswer(Form):
    """What the payer says of a claim, by telephone or letter."""

    action: PayerNews = Field(title="What does the payer say?")
    reason: str = Field("", title="What was said, and by whom", max_length=500)
    decided_on: date | None = Field(None, title="Date of the decision")
    reference: str = Field("", title="Number of the cheque or transfer", max_length=30, pattern=r"^[A-Za-z0-9\-]*$")
    paid: int = Field(0, title="Payer pays", ge=0, le=MOST)
    contractual: int = Field(0, title="Agreed reduction", ge=0, le=MOST)
    patient_share: int = Field(0, title="Patient's share", ge=0, le=MOST)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.action == PayerNews.paid and (self.decided_on is None or (self.paid and not self.reference)):
            raise ValueError("give the date of the decision and the number of the cheque or transfer")
        if self.action == PayerNews.paid and not self.paid + self.contractual + self.patient_share:
            raise ValueError("give the amounts, or say that it was denied")
        if self.action != PayerNews.paid and self.paid + self.contractual + self.patient_share:
            raise ValueError("amounts belong to a payment only")
        if self.action in (PayerNews.denied, PayerNews.rejected) and not self.reason:
            raise ValueError("say why")
        return self


class AskPayer(PayerAnswer):
    """The payer has not answered in time. What does it say?"""

    days: int = Field(14, title="Wait so many days", ge=1, le=90)


class DenialAction(StrEnum):
    """What can be done about a claim that was not paid."""

    resubmit = "resubmit"
    appeal = "appeal"
    write_off = "write_off"
    bill_patient = "bill_patient"


class WorkDenial(Form):
    """The payer did not pay. What now?"""

    action: DenialAction = Field(title="What now?")
    reason: str = Field("", title="Reason", max_length=500, description="Needed to write off, appeal or bill.")

    @model_validator(mode="after")
    def _reasoned(self) -> WorkDenial:
        if self.action != DenialAction.resubmit and not self.reason:
            raise ValueError("say why")
        return self


class CorrectClaim(WorkDenial):
    """Our own check holds the claim. What now? The payer never saw it, so there is nothing to appeal."""

    action: Literal[DenialAction.resubmit, DenialAction.write_off, DenialAction.bill_patient] = Field(title="What now?")
    reason: str = Field("", title="Reason", max_length=500, description="Needed to write off or bill.")


FORMS: dict[str, type[BaseModel]] = {"ask_payer": AskPayer, "work_denial": WorkDenial, "correct_claim": CorrectClaim}
