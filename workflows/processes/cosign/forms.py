"""The form of a second signature: one decision."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, model_validator

from workflows.processes.shared_forms import Form


class CosignNote(Form):
    """Sign beside?"""

    decision: Literal["sign", "return"] = Field(title="Decision")
    remark: str = Field("", title="To the author", max_length=1000)

    @model_validator(mode="after")
    def _reasoned(self) -> CosignNote:
        if self.decision == "return" and len(self.remark) < 3:
            raise ValueError("say what has to be changed")
        return self


FORMS: dict[str, type[BaseModel]] = {"cosign_note": CosignNote}
