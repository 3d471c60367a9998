"""From a claim to a file on the link: checked, put into an interchange, left for the clearing house.

Each step is a job whose effect and whose end are one transaction; the file itself is written under a name that never
changes, so that a worker killed anywhere in between leaves exactly one claim and one file.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select

from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.facts import state
from hub.core.faults import fault
from hub.core.jobs import enqueue
from hub.core.states import move
from hub.identity import house
from hub.insurance import files, queries
from hub.insurance.authorization import filed
from hub.insurance.authorization import queries as authorizations
from hub.insurance.facts import ClaimAdjudicated
from hub.insurance.findings import Finding, PayerRules, Reference
from hub.insurance.history import change, note
from hub.insurance.models import (
    Claim,
    ClaimStatus,
    Direction,
    FileStatus,
    Interchange,
    Payer,
    interchange_number,
)
from hub.insurance.scrub import blocks, scrub
from hub.insurance.snapshot import ClaimSnapshot
from hub.insurance.transport import LocalFolder, folder
from hub.insurance.x12 import professional
from hub.insurance.x12.professional import Submitter
from hub.insurance.x12.text import code
from hub.insurance.x12.write import Parties
from hub.staff.models import Facility
from hub.staff.queries import facility as the_facility

MOST_IN_A_FILE = 500
AGAIN = timedelta(seconds=20)
"""When to look for what a file had to leave behind."""


async def check_claim(db: Db, claim: Claim, *, actor: Actor) -> None:
    """Scrub a new claim: ready to send, or held with its findings (a rejection of our own, before the payer's)."""
    if claim.status is not ClaimStatus.draft:
        return
    snapshot = ClaimSnapshot.model_validate(claim.snapshot)
    payer = await queries.payer(db, claim.payer_id)
    today = await house.today(db)
    sent = await queries.sent_fingerprints(db, claim)
    known = await authorizations.authorized(db, claim.coverage_id, {line.code for line in snapshot.lines})
    reference = Reference(today, PayerRules.model_validate(payer.rules), sent, tuple(known))
    found = await asyncio.to_thread(scrub, snapshot, reference)  # the code list takes seconds to load once
    claim.findings = [*claim.findings, *(finding.as_dict() for finding in found)]
    if blocks(found):
        change(db, claim, ClaimStatus.scrub_failed, actor=actor, reason=_told(found), next_action="correct_claim")
        state(db, _rejected(claim), actor=actor)
        return
    change(db, claim, ClaimStatus.ready, actor=actor)
    await enqueue(
        db, "insurance.make_file", actor=actor, key=payer.partner, once=str(claim.id), payer_id=payer.id
    )  # fmt: skip


def _told(found: tuple[Finding, ...]) -> str:
    return "; ".join(dict.fromkeys(item.message for item in found if item.severity == "block"))


def _rejected(claim: Claim) -> ClaimAdjudicated:
    return ClaimAdjudicated(claim_id=claim.id, remittance_id=None, case_id=claim.case_id, outcome="rejected")


async def make_file(db: Db, payer: Payer, *, actor: Actor) -> Interchange | None:
    """Put every claim that is ready for this payer into one interchange; None when there is none (any more). What is
    left, because somebody held it at this moment or the file was full, goes with the next one."""
    ready = Claim.payer_id == payer.id, Claim.status == ClaimStatus.ready
    found = select(Claim).where(*ready).order_by(Claim.id).limit(MOST_IN_A_FILE).with_for_update(skip_locked=True)
    claims = list(await db.scalars(found))
    item = await _file(db, payer, claims, actor=actor) if claims else None
    if await db.scalar(select(exists().where(*ready))):
        await another_file(db, "insurance.make_file", payer, actor=actor)
    return item


async def another_file(db: Db, job: str, payer: Payer, *, actor: Actor) -> None:
    """Look again soon: there is more to send than this file holds."""
    later = now() + AGAIN
    once = f"{payer.id}:{later.timestamp():.0f}"
    await enqueue(db, job, actor=actor, key=payer.partner, once=once, run_at=later, payer_id=payer.id)


async def _file(db: Db, payer: Payer, claims: list[Claim], *, actor: Actor) -> Interchange:
    facility = await the_facility(db)
    snapshots = [ClaimSnapshot.model_validate(claim.snapshot) for claim in claims]
    submitter = _submitter(facility, payer)
    item = await queue_file(
        db, payer, facility, "837P",
        lambda parties, control, made: professional.write(snapshots, parties, submitter, control=control, made=made),
        actor=actor,
    )  # fmt: skip
    for number, claim in enumerate(claims, start=1):
        claim.interchange_id, claim.set_control = item.id, f"{number:04d}"
        change(db, claim, ClaimStatus.batched, actor=actor, interchange_id=item.id)
    await db.flush()
    return item


Writes = Callable[[Parties, int, datetime], bytes]
"""(parties, control number, when in the house's zone) -> the bytes of an interchange."""


async def queue_file(
    db: Db, payer: Payer, facility: Facility, kind: str, write: Writes, *, actor: Actor
) -> Interchange:  # fmt: skip
    """Number an interchange for this payer, write it and queue it for the link."""
    control = await db.scalar(select(interchange_number.next_value())) or 0
    made = now().astimezone(await house.zone(db)).replace(tzinfo=None)
    parties = Parties(sender_id(facility), payer.receiver_id, usage=payer.usage)
    data = write(parties, control, made)
    item = Interchange(
        partner=payer.partner, direction=Direction.outbound, name=f"{kind}-{control:09d}.x12", kind=kind,
        sender=parties.sender, control=f"{control:09d}", size=len(data), sha256=hashlib.sha256(data).hexdigest(),
        raw=data, status=FileStatus.queued,
    )  # fmt: skip
    db.add(item)
    await db.flush()
    await enqueue(db, "insurance.send_file", actor=actor, once=str(item.id), interchange_id=item.id)
    return item


def sender_id(facility: Facility) -> str:
    """ISA06/GS02: our tax number, as clearing houses usually ask for it."""
    return code(facility.tin, 15) or "WARDLINE"


def _submitter(facility: Facility, payer: Payer) -> Submitter:
    phone = "".join(digit for digit in facility.phone if digit.isdigit())[-10:]
    return Submitter(
        facility.name, sender_id(facility), "BILLING OFFICE", phone, payer.receiver_name, payer.receiver_id
    )  # fmt: skip


async def send_file(db: Db, interchange_id: UUID, *, actor: Actor) -> None:
    """Leave a queued file on the link and say so."""
    item = await files.interchange(db, interchange_id, lock=True, raw=True)
    if item.status is not FileStatus.queued:
        return
    link = await asyncio.to_thread(LocalFolder, await folder(db, item.partner))
    fault("insurance.before_file")
    await asyncio.to_thread(link.send, item.name, item.raw)
    fault("insurance.after_file")
    await went_out(db, item, actor=actor)
    if item.partner == "simulator":
        await enqueue(db, "insurance.run_simulator", actor=actor, once=str(item.id))


async def went_out(db: Db, item: Interchange, *, actor: Actor) -> None:
    """The file is on the link: we know it, or an answer proves it that came before a killed worker could say so."""
    if item.status is FileStatus.queued:
        move(item, FileStatus.sent)
        await filed.went_out(db, item, actor=actor)
        for claim in await files.claims_of_file(db, item.id):
            if claim.status is ClaimStatus.batched:
                change(db, claim, ClaimStatus.sent, actor=actor, interchange_id=item.id)
            else:  # sent once more, and decided meanwhile by what was sent before
                note(db, claim, "sent", actor=actor, interchange_id=item.id)
