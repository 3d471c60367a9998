"""What crosses HTTP about operating cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field, model_validator

from hub.core.http import Body, Out
from workflows.schemas import CaseReason


class IncidentGroup(Out):
    """Open incidents with one cause: the same code at the same element of a pathway."""

    process_id: str
    element_id: str
    code: str
    kind: str
    number: int
    oldest_at: datetime
    newest_at: datetime
    detail: str
    case_id: UUID
    """One of them, to look at."""


class IncidentGroups(Out):
    """The most frequent first."""

    items: list[IncidentGroup]


class IncidentQuery(Body):
    """Of one pathway, or of all."""

    process: str | None = Field(default=None, max_length=80)


class NewBatch(CaseReason):
    """Repair everything with one cause: try again, go on without the step, cancel the cases, change the same `changes`
    of their data and try again, take what is stuck to the element `to`, suspend the cases or resume them."""

    process_id: str = Field(max_length=80)
    element_id: str = Field(max_length=200)
    code: str = Field(max_length=80)
    action: Literal["retry", "skip", "cancel", "edit", "move", "suspend", "resume"]
    changes: dict[str, Any] | None = Field(default=None, min_length=1, max_length=50)
    to: str | None = Field(default=None, min_length=1, max_length=200)

    @model_validator(mode="after")
    def _fits(self) -> NewBatch:
        if (self.changes is not None) is not (self.action == "edit"):
            raise ValueError("'changes' belong to 'edit', which needs them")
        if (self.to is not None) is not (self.action == "move"):
            raise ValueError("'to' belongs to 'move', which needs it")
        return self


class BatchOut(Out):
    """How far a bulk repair is."""

    id: UUID
    process_id: str
    element_id: str
    code: str
    action: str
    total: int
    done: int
    failed: int
    ended_at: datetime | None


class EditData(CaseReason):
    """Case data by dotted path ("visit.amount"); null removes. `rev` is the case's that was shown. With `retry`, that
    incident is tried again with the new data."""

    rev: int
    changes: dict[str, Any] = Field(min_length=1, max_length=50)
    retry: UUID | None = None


class MoveToken(CaseReason):
    """Take a token elsewhere; only while the case is suspended."""

    token_id: UUID
    element_id: str = Field(max_length=200)


class OutsideMessage(Body):
    """A message from outside. `message_id` is the sender's own: the same id again has no second effect.

    The receiver is named by exactly one of: a case, a pathway with the business key of its case, or the key that the
    waiting case asks for. Where there is no such case, the pathway that begins with this message is started, for
    `patient_id` if one is given.
    """

    message_id: str = Field(min_length=8, max_length=200)
    name: str = Field(min_length=1, max_length=120)
    case_id: UUID | None = None
    process_id: str | None = Field(default=None, max_length=80)
    business_key: str | None = Field(default=None, max_length=200)
    key: str | None = Field(default=None, max_length=200)
    patient_id: UUID | None = None
    payload: dict[str, Any] = Field(default_factory=dict)


class MessageReceived(Out):
    """What became of it: started (a new case), delivered, kept (the case does not wait for it yet) or refused (the case
    has ended)."""

    case_id: UUID
    outcome: str
    repeated: bool
