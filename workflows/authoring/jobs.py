"""What the making of pathways leaves to a worker."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import job
from workflows.authoring import migrating


@job(migrating.PLAN_JOB)
async def plan(db: Db, actor: Actor, migration_id: str) -> None:
    """Look at the next cases of a dry run."""
    migration = await migrating.look_on(db, UUID(migration_id), actor=actor)
    await migrating.tell(db, migration, actor)


@job(migrating.JOB)
async def migrate(db: Db, actor: Actor, migration_id: str) -> None:
    """Move (or put back) the next cases of a migration."""
    await migrating.batch(db, UUID(migration_id), actor=actor)
