"""HTTP of administration."""

from __future__ import annotations

from hub.admin import queries
from hub.admin.schemas import AuditQuery, AuditRow, ChainOut, FacetsOut, HealthOut
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Page

api = Api("admin")


@api.get("/admin/health", may="health.read")
async def health(db: ReadDb, actor: Actor) -> HealthOut:
    """How every part does."""
    return await queries.installation(db)


@api.get("/audit", may="audit.read")
async def audit_trail(db: Db, actor: Actor, query: AuditQuery) -> Page[AuditRow]:
    """The audit trail, newest first."""
    return await queries.trail(db, actor, query)


@api.get("/audit/chain", may="audit.read")
async def audit_chain(db: ReadDb, actor: Actor) -> ChainOut:
    """Whether the trail is whole."""
    return await queries.chain(db)


@api.get("/audit/facets", may="audit.read")
async def audit_facets(db: ReadDb, actor: Actor) -> FacetsOut:
    """What can be filtered by."""
    return await queries.facets(db)
