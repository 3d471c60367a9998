"""What crosses HTTP of allergies, problems, their history, and the code sets that they are chosen from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from hub.core.http import Body, Out

Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Severity = Literal["mild", "moderate", "severe", "unknown"]
BroughtCode = Annotated[str, StringConstraints(min_length=1, max_length=40)]
BroughtSystem = Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_-]{1,39})?$")]


class CodeOut(Out):
    """A code that may be chosen."""

    code: str
    display: str


class CodesOut(Out):
    """Found codes, best first."""

    items: list[CodeOut]


class CodeSearch(Body):
    """Beginning of a code, or words."""

    search: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    limit: int = Field(20, ge=1, le=50)
    on: date | None = None
    """Date of service: codes of the edition in force on that day; today when left out."""


class AddAllergy(Body):
    """A substance and what it does; `code` is of a code set that the hospital has brought."""

    substance: Line
    code: BroughtCode | None = None
    code_system: BroughtSystem = ""
    reaction: Annotated[str, StringConstraints(max_length=300)] = ""
    severity: Severity = "unknown"
    category: Literal["medicine", "food", "environment", "biologic", "other"] = "medicine"
    intolerance: bool = False
    criticality: Literal["low", "high", "unknown"] = "unknown"
    verification: Literal["unconfirmed", "confirmed", "refuted"] = "unconfirmed"
    onset: date | None = None
    remark: Annotated[str, StringConstraints(max_length=1000)] = ""


class ChangeAllergy(AddAllergy):
    """What is known better by now, and why it is changed; `version` is that on the screen."""

    version: int | None = Field(None, ge=1)
    why: Annotated[str, StringConstraints(max_length=500)] = ""


class AllergyOut(Out):
    """A recorded allergy."""

    id: UUID
    version: int
    substance: str
    code: str | None
    code_system: str
    reaction: str
    severity: str
    category: str
    intolerance: bool
    criticality: str
    verification: str
    onset: date | None
    remark: str
    status: str


class AddProblem(Body):
    """A lasting condition: a code (ICD-10-CM, or of a set that was brought), or words when there is none."""

    code: BroughtCode | None = None
    code_system: BroughtSystem = "icd10cm"
    display: Annotated[str, StringConstraints(max_length=300)] = ""
    onset: date | None = None
    severity: Severity = "unknown"
    verification: Literal["unconfirmed", "confirmed", "refuted"] = "confirmed"
    remark: Annotated[str, StringConstraints(max_length=1000)] = ""

    @model_validator(mode="after")
    def something(self) -> Self:
        if not self.code and not self.display:
            raise ValueError("choose a code or describe the problem")
        return self


class ChangeProblem(Body):
    """What is known better by now; the code stays."""

    onset: date | None = None
    severity: Severity = "unknown"
    verification: Literal["unconfirmed", "confirmed", "refuted"] = "confirmed"
    remark: Annotated[str, StringConstraints(max_length=1000)] = ""
    version: int | None = Field(None, ge=1)
    """That on the screen."""
    why: Annotated[str, StringConstraints(max_length=500)] = ""


class ProblemRowOut(Out):
    """A lasting condition."""

    id: UUID
    version: int
    code: str | None
    code_system: str
    display: str
    onset: date | None
    resolved_on: date | None
    severity: str
    verification: str
    remark: str
    status: str


class ChangeStatus(Body):
    """Resolve, take up again, or mark as entered in error, which needs a reason."""

    status: Literal["active", "resolved", "entered_in_error"]
    reason: Annotated[str, StringConstraints(max_length=500)] = ""

    @model_validator(mode="after")
    def why(self) -> Self:
        if self.status == "entered_in_error" and len(self.reason) < 3:
            raise ValueError("reason: say why this is an error")
        return self


class RecordVersionOut(Out):
    """What an allergy or a problem said until `at`, and who changed it, why."""

    content: dict[str, Any]
    reason: str
    by_name: str
    at: datetime


class AllergyHistoryOut(Out):
    """An allergy of any status, with what it said before, latest first."""

    now: AllergyOut
    recorded_at: datetime
    before: list[RecordVersionOut]


class ProblemHistoryOut(Out):
    """A problem of any status, with what it said before, latest first."""

    now: ProblemRowOut
    recorded_at: datetime
    before: list[RecordVersionOut]


class RecordHistoryOut(Out):
    """Everything that was ever recorded of allergies and problems, resolved and entered in error included."""

    allergies: list[AllergyHistoryOut]
    problems: list[ProblemHistoryOut]


class CodeSetOut(Out):
    """A code set that may be searched, and the edition that is in force."""

    system: str
    title: str
    edition: str
    notice: str


class CodeSetsOn(Body):
    """The date of service; today when left out."""

    on: date | None = None


class CodeSetsOut(Out):
    """All of them; ICD-10-CM comes first."""

    items: list[CodeSetOut]
