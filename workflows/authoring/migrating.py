"""Moving running cases to another version of their pathway: a dry run with a verdict per case, then each case in a
transaction of its own, so that a killed worker leaves every case on exactly one version; and back again.
"""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import case, func, select, text, update
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

BATCH, BATCH_SECONDS = 50, 8.0
LOOKED_AT = 200
"""Cases of a dry run in one transaction: the first of them at once, the rest by a job."""
SHOWN = 200
"""Cases on the screen, those that need a look first; the numbers are of all."""
JOB, PLAN_JOB = "workflows.migrate", "workflows.plan_migration"


async def plan(db: Db, given: NewMigration, *, actor: Actor) -> CaseMigration:
    """A dry run: what would happen to every case that runs on `from` now. Nothing is moved. Of many cases a job looks
    at the rest, `planning` until it is through."""
    actor.must("case.migrate")
    await rights.must(db, actor, given.process_id, "operate")
    before = await version_of(db, given.process_id, given.source)
    after = await version_of(db, given.process_id, given.to)
    if before.id == after.id:
        raise Invalid("The two versions are the same.", code="versions_same")
    _check_mapping(given.mapping, diagrams.compiled(before), diagrams.compiled(after))
    migration = CaseMigration(
        process_id=given.process_id, from_version_id=before.id, to_version_id=after.id, mapping=given.mapping,
        status=MigrationStatus.planning, author_id=actor.user_id, reason=given.reason,
    )  # fmt: skip
    db.add(migration)
    audit.wrote(db, actor, migration, reason=given.reason)
    await db.flush()
    await look_on(db, migration.id, actor=actor)
    return migration


async def look_on(db: Db, migration_id: UUID, *, actor: Actor) -> CaseMigration:
    """The next cases of a dry run, and whether there are more. A worker that dies here has done nothing."""
    migration = await db.get_one(CaseMigration, migration_id, with_for_update=True)
    if migration.status != MigrationStatus.planning:
        return migration
    before = await db.get_one(ProcessVersion, migration.from_version_id)
    after = await db.get_one(ProcessVersion, migration.to_version_id)
    statement = (
        select(Case)
        .options(undefer(Case.state), undefer(Case.data))
        .where(Case.process_version_id == before.id, Case.status.in_(LIVE))
        .order_by(Case.id)
        .limit(LOOKED_AT)
    )
    if migration.planned_to is not None:
        statement = statement.where(Case.id > migration.planned_to)
    cases = list(await db.scalars(statement))
    for row in cases:
        verdict, reasons = _verdict(row, before, after, migration.mapping)
        db.add(CaseMigrationItem(migration_id=migration.id, case_id=row.id, verdict=verdict, reasons=reasons,
                                 status=ItemStatus.planned))  # fmt: skip
    if len(cases) == LOOKED_AT:
        migration.planned_to = cases[-1].id
        await enqueue(db, PLAN_JOB, actor=actor, key=str(migration.id), migration_id=migration.id)
    else:
        move(migration, MigrationStatus.planned)
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
        here = engine.load(diagrams.compiled(before), row.state, row.data, now=now())
        carried = carry(here, diagrams.compiled(after), mapping, now=now())
    except EngineError as error:
        return "blocked", [{"element_id": "", "element_name": "", "code": error.code, "message": error.detail}]
    return moving.words_of(carried, here, before, after)


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
    if migration.status == MigrationStatus.planning:
        looked_at = select(func.count()).where(CaseMigrationItem.migration_id == migration.id)
        running = select(func.count()).where(
            Case.process_version_id == migration.from_version_id, Case.status.in_(LIVE)
        )
        row = (await db.execute(select(looked_at.scalar_subquery(), running.scalar_subquery()))).one()
        return row[0], max(row[0], row[1])
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
        .order_by(
            case((CaseMigrationItem.verdict == "blocked", 0), (CaseMigrationItem.verdict == "warning", 1), else_=2),
            Case.created_at, Case.id,
        )
        .limit(SHOWN)
    )  # fmt: skip
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
    verdicts, planned = await _counted(db, migration)
    running = await db.scalar(
        select(func.count()).select_from(Case).where(Case.process_version_id == before.id, Case.status.in_(LIVE))
    )
    return MigrationOut(
        id=migration.id, process_id=migration.process_id, source=before.number, to=after.number,
        mapping=migration.mapping, reason=migration.reason, status=migration.status, done=done, total=total,
        created_at=migration.created_at, items=items, unmapped=await _unmapped(db, migration), verdicts=verdicts,
        remaining=max(0, (running or 0) - planned) if migration.status == MigrationStatus.planned else 0,
    )  # fmt: skip


async def _counted(db: Db | ReadDb, migration: CaseMigration) -> tuple[dict[str, int], int]:
    """How many cases have which verdict, and how many are still to be moved."""
    rows = await db.execute(
        select(CaseMigrationItem.verdict, CaseMigrationItem.status, func.count())
        .where(CaseMigrationItem.migration_id == migration.id)
        .group_by(CaseMigrationItem.verdict, CaseMigrationItem.status)
    )
    verdicts, planned = dict.fromkeys(("ok", "warning", "blocked"), 0), 0
    for verdict, status, number in rows:
        verdicts[verdict] += number
        planned += number if status == ItemStatus.planned else 0
    return verdicts, planned


async def _unmapped(db: Db | ReadDb, migration: CaseMigration) -> list[Unmapped]:
    """Elements where cases rest and that the new version does not have: what has to be mapped."""
    rows = await db.execute(
        text("""
        SELECT reason->>'element_id' AS id, reason->>'element_name' AS name, count(DISTINCT case_id) AS cases
        FROM case_migration_item, json_array_elements(reasons) AS reason
        WHERE migration_id = :id AND verdict <> 'ok' AND reason->>'code' IN ('element_missing', 'element_differs')
        GROUP BY 1, 2 ORDER BY 3 DESC, 1 LIMIT 100"""),
        {"id": migration.id},
    )
    return [Unmapped(element_id=row.id, element_name=row.name, cases=row.cases) for row in rows]


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
