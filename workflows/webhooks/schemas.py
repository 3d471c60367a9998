"""What crosses HTTP about webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from hub.core.http import Body, Out

FactKind = Literal[
    "CaseStarted", "CaseMoved", "CaseEnded", "TaskOpened", "TaskCompleted", "TaskCancelled", "IncidentRaised"
]
ProcessId = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Url = Annotated[str, StringConstraints(min_length=8, max_length=2000)]


class NewWebhook(Body):
    """Where facts go, and which."""

    name: str = Field(min_length=1, max_length=100)
    url: Url
    process_ids: list[ProcessId] = Field(default_factory=list, max_length=50)
    """Of these pathways; of all when it is empty."""
    kinds: list[FactKind] = Field(min_length=1, max_length=7)


class EditWebhook(NewWebhook):
    """The same, with the version that was shown."""

    version: int


class WebhookOut(Out):
    """A webhook and how it does."""

    id: UUID
    version: int
    name: str
    url: str
    process_ids: list[str]
    kinds: list[str]
    status: str
    resting_until: datetime | None
    former_until: datetime | None
    """Until when the secret before this one signs as well."""
    created_at: datetime
    waiting: int
    dead: int
    delivered_at: datetime | None
    """When it last took something."""


class WebhookMade(WebhookOut):
    """A webhook with its secret: the only time that it is shown."""

    secret: str


class WebhookList(Out):
    """All webhooks, by name."""

    items: list[WebhookOut]


class WebhookDeliveryQuery(Body):
    """Which deliveries of a webhook."""

    status: Literal["waiting", "delivered", "dead"] | None = None
    after: str = Field(default="", max_length=200)
    limit: int = Field(default=50, ge=1, le=100)


class WebhookDeliveryOut(Out):
    """One fact for one webhook, and what became of it."""

    id: UUID
    kind: str
    status: str
    attempts: int
    next_at: datetime
    answer_status: int | None
    error: str | None
    took_ms: int | None
    tried_at: datetime | None
    created_at: datetime
    body: str


class DeliveriesRetried(Out):
    """How many are tried again."""

    number: int
