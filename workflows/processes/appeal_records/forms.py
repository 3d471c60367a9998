"""The form of a request for records: which of them, or why none."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints, model_validator

from workflows.processes.shared_forms import Form

Key = Annotated[str, StringConstraints(pattern=r"^(note|report|document):[0-9a-f-]{36}$")]


class EncloseRecords(Form):
    """What may the payer see?"""

    decision: Literal["enclose", "nothing"] = Field(title="Decision")
    records: list[Key] = Field(default_factory=list, title="Records", max_length=30)
    reply: str = Field("", title="To the billing office", max_length=1000)

    @model_validator(mode="after")
    def _said(self) -> EncloseRecords:
        if self.decision == "enclose" and not self.records:
            raise ValueError("choose at least one record")
        if self.decision == "nothing" and len(self.reply) < 3:
            raise ValueError("say why nothing is enclosed")
        return self


FORMS: dict[str, type[BaseModel]] = {"enclose_records": EncloseRecords}
