"""What crosses HTTP of forms that administrators draw."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from hub.core.http import Body, Out

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]


class SaveForm(Body):
    """A form as it is drawn; `schema` is the JSON Schema that pathways' forms use, `ui` how it is laid out."""

    key: Key
    title: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    about: Annotated[str, StringConstraints(max_length=500)] = ""
    drawn: dict[str, Any]
    ui: dict[str, Any] = Field(default_factory=dict)
    by_patient: bool = False
    active: bool = True
    version: int | None = Field(None, ge=1)


class FormOut(Out):
    """A form with its draft; `number` is the version in use, 0 = not published."""

    id: UUID
    key: str
    title: str
    about: str
    draft: dict[str, Any]
    number: int
    by_patient: bool
    active: bool
    version: int


class FormsOut(Out):
    """All of them."""

    items: list[FormOut]


class FormChoiceOut(Out):
    """A form that can be given to a patient."""

    id: UUID
    key: str
    title: str
    about: str
    by_patient: bool
    number: int


class FormChoicesOut(Out):
    """Published forms."""

    items: list[FormChoiceOut]


class GiveForm(Body):
    """A form for this patient: to fill in together now, or for the patient to fill in before a visit."""

    form_id: UUID
    encounter_id: UUID | None = None
    by_patient: bool = False
    due_on: date | None = None


class Answer(Body):
    """Answers as the form's own version wants them."""

    answers: dict[str, Any]


class FormAnswerOut(Out):
    """A form that was given, with its answers and the version they were given to."""

    id: UUID
    form_id: UUID
    title: str
    number: int
    drawn: dict[str, Any]
    ui: dict[str, Any]
    encounter_id: UUID | None
    by_patient: bool
    due_on: date | None
    answers: dict[str, Any]
    answered_at: datetime | None
    by_name: str
    status: str
    created_at: datetime


class FormAnswersOut(Out):
    """Forms of a patient, newest first."""

    items: list[FormAnswerOut]
