"""What crosses HTTP of appeals."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from hub.billing.appeals.models import AppealOutcome
from hub.core.http import Body, Out

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=2000)]
Letter = Annotated[str, StringConstraints(strip_whitespace=True, min_length=20, max_length=20_000)]
Channel = Literal["post", "fax", "portal", "courier", "hand"]


class EnclosureOut(Out):
    """Something that goes along with the letter."""

    id: UUID
    kind: Literal["note", "report", "document"]
    title: str
    media_type: str
    by_name: str
    created_at: datetime


class AppealOut(Out):
    """One level of appeal."""

    id: UUID
    claim_id: UUID
    level: int
    status: str
    status_at: datetime
    send_by: date
    body: str
    by_name: str
    letter_number: str
    asked: str
    reply: str
    records_wanted: bool
    """A clinician was asked and has not answered yet."""
    sent_on: date | None
    channel: str
    reference: str
    outcome: AppealOutcome | None
    answered_on: date | None
    answer: str
    version: int
    enclosures: list[EnclosureOut]


class AppealsOut(Out):
    """Every level, the newest first; whether another one may be begun."""

    items: list[AppealOut]
    may_begin: bool
    send_by: date
    """For a new letter: the last day on which the payer takes it."""


class SaveAppeal(Body):
    """The letter's words and its last day. `version` is what was read."""

    body: Letter
    send_by: date
    version: int = Field(ge=1)


class SignAppeal(Body):
    """The version that is signed is the one that was read. `without_records`: also while a clinician is asked."""

    version: int = Field(ge=1)
    without_records: bool = False


class EnclosePaper(Body):
    """A document of the patient that the office itself may open."""

    document_id: UUID


class AskRecords(Body):
    """What a clinician is asked to enclose; without a name the one who saw the patient is asked."""

    words: Words
    practitioner_id: UUID | None = None


class AppealSent(Body):
    """How and when it went."""

    channel: Channel
    sent_on: date
    reference: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] = ""


class AppealAnswer(Body):
    """What the payer answered."""

    outcome: AppealOutcome
    answered_on: date
    words: Words


class WithdrawAppeal(Body):
    """Why it is not sent, or taken back."""

    reason: Words


class AppealRecordOut(Out):
    """A part of the record that could go along: `key` is what a choice names."""

    key: str
    kind: Literal["note", "report", "document"]
    title: str
    at: datetime
    enclosed: bool


class AppealRecordsOut(Out):
    """What a clinician is asked for, and what he may enclose."""

    appeal_id: UUID
    patient_id: UUID
    payer_name: str
    send_by: date
    asked: str
    running: bool
    items: list[AppealRecordOut]
