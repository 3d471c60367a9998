"""Samples of working together: an absence, an attachment, a saved filter."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from hub.core.clock import now
from hub.core.db import Db
from hub.core.ids import uuid7
from hub.core.storage import storage
from tests.architecture.samples import BODIES, QUERIES, World, sample
from tests.architecture.samples_workflows import _case
from workflows.teamwork.models import Absence, Attachment, TaskFilter


@sample("absence_id")
async def absence(db: Db, world: World) -> UUID:
    row = Absence(user_id=uuid7(), user_name="A", cover_id=uuid7(), cover_name="B", from_at=now(),
                  until_at=now() + timedelta(days=1))  # fmt: skip
    db.add(row)
    return row.id


@sample("attachment_id")
async def attachment(db: Db, world: World) -> UUID:
    file_id, _ = await storage().put(b"x")
    row = Attachment(case_id=(await _case(db, world)).id, author_id=None, author_name="A", file_id=file_id, name="a",
                     media_type="image/png", size=1, sha256="")  # fmt: skip
    db.add(row)
    return row.id


@sample("filter_id")
async def saved_filter(db: Db, world: World) -> UUID:
    row = TaskFilter(owner_id=uuid7(), owner_name="A", name="a", query={})
    db.add(row)
    return row.id


@sample("nurse_user")
async def nurse_user(db: Db, world: World) -> UUID:
    return world.users["nurse"]


_SOMEBODY = str(uuid4())
BODIES |= {
    "POST /api/tasks/<uuid:task_id>/assign": {"user_id": "@nurse_user"},
    "POST /api/tasks/assign": {"task_ids": [_SOMEBODY], "user_id": _SOMEBODY},
    "POST /api/tasks/<uuid:task_id>/delegate": {"user_id": _SOMEBODY},
    "POST /api/tasks/<uuid:task_id>/resolve": {},
    "POST /api/tasks/<uuid:task_id>/postpone": {"until": None},
    "PATCH /api/tasks/<uuid:task_id>": {"priority": 50},
    "POST /api/tasks/<uuid:task_id>/comments": {"text": "Seen."},
    "POST /api/cases/<uuid:case_id>/comments": {"text": "Seen."},
    "POST /api/absences": {
        "cover_id": _SOMEBODY,
        "from_at": "2099-01-01T00:00:00Z",
        "until_at": "2099-01-02T00:00:00Z",
    },
    "POST /api/task-filters": {"name": "Mine", "query": {}},
    "PUT /api/task-filters/<uuid:filter_id>": {"name": "Mine", "query": {}},
}
QUERIES |= {
    "POST /api/tasks/<uuid:task_id>/attachments": {"name": "a.txt"},
    "POST /api/cases/<uuid:case_id>/attachments": {"name": "a.txt"},
}
