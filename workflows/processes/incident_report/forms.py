"""The forms of an incident report: what the lead makes of it, and what was changed."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from workflows.processes.shared_forms import Form


class ReviewIncident(Form):
    """What happened, and does something have to change?"""

    decision: Literal["measures", "none", "not_an_incident"] = Field(title="Decision")
    words: str = Field(title="What happened and why", min_length=3, max_length=4000,
                       description="About how the work is done, not about who is to blame.")  # fmt: skip


class TakeMeasures(Form):
    """What was changed so that it does not happen again?"""

    measures: str = Field(title="Measures taken", min_length=3, max_length=4000)


FORMS: dict[str, type[BaseModel]] = {"review_incident": ReviewIncident, "take_measures": TakeMeasures}
