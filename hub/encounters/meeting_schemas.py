"""What crosses HTTP of a meeting that is led by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from hub.core.http import Body, Out


class OpenEncounter(Body):
    """A meeting that nobody booked; `arrived` = here, but not seen yet."""

    kind: Literal["AMB", "EMER", "IMP", "HH", "VR"]
    reason: Annotated[str, StringConstraints(max_length=500)] = ""
    arrived: bool = False


class OpenedOut(Out):
    """A meeting as it stands."""

    id: UUID
    patient_id: UUID
    kind: str
    status: str
    status_reason: str
    status_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class ChangeEncounter(Body):
    """Where the meeting stands."""

    status: Literal["arrived", "triaged", "in_progress", "on_hold", "finished", "cancelled", "entered_in_error"]
    reason: Annotated[str, StringConstraints(max_length=1000)] = ""


class SignNote(Body):
    """What was on the signer's screen."""

    note_id: UUID
    version: int = Field(ge=1)
