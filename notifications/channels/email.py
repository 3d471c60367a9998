"""E-mail over SMTP (aiosmtplib): text and HTML, a stable Message-ID; what a refusal means (RFC 5321 section 4.2.1)."""

from __future__ import annotations

import ssl
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

import aiosmtplib

from hub.core.db import Db
from hub.core.settings import settings
from hub.identity.models import UserAccount
from notifications.channels.port import Channel, Later, Undeliverable
from notifications.words import Words

SECONDS = 10.0
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class SmtpMail(Channel):
    """E-mail through the hospital's own server; ten seconds, then it is tried again later (B80)."""

    async def send(self, db: Db, user: UserAccount, words: Words, *, message_id: str) -> None:
        server = urlsplit(settings().smtp_url)
        try:
            await aiosmtplib.send(
                composed(user.email, words, message_id), hostname=server.hostname or "127.0.0.1",
                port=server.port or (465 if server.scheme == "smtps" else 25),
                username=unquote(server.username) if server.username else None,
                password=unquote(server.password) if server.password else None,
                use_tls=server.scheme == "smtps", start_tls=_start_tls(server), timeout=SECONDS,
            )  # fmt: skip
        except (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPDataError) as refused:
            raise _verdict(refused) from None
        except (aiosmtplib.SMTPException, ssl.SSLError, OSError, TimeoutError) as fault:
            # A wrong password and a refused sender are the hospital's to mend: the mail waits for that, too.
            raise Later(f"The mail server did not take it ({type(fault).__name__}).") from None


def _start_tls(server: SplitResult) -> bool | None:
    """STARTTLS where it is offered (None); always with a password that leaves this machine, which never goes bare."""
    if server.scheme == "smtps":
        return False
    return True if server.username and server.hostname not in LOOPBACK else None


def _verdict(refused: aiosmtplib.SMTPRecipientsRefused | aiosmtplib.SMTPDataError) -> Exception:
    """5yz is final; 4yz (greylisting, a full mailbox) is worth another try."""
    if isinstance(refused, aiosmtplib.SMTPDataError):
        return Undeliverable("mail_refused") if refused.code >= 500 else Later()
    final = all(one.code >= 500 for one in refused.recipients)
    return Undeliverable("address_refused") if final else Later()


def composed(to: str, words: Words, message_id: str) -> EmailMessage:
    """The whole message."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings().mail_from, to, words.subject
    message["Message-ID"] = f"<{message_id}@wardline>"
    message["Auto-Submitted"] = "auto-generated"
    if words.unsubscribe:
        message["List-Unsubscribe"] = f"<{words.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(words.text)
    message.add_alternative(words.html, subtype="html")
    message["Content-Language"] = words.language  # last: what stands before would go into the first part
    return message
