"""A record handed over at the desk: the desk checks who asks, the person picks the archive up with the code of a slip.

So the desk gives everything out and reads nothing of it. In it is what the patient, or who acts for him, could take out
himself.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID

from sqlalchemy import select

from hub.core import audit, filing
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Gone, Invalid, NotFound
from hub.core.facts import state
from hub.core.states import move
from hub.patients import exports
from hub.patients.access import proxy
from hub.patients.facts import ExportChanged
from hub.patients.filed import ExportStatus, PatientExport
from hub.patients.models import Patient, Proxy, ProxyKind, ProxyStatus

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No 0, O, 1, I: a code is read from paper and typed."""
MOST = 5
"""How often one slip may be used: a download that breaks off is tried again."""


async def hand_over(
    db: Db, patient: Patient, *, identity: str, reason: str, proxy_id: UUID | None = None, actor: Actor
) -> tuple[PatientExport, str]:  # fmt: skip
    """Have the archive made for the patient, or for who acts for him (`proxy_id`) and may take everything out: then
    without what is kept from proxies. With the code that is told this once. 409 export_running, 422 not_acting.
    """
    to = await _acting(db, patient, proxy_id) if proxy_id else None
    code = "".join(secrets.choice(ALPHABET) for _ in range(16))
    row = PatientExport(
        patient_id=patient.id, requested_by=actor.user_id, reason=reason, status=ExportStatus.queued,
        labels="veiled" if to else "all", identity=identity, handed_to=to, code_sha256=_digest(code),
    )  # fmt: skip
    await exports.start(db, patient, row, actor=actor)
    return row, "-".join(code[n : n + 4] for n in range(0, 16, 4))


async def _acting(db: Db, patient: Patient, proxy_id: UUID) -> UUID:
    row = await db.get(Proxy, proxy_id)
    of_him = row is not None and row.patient_id == patient.id
    if row is None or not of_him or row.user_id is None or not await proxy.takes_out(db, row.user_id, patient.id):
        raise Invalid("This person may not take out the patient's whole record.", code="not_acting")
    return row.user_id


async def withdraw(db: Db, patient: Patient, export_id: UUID, *, actor: Actor) -> None:
    """The slip opens nothing any more, and the archive goes; 404, 409 illegal_move when it is over anyway."""
    row = await db.get(PatientExport, export_id, with_for_update=True)
    if row is None or row.patient_id != patient.id or not row.identity:
        raise NotFound()
    move(row, ExportStatus.withdrawn)
    if row.file_id is not None:
        await filing.let_go(db, row.file_id)
    row.file_id = None
    audit.wrote(db, actor, row)
    state(db, ExportChanged(patient_id=row.patient_id, export_id=row.id, user_id=row.requested_by), actor=actor)


async def of_patient(db: Db | ReadDb, patient: Patient) -> list[PatientExport]:
    """What was handed over, newest first."""
    found = select(PatientExport).where(PatientExport.patient_id == patient.id, PatientExport.identity != "")
    return list(await db.scalars(found.order_by(PatientExport.id.desc()).limit(20)))


async def receivers(db: Db | ReadDb, patient: Patient) -> list[Proxy]:
    """Who may take out the whole record in the patient's place today."""
    active = select(Proxy).where(Proxy.patient_id == patient.id, Proxy.status == ProxyStatus.active)
    rows = await db.scalars(active.where(Proxy.kind != ProxyKind.invited).order_by(Proxy.id).limit(20))
    return [row for row in rows if row.user_id and await proxy.takes_out(db, row.user_id, patient.id)]


def _digest(code: str) -> str:
    return hashlib.sha256("".join(c for c in code.upper() if c in ALPHABET).encode()).hexdigest()


async def pick_up(
    db: Db, code: str, birth_date: date, *, actor: Actor
) -> tuple[PatientExport, AsyncIterator[bytes]]:  # fmt: skip
    """The archive for who holds the slip; 404 for a wrong code or birth date alike, 409 not_ready, 410 when over."""
    row = await db.scalar(
        select(PatientExport)
        .join(Patient, Patient.id == PatientExport.patient_id)
        .where(PatientExport.code_sha256 == _digest(code), Patient.birth_date == birth_date)
        .with_for_update(of=PatientExport)
    )
    if row is None:
        raise NotFound("There is nothing to pick up with this code and birth date.", code="nothing_to_pick_up")
    if row.status == ExportStatus.queued:
        raise Conflict("It is being made. Please try again in a minute.", code="not_ready")
    over = row.file_id is None or row.expires_at is None or row.expires_at <= now() or row.downloads >= MOST
    if row.handed_to and not await proxy.takes_out(db, row.handed_to, row.patient_id):
        over = True  # he acts for the patient no longer
    if row.status != ExportStatus.ready or over or row.file_id is None:
        raise Gone("This is over. Please ask at the desk again.", code="export_expired")
    row.downloads += 1
    audit.noted(db, actor, "export", "patient_export", row.id, patient_id=row.patient_id)
    return row, await exports.pieces(db, row)
