"""Files of conversations: checked by their bytes, freed of metadata, scanned, stored; sent with a message later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from quart import Response
from sqlalchemy import func, select

from hub.core import audit, files, filing, scanner
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.downloads import saved
from hub.core.errors import Conflict
from hub.core.settings import settings
from hub.messaging.models import MessageFile, Thread

MOST = 200
"""Files of one conversation."""
UNSENT = timedelta(days=2)
"""How long a file waits for its message."""


@filing.keeps_files
def _files() -> Any:
    return select(MessageFile.file_id, MessageFile.key_owner)


async def attach(db: Db, thread: Thread, name: str, raw: bytes, *, actor: Actor) -> MessageFile:
    """Put a file to a conversation; 413, 415, 422 file_infected for what is not taken, 409 too_many_files."""
    if (await db.scalar(select(func.count()).where(MessageFile.thread_id == thread.id)) or 0) >= MOST:
        raise Conflict("This conversation has too many files.", code="too_many_files")
    found = files.clean(raw, most=settings().max_upload_bytes)
    scanned_by = await scanner.check(found.content)
    file_id, digest = await filing.keep(db, found.content, owner=thread.key_owner)
    row = MessageFile(
        thread_id=thread.id, added_by=actor.user_id, key_owner=thread.key_owner, file_id=file_id,
        media_type=found.media_type, size=len(found.content), sha256=digest, scanned_by=scanned_by,
    )  # fmt: skip
    row.name = files.shown_name(name, found.media_type)
    db.add(row)
    audit.wrote(db, actor, row, patient_id=thread.patient_id)
    await db.flush()
    return row


async def content(db: Db | ReadDb, row: MessageFile) -> bytes:
    """Its bytes; 410 when they were erased, or the storage has lost them."""
    return await filing.content(db, row.file_id)


async def download(db: Db, thread: Thread, row: MessageFile, *, actor: Actor) -> Response:
    """The bytes, to be saved and never run inside our pages; the reading is audited."""
    audit.read(db, actor, "message_file", row.id, patient_id=thread.patient_id)
    return saved(await content(db, row), row.name, row.media_type)


async def drop_unsent(db: Db) -> int:
    """Delete the files whose message never came; how many."""
    rows = await db.scalars(
        select(MessageFile)
        .where(MessageFile.message_id.is_(None), MessageFile.created_at < now() - UNSENT)
        .with_for_update(skip_locked=True).limit(200)
    )  # fmt: skip
    found = rows.all()
    for row in found:
        await filing.let_go(db, row.file_id)
        await db.delete(row)
    return len(found)
