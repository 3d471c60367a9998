"""Moving running cases to another version of their pathway: a dry run with a verdict per case, then each case in a
transaction of its own, so that a killed worker leaves every case on exactly one version; and back again.
"""

from __future__ import annotations

import time
from collections import Counter
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.orm import undefer

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb, beside
from hub.core.errors import Invalid, NotFound
from hub.core.facts import state
from hub.core.jobs import enqueue
from hub.core.states import move
from workflows import diagrams, engine, queries, rights
from workflows.authoring import moving
from workflows.authoring.facts import MigrationMoved
from workflows.authoring.models import CaseMigration, CaseMigrationItem, ItemStatus, MigrationStatus
from workflows.authoring.publishing import version_of
from workflows.authoring.schemas_move import (
    MigrationItem,
    MigrationOut,
    NewMigration,
    ReasonOut,
    Unmapped,
)
from workflows.engine_migrate import carry
from workflows.errors import EngineError
from workflows.models import Case, ProcessVersion
from workflows.queries import LIVE

log = structlog.get_logger(__name__)

MOST = 2_000
BATCH, BATCH_SECONDS = 50, 8.0
JOB = "workflows.migrate"


async def plan(db: Db, given: NewMigration, *, actor: Actor) -> CaseMigration:
    """A dry run: what would happen to every case that runs on `from` now. Nothing is moved."""
    actor.must("case.migrate")
    await rights.must(db, actor, given.process_id, "operate")
    before = await version_of(db, given.process_id, given.source)
    after = await version_of(db, given.process_id, given.to)
    if before.id == after.id:
        raise Invalid("The two versions are the same.", code="versions_same")
    _check_mapping(given.mapping, diagrams.compiled(before), diagrams.compiled(after))
    migration = CaseMigration(
        process_id=given.process_id, from_version_id=before.id, to_version_id=after.id, mapping=given.mapping,
        status=MigrationStatus.planned, author_id=actor.user_id, reason=given.reason,
    )  # fmt: skip
    db.add(migration)
    audit.wrote(db, actor, migration, reason=given.reason)
    await db.flush()
    cases = await db.scalars(
        select(Case)
        .options(undefer(Case.state))
        .where(Case.process_version_id == before.id, Case.status.in_(LIVE))
        .order_by(Case.created_at, Case.id)
        .limit(MOST)
    )
    for row in cases:
        verdict, reasons = _verdict(row, before, after, given.mapping)
        db.add(CaseMigrationItem(migration_id=migration.id, case_id=row.id, verdict=verdict, reasons=reasons,
                                 status=ItemStatus.planned))  # fmt: skip
    await db.flush()
    return migration


def _check_mapping(mapping: dict[str, str], before: engine.Diagram, after: engine.Diagram) -> None:
    for source, target in mapping.items():
        if source not in before.elements or target not in after.elements:
            raise Invalid(f"'{source[:60]}' → '{target[:60]}': there is no such element.", code="mapping_unknown")


def _verdict(
    row: Case, before: ProcessVersion, after: ProcessVersion, mapping: dict[str, str]
) -> tuple[str, list[dict[str, Any]]]:  # fmt: skip
    try:
        case = engine.load(diagrams.compiled(before), row.state, now=now())
        carried = carry(case, diagrams.compiled(after), mapping, now=now())
    except EngineError as error:
        return "blocked", [{"element_id": "", "element_name": "", "code": error.code, "message": error.detail}]
    return moving.words_of(carried, case, before, after)


async def access_migration(db: Db | ReadDb, actor: Actor, migration_id: UUID, *, lock: bool = False) -> CaseMigration:
    """A migration of a pathway that this person may operate; unseen and absent are the same NotFound."""
    actor.must("case.migrate")
    statement = select(CaseMigration).where(
        CaseMigration.id == migration_id, rights.allowed(CaseMigration.process_id, "operate")
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = await db.scalar(statement, queries.who(actor))
    if found is None:
        raise NotFound()
    return found


async def apply(db: Db, migration: CaseMigration, *, actor: Actor) -> CaseMigration:
    """Move the cases that can be moved, by a job; what the dry run found blocked is left where it is."""
    move(migration, MigrationStatus.applying)
    await db.execute(
        update(CaseMigrationItem)
        .where(CaseMigrationItem.migration_id == migration.id, CaseMigrationItem.verdict == "blocked")
        .values(status=ItemStatus.refused, done_at=now())
    )
    return await _begin(db, migration, "migrate", actor)


async def undo(db: Db, migration: CaseMigration, *, actor: Actor) -> CaseMigration:
    """Put back the cases that have not moved since; the others stay on the new version."""
    move(migration, MigrationStatus.undoing)
    return await _begin(db, migration, "undo_migration", actor)


async def _begin(db: Db, migration: CaseMigration, action: str, actor: Actor) -> CaseMigration:
    audit.noted(db, actor, action, "case_migration", migration.id, reason=migration.reason)
    await db.flush()
    await enqueue(db, JOB, actor=actor, key=str(migration.id), migration_id=migration.id)
    await tell(db, migration, actor)
    return migration


async def batch(db: Db, migration_id: UUID, *, actor: Actor) -> None:
    """Some cases of a migration, each in its own transaction; then the next batch, or the end of it."""
    migration = await db.get_one(CaseMigration, migration_id)
    if migration.status not in (MigrationStatus.applying, MigrationStatus.undoing):
        return
    undoing = migration.status == MigrationStatus.undoing
    wanted = ItemStatus.migrated if undoing else ItemStatus.planned
    until = time.monotonic() + BATCH_SECONDS
    for case_id in await _next(db, migration_id, wanted):
        async with beside(db) as own:
            await (moving.put_back if undoing else moving.move_one)(own, migration_id, case_id, actor=actor)
        async with beside(db) as own:
            await tell(own, migration, actor)
        if time.monotonic() > until:
            break
    if await _next(db, migration_id, wanted):
        await enqueue(db, JOB, actor=actor, key=str(migration_id), migration_id=migration_id)
        return
    await db.refresh(migration, with_for_update=True)
    move(migration, MigrationStatus.undone if undoing else MigrationStatus.applied)
    await db.flush()
    await tell(db, migration, actor)


async def _next(db: Db, migration_id: UUID, status: ItemStatus) -> list[UUID]:
    found = await db.scalars(
        select(CaseMigrationItem.case_id)
        .where(CaseMigrationItem.migration_id == migration_id, CaseMigrationItem.status == status)
        .order_by(CaseMigrationItem.case_id)
        .limit(BATCH)
    )
    return list(found)


async def tell(db: Db, migration: CaseMigration, actor: Actor) -> None:
    """State how far it is."""
    done, total = await progress(db, migration)
    state(
        db,
        MigrationMoved(
            process_id=migration.process_id, migration_id=migration.id, status=migration.status, done=done, total=total
        ),
        actor=actor,
    )


async def progress(db: Db | ReadDb, migration: CaseMigration) -> tuple[int, int]:
    """(done, total) of what is being done now."""
    counted = await db.execute(
        select(CaseMigrationItem.status, func.count())
        .where(CaseMigrationItem.migration_id == migration.id)
        .group_by(CaseMigrationItem.status)
    )
    numbers = {row[0]: row[1] for row in counted}
    total = sum(numbers.values())
    if migration.status in (MigrationStatus.undoing, MigrationStatus.undone):
        back = numbers.get(ItemStatus.undone, 0) + numbers.get(ItemStatus.kept, 0)
        return back, back + numbers.get(ItemStatus.migrated, 0)
    return total - numbers.get(ItemStatus.planned, 0), total


# ---- reads ----------------------------------------------------------------------------------------------------------


async def shown(db: Db | ReadDb, migration: CaseMigration) -> MigrationOut:
    """A migration with a verdict per case."""
    versions = await queries.versions(db, [migration.from_version_id, migration.to_version_id])
    before, after = versions[migration.from_version_id], versions[migration.to_version_id]
    rows = await db.execute(
        select(CaseMigrationItem, Case.created_at, Case.status)
        .join(Case, Case.id == CaseMigrationItem.case_id)
        .where(CaseMigrationItem.migration_id == migration.id)
        .order_by(Case.created_at, Case.id)
    )
    found = rows.all()
    at: dict[UUID, list[str]] = {}
    for task in await queries.open_tasks(db, [row[0].case_id for row in found]):
        at.setdefault(task.case_id, []).append(task.name)
    items = [
        MigrationItem(
            case_id=item.case_id, started_at=started, case_status=status, at=at.get(item.case_id, []),
            verdict=item.verdict, status=item.status, reasons=[ReasonOut(**reason) for reason in item.reasons],
        )
        for item, started, status in found
    ]  # fmt: skip
    done, total = await progress(db, migration)
    running = await db.scalar(
        select(func.count()).select_from(Case).where(Case.process_version_id == before.id, Case.status.in_(LIVE))
    )
    planned = sum(item.status == ItemStatus.planned for item in items)
    return MigrationOut(
        id=migration.id, process_id=migration.process_id, source=before.number, to=after.number,
        mapping=migration.mapping, reason=migration.reason, status=migration.status, done=done, total=total,
        created_at=migration.created_at, items=items, unmapped=_unmapped(items),
        remaining=max(0, (running or 0) - planned) if migration.status == MigrationStatus.planned else 0,
    )  # fmt: skip


def _unmapped(items: list[MigrationItem]) -> list[Unmapped]:
    """Elements where cases rest and that the new version does not have: what has to be mapped."""
    counted: Counter[tuple[str, str]] = Counter()
    for item in items:
        lost = [one for one in item.reasons if one.code in ("element_missing", "element_differs")]
        counted.update({(one.element_id, one.element_name) for one in lost})
    return [Unmapped(element_id=name, element_name=title, cases=number) for (name, title), number in counted.items()]


async def listed(db: Db | ReadDb, actor: Actor, process_id: str) -> list[CaseMigration]:
    """The migrations of a pathway, the newest first."""
    actor.must("case.migrate")
    found = await db.scalars(
        select(CaseMigration)
        .where(CaseMigration.process_id == process_id, rights.allowed(CaseMigration.process_id, "operate"))
        .order_by(CaseMigration.created_at.desc())
        .limit(50),
        queries.who(actor),
    )
    return list(found)
