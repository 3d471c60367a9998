"""What crosses HTTP of letters and certificates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from hub.core.http import Body, Out

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Words = Annotated[str, StringConstraints(max_length=5000)]


class Ask(Body):
    """A place that the writer of the letter fills."""

    name: Name
    label: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    kind: Literal["text", "prose", "date", "number"] = "text"
    required: bool = True


class SaveLetterTemplate(Body):
    """A letter with places: {patient.name}, {encounter.date}, {diagnoses}, {prescriptions}, {asked field}."""

    key: Name
    kind: Literal[
        "sick_note",
        "fitness",
        "attendance",
        "referral",
        "prescription",
        "visit_summary",
        "patient_summary",
        "appeal",
        "other",
    ]
    title: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    body: Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
    asks: list[Ask] = Field(default_factory=list, max_length=20)
    active: bool = True
    version: int | None = Field(None, ge=1)
    """Of the template that is changed; none for a new one."""


class LetterTemplateOut(Out):
    """A template."""

    id: UUID
    key: str
    kind: str
    title: str
    body: str
    asks: list[Ask]
    active: bool
    version: int


class LetterTemplatesOut(Out):
    """All of them, and the places that any of them may use."""

    items: list[LetterTemplateOut]
    places: list[str]
    places_of: dict[str, list[str]] = Field(default_factory=dict)
    """Kind -> the places of its own, for kinds that are not about a visit."""


class WriteLetter(Body):
    """A letter for this patient, of this visit if there is one."""

    template_id: UUID
    encounter_id: UUID | None = None
    answers: dict[Name, Words] = Field(default_factory=dict, max_length=20)
    to_patient: bool = True


class PreviewOut(Out):
    """The letter as it would read."""

    title: str
    parts: list[dict[str, Any]]


class LetterOut(Out):
    """A letter that was given out."""

    id: UUID
    number: str
    kind: str
    title: str
    created_at: datetime
    by_name: str
    to_patient: bool
    status: str
    revoke_reason: str
    encounter_id: UUID | None


class LettersOut(Out):
    """Letters, newest first."""

    items: list[LetterOut]


class VerifyLetter(Body):
    """The code that is printed on the letter."""

    code: Annotated[str, StringConstraints(min_length=8, max_length=40)]


class VerifiedOut(Out):
    """What a stranger who holds the letter may know: that it is ours, from when, and whether it still counts."""

    number: str
    kind: str
    facility: str
    issued_on: date
    status: str
    sha256: str
