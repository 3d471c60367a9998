"""The forms of a referral."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, model_validator

from workflows.processes.shared_forms import Form


class TriageReferral(Form):
    """Do you take this patient?"""

    decision: Literal["accept", "answer", "decline"] = Field(title="Decision")
    answer: str = Field("", title="Answer to the colleague", max_length=4000)

    @model_validator(mode="after")
    def _reasoned(self) -> TriageReferral:
        if self.decision != "accept" and not self.answer:
            raise ValueError("say to the colleague why, or what to do")
        return self


class BookReferral(Form):
    """Book the visit: done when a time is booked, nothing to fill in."""


class CallPatient(Form):
    """The patient has not booked: please call."""

    outcome: Literal["will_book", "no_answer", "not_wanted"] = Field(title="What did the patient say?")
    remark: str = Field("", title="Remark", max_length=500)


class ReadAnswer(Form):
    """Read the specialist's answer."""

    read: Literal[True] = Field(title="I have read the answer")


FORMS: dict[str, type[BaseModel]] = {
    "triage_referral": TriageReferral,
    "book_referral": BookReferral,
    "call_patient": CallPatient,
    "read_answer": ReadAnswer,
}
