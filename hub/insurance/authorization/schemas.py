"""What crosses HTTP of prior authorizations. Units are what the service code counts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, field_validator, model_validator

from hub.core.http import Body, Out
from hub.insurance.authorization.models import PriorAuthorizationStatus
from hub.insurance.x12.review import MOST_WORDS

ServiceCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{5}$", to_upper=True)]
Diagnosis = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][0-9][0-9A-Za-z]\.?[0-9A-Za-z]{0,4}$", to_upper=True)]
Units = Annotated[Decimal, Field(gt=0, le=9999, decimal_places=1)]
Words = Annotated[str, StringConstraints(max_length=MOST_WORDS, strip_whitespace=True)]
Why = Annotated[str, StringConstraints(min_length=1, max_length=MOST_WORDS, strip_whitespace=True)]
Stage = Literal["clerk", "payer", "clinician", "approved", "over"]
"""Where a request waits, in the office's words: to be completed, at the payer, at the clinician; or how it ended."""


class ServiceWanted(Body):
    """One service, and how many units of it."""

    code: ServiceCode
    units: Units = Decimal(1)


class RequestDetails(Body):
    """What is asked of the payer: `reason` goes to him in these words."""

    coverage_id: UUID
    services: list[ServiceWanted] = Field(min_length=1, max_length=12)
    diagnoses: list[Diagnosis] = Field(min_length=1, max_length=12)
    starts_on: date
    ends_on: date
    reason: Why
    urgent: bool = False

    @field_validator("services")
    @classmethod
    def once_each(cls, value: list[ServiceWanted]) -> list[ServiceWanted]:
        if len({one.code for one in value}) != len(value):
            raise ValueError("name each service once")
        return value

    @model_validator(mode="after")
    def period(self) -> RequestDetails:
        if self.ends_on < self.starts_on or (self.ends_on - self.starts_on).days > 731:
            raise ValueError("the last day is on or after the first, at most two years later")
        return self


class AskPriorAuthorization(RequestDetails):
    """`practitioner_id`: who wants to give the service; a clinician asks in his own name."""

    practitioner_id: UUID | None = None


class ChangePriorAuthorization(RequestDetails):
    version: int = Field(ge=1)


class WithdrawPriorAuthorization(Body):
    """Why it is not needed any more."""

    reason: Why


class UnitsGiven(Body):
    code: ServiceCode
    units: Annotated[Decimal, Field(ge=0, le=9999, decimal_places=1)]


class EnterAnswer(Body):
    """What the payer said on the telephone. `units` of services that were cut; the others as asked."""

    decision: Literal["approved", "denied", "pended"]
    number: Annotated[str, StringConstraints(max_length=50, strip_whitespace=True)] = ""
    valid_from: date | None = None
    valid_to: date | None = None
    units: list[UnitsGiven] = Field(default_factory=list, max_length=12)
    words: Why


class PriorAuthorizationSearch(Body):
    """A page of the office's list; `search` looks through all for a number or the beginning of a patient's name."""

    stage: Stage | Literal["open"] = "open"
    search: Annotated[str, StringConstraints(max_length=100)] = ""
    after: Annotated[str, StringConstraints(max_length=300)] = ""
    limit: int = Field(30, ge=1, le=100)


class AuthorizedServiceOut(Out):
    """`approved_units` None: not decided; `used_units` by claims that stand."""

    code: str
    text: str
    units: Decimal
    approved_units: Decimal | None
    used_units: Decimal


class PriorAuthorizationRow(Out):
    """A line of a list: what was asked, where it stands, until when it is good. No clinical words."""

    id: UUID
    number: str
    patient_id: UUID
    coverage_id: UUID
    payer_name: str
    practitioner_name: str
    status: PriorAuthorizationStatus
    status_at: datetime
    stage: Stage
    urgent: bool
    to_call: bool
    used_up: bool
    starts_on: date
    ends_on: date
    authorization_number: str
    valid_from: date | None
    valid_to: date | None
    services: list[AuthorizedServiceOut]
    asked_at: datetime


class ListedPriorAuthorization(PriorAuthorizationRow):
    """A line of the office's list."""

    patient_name: str
    patient_number: str


class PriorAuthorizationEntry(Out):
    """One thing that happened; `file_kind` where a file brought it or took it away."""

    at: datetime
    what: str
    detail: str
    actor_name: str
    interchange_id: UUID | None
    file_kind: str


class PriorAuthorizationOut(ListedPriorAuthorization):
    """One request with its words and its history."""

    version: int
    diagnoses: list[str]
    reason: str
    appeal: str
    answer: str
    payer_reference: str
    asked_by_name: str
    member_id: str
    case_id: UUID | None
    history: list[PriorAuthorizationEntry]
    may_change: bool
    may_answer: bool
    may_withdraw: bool


class PayerWantsOut(Out):
    """A service for which the payer of a coverage wants to be asked first."""

    code: str
    text: str


class CoverageToAskOut(Out):
    """A coverage in force, and what its payer wants to be asked about."""

    coverage_id: UUID
    payer_name: str
    services: list[PayerWantsOut]


class PriorAuthorizationsOut(Out):
    """A patient's requests, latest first, and the coverages under which one can be asked for."""

    items: list[PriorAuthorizationRow]
    coverages: list[CoverageToAskOut]


class OwnPriorAuthorizationOut(Out):
    """A request as its patient reads it: the clinicians' words are theirs."""

    id: UUID
    payer_name: str
    practitioner_name: str
    status: PriorAuthorizationStatus
    status_at: datetime
    valid_from: date | None
    valid_to: date | None
    services: list[AuthorizedServiceOut]
    asked_at: datetime


class OwnPriorAuthorizationsOut(Out):
    """Latest first."""

    items: list[OwnPriorAuthorizationOut]


class PriorAuthorizationCountsOut(Out):
    """How many requests wait at each stage."""

    clerk: int
    payer: int
    clinician: int
    to_call: int
