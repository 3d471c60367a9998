"""The forms of a prior authorization."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, model_validator

from workflows.processes.shared_forms import Form

WORDS = 264
"""So much fits into the words of a 278."""


class CompleteAuthorization(Form):
    """Is the request complete, so that it can go to the payer?"""

    decision: Literal["send", "withdraw"] = Field(title="Decision")
    words: str = Field("", title="Why is it not needed?", max_length=WORDS, description="Needed to withdraw.")

    @model_validator(mode="after")
    def _reasoned(self) -> CompleteAuthorization:
        if self.decision == "withdraw" and not self.words:
            raise ValueError("say why")
        return self


class ChaseAuthorization(Form):
    """The payer has not decided. Ask again, or wait; what he says on the telephone is entered on the request."""

    action: Literal["ask_again", "wait"] = Field(title="What is done?")
    words: str = Field(
        "", title="Words to the payer", max_length=WORDS, description="What he wanted to know. Needed to ask again."
    )

    @model_validator(mode="after")
    def _said(self) -> ChaseAuthorization:
        if self.action == "ask_again" and not self.words:
            raise ValueError("say what the payer wanted to know")
        return self


class DecideAuthorization(Form):
    """The payer refuses, wholly or in part. What now?"""

    decision: Literal["appeal", "go_on", "withdraw"] = Field(title="What now?")
    words: str = Field(
        "", title="Words", max_length=WORDS, description="To the payer, for an appeal; why, for a withdrawal."
    )

    @model_validator(mode="after")
    def _reasoned(self) -> DecideAuthorization:
        if self.decision != "go_on" and not self.words:
            raise ValueError("say why")
        return self


FORMS: dict[str, type[BaseModel]] = {
    "complete_authorization": CompleteAuthorization,
    "chase_authorization": ChaseAuthorization,
    "decide_authorization": DecideAuthorization,
}
