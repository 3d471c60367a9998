"""Saved reports: a question under a name, for oneself or for everybody of a role. Never the answer."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, or_, select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Forbidden, Invalid, NotFound
from hub.identity.roles import ROLES
from hub.reports import queries
from hub.reports.models import SavedReport
from hub.reports.schemas import SavedReportOut, SavedReportsOut, SaveReport

MOST = 100
"""Reports that one person keeps."""


async def listed(db: ReadDb, actor: Actor) -> SavedReportsOut:
    """One's own and those of one's roles, by name."""
    rows = await db.scalars(
        select(SavedReport)
        .where(or_(SavedReport.role.in_(actor.roles), SavedReport.owner_id == actor.user_id))
        .order_by(SavedReport.name, SavedReport.id)
        .limit(2 * MOST)
    )
    return SavedReportsOut(items=[shown(row, actor) for row in rows])


def shown(row: SavedReport, actor: Actor) -> SavedReportOut:
    """A saved report as this person sees it."""
    return SavedReportOut(
        id=row.id, name=row.name, role=row.role, owner_name=row.owner_name, mine=row.owner_id == actor.user_id,
        definition=row.definition,
    )  # fmt: skip


async def access_saved(db: Db, actor: Actor, report_id: UUID, *, lock: bool = False) -> SavedReport:
    """A report that is one's own, or whose role one manages; else 404."""
    found = await db.get(SavedReport, report_id, with_for_update=lock or None)
    if found is None or not (found.owner_id == actor.user_id or (found.role and actor.may("report.manage"))):
        raise NotFound()
    return found


async def save(db: Db, data: SaveReport, *, actor: Actor) -> SavedReport:
    """Keep a question that its asker may ask; for a role it takes report.manage, and the role must read reports."""
    await queries.asked(db, actor, data.definition)
    if data.role:
        if not actor.may("report.manage"):
            raise Forbidden("Only who manages reports may keep one for a role.")
        if "report.read" not in ROLES.get(data.role, ()):
            raise Invalid("This role reads no reports.", code="role_without_reports")
    mine = and_(SavedReport.owner_id == actor.user_id, SavedReport.name == data.name, SavedReport.role == data.role)
    if await db.scalar(select(SavedReport.id).where(mine)):
        raise Conflict("There is a report of this name already.", code="name_taken")
    kept = await db.scalars(select(SavedReport.id).where(SavedReport.owner_id == actor.user_id).limit(MOST))
    if len(kept.all()) >= MOST:
        raise Conflict(f"One person keeps at most {MOST} reports.", code="too_many_reports")
    assert actor.user_id is not None
    row = SavedReport(
        name=data.name, role=data.role, owner_id=actor.user_id, owner_name=actor.name,
        definition=data.definition.model_dump(mode="json", by_alias=True, exclude_defaults=True),
    )  # fmt: skip
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    return row


async def forget(db: Db, row: SavedReport, *, actor: Actor) -> None:
    """Keep it no longer."""
    audit.noted(db, actor, "delete", "saved_report", row.id, before={"name": row.name, "role": row.role})
    await db.delete(row)
