"""Identity evidence: a patient photographs an identity document, the desk compares it and confirms or sends it back.

Who sees the pictures: the patient, and whoever may `identity.verify`. How long they are kept: what is sent back, or was
seen at the desk meanwhile, goes at once; what was confirmed, after `portal.identity_days`; what nobody decided, after
WAITS. What stays is that it was shown, what it was, and who decided.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import or_, select, union_all

from hub.core import audit, files, filing, scanner
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, NotFound
from hub.core.facts import state
from hub.core.settings import settings
from hub.core.states import move
from hub.patients.evidence_models import OPEN, EvidenceStatus, IdentityEvidence
from hub.patients.facts import OnboardingChanged
from hub.patients.models import Patient
from hub.patients.switches import IDENTITY_DAYS

WAITS = timedelta(days=90)
BATCH = 200
Side = Literal["front", "back"]


@filing.keeps_files
def _pictures() -> Any:
    sides = [select(column, IdentityEvidence.patient_id) for column in (IdentityEvidence.front_id,
                                                                         IdentityEvidence.back_id)]  # fmt: skip
    both = union_all(*sides).subquery()
    return select(both)


async def latest(db: Db | ReadDb, patient: Patient) -> IdentityEvidence | None:
    """What the patient sent last, or is about to send."""
    found = select(IdentityEvidence).where(IdentityEvidence.patient_id == patient.id)
    return await db.scalar(found.order_by(IdentityEvidence.created_at.desc(), IdentityEvidence.id.desc()).limit(1))


async def picture(db: Db, patient: Patient, side: Side, *, own: bool, actor: Actor) -> tuple[str, bytes]:
    """(media type, bytes) of a side of what was sent last; each look is audited. 404 when there is none, or no more,
    and of what is still being taken to all but the patient (`own`)."""
    row = await latest(db, patient)
    shown = row is not None and (own or row.status != EvidenceStatus.draft)
    file_id = getattr(row, f"{side}_id") if shown else None
    if row is None or file_id is None:
        raise NotFound()
    audit.read(db, actor, "identity_evidence", row.id, patient_id=patient.id)
    try:
        return getattr(row, f"{side}_type"), await filing.read(db, file_id)
    except FileNotFoundError:
        raise NotFound() from None


async def take(db: Db, patient: Patient, side: Side, raw: bytes, *, actor: Actor) -> IdentityEvidence:
    """A picture of one side, in the place of an earlier one. 409 evidence_sent: the desk looks at what was sent."""
    row = await latest(db, patient)
    if row is not None and row.status == EvidenceStatus.sent:
        raise Conflict("The pictures were sent already. The desk is looking at them.", code="evidence_sent")
    found = files.clean(raw, most=settings().max_upload_bytes, only_images=True)
    await scanner.check(found.content)
    if row is None or row.status not in OPEN:
        row = IdentityEvidence(patient_id=patient.id, forget_at=now() + WAITS, status=EvidenceStatus.draft)
        db.add(row)
    if before := getattr(row, f"{side}_id"):
        await filing.let_go(db, before)
    setattr(row, f"{side}_id", (await filing.keep(db, found.content, owner=patient.id))[0])
    setattr(row, f"{side}_type", found.media_type)
    audit.wrote(db, actor, row)
    await db.flush()
    return row


async def send(db: Db, patient: Patient, document: str, *, actor: Actor) -> None:
    """To the desk. 409 no_picture: at least the front is needed."""
    row = await latest(db, patient)
    if row is None or row.status != EvidenceStatus.draft or row.front_id is None:
        raise Conflict("Please take a picture of the document first.", code="no_picture")
    row.document = document
    move(row, EvidenceStatus.sent)
    _told(db, patient, row, "identity_sent", actor)


async def confirm(db: Db, patient: Patient, *, actor: Actor) -> str:
    """The desk has compared: this is the person. Returns which document it was; 409 nothing_sent."""
    row = await _sent(db, patient)
    move(row, EvidenceStatus.confirmed)
    row.decided_by, row.forget_at = actor.user_id, now() + timedelta(days=await IDENTITY_DAYS.value(db))
    _told(db, patient, row, "identity_confirmed", actor)
    return row.document


async def send_back(db: Db, patient: Patient, reason: str, *, actor: Actor) -> None:
    """The desk cannot say so by these pictures; the patient reads why and takes others. 409 nothing_sent."""
    row = await _sent(db, patient)
    move(row, EvidenceStatus.returned)
    row.decided_by, row.reason = actor.user_id, reason
    await _forget(db, row)
    _told(db, patient, row, "identity_returned", actor)


async def lapse(db: Db, patient: Patient, *, actor: Actor) -> None:
    """Not needed any more: the document itself was seen, or will be."""
    row = await latest(db, patient)
    if row is None or row.status not in OPEN:
        return
    move(row, EvidenceStatus.lapsed)
    await _forget(db, row)
    _told(db, patient, row, "identity_lapsed", actor)


async def forget_due(db: Db, *, actor: Actor) -> None:
    """Delete the pictures whose time is over; the rows stay. What is held waits."""
    kept = or_(IdentityEvidence.front_id.is_not(None), IdentityEvidence.back_id.is_not(None))
    due = select(IdentityEvidence).where(
        kept, IdentityEvidence.forget_at <= now(), ~filing.held(IdentityEvidence.patient_id)
    )
    for row in await db.scalars(
        due.order_by(IdentityEvidence.forget_at).limit(BATCH).with_for_update(skip_locked=True)
    ):
        if row.status in OPEN:
            move(row, EvidenceStatus.lapsed)
        await _forget(db, row)
        audit.wrote(db, actor, row)


async def _sent(db: Db, patient: Patient) -> IdentityEvidence:
    row = await latest(db, patient)
    if row is None or row.status != EvidenceStatus.sent:
        raise Conflict("No picture waits to be compared.", code="nothing_sent")
    return row


async def _forget(db: Db, row: IdentityEvidence) -> None:
    for side in ("front", "back"):
        if file_id := getattr(row, f"{side}_id"):
            await filing.let_go(db, file_id)
        setattr(row, f"{side}_id", None)
    row.forget_at = min(row.forget_at, now())


def _told(db: Db, patient: Patient, row: IdentityEvidence, what: str, actor: Actor) -> None:
    audit.wrote(db, actor, row)
    fact = OnboardingChanged(
        patient_id=patient.id, patient_user_id=patient.user_id, what=what, evidence_id=row.id
    )  # fmt: skip
    state(db, fact, actor=actor)
