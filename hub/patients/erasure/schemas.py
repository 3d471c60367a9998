"""What crosses HTTP about erasing records."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from hub.core.http import Body, Out

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=2000)]


class AskErasure(Body):
    """Why; of the patient himself it need not be said."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""


class DecideErasure(Body):
    """What the patient is told."""

    answer: Words


class ConfirmErasure(Body):
    """The number of the record, typed: so that nobody erases the one beside it."""

    number: Annotated[str, Field(min_length=1, max_length=40)]


class HoldIn(Body):
    """Why a record is held, or why that is over."""

    reason: Words


class LegalHoldOut(Out):
    id: UUID
    created_at: datetime
    reason: str
    set_by_name: str
    lifted_at: datetime | None
    lifted_by_name: str
    lifted_reason: str


class LegalHoldsOut(Out):
    """All holds of a record, newest first; the first one stands unless it was lifted."""

    items: list[LegalHoldOut]


class RetainedOut(Out):
    """A class of record (chart, imaging, money) that the law keeps."""

    kind: str
    until: date


class LawOut(RetainedOut):
    """The same with the last day on which there was any of it, and the rule."""

    last: date
    source: str


class HindranceOut(Out):
    """What has to be settled first, and how much of it there is."""

    code: str
    count: int


class FindingsOut(Out):
    """What stands against erasing the record today."""

    records: int
    jurisdiction: str
    hindrances: list[HindranceOut]
    kept: list[LawOut]
    erase_from: date | None
    may_erase: bool
    may_restrict: bool


class ErasureOut(Out):
    """One request. `name` is empty for who may not know it, and once it was erased."""

    id: UUID
    patient_id: UUID
    number: str
    name: str
    status: str
    status_at: datetime
    created_at: datetime
    by_patient: bool
    erase_from: date | None
    part: int
    parts: int
    mine: bool
    """Asked or decided by who reads this: somebody else has to confirm."""


class ErasuresOut(Out):
    """Requests, those that wait first."""

    items: list[ErasureOut]


class TallyOut(Out):
    """What one part of an erasure did."""

    part: str
    rows: int


class ErasurePage(ErasureOut):
    """A request with everything that its decision needs, or the certificate of what was done."""

    reason: str
    answer: str
    kept: list[RetainedOut]
    findings: FindingsOut | None
    """None once it is over, and for who may not know the record."""
    decided_by: str
    confirmed_by: str
    confirmed_at: datetime | None
    tally: list[TallyOut]


class MyErasureOut(Out):
    """What became of one's own request; null where there is none."""

    id: UUID
    status: str
    status_at: datetime
    created_at: datetime
    answer: str
    kept: list[RetainedOut]
    erase_from: date | None


class MyErasuresOut(Out):
    """The newest request, and what the law would keep of one's record today."""

    request: MyErasureOut | None
    kept: list[RetainedOut]
    hindrances: list[str]
