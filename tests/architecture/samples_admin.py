"""Samples of administration."""

from __future__ import annotations

from sqlalchemy import select, text

from hub.core.db import Db
from hub.core.jobs import Job, enqueue
from tests.architecture.samples import BODIES, World, sample


@sample("job_id")
async def job(db: Db, world: World) -> str:
    await enqueue(db, "billing.make_receipt", invoice_id="0")
    await db.execute(text("UPDATE job SET state = 'dead' WHERE name = 'billing.make_receipt'"))
    return str(await db.scalar(select(Job.id).where(Job.state == "dead").limit(1)))


@sample("code")
async def code(db: Db, world: World) -> str:
    return "G0425"


@sample("key")
async def key(db: Db, world: World) -> str:
    return "portal.refills"


@sample("kind")
async def kind(db: Db, world: World) -> str:
    return "visit_booked"


@sample("setup_step")
async def setup_step(db: Db, world: World) -> str:
    return "mail"


WORDS = {"subject": "Your visit", "body": "Dear {{ name }}"}
BODIES |= {
    "POST /api/admin/jobs/retry": {"name": "billing.make_receipt"},
    "POST /api/admin/services": {"code": "ECG-12", "display": "ECG with twelve leads", "minor": 4_500},
    "PATCH /api/admin/services/<code>": {"active": True},
    "PUT /api/admin/switches/<key>": {"value": True},
    "PUT /api/admin/setup/<setup_step>": {"mark": "confirmed"},
    "POST /api/admin/configuration": {"document": {"format": "wardline-configuration-1"}},
    "PUT /api/message-templates/<kind>": WORDS,
    "POST /api/message-templates/<kind>/preview": WORDS,
    "POST /api/message-templates/<kind>/test": WORDS,
}
