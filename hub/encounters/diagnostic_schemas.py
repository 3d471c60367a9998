"""What crosses HTTP of results."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints, field_validator, model_validator

from hub.core.http import Body, Out
from hub.encounters.history_schemas import Line, Remark, Short
from hub.encounters.schemas import GiveReason
from hub.encounters.statuses import ReportCategory

Loinc = Annotated[str, StringConstraints(pattern=r"^(\d{1,7}-\d)?$")]
Unit = Annotated[str, StringConstraints(max_length=30, pattern=r"^[!-~]*$")]
"""A UCUM code, case sensitive: printable, without blanks; '1' = a plain number."""
Number = Annotated[Decimal, Field(max_digits=16, decimal_places=6)]
Words = Annotated[str, StringConstraints(max_length=4000)]


def plain_number(value: Decimal | None) -> Decimal | None:
    """117, not 117.000000 and not 1.2E+2."""
    return None if value is None else Decimal(f"{value.normalize():f}")


class EnterDiagnosticObservation(Body):
    """One finding: a number with its UCUM unit and range, or words; `abnormal` judges what is no number."""

    name: Line
    code: Loinc = ""
    value: Number | None = None
    comparator: Literal["", "<", ">"] = ""
    unit: Unit = ""
    words: Short = ""
    low: Number | None = None
    high: Number | None = None
    critical_low: Number | None = None
    critical_high: Number | None = None
    abnormal: bool | None = None

    @model_validator(mode="after")
    def one_kind(self) -> Self:
        if (self.value is None) == (not self.words):
            raise ValueError("value: give a number or words, one of them")
        if self.value is not None and not self.unit:
            raise ValueError("unit: say in which unit ('1' for a plain number)")
        bounds = (self.low, self.high, self.critical_low, self.critical_high)
        if self.value is None and (self.unit or self.comparator or any(one is not None for one in bounds)):
            raise ValueError("words: units and ranges belong to numbers")
        if self.value is not None and self.abnormal is not None:
            raise ValueError("abnormal: a number is judged by its range")
        order = [one for one in (self.critical_low, self.low, self.high, self.critical_high) if one is not None]
        if order != sorted(order):
            raise ValueError("low: the bounds of the range are in the wrong order")
        return self


class _Content(Body):
    """What a report says."""

    title: Line
    code: Loinc = ""
    category: ReportCategory = ReportCategory.laboratory
    specimen: Short = ""
    performer: Short = ""
    effective_at: AwareDatetime
    conclusion: Words = ""
    observations: list[EnterDiagnosticObservation] = Field(default=[], max_length=100)
    status: Literal["registered", "preliminary", "final"] = "final"

    @field_validator("observations")
    @classmethod
    def once_each(cls, value: list[EnterDiagnosticObservation]) -> list[EnterDiagnosticObservation]:
        if len({one.code or one.name.casefold() for one in value}) != len(value):
            raise ValueError("one finding is there twice")
        return value

    @model_validator(mode="after")
    def something(self) -> Self:
        said = bool(self.observations or self.conclusion)
        if said == (self.status == "registered"):
            raise ValueError("observations: a report says something, one that is only expected says nothing yet")
        return self


class EnterDiagnosticReport(_Content):
    """A new report; `practitioner_id` looks at it: else the clinician of the visit, or who enters and may release."""

    encounter_id: UUID | None = None
    practitioner_id: UUID | None = None


class ChangeDiagnosticReport(_Content):
    """The report as it stands from now on; `why` is asked for once it was final: then it is an amendment."""

    version: int
    why: Remark = ""


class ReleaseDiagnosticReport(Body):
    """`comment`: the clinician's own words to the patient; of a report that is released already they are added."""

    comment: Annotated[str, StringConstraints(max_length=2000)] = ""
    version: int | None = None


class HoldDiagnosticReport(GiveReason):
    """Why it is kept back."""

    version: int | None = None


class ReassignDiagnosticReport(GiveReason):
    """Who is to look at it instead, and why."""

    practitioner_id: UUID
    version: int


class DiagnosticReportSearch(Body):
    """A page of reports."""

    after: Annotated[str, StringConstraints(max_length=300)] = ""
    limit: int = Field(30, ge=1, le=100)


class DiagnosticReviewSearch(DiagnosticReportSearch):
    """Which of mine: `open` = nobody has looked at them yet."""

    view: Literal["open", "held", "done"] = "open"


class TrendPointOut(Out):
    """An earlier value in the same unit."""

    at: datetime
    value: Decimal
    interpretation: str

    _plain = field_validator("value")(plain_number)


class DiagnosticObservationOut(Out):
    """A finding with its range; `plain` says in the patient's words what it is, `trend` the values before it."""

    code: str
    name: str
    value: Decimal | None
    comparator: str
    words: str
    unit: str
    low: Decimal | None
    high: Decimal | None
    critical_low: Decimal | None
    critical_high: Decimal | None
    interpretation: str
    plain: str = ""
    trend: list[TrendPointOut] = Field(default_factory=list)

    _plain = field_validator("value", "low", "high", "critical_low", "critical_high")(plain_number)


class LatestResultOut(Out):
    """The newest value of one thing that was found."""

    diagnostic_report_id: UUID
    title: str
    at: datetime
    name: str
    value: Decimal | None
    comparator: str
    words: str
    unit: str
    low: Decimal | None
    high: Decimal | None
    interpretation: str

    _plain = field_validator("value", "low", "high")(plain_number)


class DiagnosticReportRowOut(Out):
    """A line of a list; `abnormal` findings of `findings`, `critical` when one of them cannot wait."""

    id: UUID
    patient_id: UUID
    category: str
    title: str
    status: str
    effective_at: datetime
    issued_at: datetime | None
    performer: str
    practitioner_name: str
    release: str
    released_at: datetime | None
    reviewed_at: datetime | None
    seen_at: datetime | None
    findings: int
    abnormal: int
    critical: bool
    commented: bool


class ToldOut(Out):
    """Who was told of a critical result at which rung of the ladder: 0 = at once, 1 = its reviewer again."""

    at: datetime
    rung: int
    names: list[str]


class CriticalResultOut(Out):
    """A critical result that waits, or waited, for who answers for it; `escalate_at` = when the next are told."""

    id: UUID
    status: str
    created_at: datetime
    status_at: datetime
    rung: int
    escalate_at: datetime | None
    told: list[ToldOut]
    acknowledged_by_name: str


class DiagnosticReviewRowOut(DiagnosticReportRowOut):
    """A line of the list of who has to look at it: `mine` or of somebody whom one covers for, or stands in for;
    `releases_at` = when the rule would release it, `unanswered` = the critical result that waits."""

    patient_name: str
    mine: bool
    releases_at: datetime | None
    unanswered: CriticalResultOut | None


class DiagnosticReportOut(DiagnosticReportRowOut):
    """A report as colleagues read it; what it said before it was amended stands in `versions`."""

    patient_name: str
    patient_number: str
    birth_date: date
    encounter_id: UUID | None
    version: int
    code: str
    specimen: str
    conclusion: str
    reason: str
    entered_by_name: str
    reviewed_by_name: str
    comment: str
    held_reason: str
    releases_at: datetime | None
    observations: list[DiagnosticObservationOut]
    versions: list[DiagnosticReportVersionOut]
    critical_results: list[CriticalResultOut]
    may_release: bool


class DiagnosticReportVersionOut(Out):
    """What a report said before."""

    number: int
    status: str
    title: str
    conclusion: str
    comment: str
    observations: list[DiagnosticObservationOut]
    by_name: str
    at: datetime


class OwnDiagnosticReportOut(Out):
    """A report as the patient reads it; taken back (`entered_in_error`) it says nothing more."""

    id: UUID
    category: str
    title: str
    status: str
    effective_at: datetime
    issued_at: datetime | None
    performer: str
    specimen: str
    practitioner_name: str
    reviewed_by_name: str
    comment: str
    conclusion: str
    reason: str
    observations: list[DiagnosticObservationOut]


class AnalyteOut(Out):
    """Something that can be measured, with the range of this person."""

    code: str
    name: str
    panel: str
    unit: str
    low: Decimal | None
    high: Decimal | None
    critical_low: Decimal | None
    critical_high: Decimal | None
    prepare: str


class AnalytesOut(Out):
    """All of them, in the order in which laboratories print them, and the edition of the table."""

    items: list[AnalyteOut]
    edition: str
