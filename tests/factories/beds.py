"""Wards for tests."""

from __future__ import annotations

from sqlalchemy import select

from hub.beds import demo
from hub.beds.models import Bed
from hub.core.db import Db


async def beds(db: Db) -> list[Bed]:
    """The beds of the demo's wards, made once."""
    if await db.scalar(select(Bed.id).limit(1)) is None:
        await demo.wards(db)
    return list(await db.scalars(select(Bed).order_by(Bed.label)))
