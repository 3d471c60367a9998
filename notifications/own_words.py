"""The hospital's own words: an edited copy of a shipped message, with preview, a test to oneself, and the way back.

A copy is plain text with `{{ word }}` places for the words that the shipped message uses. It is never run as a template
language, so nothing that is typed here can reach anything else.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from uuid import uuid4

from jinja2 import Environment, meta
from sqlalchemy import func, select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.configuration import Row, configures
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.identity.models import UserAccount
from hub.patients.models import Patient
from hub.staff.queries import facility
from notifications.channels import Undeliverable, channel
from notifications.models import MessageTemplate
from notifications.phrases import ENGLISH, FOLDER, candidates, shipped_languages
from notifications.schemas import (
    MessagePreviewOut,
    MessageTemplateOut,
    MessageTemplatesOut,
    MessageTestOut,
    WriteTemplate,
)
from notifications.words import Words, file_of, kinds, rendered

PLACE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
SAMPLES = {"name": "Elena Marsh", "when": "Monday, March 2, 9:30 AM EST", "number": "INV-2026-000042"}


@lru_cache
def shipped(kind: str, language: str) -> tuple[str, str, str]:
    """(subject, body, language) of the file that speaks to a reader of `language`."""
    name, spoken = file_of(kind, language)
    subject, _, body = (FOLDER / name).read_text().partition("\n")
    return subject.strip(), body.strip(), spoken


@lru_cache
def places(kind: str) -> frozenset[str]:
    """The words that may stand in `{{ }}`: those of the shipped message, the reader's name and the hospital's."""
    parsed = Environment(autoescape=True).parse((FOLDER / f"{kind}.txt").read_text())
    return frozenset(meta.find_undeclared_variables(parsed) | {"name", "facility"})


def filled(text: str, values: dict[str, Any]) -> str:
    """The text with its places filled; a place without a value stays empty."""
    return PLACE.sub(lambda found: str(values.get(found[1], "")), text)


async def own(db: Db | ReadDb, kind: str, language: str) -> MessageTemplate | None:
    """The hospital's copy for a reader of `language`, unless we ship a file that is nearer to that language."""
    _, _, spoken = shipped(kind, language)
    for one in candidates(language):
        if copy := await db.get(MessageTemplate, (kind, one)):
            return copy
        if one == spoken:
            return None
    return None


async def listed(db: Db | ReadDb, language: str) -> MessageTemplatesOut:
    """Every message in one language: the shipped words, and the hospital's own where there are some."""
    wanted = language.lower() or ENGLISH
    copies = {row.kind: row for row in await db.scalars(
        select(MessageTemplate).where(MessageTemplate.language == wanted)
    )}  # fmt: skip
    return MessageTemplatesOut(items=[_shown(kind, wanted, copies.get(kind)) for kind in sorted(kinds())],
                               languages=await _languages(db, wanted))  # fmt: skip


async def _languages(db: Db | ReadDb, wanted: str) -> list[str]:
    written = await db.scalars(select(MessageTemplate.language).distinct())
    spoken = await db.scalars(select(func.lower(Patient.language)).where(Patient.language != "").distinct())
    return list(dict.fromkeys([*shipped_languages(), *sorted({*written, *spoken, wanted})]))


def _shown(kind: str, language: str, copy: MessageTemplate | None) -> MessageTemplateOut:
    subject, body, spoken = shipped(kind, language)
    return MessageTemplateOut(
        kind=kind, language=language, shipped_language=spoken, places=sorted(places(kind)),
        shipped_subject=subject, shipped_body=body,
        subject=copy.subject if copy else subject, body=copy.body if copy else body, edited=copy is not None,
        changed_at=copy.changed_at if copy else None, changed_by_name=copy.changed_by_name if copy else "",
        version=copy.version if copy else 0,
    )  # fmt: skip


def check(kind: str, subject: str, body: str) -> None:
    """404 for a message that we do not send, 422 unknown_place for a place that nothing fills."""
    if kind not in kinds():
        raise NotFound()
    if wrong := sorted(set(PLACE.findall(subject + body)) - places(kind)):
        raise Invalid(f"Nothing fills the place {wrong[0]}. There are: {', '.join(sorted(places(kind)))}.",
                      code="unknown_place")  # fmt: skip
    if "{{" in PLACE.sub("", subject + body) or "{%" in subject + body:
        raise Invalid("A place is written as {{ word }}, and there is nothing else to write in braces.",
                      code="bad_place")  # fmt: skip


async def write(db: Db, kind: str, data: WriteTemplate, *, actor: Actor) -> MessageTemplatesOut:
    """Keep the hospital's words; 409 stale when somebody else has changed them meanwhile."""
    check(kind, data.subject, data.body)
    language = data.language.lower() or ENGLISH
    row = await db.get(MessageTemplate, (kind, language), with_for_update=True)
    if (row.version if row else 0) != data.version:
        raise Conflict("Somebody changed this meanwhile. Please look again.", code="stale")
    before = {"subject": row.subject, "body": row.body} if row else None
    if row is None:
        row = MessageTemplate(kind=kind, language=language, version=0)
        db.add(row)
    row.subject, row.body, row.version = data.subject, data.body, row.version + 1
    row.changed_at, row.changed_by_name = now(), actor.name
    audit.noted(db, actor, "update", "message_template", f"{kind}/{language}", before=before,
                after={"subject": data.subject, "body": data.body})  # fmt: skip
    await db.flush()
    return await listed(db, language)


async def forget(db: Db, kind: str, language: str, *, actor: Actor) -> MessageTemplatesOut:
    """Back to the shipped words."""
    language = language.lower() or ENGLISH
    row = await db.get(MessageTemplate, (kind, language), with_for_update=True)
    if row is None:
        raise NotFound()
    audit.noted(db, actor, "delete", "message_template", f"{kind}/{language}",
                before={"subject": row.subject, "body": row.body})  # fmt: skip
    await db.delete(row)
    await db.flush()
    return await listed(db, language)


async def preview(db: Db | ReadDb, kind: str, data: WriteTemplate) -> MessagePreviewOut:
    """How it reads, with invented values."""
    check(kind, data.subject, data.body)
    words = await _sample(db, kind, data)
    return MessagePreviewOut(subject=words.subject, text=words.text)


async def _sample(db: Db | ReadDb, kind: str, data: WriteTemplate) -> Words:
    house = await facility(db)
    values = {place: SAMPLES.get(place, f"[{place}]") for place in places(kind)} | {"facility": house.name}
    return rendered(kind, "/", False, filled(data.subject, values), filled(data.body, values), values,
                    data.language.lower() or ENGLISH)  # fmt: skip


async def send_test(db: Db, kind: str, data: WriteTemplate, *, actor: Actor) -> MessageTestOut:
    """Send it to oneself, over the channel that patients' mail takes."""
    check(kind, data.subject, data.body)
    user = await db.get_one(UserAccount, actor.user_id)
    try:
        await channel("email").send(db, user, await _sample(db, kind, data), message_id=str(uuid4()))
    except Undeliverable as answer:
        raise Conflict("The mail could not be sent.", code="not_sent", reason=answer.reason) from None
    audit.noted(db, actor, "execute", "message_template", kind, after={"test": True})
    return MessageTestOut(to=user.email)


async def _exported(db: Db | ReadDb) -> list[Row]:
    rows = await db.scalars(select(MessageTemplate).order_by(MessageTemplate.kind, MessageTemplate.language))
    return [{"kind": _key(row), "subject": row.subject, "body": row.body} for row in rows]


def _key(row: MessageTemplate) -> str:
    """`visit_booked` is the English one, as it was before there were languages; `visit_booked/es` another."""
    return row.kind if row.language == ENGLISH else f"{row.kind}/{row.language}"


async def _taken(db: Db, row: Row, actor: Actor) -> None:
    kind, _, language = str(row["kind"]).partition("/")
    known = await db.get(MessageTemplate, (kind, language or ENGLISH))
    wanted = WriteTemplate(subject=row["subject"], body=row["body"], language=language or ENGLISH,
                           version=known.version if known else 0)  # fmt: skip
    await write(db, kind, wanted, actor=actor)


configures("templates", "kind", reads=_exported, writes=_taken)
