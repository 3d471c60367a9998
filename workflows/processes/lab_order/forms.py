"""The forms of a laboratory order."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, BaseModel, Field, model_validator

from workflows.processes.shared_forms import Form


class SignOrder(Form):
    """A colleague has written this order down for you."""

    decision: Literal["sign", "decline"] = Field(title="Decision")
    reason: str = Field("", title="Reason", max_length=500, description="Needed to decline.")

    @model_validator(mode="after")
    def _reasoned(self) -> SignOrder:
        if self.decision == "decline" and not self.reason:
            raise ValueError("say why")
        return self


class CollectSpecimen(Form):
    """Is the specimen taken?"""

    outcome: Literal["collected", "not_collected"] = Field(title="Is it taken?")
    label: str = Field("", title="Number on the label", max_length=40, description="As printed on the tube.")
    collected_at: AwareDatetime | None = Field(None, title="Taken at", description="Empty: now.")
    reason: str = Field("", title="Why not?", max_length=500)

    @model_validator(mode="after")
    def _whole(self) -> CollectSpecimen:
        if self.outcome == "collected" and not self.label:
            raise ValueError("give the number on the label")
        if self.outcome == "not_collected" and not self.reason:
            raise ValueError("say why it could not be taken")
        return self


class DecideOrder(Form):
    """The specimen could not be taken. What now?"""

    decision: Literal["again", "revoke"] = Field(title="What now?")
    reason: str = Field("", title="Reason", max_length=500, description="Needed to revoke the order.")

    @model_validator(mode="after")
    def _reasoned(self) -> DecideOrder:
        if self.decision == "revoke" and not self.reason:
            raise ValueError("say why")
        return self


class EnterResult(Form):
    """Enter the result: done when it is there, nothing to fill in."""


class ReviewResult(Form):
    """Look at the result: done when it is released or held, nothing to fill in."""


class OverdueResult(Form):
    """Nobody has looked at this result in time."""

    seen_to: Literal["asked", "looked"] = Field(title="What was done")
    remark: str = Field("", title="Remark", max_length=500)


FORMS: dict[str, type[BaseModel]] = {
    "sign_order": SignOrder,
    "collect_specimen": CollectSpecimen,
    "decide_order": DecideOrder,
    "enter_result": EnterResult,
    "review_result": ReviewResult,
    "overdue_result": OverdueResult,
}
