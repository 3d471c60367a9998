"""What crosses HTTP about links in messages and calendar feeds."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import AwareDatetime, Field

from hub.core.http import Body, Out
from hub.core.types import Money


class LinkOut(Out):
    """What a link in a message is about. `open`: it can still be done."""

    purpose: str
    starts_at: datetime
    zone: str
    facility: str
    phone: str
    kind: str
    status: str
    confirmed: bool
    open: bool
    moved_to: datetime | None = None
    """It was moved: the time that stands in its place."""
    fee: Money | None = None
    """What the policy asks of who cancels now."""


class LinkSlots(Body):
    """Free times from a day on."""

    start: date | None = Field(None, alias="from")
    days: int = Field(7, ge=1, le=31)


class LinkMove(Body):
    """To which time."""

    starts_at: AwareDatetime


class FeedOut(Out):
    """Whether there is a feed, and when a calendar last read it."""

    active: bool
    made_at: datetime | None = None
    read_at: datetime | None = None


class FeedMade(Out):
    """The secret address; it is shown this once."""

    url: str
