"""What the console twins kept instead of sending it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from notifications.models import Mail, TextMessage

if TYPE_CHECKING:
    from tests.hub_fixture import Hub


async def mails(hub: Hub) -> list[Mail]:
    """Every e-mail, the newest first."""
    await hub.run_jobs()
    async with hub.reading() as db:
        return list(await db.scalars(select(Mail).order_by(Mail.id.desc())))


async def texts(hub: Hub) -> list[TextMessage]:
    """Every text message, the newest first."""
    await hub.run_jobs()
    async with hub.reading() as db:
        return list(await db.scalars(select(TextMessage).order_by(TextMessage.id.desc())))
