"""Background work that was given up: look at it, try it again, or say that it is done with."""

from __future__ import annotations

from sqlalchemy import select, update

from hub.admin.schemas import JobRow, JobsQuery, RetriedOut
from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, NotFound
from hub.core.http import Page
from hub.core.jobs import Job
from hub.core.nudges import JOB, leave

MOST = 1000


async def listed(db: ReadDb, query: JobsQuery) -> Page[JobRow]:
    """Jobs of one state, newest first. Arguments are ids only."""
    wanted = select(Job).where(Job.state == query.state).order_by(Job.id.desc()).limit(query.limit + 1)
    if query.name:
        wanted = wanted.where(Job.name == query.name)
    if query.after is not None:
        wanted = wanted.where(Job.id < query.after)
    found = list(await db.scalars(wanted))
    items = [JobRow.model_validate(row) for row in found[: query.limit]]
    return Page(items=items, next=str(items[-1].id) if len(found) > query.limit else None)


async def access_job(db: Db, actor: Actor, job_id: int) -> Job:
    """A job for change, locked."""
    actor.must("job.manage")
    found = await db.scalar(select(Job).where(Job.id == job_id).with_for_update())
    if found is None:
        raise NotFound()
    return found


async def retry(db: Db, row: Job, *, actor: Actor) -> RetriedOut:
    """Queue a job that was given up once more, with all its tries; 409 for any other."""
    if row.state != "dead":
        raise Conflict("Only what was given up can be tried again.", code="job_not_dead")
    audit.noted(db, actor, "retry", "job", row.id, before={"name": row.name, "error": row.error[:200]})
    row.state, row.attempts, row.run_at, row.sent_at = "queued", 0, now(), None
    leave(db, JOB)
    return RetriedOut(count=1)


async def retry_all(db: Db, name: str, *, actor: Actor) -> RetriedOut:
    """The same for everything of one name, at most a thousand at a time."""
    some = select(Job.id).where(Job.state == "dead", Job.name == name).order_by(Job.id).limit(MOST)
    done = await db.execute(
        update(Job)
        .where(Job.id.in_(some.with_for_update(skip_locked=True)))
        .values(state="queued", attempts=0, run_at=now(), sent_at=None)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    count = len(done.all())
    leave(db, JOB)
    audit.noted(db, actor, "retry", "job", name, after={"count": count})
    return RetriedOut(count=count)
