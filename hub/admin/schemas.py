"""What crosses HTTP about administration."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StrictBool, StrictInt, StrictStr

from hub.admin.models import SetupMark
from hub.core.http import Body, Out
from hub.encounters.schemas import NewService


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
    consumers: list[ConsumerLag]
    jobs: list[JobLoad]


class ConsumerLag(Out):
    """How far one that follows the facts is behind: how many wait, since how many seconds, how many were given up."""

    name: str
    waiting: int
    seconds: float
    dead: int


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


class AuditPeopleQuery(Body):
    """Whose doings are looked for, by a part of the name."""

    search: str = Field(min_length=2, max_length=80)


class AuditPersonOut(Out):
    """An account that may stand in the trail, be it switched off by now."""

    id: UUID
    name: str
    roles: list[str]


class AuditPeopleOut(Out):
    items: list[AuditPersonOut]


class FacetsOut(Out):
    """What can be filtered by: what occurs among the latest entries."""

    actions: list[str]
    entities: list[str]


HealthOut.model_rebuild()


class JobsQuery(Body):
    """Jobs of one state, newest first."""

    state: Literal["dead", "queued", "running"] = "dead"
    name: str = Field("", max_length=120)
    after: int | None = Field(default=None, ge=0)
    limit: int = Field(default=50, ge=1, le=200)


class JobRow(Out):
    """One piece of background work; its arguments are ids only."""

    id: int
    name: str
    state: str
    attempts: int
    args: Any
    error: str
    run_at: datetime
    created_at: datetime


class RetryJobs(Body):
    """Try everything of one name again that was given up."""

    name: str = Field(min_length=1, max_length=120)


class RetriedOut(Out):
    count: int


class AttentionItem(Out):
    """One thing to look at: a stable code, how many of it, and the page where it is mended."""

    code: str
    level: Literal["problem", "attention", "setup"]
    count: int
    to: str


class AttentionOut(Out):
    items: list[AttentionItem]
    checked_at: datetime


class PricePoint(Out):
    """A price from a day on, in minor units."""

    minor: int
    valid_from: date


class PricedService(Out):
    """A service with its price today, the next one, and all of them, newest first."""

    code: str
    system: str
    display: str
    unit: str
    virtual: bool
    active: bool
    shipped: bool
    """It comes with the hub, which says what it is called; the rest are the hospital's own."""
    price: PricePoint | None
    coming: PricePoint | None
    history: list[PricePoint]


class PricedServicesOut(Out):
    items: list[PricedService]
    currency: str
    zone: str
    today: date


class AddOwnService(NewService):
    """A service of the hospital's own and, if it is known already, what it costs from today on."""

    minor: int | None = Field(None, ge=0, le=10**12)


class SwitchOut(Out):
    """A switch: what it is, what it is when nobody sets it, and who set it last."""

    key: str
    kind: Literal["bool", "int", "str"]
    value: bool | int | str
    default: bool | int | str
    least: int
    most: int
    changed_at: datetime | None
    changed_by: str


class SwitchesOut(Out):
    items: list[SwitchOut]


class SetSwitch(Body):
    """A new value, and why."""

    value: StrictBool | StrictInt | StrictStr
    reason: str = Field("", max_length=300)


class SwitchChangeOut(Out):
    id: int
    value: bool | int | str
    before: bool | int | str
    reason: str
    at: datetime
    by_name: str


class SwitchHistoryOut(Out):
    items: list[SwitchChangeOut]


class ApplyConfiguration(Body):
    """A configuration file; without `apply` it is only compared."""

    document: dict[str, Any]
    apply: bool = False


class ConfigurationChange(Out):
    part: str
    key: str
    kind: Literal["new", "changed"]
    before: dict[str, Any] | None
    after: dict[str, Any]


class ConfigurationOut(Out):
    applied: bool
    changes: list[ConfigurationChange]


class SetupStepOut(Out):
    """A step of the guided setup: how much of it is there, how much is missing, the page where it is done."""

    code: str
    state: Literal["done", "open", "skipped"]
    count: int
    missing: int
    lacks: list[str]
    """What is missing by name, as the settings call it."""
    to: str
    by_name: str
    """Who confirmed or skipped it, and when."""
    at: datetime | None


class SetupOut(Out):
    """The guided setup in its order; `next` is the first step that is open."""

    steps: list[SetupStepOut]
    done: int
    open: int
    next: str | None
    has_smtp: bool


class MarkSetup(Body):
    """What an administrator says of a step; null: nothing any more."""

    mark: SetupMark | None
