"""Photos of insurance cards: checked by their first bytes, kept by the storage, read by who may see the patient."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from quart import Response
from sqlalchemy import select

from hub.core import audit, filing
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Invalid, NotFound
from hub.frontdesk.models import CardSide, InsuranceCard
from hub.patients.models import Patient
from hub.patients.queries import access_patient

KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
"""How a file of that kind begins. Nothing else is taken: no SVG, no PDF, nothing that a browser would run."""
MOST = 8_000_000


@filing.keeps_files
def _photos() -> Any:
    return select(InsuranceCard.file_id, InsuranceCard.patient_id)


async def keep(db: Db, patient: Patient, side: CardSide, content: bytes, *, actor: Actor) -> InsuranceCard:
    """Keep a photo; 422 not_a_photo for anything but JPEG and PNG."""
    kind = next((name for start, name in KINDS.items() if content.startswith(start)), "")
    if not kind:
        raise Invalid("Please take a photo (JPEG or PNG).", code="not_a_photo")
    file_id, digest = await filing.keep(db, content, owner=patient.id)
    row = InsuranceCard(patient_id=patient.id, side=side, file_id=file_id, sha256=digest, media_type=kind,
                        size=len(content), taken_by=actor.user_id)  # fmt: skip
    if actor.may("appointment.manage"):  # the desk sees the card itself
        row.checked_at, row.checked_by = now(), actor.user_id
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    return row


async def check(db: Db, actor: Actor, card_id: UUID) -> InsuranceCard:
    """The desk has compared the photo with the coverage on file; again is fine."""
    found = await db.get(InsuranceCard, card_id, with_for_update=True)
    if found is None:
        raise NotFound()
    await access_patient(db, actor, found.patient_id)
    if found.checked_at is None:
        found.checked_at, found.checked_by = now(), actor.user_id
        audit.wrote(db, actor, found)
        await db.flush()
    return found


async def of(db: Db, patient: Patient) -> list[InsuranceCard]:
    """Photos of this patient's cards, the latest first."""
    rows = await db.scalars(
        select(InsuranceCard).where(InsuranceCard.patient_id == patient.id).order_by(InsuranceCard.id.desc()).limit(20)
    )
    return list(rows)


async def image(db: Db, actor: Actor, card_id: UUID) -> Response:
    """The photo itself; the read is audited."""
    found = await db.get(InsuranceCard, card_id)
    if found is None:
        raise NotFound()
    await access_patient(db, actor, found.patient_id)
    audit.read(db, actor, "insurance_card", found.id, patient_id=found.patient_id)
    try:
        content = await filing.read(db, found.file_id)
    except FileNotFoundError:
        raise NotFound("The photo is no longer there.") from None
    return Response(content, content_type=found.media_type)
