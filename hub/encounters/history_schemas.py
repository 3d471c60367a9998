"""What crosses HTTP of a patient's background."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, field_validator, model_validator

from hub.core.http import Body, Out
from hub.encounters.vaccines import vaccines

Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Short = Annotated[str, StringConstraints(max_length=200)]
Remark = Annotated[str, StringConstraints(max_length=1000)]
Why = Annotated[str, StringConstraints(min_length=3, max_length=1000)]
Code = Annotated[str, StringConstraints(min_length=3, max_length=8)]

RELATIONS = ("mother", "father", "sister", "brother", "daughter", "son", "grandmother", "grandfather", "aunt", "uncle",
             "cousin", "other")  # fmt: skip
TOPICS = {
    "tobacco": ("never", "former", "some_days", "every_day", "unknown"),
    "alcohol": ("none", "occasional", "weekly", "daily", "unknown"),
    "drugs": ("none", "former", "current", "unknown"),
    "activity": ("none", "some", "regular", "unknown"),
    "work": (), "home": (), "diet": (), "travel": (), "other": (),
}  # fmt: skip
"""Topic -> answers to choose from; without any it is told in words."""
SITES = ("left_arm", "right_arm", "left_thigh", "right_thigh", "oral", "nasal", "other")


class AddHomeMedication(Body):
    """A medicine that the patient takes and that was not prescribed here."""

    medication: Line
    dose: Short = ""
    taken_for: Short = ""
    source: Literal["patient", "family", "pharmacy", "letter", "other"] = "patient"
    since: date | None = None


class StopHomeMedication(Body):
    """Not taken any more, taken again, or never true."""

    status: Literal["active", "stopped", "entered_in_error"]
    reason: Remark = ""

    @model_validator(mode="after")
    def reasoned(self) -> Self:
        if self.status != "active" and len(self.reason) < 3:
            raise ValueError("reason: say why")
        return self


class HomeMedicationOut(Out):
    """A medicine taken at home."""

    id: UUID
    medication: str
    dose: str
    taken_for: str
    source: str
    since: date | None
    stopped_on: date | None
    status: str
    end_reason: str
    checked_at: datetime | None


class Decision(Body):
    """What becomes of one medicine. `change` keeps it and says how it is taken from now on."""

    of: Literal["home", "prescription"]
    id: UUID
    decision: Literal["continue", "stop", "change"]
    reason: Remark = ""
    dose: Short = ""

    @model_validator(mode="after")
    def reasoned(self) -> Self:
        if self.decision != "continue" and len(self.reason) < 3:
            raise ValueError("reason: say why")
        if self.decision == "change" and not self.dose:
            raise ValueError("dose: say how it is taken from now on")
        if self.decision == "change" and self.of == "prescription":
            raise ValueError("decision: stop it and prescribe it anew")
        return self


class Reconcile(Body):
    """Every medicine on the list, gone through with the patient."""

    decisions: list[Decision] = Field(max_length=100)
    encounter_id: UUID | None = None


class ReconciliationOut(Out):
    """Who went through the list, and when."""

    id: UUID
    created_at: datetime
    by_name: str
    decisions: list[dict[str, str]]


class AddImmunization(Body):
    """A vaccine given, or not given for a reason."""

    cvx: Annotated[str, StringConstraints(pattern=r"^\d{2,3}$")]
    given_on: date
    dose_number: int | None = Field(None, ge=1, le=20)
    lot: Annotated[str, StringConstraints(max_length=40)] = ""
    expires_on: date | None = None
    site: Literal["", "left_arm", "right_arm", "left_thigh", "right_thigh", "oral", "nasal", "other"] = ""
    elsewhere: bool = False
    not_done: bool = False
    reason: Remark = ""
    encounter_id: UUID | None = None

    @field_validator("cvx")
    @classmethod
    def known(cls, value: str) -> str:
        if value not in vaccines():
            raise ValueError("not a CVX code that we know")
        return value

    @model_validator(mode="after")
    def sensible(self) -> Self:
        if self.not_done and len(self.reason) < 3:
            raise ValueError("reason: say why it was not given")
        if not self.not_done and not self.elsewhere and self.expires_on and self.expires_on < self.given_on:
            raise ValueError("expires_on: this lot had expired")
        return self


class ImmunizationOut(Out):
    """A vaccine."""

    id: UUID
    cvx: str
    display: str
    given_on: date
    dose_number: int | None
    lot: str
    expires_on: date | None
    site: str
    elsewhere: bool
    by_name: str
    reason: str
    status: str


class VaccineOut(Out):
    """A vaccine that can be chosen."""

    code: str
    display: str
    group: str


class VaccinesOut(Out):
    """All of them."""

    items: list[VaccineOut]


class AddProcedure(Body):
    """Something done to the patient, now or long ago. `code` is of a code set that the hospital has brought."""

    display: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    code: Annotated[str, StringConstraints(max_length=20)] | None = None
    system: Annotated[str, StringConstraints(max_length=40)] = ""
    done_on: date
    by_name: Short = ""
    remark: Remark = ""
    encounter_id: UUID | None = None


class ProcedureOut(Out):
    """Something done to the patient."""

    id: UUID
    display: str
    code: str | None
    system: str
    done_on: date
    by_name: str
    remark: str
    status: str
    reason: str


class AddFamilyHistory(Body):
    """A condition of a relative."""

    relation: Literal[
        "mother", "father", "sister", "brother", "daughter", "son", "grandmother", "grandfather", "aunt", "uncle",
        "cousin", "other",
    ]  # fmt: skip
    code: Code | None = None
    display: Annotated[str, StringConstraints(max_length=300)] = ""
    onset_age: int | None = Field(None, ge=0, le=120)
    died_of_it: bool = False
    remark: Remark = ""

    @model_validator(mode="after")
    def something(self) -> Self:
        if not self.code and not self.display:
            raise ValueError("choose a code or describe the condition")
        return self


class FamilyHistoryOut(Out):
    """A condition of a relative."""

    id: UUID
    relation: str
    code: str | None
    display: str
    onset_age: int | None
    died_of_it: bool
    remark: str


class SaySocialHistory(Body):
    """What is so now; the answer before it is kept."""

    topic: Literal["tobacco", "alcohol", "drugs", "activity", "work", "home", "diet", "travel", "other"]
    answer: Annotated[str, StringConstraints(max_length=40)] = ""
    remark: Remark = ""

    @model_validator(mode="after")
    def fits(self) -> Self:
        choices = TOPICS[self.topic]
        if choices and self.answer not in choices:
            raise ValueError("answer: not one of the choices")
        if not choices and (self.answer or not self.remark):
            raise ValueError("remark: say it in words")
        return self


class SocialHistoryOut(Out):
    """What is so of one topic."""

    id: UUID
    topic: str
    answer: str
    remark: str
    by_name: str
    created_at: datetime


class StrikeOut(Body):
    """Entered in error, and why."""

    reason: Why


class BackgroundOut(Out):
    """Everything that belongs to no single visit, beside problems and allergies."""

    home_medications: list[HomeMedicationOut]
    reconciled: ReconciliationOut | None
    immunizations: list[ImmunizationOut]
    procedures: list[ProcedureOut]
    family: list[FamilyHistoryOut]
    social: list[SocialHistoryOut]
