"""Patients' work in the background."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import job
from hub.core.storage import storage


@job("patients.delete_file")
async def delete_file(db: Db, actor: Actor, file_id: str) -> None:
    """Remove a file that nothing refers to any more; after the commit that let it go."""
    await storage().delete(UUID(file_id))
