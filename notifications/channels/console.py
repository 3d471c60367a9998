"""The console twin of e-mail: keeps the message for the admin's mailbox page instead of sending it."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from hub.core.clock import now
from hub.core.db import Db
from hub.core.ids import uuid7
from hub.identity.models import UserAccount
from notifications.channels.port import Channel
from notifications.models import Mail
from notifications.words import Words


class ConsoleMail(Channel):
    """E-mail that stays in the house."""

    async def send(self, db: Db, user: UserAccount, words: Words, *, message_id: str) -> None:
        await db.execute(
            insert(Mail)
            .values(id=uuid7(), created_at=now(), version=1, user_id=user.id, recipient=user.email,
                    subject=words.subject, body_text=words.text, body_html=words.html, message_id=message_id)
            .on_conflict_do_nothing(index_elements=["message_id"])
        )  # fmt: skip
