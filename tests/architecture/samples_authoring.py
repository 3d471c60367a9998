"""Samples of pathways in the making: a draft of a new pathway."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import SYSTEM
from hub.core.db import Db
from tests.architecture.samples import BODIES, World, sample
from tests.workflows.hosting import chain
from workflows.authoring import drafts
from workflows.authoring.schemas import NewDraft


@sample("draft_id")
async def draft(db: Db, world: World) -> UUID:
    given = NewDraft(process_id="matrix", name="Matrix", xml=chain("look").decode().replace('"demo"', '"matrix"'))
    return (await drafts.create(db, given, actor=SYSTEM)).id


BODIES |= {
    "PUT /api/process-drafts/<uuid:draft_id>": {"version": 1, "name": "Matrix", "xml": chain("look").decode()},
}
