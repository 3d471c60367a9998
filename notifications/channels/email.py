"""E-mail over SMTP (aiosmtplib): text and HTML, a stable Message-ID."""

from __future__ import annotations

from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

from hub.core.db import Db
from hub.core.settings import settings
from hub.identity.models import UserAccount
from notifications.channels.port import Channel, Undeliverable
from notifications.words import Words


class SmtpMail(Channel):
    """E-mail through the hospital's own server; ten seconds, then it is tried again later (B80)."""

    async def send(self, db: Db, user: UserAccount, words: Words, *, message_id: str) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = settings().mail_from, user.email, words.subject
        message["Message-ID"] = f"<{message_id}@wardline>"
        message["Auto-Submitted"] = "auto-generated"
        if words.unsubscribe:
            message["List-Unsubscribe"] = f"<{words.unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(words.text)
        message.add_alternative(words.html, subtype="html")
        server = urlsplit(settings().smtp_url)
        try:
            await aiosmtplib.send(
                message, hostname=server.hostname or "127.0.0.1",
                port=server.port or (465 if server.scheme == "smtps" else 25),
                username=unquote(server.username) if server.username else None,
                password=unquote(server.password) if server.password else None,
                use_tls=server.scheme == "smtps", timeout=10,
            )  # fmt: skip
        except aiosmtplib.SMTPRecipientsRefused as refused:
            raise Undeliverable("address_refused") from refused
