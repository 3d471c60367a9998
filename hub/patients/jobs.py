"""Patients' work in the background."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import job
from hub.patients import evidence, exports, registering, signing
from hub.patients.access import labels


@job(exports.JOB)
async def export(db: Db, actor: Actor, export_id: str) -> None:
    """Make the archive of everything that one patient has."""
    await exports.make(db, UUID(export_id), actor=actor)


@job("patients.file_consent")
async def file_consent(db: Db, actor: Actor, consent_id: str) -> None:
    """Make the paper of a drawn consent."""
    await signing.file_paper(db, UUID(consent_id), actor=actor)


@job("patients.expire_exports", every=600)
async def expire_exports(db: Db, actor: Actor) -> None:
    """Delete archives whose time is over; say of those that could not be made that they are not coming."""
    await exports.expire(db, actor=actor)
    await exports.give_up(db, actor=actor)


@job("patients.forget_evidence", every=3600)
async def forget_evidence(db: Db, actor: Actor) -> None:
    """Delete the pictures of identity documents whose time is over."""
    await evidence.forget_due(db, actor=actor)


@job("patients.prune_registrations", every=3600)
async def prune_registrations(db: Db, actor: Actor) -> None:
    """Forget what people typed who never used the link of their letter."""
    await registering.prune(db)


@job("patients.take_back_shut", every=60)
async def take_back_shut(db: Db, actor: Actor) -> None:
    """Give back the tasks of those to whom a record is closed."""
    await labels.take_back_shut(db, actor=actor)
