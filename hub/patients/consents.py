"""Consents: texts in their versions and languages, agreements with a typed, drawn or paper signature, withdrawal."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Gone, Invalid
from hub.patients import rules
from hub.patients.consent_texts import SHIPPED
from hub.patients.models import Consent, ConsentKind, ConsentWording, Patient, SignatureKind

MOST_POINTS = 4000


class Wording:
    """A text as it is shown: kind, version, language, title, body."""

    def __init__(self, kind: ConsentKind, version: str, language: str, title: str, body: str) -> None:
        self.kind, self.text_version, self.language, self.title, self.body = kind, version, language, title, body

    @property
    def sha256(self) -> str:
        """What the signature is under, whatever becomes of the text."""
        return hashlib.sha256(f"{self.title}\n{self.body}".encode()).hexdigest()


async def wordings(db: Db | ReadDb, language: str) -> dict[ConsentKind, Wording]:
    """What is asked for today, in this language where there is such a text, else in English, else in any."""
    rows = list(await db.scalars(select(ConsentWording).order_by(ConsentWording.since, ConsentWording.id)))
    found: dict[ConsentKind, Wording] = {}
    for kind in ConsentKind:
        mine = [row for row in rows if row.kind == kind]
        version = mine[-1].text_version if mine else rules.CONSENT_VERSIONS[kind.value]
        texts = [row for row in mine if row.text_version == version]
        for wanted in (language, language.split("-")[0], "en", *(row.language for row in texts)):
            if row := next((row for row in texts if row.language == wanted), None):
                found[kind] = Wording(kind, row.text_version, row.language, row.title, row.body)
                break
        else:
            found[kind] = _shipped(kind, language)
    return found


def _shipped(kind: ConsentKind, language: str) -> Wording:
    texts = SHIPPED[kind.value]
    spoken = next((one for one in (language, language.split("-")[0]) if one in texts), "en")
    return Wording(kind, rules.CONSENT_VERSIONS[kind.value], spoken, *texts[spoken])


async def text_of(db: Db | ReadDb, consent: Consent) -> Wording:
    """The text that was signed, of its version and language. 410 text_lost when it is no longer what was shown."""
    kept = select(ConsentWording).where(
        ConsentWording.kind == consent.kind, ConsentWording.text_version == consent.text_version,
        ConsentWording.language == consent.language,
    )  # fmt: skip
    row = await db.scalar(kept)
    text = (
        Wording(row.kind, row.text_version, row.language, row.title, row.body)
        if row else _shipped(consent.kind, consent.language)
    )  # fmt: skip
    if text.sha256 != consent.text_sha256:
        raise Gone("This text is no longer here as it was signed.", code="text_lost")
    return text


async def version_of(db: Db | ReadDb, kind: ConsentKind) -> str:
    """The version that is asked for today."""
    latest = select(ConsentWording.text_version).where(ConsentWording.kind == kind)
    found: str | None = await db.scalar(latest.order_by(ConsentWording.since.desc(), ConsentWording.id.desc()).limit(1))
    return found or rules.CONSENT_VERSIONS[kind.value]


async def publish(db: Db, values: Mapping[str, Any], *, actor: Actor) -> ConsentWording:
    """A new version of a text, or one more language of it. What was published is never changed."""
    row = ConsentWording(**values, published_by=actor.user_id)
    db.add(row)
    audit.wrote(db, actor, row)
    try:
        await db.flush()
    except IntegrityError as error:
        raise Conflict(
            "This version exists in this language. Please give a new version.", code="version_taken"
        ) from error
    return row


async def published(db: Db | ReadDb) -> list[ConsentWording]:
    """Every text of the hospital's own, newest first."""
    return list(
        await db.scalars(select(ConsentWording).order_by(ConsentWording.since.desc(), ConsentWording.id.desc()))
    )


def check_signature(signed: SignatureKind, signature: str, strokes: Any) -> None:
    """Raise 422 unless somebody can have signed like this: a name, and for a drawn one strokes inside the field."""
    if not signature.strip():
        raise Invalid("Please type your name to agree.", code="no_signature", errors=[
            {"path": "signature", "message": "Please type your name to agree.", "type": "missing"}])  # fmt: skip
    if signed == SignatureKind.drawn:
        points = [len(stroke) for stroke in strokes or []]
        inside = all(0 <= value <= 1000 for stroke in strokes or [] for value in stroke)
        if not 10 <= sum(points) <= MOST_POINTS or any(n % 2 for n in points) or not inside:
            raise Invalid("Please sign in the field.", code="no_signature", errors=[
                {"path": "strokes", "message": "Please sign in the field.", "type": "missing"}])  # fmt: skip


async def sign(
    db: Db, patient: Patient, kind: ConsentKind, signature: str, *, actor: Actor, source: str,
    signed: SignatureKind = SignatureKind.typed, strokes: Any = None, language: str = "",
) -> Consent:  # fmt: skip
    """An agreement to today's text as it was shown in `language`."""
    check_signature(signed, signature, strokes)
    text = (await wordings(db, language or patient.language))[kind]
    consent = Consent(
        patient_id=patient.id, kind=kind, text_version=text.text_version, signature=signature.strip()[:200],
        given_at=now(), given_by=actor.user_id, source=source, language=text.language, text_sha256=text.sha256,
        signed=signed, strokes=strokes if signed == SignatureKind.drawn else None,
    )  # fmt: skip
    db.add(consent)
    audit.wrote(db, actor, consent)
    return consent
