"""Imports' work in the background: a batch of lines each, and the deletion of old files."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import job
from hub.patients.imports import actions, keeping, undoing


@job("patients.check_import")
async def check_import(db: Db, actor: Actor, import_id: str, after: int) -> None:
    """Try the next lines without effect."""
    await actions.check_batch(db, UUID(import_id), after, actor=actor)


@job("patients.run_import")
async def run_import(db: Db, actor: Actor, import_id: str, after: int) -> None:
    """Register the people of the next lines."""
    await actions.run_batch(db, UUID(import_id), after, actor=actor)


@job("patients.undo_import")
async def undo_import(db: Db, actor: Actor, import_id: str) -> None:
    """Remove the next people with whom nobody has worked."""
    await undoing.undo_batch(db, UUID(import_id), actor=actor)


@job("patients.expire_imports", every=3600)
async def expire_imports(db: Db, actor: Actor) -> None:
    """Delete the files of old imports."""
    await keeping.expire(db, actor=actor)
