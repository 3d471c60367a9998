"""Samples of pathways in the making: drafts of a new pathway, one of them in review, and a test."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from hub.core.actor import SYSTEM
from hub.core.db import Db
from tests.architecture.samples import BODIES, World, sample
from tests.workflows.hosting import chain
from workflows.authoring import drafts, reviews
from workflows.authoring.models import ProcessDraft, ProcessTest
from workflows.authoring.schemas import NewDraft

SCRIPT = {"data": {}, "now": "2026-03-02T09:00:00+00:00", "moves": []}
XML = chain("look", role="nurse").decode().replace('"demo"', '"matrix"').replace("form_look", "pay")


async def _draft(db: Db) -> ProcessDraft:
    found = await db.scalar(select(ProcessDraft).where(ProcessDraft.process_id == "matrix"))
    if found is None:
        found = await drafts.create(db, NewDraft(process_id="matrix", name="Matrix", xml=XML), actor=SYSTEM)
        await reviews.submit(db, found, "To be looked at.", actor=SYSTEM)
    return found


@sample("draft_id")
async def draft(db: Db, world: World) -> UUID:
    return (await _draft(db)).id


@sample("test_id")
async def test(db: Db, world: World) -> UUID:
    row = ProcessTest(process_id="matrix", name="Matrix", script=SCRIPT, expected={})
    db.add(row)
    return row.id


@sample("number")
async def number(db: Db, world: World) -> str:
    return "1"


WHY = {"reason": "Because it is better."}
BODIES |= {
    "PUT /api/process-drafts/<uuid:draft_id>": {"version": 2, "name": "Matrix", "xml": XML},
    "POST /api/process-drafts/<uuid:draft_id>/submit": WHY,
    "POST /api/process-drafts/<uuid:draft_id>/approve": WHY,
    "POST /api/process-drafts/<uuid:draft_id>/reject": WHY,
    "POST /api/process-drafts/<uuid:draft_id>/publish": WHY,
    "POST /api/process-drafts/<uuid:draft_id>/tests": {"name": "Second", "moves": []},
    "POST /api/processes/<process_id>/rollback": {"number": 1, **WHY},
    "PUT /api/processes/<process_id>/permissions": WHY,
}
