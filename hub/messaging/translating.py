"""Messages in the reader's language, by a translation server of the hospital's own choice (LibreTranslate's API).

A port with one adapter: without HUB_TRANSLATOR_URL there is no translation and no button for it, since what a patient
writes must not leave the house by accident. What was translated once is kept, sealed like the message.
"""

from __future__ import annotations

from typing import Protocol

import httpx
from sqlalchemy import select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.errors import Conflict, Unavailable
from hub.core.settings import settings
from hub.messaging.models import Message, MessageTranslation, Thread

SECONDS = 10.0
MOST = 20_000


class Translator(Protocol):
    """Says a text in another language."""

    name: str

    async def translate(self, text: str, language: str) -> str:
        """The text in `language` (BCP 47); Unavailable when the server does not answer as it should."""


class LibreTranslate:
    """POST /translate {q, source: auto, target, format: text}; the key of the URL's user part, if it has one."""

    name = "libretranslate"

    def __init__(self, url: str) -> None:
        parts = httpx.URL(url)
        self.key = parts.username
        self.url = str(parts.copy_with(username="", password="")).rstrip("/") + "/translate"

    async def translate(self, text: str, language: str) -> str:
        asked = {"q": text, "source": "auto", "target": language.split("-")[0], "format": "text"}
        try:
            async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as client:
                answer = await client.post(self.url, json={**asked, **({"api_key": self.key} if self.key else {})})
            said = answer.raise_for_status().json()["translatedText"]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise Unavailable("The translation server does not answer.", code="translator_unavailable") from error
        if not isinstance(said, str) or not 0 < len(said) <= MOST:
            raise Unavailable("The translation server does not answer.", code="translator_unavailable")
        return said


def translator() -> Translator | None:
    """The translator of this installation."""
    return LibreTranslate(settings().translator_url) if settings().translator_url else None


async def translated(
    db: Db, thread: Thread, row: Message, language: str, *, actor: Actor
) -> MessageTranslation:  # fmt: skip
    """The message in that language, asked for once. 409 no_translator, hidden."""
    if row.hidden_at is not None:
        raise Conflict("This message is hidden.", code="hidden")
    known: MessageTranslation | None = await db.scalar(
        select(MessageTranslation).where(
            MessageTranslation.message_id == row.id, MessageTranslation.language == language
        )
    )
    if known is not None:
        return known
    engine = translator()
    if engine is None:
        raise Conflict("This hospital has no translation server.", code="no_translator")
    made = MessageTranslation(
        message_id=row.id, language=language, engine=engine.name, key_owner=thread.key_owner
    )  # fmt: skip
    made.text = await engine.translate(row.text, language)
    db.add(made)
    audit.noted(db, actor, "translate", "message", row.id, patient_id=thread.patient_id, after={"to": language})
    await db.flush()
    return made
