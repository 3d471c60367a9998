"""What crosses HTTP about rooms, devices and overbooking: what only the desk decides."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from hub.core.http import Body, Out
from hub.scheduling.models import ResourceKind
from hub.scheduling.schemas import ResourceIn


class ResourceSearch(Body):
    """A stretch of time; `appointment_id`: what this one keeps is free to itself."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime
    appointment_id: UUID | None = None

    @model_validator(mode="after")
    def a_stretch(self) -> Self:
        if not timedelta() < self.ends_at - self.starts_at <= timedelta(hours=24):
            raise ValueError("the end must come after the beginning, within a day")
        return self


class ResourceOut(Out):
    """A room or a device by name; `sort` says what it is, `free` whether nobody else keeps it then."""

    kind: ResourceKind
    id: UUID
    name: str
    sort: str
    free: bool = True


class ResourcesOut(Out):
    """Rooms first, each kind by name."""

    items: list[ResourceOut]


class KeepResources(Body):
    """All rooms and devices that the appointment is to keep from now on."""

    resources: list[ResourceIn] = Field(max_length=10)


class OverbookingSearch(Body):
    """Whose day."""

    practitioner_id: UUID
    day: date


class OverbookingOut(Out):
    """How often the day was overbooked, and how often it may be."""

    used: int
    cap: int
