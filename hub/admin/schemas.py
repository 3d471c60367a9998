"""What crosses HTTP about administration."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from hub.core.http import Body, Out


class HealthPart(Out):
    """One part of the installation and whether it works."""

    name: str
    ok: bool
    detail: str
    ms: float


class HealthOut(Out):
    """The whole installation at a glance. Numbers are counts unless they say otherwise."""

    status: Literal["ok", "degraded", "down"]
    environment: str
    version: str
    checked_at: datetime
    parts: list[HealthPart]
    numbers: dict[str, float]
    jobs: list[JobLoad]


class JobLoad(Out):
    """One kind of background work that is waiting, failing or given up."""

    name: str
    queued: int
    running: int
    dead: int
    oldest: datetime | None
    error: str


class AuditQuery(Body):
    """Filters of the audit trail; all together. Newest first."""

    patient_id: UUID | None = None
    actor_id: UUID | None = None
    entity: str | None = Field(default=None, max_length=80)
    entity_id: str | None = Field(default=None, max_length=80)
    action: str | None = Field(default=None, max_length=40)
    outcome: Literal["success", "denied", "failed"] | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    after: int | None = Field(default=None, ge=0)
    limit: int = Field(default=100, ge=1, le=500)


class AuditRow(Out):
    """One thing that somebody did, read, or was refused."""

    id: int
    at: datetime
    action: str
    outcome: str
    actor_id: UUID | None
    actor_name: str
    actor_roles: str
    ip: str
    request_id: str
    entity: str
    entity_id: str
    patient_id: UUID | None
    reason: str
    before: Any
    after: Any


class ChainOut(Out):
    """Whether the trail is whole: nothing altered, removed or cut off."""

    whole: bool
    rows: int
    checked_at: datetime
    problem: str | None = None
    signed_heads: int = 0
    """So many times the heads of the trail were signed and kept outside the database."""
    signed_at: datetime | None = None


class FacetsOut(Out):
    """What can be filtered by."""

    actions: list[str]
    entities: list[str]


HealthOut.model_rebuild()
