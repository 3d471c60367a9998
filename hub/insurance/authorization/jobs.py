"""Work of prior authorization that nobody waits for: files for payers, and what runs out with the calendar."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.jobs import job
from hub.insurance import queries as insurance
from hub.insurance.authorization import actions, sending

HOUR = 3600.0


@job("insurance.make_review_file")
async def make_review_file(db: Db, actor: Actor, payer_id: str) -> None:
    """Put what waits for a payer into a file."""
    await sending.make_file(db, await insurance.payer(db, UUID(payer_id)), actor=actor)


@job("insurance.expire_authorizations", every=HOUR)
async def expire_authorizations(db: Db, actor: Actor) -> None:
    """Notice authorizations whose last day has passed."""
    await actions.expire(db, actor=actor)
