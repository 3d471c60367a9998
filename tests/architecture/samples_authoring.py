"""Samples of pathways in the making: drafts of a new pathway, one of them in review, and a test."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from hub.core.actor import SYSTEM
from hub.core.db import Db
from tests.architecture.samples import BODIES, QUERIES, World, sample
from tests.workflows.hosting import chain
from workflows import reference
from workflows.authoring import drafts, reviews
from workflows.authoring.models import CaseMigration, MigrationStatus, ProcessDraft, ProcessTest
from workflows.authoring.schemas import (
    NewDraft,
)

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


@sample("migration_id")
async def migration(db: Db, world: World) -> UUID:
    """Of the pathway of the sample case, to a second version of it."""
    first = await instances_version(db)
    again = chain("look", "see", role="nurse").decode()
    second = await reference.publish(db, again, active=False)
    row = CaseMigration(process_id="demo", from_version_id=first, to_version_id=second.id, mapping={},
                        status=MigrationStatus.planned, reason="To be tried.")  # fmt: skip
    db.add(row)
    return row.id


async def instances_version(db: Db) -> UUID:
    """The version of the sample pathway (made by samples_workflows, or here)."""
    return (await reference.publish(db, chain("look", role="nurse").decode())).id


WHY = {"reason": "Because it is better."}
BODIES |= {
    "PUT /api/process-drafts/<uuid:draft_id>": {"version": 2, "name": "Matrix", "xml": XML},
    "POST /api/process-drafts/<uuid:draft_id>/arrange": {"version": 2},
    "POST /api/process-drafts/<uuid:draft_id>/submit": WHY,
    "POST /api/process-drafts/<uuid:draft_id>/approve": WHY,
    "POST /api/process-drafts/<uuid:draft_id>/reject": WHY,
    "POST /api/process-drafts/<uuid:draft_id>/publish": WHY,
    "POST /api/process-drafts/<uuid:draft_id>/tests": {"name": "Second", "moves": []},
    "POST /api/processes/<process_id>/rollback": {"number": 1, **WHY},
    "PUT /api/processes/<process_id>/permissions": WHY,
    "POST /api/migrations": {"process_id": "demo", "from": 1, "to": 2, **WHY},
    "POST /api/expressions/try": {"expression": "1 + 1"},
}
QUERIES |= {
    "GET /api/migrations": {"process_id": "demo"},
    "GET /api/processes/<process_id>/diff": {"from": "1", "to": "1"},
}
