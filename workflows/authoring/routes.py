"""HTTP of pathways in the making."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Done, Page
from workflows.authoring import (
    blocks,
    checking,
    comparing,
    content,
    drafts,
    expressing,
    migrating,
    permissions,
    publishing,
    reviews,
    testing,
    trying,
)
from workflows.authoring.schemas import (
    ArrangeDraft,
    BuildingBlocks,
    CheckOut,
    DraftQuery,
    DraftRow,
    DraftSaved,
    EditDraft,
    NewDraft,
    PathwayDraft,
    PermissionsIn,
    PermissionsOut,
    PublishDraft,
    RollBack,
    VersionOut,
    WhyDraft,
)
from workflows.authoring.schemas_move import (
    DiffOut,
    DiffQuery,
    MigrationList,
    MigrationOut,
    MigrationQuery,
    MigrationRow,
    NewMigration,
)
from workflows.authoring.schemas_try import (
    ExpressionOut,
    NewPathwayTest,
    PathwayTest,
    PathwayTests,
    TryDraft,
    TryExpression,
    TryOut,
)

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


@api.post("/process-drafts/<uuid:draft_id>/arrange", may="process.edit")
async def arrange_draft(db: Db, actor: Actor, draft_id: UUID, data: ArrangeDraft) -> PathwayDraft:
    """Give every element of the drawing a place of its own, and save it. 409 stale if somebody saved meanwhile."""
    draft = await drafts.access_draft(db, actor, draft_id, lock=True)
    return await drafts.shown(db, await drafts.arrange(db, draft, data.version, actor=actor), actor=actor)


@api.delete("/process-drafts/<uuid:draft_id>", may="process.edit")
async def discard_draft(db: Db, actor: Actor, draft_id: UUID) -> Done:
    """Throw a draft away."""
    await drafts.discard(db, await drafts.access_draft(db, actor, draft_id, lock=True), actor=actor)
    return Done()


@api.post("/process-drafts/<uuid:draft_id>/check", may="process.read")
async def check_draft(db: ReadDb, actor: Actor, draft_id: UUID) -> CheckOut:
    """Everything to put right before it can be published."""
    return await checking.check(db, await drafts.access_draft(db, actor, draft_id))


@api.post("/process-drafts/<uuid:draft_id>/try", may="process.read", max_bytes=content.MAX_REQUEST)
async def try_draft(actor: Actor, draft_id: UUID, data: TryDraft) -> TryOut:
    """Play it on the real engine and a virtual clock: every branch, or one script. Nothing is carried out."""
    return await trying.try_draft(draft_id, data, actor=actor)


@api.get("/process-drafts/<uuid:draft_id>/tests", may="process.read")
async def list_tests(db: ReadDb, actor: Actor, draft_id: UUID) -> PathwayTests:
    """The tests of the pathway, each played with this draft."""
    return await testing.results(db, await drafts.access_draft(db, actor, draft_id))


@api.post("/process-drafts/<uuid:draft_id>/tests", may="process.edit", status=201)
async def add_test(db: Db, actor: Actor, draft_id: UUID, data: NewPathwayTest) -> PathwayTest:
    """Save a run as a test: it is played again at each publish."""
    return await testing.saved(db, await drafts.access_draft(db, actor, draft_id), data, actor=actor)


@api.delete("/process-drafts/<uuid:draft_id>/tests/<uuid:test_id>", may="process.edit")
async def remove_test(db: Db, actor: Actor, draft_id: UUID, test_id: UUID) -> Done:
    """Delete a test."""
    draft = await drafts.access_draft(db, actor, draft_id)
    await testing.remove(db, draft, await testing.access_test(db, draft, test_id), actor=actor)
    return Done()


@api.post("/process-drafts/<uuid:draft_id>/submit", may="process.edit")
async def submit_draft(db: Db, actor: Actor, draft_id: UUID, data: WhyDraft) -> PathwayDraft:
    """Ask a second person for a review."""
    draft = await drafts.access_draft(db, actor, draft_id, lock=True)
    return await drafts.shown(db, await reviews.submit(db, draft, data.reason, actor=actor), actor=actor)


@api.post("/process-drafts/<uuid:draft_id>/approve", may="process.approve")
async def approve_draft(db: Db, actor: Actor, draft_id: UUID, data: WhyDraft) -> PathwayDraft:
    """Say yes to exactly what is drawn now."""
    draft = await drafts.access_draft(db, actor, draft_id, lock=True)
    return await drafts.shown(db, await reviews.approve(db, draft, data.reason, actor=actor), actor=actor)


@api.post("/process-drafts/<uuid:draft_id>/reject", may="process.approve")
async def reject_draft(db: Db, actor: Actor, draft_id: UUID, data: WhyDraft) -> PathwayDraft:
    """Say no, and why."""
    draft = await drafts.access_draft(db, actor, draft_id, lock=True)
    return await drafts.shown(db, await reviews.reject(db, draft, data.reason, actor=actor), actor=actor)


@api.post("/process-drafts/<uuid:draft_id>/publish", may="process.publish", idempotent=True)
async def publish_draft(db: Db, actor: Actor, draft_id: UUID, data: PublishDraft) -> VersionOut:
    """Make an approved draft the version on which new cases start."""
    draft = await drafts.access_draft(db, actor, draft_id, lock=True)
    return await publishing.shown(
        db, await publishing.publish(db, draft, data.reason, over=data.over, actor=actor)
    )  # fmt: skip


@api.get("/processes/<process_id>/versions/<int:number>", may="process.read")
async def show_version(db: ReadDb, actor: Actor, process_id: str, number: int) -> VersionOut:
    """A published version with its content."""
    return await publishing.shown(db, await publishing.access_version(db, actor, process_id, number))


@api.post("/processes/<process_id>/rollback", may="process.publish", idempotent=True)
async def roll_back(db: Db, actor: Actor, process_id: str, data: RollBack) -> VersionOut:
    """Make an earlier version active again."""
    return await publishing.shown(
        db, await publishing.roll_back(db, process_id, data.number, data.reason, actor=actor)
    )  # fmt: skip


@api.get("/processes/<process_id>/permissions", may="process.publish")
async def show_permissions(db: ReadDb, process_id: str) -> PermissionsOut:
    """Who may do what with one pathway."""
    return await permissions.shown(db, process_id)


@api.put("/processes/<process_id>/permissions", may="process.publish")
async def set_permissions(db: Db, actor: Actor, process_id: str, data: PermissionsIn) -> PermissionsOut:
    """Narrow a pathway to some roles, per verb."""
    return await permissions.change(db, process_id, data, actor=actor)


@api.post("/migrations", may="case.migrate", status=201)
async def plan_migration(db: Db, actor: Actor, data: NewMigration) -> MigrationOut:
    """A dry run: what would happen to every case of a version. Nothing is moved."""
    return await migrating.shown(db, await migrating.plan(db, data, actor=actor))


@api.get("/migrations", may="case.migrate")
async def list_migrations(db: ReadDb, actor: Actor, query: MigrationQuery) -> MigrationList:
    """The migrations of a pathway, the newest first."""
    found = await migrating.listed(db, actor, query.process_id)
    return MigrationList(items=[MigrationRow.model_validate(one) for one in found])


@api.get("/migrations/<uuid:migration_id>", may="case.migrate")
async def show_migration(db: ReadDb, actor: Actor, migration_id: UUID) -> MigrationOut:
    """A migration with a verdict per case, and how far it is."""
    return await migrating.shown(db, await migrating.access_migration(db, actor, migration_id))


@api.post("/migrations/<uuid:migration_id>/apply", may="case.migrate", idempotent=True)
async def apply_migration(db: Db, actor: Actor, migration_id: UUID) -> MigrationOut:
    """Move the cases, in batches, by a job."""
    migration = await migrating.access_migration(db, actor, migration_id, lock=True)
    return await migrating.shown(db, await migrating.apply(db, migration, actor=actor))


@api.post("/migrations/<uuid:migration_id>/undo", may="case.migrate", idempotent=True)
async def undo_migration(db: Db, actor: Actor, migration_id: UUID) -> MigrationOut:
    """Put back the cases that have not moved since."""
    migration = await migrating.access_migration(db, actor, migration_id, lock=True)
    return await migrating.shown(db, await migrating.undo(db, migration, actor=actor))


@api.get("/processes/<process_id>/diff", may="process.read")
async def diff_versions(db: ReadDb, actor: Actor, process_id: str, query: DiffQuery) -> DiffOut:
    """What changed between two published versions, in words."""
    return await comparing.versions(db, actor, process_id, query)


@api.get("/process-drafts/<uuid:draft_id>/diff", may="process.read")
async def diff_draft(db: ReadDb, actor: Actor, draft_id: UUID) -> DiffOut:
    """What a draft changes in the active version, in words."""
    return await comparing.draft(db, await drafts.access_draft(db, actor, draft_id))


@api.post("/expressions/try", may="process.read")
async def try_expression(db: Db, actor: Actor, data: TryExpression) -> ExpressionOut:
    """Work out an expression on given data, or on those of a case."""
    return await expressing.try_expression(db, data, actor=actor)
