"""What crosses HTTP about links in messages and calendar feeds."""

from __future__ import annotations

from datetime import datetime

from hub.core.http import Out


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


class FeedOut(Out):
    """Whether there is a feed, and when a calendar last read it."""

    active: bool
    made_at: datetime | None = None
    read_at: datetime | None = None


class FeedMade(Out):
    """The secret address; it is shown this once."""

    url: str
