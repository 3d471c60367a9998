"""Files from payers: stored byte for byte, read whole, acted upon in the same transaction; or quarantined whole."""

from __future__ import annotations

import hashlib

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.facts import state
from hub.core.states import move
from hub.insurance import acknowledging, files, posting, queries, reading
from hub.insurance.authorization import answering
from hub.insurance.facts import FileQuarantined
from hub.insurance.models import Direction, FileStatus, Interchange
from hub.insurance.reading import Document
from hub.insurance.x12.errors import X12Code, X12Error
from hub.insurance.x12.syntax import MAX_BYTES

UPLOAD = "upload"


async def receive(db: Db, data: bytes, *, name: str, partner: str, actor: Actor) -> Interchange:
    """Take one file in. The same bytes again are counted and nothing else; a file that cannot be accepted is kept with
    its reason and touches no claim."""
    digest = hashlib.sha256(data).hexdigest()
    await files.lock_remittances(db)
    known = await files.file_like(db, partner, digest)
    if known is not None:
        known.times += 1
        return known
    try:
        document = await _read(db, data, partner)
    except X12Error as error:
        return _quarantine(db, _row(data, digest, name, partner, Document()), error, actor)
    item = _row(data, digest, name, partner, document)
    db.add(item)
    audit.wrote(db, actor, item)
    await db.flush()
    item.reason = "; ".join(await _act(db, document, item, actor))[:2000]
    return item


async def upload(db: Db, data: bytes, *, actor: Actor) -> Interchange:
    """An 835 that a clerk got another way (a payer's portal). X12Error when it cannot be accepted: nothing is kept."""
    digest = hashlib.sha256(data).hexdigest()
    if await files.file_like(db, UPLOAD, digest) is None:
        document = await _read(db, data, UPLOAD)
        if not document.remittances:
            raise X12Error(X12Code.wrong_type, "this file holds no remittance (835)")
    return await receive(db, data, name="upload", partner=UPLOAD, actor=actor)


async def dismiss(db: Db, item: Interchange, reason: str, *, actor: Actor) -> Interchange:
    """A person has dealt with a quarantined file (asked for it again, say)."""
    move(item, FileStatus.dismissed)
    item.reason = f"{item.reason} | {reason}" if reason else item.reason
    audit.wrote(db, actor, item)
    state(db, FileQuarantined(interchange_id=item.id), actor=actor)
    return item


async def _read(db: Db, data: bytes, partner: str) -> Document:
    usages = await queries.usages(db, partner if partner != UPLOAD else None)
    document = reading.read(data, usages=usages)
    if await files.control_used(db, partner, document.sender, document.control):
        raise X12Error(X12Code.duplicate_control, "this interchange number was used for another file")
    return document


def _row(data: bytes, digest: str, name: str, partner: str, document: Document) -> Interchange:
    return Interchange(
        partner=partner, direction=Direction.inbound, name=name[:200], kind=document.kind, sender=document.sender,
        control=document.control, size=len(data), sha256=digest, raw=data[:MAX_BYTES],
        status=FileStatus.processed,
    )  # fmt: skip


def _quarantine(db: Db, item: Interchange, error: X12Error, actor: Actor) -> Interchange:
    item.status, item.status_at = FileStatus.quarantined, now()
    item.reason_code, item.reason = error.code, "; ".join((error.sentence, *error.details[1:]))
    db.add(item)
    audit.wrote(db, actor, item)
    state(db, FileQuarantined(interchange_id=item.id), actor=actor)
    return item


async def _act(db: Db, document: Document, item: Interchange, actor: Actor) -> list[str]:
    """Every effect of a document; returns what did not concern anything of ours."""
    said: list[str] = []
    for envelope in document.envelopes:
        said += await acknowledging.envelope(db, envelope, item, actor=actor)
    for group in document.syntax:
        said += await acknowledging.syntax(db, group, item, actor=actor)
    for ack in document.claims:
        said += await acknowledging.claim(db, ack, item, actor=actor)
    for review in document.reviews:
        said += await answering.reply(db, review, item, actor=actor)
    for remittance in document.remittances:
        if await posting.post(db, remittance, item, actor=actor) is None:
            said.append(f"payment {remittance.trace} was posted before")
    return said
