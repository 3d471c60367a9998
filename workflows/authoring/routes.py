"""HTTP of pathways in the making."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Done, Page
from workflows.authoring import blocks, checking, content, drafts
from workflows.authoring.schemas import (
    BuildingBlocks,
    CheckOut,
    DraftQuery,
    DraftRow,
    DraftSaved,
    EditDraft,
    NewDraft,
    PathwayDraft,
)  # fmt: skip

api = Api("authoring")


@api.get("/building-blocks", may="process.read")
async def building_blocks(db: ReadDb) -> BuildingBlocks:
    """Everything a person who draws may use."""
    return await blocks.building_blocks(db)


@api.get("/process-drafts", may="process.read")
async def list_drafts(db: ReadDb, actor: Actor, query: DraftQuery) -> Page[DraftRow]:
    """Drafts of pathways, the newest first."""
    return await drafts.page(db, actor, query)


@api.post("/process-drafts", may="process.edit", status=201, max_bytes=content.MAX_REQUEST)
async def create_draft(db: Db, actor: Actor, data: NewDraft) -> PathwayDraft:
    """A new draft: blank, of an existing pathway, or from a file."""
    return await drafts.shown(db, await drafts.create(db, data, actor=actor), actor=actor)


@api.get("/process-drafts/<uuid:draft_id>", may="process.read")
async def show_draft(db: ReadDb, actor: Actor, draft_id: UUID) -> PathwayDraft:
    """A draft with its content and reviews."""
    return await drafts.shown(db, await drafts.access_draft(db, actor, draft_id), actor=actor)


@api.put("/process-drafts/<uuid:draft_id>", may="process.edit", max_bytes=content.MAX_REQUEST)
async def edit_draft(db: Db, actor: Actor, draft_id: UUID, data: EditDraft) -> DraftSaved:
    """Save a draft; kept even when wrong. 409 stale if somebody saved meanwhile."""
    draft = await drafts.access_draft(db, actor, draft_id, lock=True)
    return DraftSaved.model_validate(await drafts.save(db, draft, data, actor=actor))


@api.delete("/process-drafts/<uuid:draft_id>", may="process.edit")
async def discard_draft(db: Db, actor: Actor, draft_id: UUID) -> Done:
    """Throw a draft away."""
    await drafts.discard(db, await drafts.access_draft(db, actor, draft_id, lock=True), actor=actor)
    return Done()


@api.post("/process-drafts/<uuid:draft_id>/check", may="process.read")
async def check_draft(db: ReadDb, actor: Actor, draft_id: UUID) -> CheckOut:
    """Everything to put right before it can be published."""
    return await checking.check(db, await drafts.access_draft(db, actor, draft_id))
