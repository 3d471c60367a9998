"""What needs an administrator today: what is broken, what piles up, and what a new hospital has not set up yet."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from hub.admin.schemas import AttentionItem, AttentionOut
from hub.core import health
from hub.core.clock import now
from hub.core.db import ReadDb
from hub.core.settings import settings
from hub.identity import house
from hub.staff import queries as staff

LATE = timedelta(minutes=1)
FULL, NEARLY = 0.05, 0.15
"""Shares of the disk that are free."""
OLD_BACKUP = timedelta(days=2)

# One statement: (code, how many) of everything that the database knows.
_COUNTS = text("""
SELECT (SELECT count(*) FROM job WHERE state = 'dead') AS jobs_dead,
       (SELECT count(*) FROM incident WHERE resolved_at IS NULL) AS cases_stuck,
       (SELECT count(*) FROM outbox WHERE position IS NULL AND created_at < :late) AS facts_late,
       (SELECT count(*) FROM job WHERE state = 'queued' AND run_at < :late) AS jobs_late,
       (SELECT count(*) FROM service_definition s WHERE s.active AND NOT EXISTS
         (SELECT 1 FROM price p WHERE p.service_code = s.code AND p.valid_from <= day.today)) AS services_unpriced,
       (SELECT count(*) FROM practitioner p WHERE p.active AND p.role = 'doctor' AND NOT EXISTS
         (SELECT 1 FROM availability a WHERE a.practitioner_id = p.id
          AND (a.valid_until IS NULL OR a.valid_until >= day.today))) AS doctors_without_hours,
       (SELECT count(*) FROM credential c JOIN user_account u ON u.id = c.user_id AND u.status = 'active'
         WHERE c.kind = 'licence' AND c.renewed_by_id IS NULL AND c.expires_on < day.today) AS licences_ended,
       (SELECT count(*) FROM credential c JOIN user_account u ON u.id = c.user_id AND u.status = 'active'
         WHERE c.renewed_by_id IS NULL AND c.expires_on BETWEEN day.today AND day.today + 60) AS licences_ending,
       (SELECT count(*) FROM delivery WHERE status = 'failed' AND status_at > :day) AS messages_failed,
       (SELECT count(*) FROM facility WHERE npi = '' OR tin = '' OR taxonomy = '' OR phone = '') AS facility_incomplete,
       (SELECT count(*) = 0 FROM practitioner WHERE active)::int AS no_clinicians,
       (SELECT coalesce(max(id), 0) FROM audit_event) AS audit_rows
FROM (SELECT CAST(:today AS date) AS today) AS day""")
# code -> (how bad, where it is mended)
KNOWN = {
    "jobs_dead": ("problem", "/admin/jobs"), "cases_stuck": ("problem", "/cases"),
    "facts_late": ("problem", "/admin/health"), "jobs_late": ("problem", "/admin/health"),
    "messages_failed": ("attention", "/admin/health"), "services_unpriced": ("attention", "/admin/prices"),
    "doctors_without_hours": ("attention", "/people"), "facility_incomplete": ("setup", "/hospital"),
    "no_clinicians": ("setup", "/people/new"),
    "licences_ended": ("problem", "/credentials"), "licences_ending": ("attention", "/credentials"),
}  # fmt: skip


async def items(db: ReadDb) -> AttentionOut:
    """The worst first; empty when all is well."""
    moment = now()
    asked = {"late": moment - LATE, "day": moment - timedelta(days=1), "today": await house.today(db)}
    row = (await db.execute(_COUNTS, asked)).one()
    found = [
        AttentionItem(code=code, level=level, count=int(row._mapping[code]), to=to)
        for code, (level, to) in KNOWN.items()
        if row._mapping[code]
    ]
    if gaps := await staff.on_call_gaps(db):
        found.append(AttentionItem(code="on_call_gaps", level="attention", count=gaps, to="/on-call"))
    found += [*await _parts(), *_disk(), *_mail(), *_backup()]
    order = {"problem": 0, "attention": 1, "setup": 2}
    return AttentionOut(items=sorted(found, key=lambda one: order[one.level]), checked_at=moment)


async def _parts() -> list[AttentionItem]:
    parts = (await health.report())["parts"]
    return [
        AttentionItem(code=f"part_{name}", level="problem", count=1, to="/admin/health")
        for name, part in parts.items()
        if not part["ok"]
    ]


def _disk() -> list[AttentionItem]:
    folder = settings().data_dir if settings().data_dir.exists() else Path.cwd()
    used = shutil.disk_usage(folder)
    free = used.free / used.total
    if free >= NEARLY:
        return []
    return [AttentionItem(code="disk", level="problem" if free < FULL else "attention", count=round(free * 100),
                          to="/admin/health")]  # fmt: skip


def _mail() -> list[AttentionItem]:
    """Outside a demo, e-mail that only stands in the mailbox page reaches nobody."""
    if settings().smtp_url or settings().environment == "demo":
        return []
    return [AttentionItem(code="no_smtp", level="setup", count=1, to="/admin/health")]


def _backup() -> list[AttentionItem]:
    """The newest file of <data_dir>/backups, where `hub backup` leaves its archives."""
    if settings().environment == "demo":
        return []
    folder = settings().data_dir / "backups"
    newest = max((path.stat().st_mtime for path in folder.glob("*") if path.is_file()), default=None)
    if newest is not None and now().timestamp() - newest < OLD_BACKUP.total_seconds():
        return []
    days = 0 if newest is None else int((now().timestamp() - newest) // 86_400)
    return [AttentionItem(code="no_backup" if newest is None else "old_backup", level="attention", count=days or 1,
                          to="/admin/health")]  # fmt: skip
