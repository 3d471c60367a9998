"""What crosses HTTP."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any
from uuid import UUID

from pydantic import Field, field_validator

from hub.core.http import Body, Out

LANGUAGE = r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$"
"""A tag of BCP 47, or none."""
SECRET = re.compile(r"(?<=#)\S+|\b\d{6}\b")
"""What lets somebody in: the end of a link, a code."""


class NotificationOut(Out):
    """One line of the bell; the words come from the catalogue by `kind`."""

    id: UUID
    kind: str
    params: dict[str, Any]
    link: str
    urgent: bool
    created_at: datetime
    read_at: datetime | None


class NotificationsOut(Out):
    """Newest first; `unread` counts all of them."""

    items: list[NotificationOut]
    unread: int
    next: UUID | None
    language: str
    """In which its reader is written to (BCP 47)."""


class NotificationQuery(Body):
    after: UUID | None = None


class PushKeyOut(Out):
    """The applicationServerKey for PushManager.subscribe."""

    key: str


class PushKeys(Body):
    p256dh: str = Field(pattern=r"^[A-Za-z0-9_-]{80,100}=?$")
    auth: str = Field(pattern=r"^[A-Za-z0-9_-]{20,30}={0,2}$")


class NewPushSubscription(Body):
    """What PushSubscription.toJSON() gives."""

    endpoint: str = Field(max_length=2000)
    keys: PushKeys
    expirationTime: float | None = None


class DropPushSubscription(Body):
    endpoint: str = Field(max_length=2000)


class MailOut(Out):
    """One kept e-mail in the list."""

    id: UUID
    created_at: datetime
    recipient: str
    subject: str


class MailboxOut(Out):
    items: list[MailOut]
    next: UUID | None


class MailDetailOut(MailOut):
    body_text: str


class DeliveryOut(Out):
    id: UUID
    created_at: datetime
    channel: str
    status: str
    status_at: datetime
    reason: str
    kind: str
    due_at: datetime
    tries: int
    attempts: int
    """How often the worker has tried it this time."""
    stuck: bool
    """Nobody tries it any more: it waits for an administrator."""


class DeliveriesOut(Out):
    items: list[DeliveryOut]


class MessageTemplateOut(Out):
    """One message: what we ship, and what the hospital says. `places` may stand in the text as {{ word }}."""

    kind: str
    language: str
    shipped_language: str
    """That of the shipped words: English where we have none in `language`."""
    places: list[str]
    shipped_subject: str
    shipped_body: str
    subject: str
    body: str
    edited: bool
    changed_at: datetime | None
    changed_by_name: str
    version: int


class MessageTemplatesOut(Out):
    items: list[MessageTemplateOut]
    languages: list[str]
    """Those that we ship, that the hospital has written in, and that its patients speak."""


class TemplatesQuery(Body):
    language: str = Field("en", max_length=35, pattern=LANGUAGE)


class WriteTemplate(Body):
    """The hospital's own words; `version` is what was read (0 = the shipped ones)."""

    subject: str = Field(min_length=1, max_length=200, pattern=r"^[^\r\n]*$")
    body: str = Field(min_length=1, max_length=4000)
    language: str = Field("en", max_length=35, pattern=LANGUAGE)
    version: int = Field(0, ge=0)


class MessagePreviewOut(Out):
    subject: str
    text: str


class MessageTestOut(Out):
    """To which address the test went."""

    to: str


class TopicOut(Out):
    """One topic: over which channels it comes."""

    topic: str
    push: bool
    email: bool
    sms: bool


class NotificationSettingsOut(Out):
    """How I want to be told. What is urgent comes at any time."""

    topics: list[TopicOut]
    quiet_from: time | None
    quiet_until: time | None
    zone: str
    digest: bool
    phone: str
    language: str
    """In which I am written to."""
    languages: list[str]
    """Those that the hub has words in."""


class WriteTopic(Body):
    topic: str = Field(max_length=20)
    push: bool
    email: bool
    sms: bool


class WriteNotificationSettings(Body):
    topics: list[WriteTopic] = Field([], max_length=12)
    quiet_from: time | None = None
    quiet_until: time | None = None
    zone: str = Field(max_length=60)
    digest: bool = False
    phone: str = Field("", max_length=40)
    language: str = Field("", max_length=35, pattern=LANGUAGE)
    languages: list[str] = Field([], max_length=50, exclude=True)
    """What the screen was shown; it may be sent back and says nothing."""


class TextMessageOut(Out):
    """A text message that the simulator kept."""

    id: UUID
    created_at: datetime
    recipient: str
    body: str


class ListedTextOut(TextMessageOut):
    """The same in the list: what lets somebody in, a code or the end of a link, is shown to who opens it alone."""

    @field_validator("body")
    @classmethod
    def _hushed(cls, body: str) -> str:
        return SECRET.sub(lambda found: "•" * min(len(found[0]), 6), body)


class TextMessagesOut(Out):
    items: list[ListedTextOut]
    simulated: bool
