"""HTTP of administration."""

from __future__ import annotations

from quart import Response

from hub.admin import attention, catalogue, configuration, jobs, queries, setup, switching, trail_file
from hub.admin.schemas import (
    AddOwnService,
    ApplyConfiguration,
    AttentionOut,
    AuditPeopleOut,
    AuditPeopleQuery,
    AuditQuery,
    AuditRow,
    ChainOut,
    ConfigurationOut,
    FacetsOut,
    HealthOut,
    JobRow,
    JobsQuery,
    MarkSetup,
    PricedServicesOut,
    RetriedOut,
    RetryJobs,
    SetSwitch,
    SetupOut,
    SwitchesOut,
    SwitchHistoryOut,
)
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Page
from hub.encounters import catalogue as services
from hub.encounters.schemas import ChangeService

api = Api("admin")


@api.get("/admin/health", may="health.read")
async def health(db: ReadDb, actor: Actor) -> HealthOut:
    """How every part does."""
    return await queries.installation(db)


@api.get("/audit", may="audit.read")
async def audit_trail(db: Db, actor: Actor, query: AuditQuery) -> Page[AuditRow]:
    """The audit trail, newest first."""
    return await queries.trail(db, actor, query)


@api.get("/audit/trail.csv", may="audit.read", hide=True)
async def audit_file(actor: Actor, query: AuditQuery) -> Response:
    """The audit trail as CSV."""
    return await trail_file.trail(actor, query)


@api.get("/audit/chain", may="audit.read")
async def audit_chain(db: ReadDb, actor: Actor) -> ChainOut:
    """Whether the trail is whole."""
    return await queries.chain(db)


@api.get("/audit/people", may="audit.read")
async def audit_people(db: ReadDb, actor: Actor, query: AuditPeopleQuery) -> AuditPeopleOut:
    """People whose doings can be looked for."""
    return await queries.people(db, query.search)


@api.get("/audit/facets", may="audit.read")
async def audit_facets(db: ReadDb, actor: Actor) -> FacetsOut:
    """What can be filtered by."""
    return await queries.facets(db)


@api.get("/admin/attention", may="health.read")
async def needs_attention(db: ReadDb, actor: Actor) -> AttentionOut:
    """What needs an administrator, the worst first."""
    return await attention.items(db)


@api.get("/admin/jobs", may="health.read")
async def list_jobs(db: ReadDb, actor: Actor, query: JobsQuery) -> Page[JobRow]:
    """Background work of one state, newest first."""
    return await jobs.listed(db, query)


@api.post("/admin/jobs/<int:job_id>/retry", may="job.manage")
async def retry_job(db: Db, actor: Actor, job_id: int) -> RetriedOut:
    """Try one again that was given up."""
    return await jobs.retry(db, await jobs.access_job(db, actor, job_id), actor=actor)


@api.post("/admin/jobs/retry", may="job.manage")
async def retry_jobs(db: Db, actor: Actor, data: RetryJobs) -> RetriedOut:
    """Try everything of one name again."""
    return await jobs.retry_all(db, data.name, actor=actor)


@api.get("/admin/services", may="price.manage")
async def priced_services(db: ReadDb, actor: Actor) -> PricedServicesOut:
    """Services with what they cost today and from when on they cost something else."""
    return await catalogue.listed(db)


@api.post("/admin/services", may="setting.manage", status=201)
async def add_service(db: Db, actor: Actor, data: AddOwnService) -> PricedServicesOut:
    """A service of the hospital's own."""
    await catalogue.add(db, data, actor=actor)
    return await catalogue.listed(db)


@api.patch("/admin/services/<code>", may="setting.manage")
async def change_service(db: Db, actor: Actor, code: str, data: ChangeService) -> PricedServicesOut:
    """Offer a service or no longer; other words for one of the hospital's own."""
    await services.change(db, code, data, actor=actor)
    return await catalogue.listed(db)


@api.get("/admin/switches", may="setting.manage")
async def list_switches(db: ReadDb, actor: Actor) -> SwitchesOut:
    """Every switch and who set it."""
    return await switching.listed(db)


@api.put("/admin/switches/<key>", may="setting.manage")
async def set_switch(db: Db, actor: Actor, key: str, data: SetSwitch) -> SwitchesOut:
    """Set one, with a reason for the history."""
    return await switching.put(db, key, data, actor=actor)


@api.post("/admin/switches/<key>/undo", may="setting.manage")
async def undo_switch(db: Db, actor: Actor, key: str) -> SwitchesOut:
    """Back to what it was before the newest change."""
    return await switching.undo(db, key, actor=actor)


@api.get("/admin/switches/<key>/history", may="setting.manage")
async def switch_history(db: ReadDb, actor: Actor, key: str) -> SwitchHistoryOut:
    """Its changes, newest first."""
    return await switching.history(db, key)


@api.get("/admin/configuration", may="setting.manage", hide=True)
async def export_configuration(db: Db, actor: Actor) -> Response:
    """Everything that was set, as one file."""
    return await configuration.download(db, actor)


@api.post("/admin/configuration", may="setting.manage", max_bytes=2_000_000)
async def take_configuration(db: Db, actor: Actor, data: ApplyConfiguration) -> ConfigurationOut:
    """Compare a file with what is set here, or apply it."""
    return await configuration.take(db, data, actor=actor)


@api.get("/admin/setup", may="setting.manage")
async def read_setup(db: ReadDb, actor: Actor) -> SetupOut:
    """The guided setup: what is done, what is not."""
    return await setup.shown(db)


@api.put("/admin/setup/<setup_step>", may="setting.manage")
async def mark_setup(db: Db, actor: Actor, setup_step: str, data: MarkSetup) -> SetupOut:
    """Confirm a step that only a person can judge, skip one for now, or take that back."""
    return await setup.mark(db, setup_step, data, actor=actor)
