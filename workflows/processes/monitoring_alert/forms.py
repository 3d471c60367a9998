"""The forms of a monitoring alert: what came of it, and how an emergency was taken over."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, model_validator

from workflows.processes.shared_forms import Form


class ReviewAlert(Form):
    """What came of it?"""

    outcome: Literal["false_alarm", "advice_given", "visit_booked", "emergency"] = Field(title="Outcome")
    words: str = Field("", title="What was done", max_length=2000, description="Stands in the chart, beside the curve.")

    @model_validator(mode="after")
    def _said(self) -> ReviewAlert:
        if self.outcome != "false_alarm" and not self.words:
            raise ValueError("say what was done")
        return self


class TakeOver(Form):
    """The emergency is in your hands."""

    words: str = Field(title="What was done", min_length=1, max_length=2000, description="Stands in the chart.")


FORMS: dict[str, type[BaseModel]] = {"review_alert": ReviewAlert, "take_over": TakeOver}
