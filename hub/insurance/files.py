"""Reads of files and remittances, and the doors to them."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import false, select, text
from sqlalchemy.orm import joinedload, undefer

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.insurance.models import (
    Claim,
    Direction,
    FileStatus,
    Interchange,
    PaymentState,
    Remittance,
    RemittanceClaim,
    RemittanceLine,
)
from hub.insurance.x12 import remittance as x12

_REMITTANCE_LOCK = 0x0835
ENTERED = "answer"
"""The kind of what a clerk has entered in place of a file."""


async def interchange(db: Db | ReadDb, interchange_id: UUID, *, lock: bool = False, raw: bool = False) -> Interchange:
    """A file by id; `raw` loads its bytes too."""
    statement = select(Interchange).where(Interchange.id == interchange_id)
    if raw:
        statement = statement.options(undefer(Interchange.raw_sealed))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found: Interchange | None = await db.scalar(statement)
    if found is None:
        raise NotFound()
    return found


async def access_interchange(
    db: Db, actor: Actor, interchange_id: UUID, *, lock: bool = False, raw: bool = False
) -> Interchange:
    """The one door to a file, for the billing office: it may speak of many patients, so opening it is audited."""
    actor.must("claim.manage")
    found = await interchange(db, interchange_id, lock=lock, raw=raw)
    audit.read(db, actor, "interchange", found.id, patient_id=None)
    return found


async def interchanges(db: Db | ReadDb, status: str, limit: int = 100) -> list[Interchange]:
    """Files of a status, newest first."""
    found = select(Interchange).order_by(Interchange.id.desc()).limit(limit)
    return list(await db.scalars(found.where(Interchange.status == status) if status else found))


async def files_by_id(db: Db | ReadDb, ids: Collection[UUID]) -> dict[UUID, Interchange]:
    if not ids:
        return {}
    return {row.id: row for row in await db.scalars(select(Interchange).where(Interchange.id.in_(ids)))}


async def file_like(db: Db, partner: str, sha256: str) -> Interchange | None:
    """The very same bytes from the same partner, if they came before."""
    found: Interchange | None = await db.scalar(
        select(Interchange)
        .where(Interchange.partner == partner, Interchange.direction == Direction.inbound, Interchange.sha256 == sha256)
        .with_for_update()
    )
    return found


async def control_used(db: Db | ReadDb, partner: str, sender: str, control: str) -> bool:
    """Whether an accepted file of this sender had the same interchange number."""
    found = await db.scalar(
        select(Interchange.id).where(
            Interchange.partner == partner, Interchange.direction == Direction.inbound, Interchange.sender == sender,
            Interchange.control == control, Interchange.status == FileStatus.processed,
        )
    )  # fmt: skip
    return found is not None


async def sent_file(db: Db, partner: str, control: str) -> Interchange | None:
    """The interchange of ours that an acknowledgement names (control numbers compare as numbers)."""
    if not (control.isascii() and control.isdigit() and len(control) <= 9):
        return None
    found: Interchange | None = await db.scalar(
        select(Interchange)
        .where(
            Interchange.partner == partner, Interchange.direction == Direction.outbound,
            Interchange.control == f"{int(control):09d}",
        )
        .with_for_update()
    )  # fmt: skip
    return found


async def claims_of_file(db: Db, interchange_id: UUID) -> list[Claim]:
    """The claims that went out in a file, locked, in the order of the file."""
    return list(
        await db.scalars(
            select(Claim).where(Claim.interchange_id == interchange_id).order_by(Claim.id).with_for_update()
        )
    )


async def lock_remittances(db: Db) -> None:
    """One posting at a time, so that the same payment in two files is one payment."""
    await db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _REMITTANCE_LOCK})


async def remittance_like(db: Db | ReadDb, found: x12.Remittance) -> Remittance | None:
    """The same payment: payer, trace number, day and amount."""
    row: Remittance | None = await db.scalar(
        select(Remittance).where(
            Remittance.payer_code == found.payer_id, Remittance.trace == found.trace,
            Remittance.paid_on == found.paid_on, Remittance.amount == found.amount,
        )
    )  # fmt: skip
    return row


async def remittances(db: Db | ReadDb, limit: int = 100, interchange_id: UUID | None = None) -> list[Remittance]:
    """Remittances, newest first (of one file, if given)."""
    found = select(Remittance).order_by(Remittance.id.desc()).limit(limit)
    return list(await db.scalars(found.where(Remittance.interchange_id == interchange_id) if interchange_id else found))


async def access_remittance(db: Db, actor: Actor, remittance_id: UUID) -> Remittance:
    """The one door to a remittance, for the billing office."""
    actor.must("claim.manage")
    found = await db.get(Remittance, remittance_id)
    if found is None:
        raise NotFound()
    audit.read(db, actor, "remittance", found.id, patient_id=None)
    return found


async def access_payment(db: Db, actor: Actor, payment_id: UUID, *, lock: bool = False) -> RemittanceClaim:
    """The one door to one payment of a remittance, with its remittance."""
    actor.must("claim.manage")
    statement = select(RemittanceClaim).where(RemittanceClaim.id == payment_id)
    statement = statement.options(joinedload(RemittanceClaim.remittance))
    found = await db.scalar(statement.with_for_update(of=RemittanceClaim) if lock else statement)
    if found is None:
        raise NotFound()
    audit.read(db, actor, "remittance_claim", found.id, patient_id=None)
    return found


async def payments(
    db: Db | ReadDb, *, claim_id: UUID | None = None, remittance_id: UUID | None = None,
    state: PaymentState | None = None, limit: int = 500,
) -> list[RemittanceClaim]:  # fmt: skip
    """Payments with their remittances, oldest first: of a claim, of a remittance, or in a state."""
    found = select(RemittanceClaim).options(joinedload(RemittanceClaim.remittance)).order_by(RemittanceClaim.id)
    wanted = {RemittanceClaim.claim_id: claim_id, RemittanceClaim.remittance_id: remittance_id,
              RemittanceClaim.state: state}  # fmt: skip
    filters = [column == value for column, value in wanted.items() if value is not None]
    return list(await db.scalars(found.where(*filters or [false()]).limit(limit)))


async def lines_of_payment(db: Db | ReadDb, payment_id: UUID) -> list[RemittanceLine]:
    found = select(RemittanceLine).where(RemittanceLine.remittance_claim_id == payment_id)
    return list(await db.scalars(found.order_by(RemittanceLine.number)))


async def lines_of_payments(db: Db | ReadDb, ids: Collection[UUID]) -> dict[UUID, list[RemittanceLine]]:
    """payment id -> its lines."""
    found: dict[UUID, list[RemittanceLine]] = {id: [] for id in ids}
    if ids:
        statement = select(RemittanceLine).where(RemittanceLine.remittance_claim_id.in_(ids))
        for row in await db.scalars(statement.order_by(RemittanceLine.number)):
            found[row.remittance_claim_id].append(row)
    return found


async def was_denied(db: Db | ReadDb, claim_id: UUID) -> bool:
    """Whether the last payment that counts for this claim was a denial (CLP02 4)."""
    last = await db.scalar(
        select(RemittanceClaim.claim_status)
        .where(RemittanceClaim.claim_id == claim_id, RemittanceClaim.state == PaymentState.posted)
        .order_by(RemittanceClaim.id.desc())
        .limit(1)
    )
    return last == x12.DENIED


async def was_entered(db: Db | ReadDb, claim_id: UUID) -> bool:
    """Whether the last payment that counts for this claim was entered by hand."""
    last = await db.scalar(
        select(Interchange.kind)
        .join(Remittance, Remittance.interchange_id == Interchange.id)
        .join(RemittanceClaim, RemittanceClaim.remittance_id == Remittance.id)
        .where(RemittanceClaim.claim_id == claim_id, RemittanceClaim.state == PaymentState.posted)
        .order_by(RemittanceClaim.id.desc())
        .limit(1)
    )
    return last == ENTERED


async def posted_in(db: Db | ReadDb, remittance_id: UUID, claim_id: UUID) -> bool:
    found = await db.scalar(
        select(RemittanceClaim.id).where(
            RemittanceClaim.remittance_id == remittance_id, RemittanceClaim.claim_id == claim_id,
            RemittanceClaim.state == PaymentState.posted,
        )
    )  # fmt: skip
    return found is not None
