"""Two versions of a pathway, or a draft and what is active, compared."""

from __future__ import annotations

from sqlalchemy import select

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from workflows import layout
from workflows.authoring.differ import Content, diff
from workflows.authoring.models import ProcessDraft
from workflows.authoring.publishing import access_version
from workflows.authoring.schemas_move import (
    DiffOut,
    DiffQuery,
)
from workflows.models import ProcessVersion


async def versions(db: Db | ReadDb, actor: Actor, process_id: str, query: DiffQuery) -> DiffOut:
    """What changed between two published versions."""
    before = await access_version(db, actor, process_id, query.source)
    after = await access_version(db, actor, process_id, query.to)
    return DiffOut(
        source=before.number, to=after.number, source_xml=layout.visible(before.xml),
        to_xml=layout.visible(after.xml), changes=diff(_content(before), _content(after)),
    )  # fmt: skip


async def draft(db: Db | ReadDb, drawn: ProcessDraft) -> DiffOut:
    """What a draft changes in the active version; of a new pathway everything is new."""
    active = await db.scalar(
        select(ProcessVersion).where(ProcessVersion.process_id == drawn.process_id, ProcessVersion.active)
    )
    before = _content(active) if active else Content("", {}, {})
    after = Content(drawn.xml, drawn.decisions, drawn.forms)
    return DiffOut(
        source=active.number if active else None, to=None, source_xml=layout.visible(before.xml) if before.xml else "",
        to_xml=layout.visible(drawn.xml), changes=diff(before, after),
    )  # fmt: skip


def _content(version: ProcessVersion) -> Content:
    return Content(version.xml, version.decisions, version.forms)
