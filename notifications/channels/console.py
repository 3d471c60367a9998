"""What the console twins keep instead of sending it, for the admin's pages: e-mail here, texts by the simulator."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from hub.core.db import Db
from hub.core.keys import HOUSE
from hub.identity.models import UserAccount
from notifications.channels.port import Channel
from notifications.models import Mail, TextMessage
from notifications.words import Words


async def keep(db: Db, row: Mail | TextMessage) -> None:
    """Keep it; the same `message_id` once."""
    kind = type(row)
    if await db.scalar(select(kind.id).where(kind.message_id == row.message_id)) is None:
        db.add(row)
        await db.flush()


class ConsoleMail(Channel):
    """E-mail that stays in the house."""

    async def send(self, db: Db, user: UserAccount, words: Words, *, message_id: str) -> None:
        whose: UUID | None = user.id  # none of somebody who has no account, or not yet
        await keep(db, Mail(user_id=whose, owner_id=whose or HOUSE, recipient=user.email, subject=words.subject,
                            body_text=words.text, body_html=words.html, message_id=message_id))  # fmt: skip
