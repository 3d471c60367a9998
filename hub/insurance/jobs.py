"""Work that nobody waits for: check, send, fetch, post. The payer simulator's own work is here too, on its side of the
link, and only when the settings ask for it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.facts import carries
from hub.core.jobs import enqueue, job
from hub.core.settings import settings
from hub.insurance import queries, receiving, rows, sending
from hub.insurance.facts import ClaimChanged
from hub.insurance.simulator import desk
from hub.insurance.transport import LocalFolder, folder

SECONDS = 5.0


@job("insurance.check_claim")
async def check_claim(db: Db, actor: Actor, claim_id: str) -> None:
    """Scrub a new claim."""
    await sending.check_claim(db, await queries.claim(db, UUID(claim_id), lock=True), actor=actor)


@job("insurance.make_file")
async def make_file(db: Db, actor: Actor, payer_id: str) -> None:
    """Put what is ready for a payer into a file."""
    await sending.make_file(db, await queries.payer(db, UUID(payer_id)), actor=actor)


@job("insurance.send_file")
async def send_file(db: Db, actor: Actor, interchange_id: str) -> None:
    """Leave a file on the link."""
    await sending.send_file(db, UUID(interchange_id), actor=actor)


@job("insurance.poll", every=SECONDS)
async def poll(db: Db, actor: Actor) -> None:
    """See what payers have left for us; each file is taken in by a job of its own, in order."""
    partner = settings().clearing_house
    link = await asyncio.to_thread(LocalFolder, await folder(db, partner))
    for found in await asyncio.to_thread(link.waiting):
        once = f"{found.name}:{found.mark}"
        await enqueue(db, "insurance.take_file", key=partner, once=once, file=found.name, partner=partner)


@job("insurance.take_file")
async def take_file(db: Db, actor: Actor, file: str, partner: str) -> None:
    """Take one file in; it leaves the link only after that is committed."""
    link = await asyncio.to_thread(LocalFolder, await folder(db, partner))
    try:
        data = await asyncio.to_thread(link.fetch, file)
    except FileNotFoundError:
        return  # an earlier run of this job has finished it
    await receiving.receive(db, data, name=file, partner=partner, actor=actor)
    await enqueue(db, "insurance.finish_file", file=file, partner=partner)


@job("insurance.finish_file")
async def finish_file(db: Db, actor: Actor, file: str, partner: str) -> None:
    """Put a file away that is safely stored."""
    link = await asyncio.to_thread(LocalFolder, await folder(db, partner))
    await asyncio.to_thread(link.finish, file)


@job("insurance.run_simulator", every=SECONDS)
async def run_simulator(db: Db, actor: Actor) -> None:
    """SIMULATOR: the other side of the link does its work, then we look what it has left."""
    if settings().clearing_house != "simulator":
        return
    root = await folder(db, "simulator")
    await asyncio.to_thread(desk.work, root, now().replace(tzinfo=None))
    await poll(db, actor)  # also when it had nothing to do: an earlier run may have been killed after its answers


@carries(ClaimChanged)
async def claim_rows(db: Db, facts: Sequence[ClaimChanged]) -> list[dict[str, object]]:
    """The claims as their work queues show them."""
    found = await rows.rows_of(db, [await queries.claim(db, fact.claim_id) for fact in facts])
    return [row.model_dump(mode="json") for row in found]
