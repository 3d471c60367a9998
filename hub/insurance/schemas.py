"""What crosses HTTP at insurance. Amounts are minor units beside a currency."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from hub.core.http import Body, Out
from hub.insurance.models import ClaimStatus, Relationship
from workflows.processes.claim.forms import PayerAnswer, PayerNews

Short = Annotated[str, Field(max_length=80)]
Reason = Annotated[str, Field(min_length=1, max_length=500)]
Queue = Literal["", "to_submit", "waiting", "rejected", "denied", "paid", "done"]


class SimulatorMember(Out):
    """A member number of the payer simulator, and what it does."""

    member_id: str
    text: str


class PayerOut(Out):
    id: UUID
    code: str
    name: str
    simulated: bool
    test_members: list[SimulatorMember] = Field(default_factory=list)


class PayersOut(Out):
    items: list[PayerOut]


class PolicyHolder(Body):
    """Who holds the policy, when it is not the patient."""

    given: Short
    family: Annotated[str, Field(min_length=1, max_length=80)]
    birth_date: date | None = None
    sex: Literal["female", "male", "other", "unknown"] = "unknown"


class CoverageDetails(Body):
    member_id: Annotated[str, Field(min_length=2, max_length=80)]
    group_number: Short = ""
    plan: Short = ""
    relationship: Relationship = Relationship.self
    subscriber: PolicyHolder | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    priority: int = Field(1, ge=1, le=9)


class NewCoverage(CoverageDetails):
    """`patient_id` may be left out by a patient: it is their own."""

    patient_id: UUID | None = None
    payer_id: UUID

    def details(self) -> dict[str, Any]:
        return self.model_dump(exclude={"patient_id", "payer_id"}, mode="python") | {"subscriber": _json(self)}


class ChangeCoverage(CoverageDetails):
    version: int | None = None

    def details(self) -> dict[str, Any]:
        return self.model_dump(exclude={"version"}, mode="python") | {"subscriber": _json(self)}


def _json(details: CoverageDetails) -> dict[str, Any] | None:
    return details.subscriber.model_dump(mode="json") if details.subscriber else None


class CoveragesQuery(Body):
    patient_id: UUID | None = None


class CoverageOut(Out):
    id: UUID
    patient_id: UUID
    payer: PayerOut
    member_id: str
    group_number: str
    plan: str
    relationship: Relationship
    subscriber: dict[str, Any] | None
    priority: int
    starts_on: date | None
    ends_on: date | None
    in_force: bool
    version: int


class CoveragesOut(Out):
    items: list[CoverageOut]


class ClaimsQuery(Body):
    queue: Queue = ""
    search: str = Field("", max_length=100)
    case_id: UUID | None = None
    after: str = Field("", max_length=800)
    limit: int = Field(50, ge=1, le=100)


class ClaimRow(Out):
    """One line of a work queue: what it is, why it is here, what to do next."""

    id: UUID
    control_number: str
    patient_id: UUID
    patient_name: str
    patient_number: str
    payer_code: str
    payer_name: str
    status: ClaimStatus
    status_at: datetime
    queue: str
    reason: str
    next_action: str
    total: int
    paid: int
    patient_share: int
    denied: int
    currency: str
    frequency: str
    attempt: int
    case_id: UUID | None
    created_at: datetime


class ClaimCountsOut(Out):
    to_submit: int
    waiting: int
    rejected: int
    denied: int
    paid: int
    done: int
    unmatched: int
    quarantined: int


class ClaimLineOut(Out):
    number: int
    code: str
    text: str
    modifiers: list[str]
    units: Decimal
    charge: int
    served_on: date
    paid: int
    contractual: int
    patient_share: int
    denied: int


class ClaimHistoryOut(Out):
    at: datetime
    what: str
    detail: str
    actor_name: str
    interchange_id: UUID | None
    file_kind: str
    remittance_id: UUID | None


class RemittanceAdjustmentOut(Out):
    """One reason the payer gave, in our words."""

    group: str
    group_text: str
    reason: str
    amount: int
    text: str
    denial: bool


class RemittancePaymentLine(Out):
    code: str
    modifiers: list[str]
    charge: int
    paid: int
    allowed: int | None
    adjustments: list[RemittanceAdjustmentOut]
    remarks: list[str]
    matched: bool


class PayerPaymentOut(Out):
    """What one remittance says about one claim."""

    id: UUID
    remittance_id: UUID
    claim_id: UUID | None
    state: str
    match: str
    control_number: str
    payer_control_number: str
    claim_status: str
    patient: str
    member_id: str
    served_on: date | None
    charge: int
    paid: int
    contractual: int
    patient_share: int
    denied: int
    currency: str
    paid_on: date
    trace: str
    payer_name: str
    adjustments: list[RemittanceAdjustmentOut]
    remarks: list[str]
    lines: list[RemittancePaymentLine]
    candidates: list[ClaimRow] = Field(default_factory=list)
    note: str


class ClaimFindingOut(Out):
    id: str
    severity: str
    element: str
    message: str
    hint: str


class ClaimAttemptOut(Out):
    id: UUID
    control_number: str
    attempt: int
    frequency: str
    status: ClaimStatus
    status_at: datetime


class ClaimFileOut(Out):
    id: UUID
    partner: str
    direction: str
    name: str
    kind: str
    control: str
    size: int
    sha256: str
    status: str
    status_at: datetime
    times: int
    reason_code: str
    reason: str
    created_at: datetime


class ClaimOut(ClaimRow):
    """A claim's whole story on one page."""

    encounter_id: UUID | None
    member_id: str
    billing_provider: str
    clinician: str
    diagnoses: list[str]
    pos: str
    pos_text: str
    prior_authorization: str
    authorization: str
    payer_control_number: str
    contractual: int
    open: int
    lines: list[ClaimLineOut]
    findings: list[ClaimFindingOut]
    history: list[ClaimHistoryOut]
    payments: list[PayerPaymentOut]
    attempts: list[ClaimAttemptOut]
    files: list[ClaimFileOut]
    may_authorize: bool
    may_void: bool
    may_answer: bool


class EnterAuthorization(Body):
    number: Annotated[str, Field(min_length=1, max_length=50)]


class EnterClaimAnswer(PayerAnswer, Body):
    """What a payer said of a claim by telephone or letter, before anybody had to ask."""

    action: Literal[PayerNews.paid, PayerNews.denied, PayerNews.rejected, PayerNews.resend]


class DismissReason(Body):
    reason: Reason


class AssignPayment(Body):
    claim_id: UUID


class ClaimFilesQuery(Body):
    status: Literal["", "queued", "sent", "accepted", "rejected", "processed", "quarantined", "dismissed"] = ""


class ClaimFilesOut(Out):
    items: list[ClaimFileOut]


class ProviderAdjustmentOut(Out):
    reason: str
    text: str
    reference: str
    amount: int


class RemittanceRow(Out):
    id: UUID
    interchange_id: UUID
    payer_code: str
    payer_name: str
    trace: str
    paid_on: date
    amount: int
    currency: str
    method: str
    created_at: datetime


class RemittancesOut(Out):
    items: list[RemittanceRow]


class RemittanceOut(RemittanceRow):
    adjustments: list[ProviderAdjustmentOut]
    payments: list[PayerPaymentOut]


class UploadedOut(Out):
    """What became of an uploaded file; `repeated` when we had it, or its payment, already."""

    file: ClaimFileOut
    repeated: bool
    remittances: list[RemittanceRow]


class RemittancePaymentsOut(Out):
    items: list[PayerPaymentOut]
