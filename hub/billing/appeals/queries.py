"""Reads of appeals. access_* is the only door: who sees the claim, or may open the chart; unseen looks like absent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from quart import Response
from sqlalchemy import func, select

from hub.billing.appeals import records
from hub.billing.appeals.models import RUNNING, AppealEnclosure, AppealStatus, ClaimAppeal
from hub.billing.appeals.schemas import AppealOut, AppealRecordOut, AppealRecordsOut, AppealsOut, EnclosureOut
from hub.core import audit, filing
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.downloads import saved
from hub.core.errors import NotFound
from hub.encounters import letters
from hub.encounters import queries as charts
from hub.encounters.letter_models import Letter
from hub.identity import house
from hub.insurance import queries as insurance
from hub.insurance.findings import PayerRules
from hub.insurance.models import Claim, ClaimHistory, ClaimStatus
from workflows.models import OPEN, Task

_ENDS = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "text/plain": ".txt",
}
APPEALABLE = (ClaimStatus.denied, ClaimStatus.partial, ClaimStatus.appealed)
MOST_LEVELS = 9


async def access_appeal(db: Db, actor: Actor, appeal_id: UUID) -> ClaimAppeal:
    """The appeal, for who sees its claim."""
    return (await _access(db, actor, appeal_id, lock=False))[0]


async def access_to_write(db: Db, actor: Actor, appeal_id: UUID) -> tuple[ClaimAppeal, Claim]:
    """The appeal and its claim, for who sees it; the claim is locked first, as whoever moves it does."""
    return await _access(db, actor, appeal_id, lock=True)


async def _access(db: Db, actor: Actor, appeal_id: UUID, *, lock: bool) -> tuple[ClaimAppeal, Claim]:
    found = await db.scalar(select(ClaimAppeal.claim_id).where(ClaimAppeal.id == appeal_id))
    if found is None:
        raise NotFound()
    claim = await insurance.access_claim(db, actor, found, lock=lock)
    return await by_id(db, appeal_id, lock=lock), claim


async def access_for_records(db: Db, actor: Actor, appeal_id: UUID) -> ClaimAppeal:
    """The appeal, for a clinician who may open the chart of its patient."""
    found = await db.scalar(select(ClaimAppeal).where(ClaimAppeal.id == appeal_id))
    if found is None:
        raise NotFound()
    await charts.access_patient_chart(db, actor, found.patient_id)
    return found


async def by_id(db: Db | ReadDb, appeal_id: UUID, *, lock: bool = False) -> ClaimAppeal:
    """An appeal, for steps and callers inside the hub; 404 otherwise."""
    statement = select(ClaimAppeal).where(ClaimAppeal.id == appeal_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found: ClaimAppeal | None = await db.scalar(statement)
    if found is None:
        raise NotFound()
    return found


async def levels(db: Db | ReadDb, claim_id: UUID) -> Sequence[ClaimAppeal]:
    """Every level of a claim, the newest first."""
    found = select(ClaimAppeal).where(ClaimAppeal.claim_id == claim_id).order_by(ClaimAppeal.level.desc())
    return (await db.scalars(found)).all()


async def may_begin(db: Db | ReadDb, claim: Claim, known: Sequence[ClaimAppeal]) -> bool:
    return (claim.status in APPEALABLE and claim.denied > 0 and len(known) < MOST_LEVELS
            and not any(one.status in RUNNING for one in known))  # fmt: skip


async def send_by(db: Db | ReadDb, claim: Claim, known: Sequence[ClaimAppeal]) -> date:
    """The payer's last day for the next letter: counted from its last answer, be it to an appeal or to the claim."""
    answered = [one.answered_on for one in known if one.answered_on is not None]
    decided = await db.scalar(
        select(func.max(ClaimHistory.at)).where(
            ClaimHistory.claim_id == claim.id, ClaimHistory.what.in_((ClaimStatus.denied, ClaimStatus.partial))
        )
    )
    told = (decided or claim.status_at).astimezone(await house.zone(db)).date()
    rules = PayerRules.model_validate((await insurance.payer(db, claim.payer_id)).rules)
    return max([told, *answered]) + timedelta(days=rules.appeal_days)


async def letter(db: Db, actor: Actor, appeal: ClaimAppeal) -> Letter:
    """The signed letter of an appeal; 404 while there is none. Each look is audited."""
    row = await letters.by_id(db, appeal.letter_id) if appeal.letter_id else None
    if row is None:
        raise NotFound()
    audit.read(db, actor, "letter", row.id, patient_id=row.patient_id)
    return row


async def download(db: Db | ReadDb, row: AppealEnclosure) -> Response:
    """An enclosure, to be saved and never shown inside our pages. 410 when it was erased or lost."""
    name = f"{row.kind}-{row.source_id.hex[-8:]}{_ENDS.get(row.media_type, '')}"
    return saved(await filing.content(db, row.file_id), name, row.media_type)


async def enclosures(db: Db | ReadDb, ids: Sequence[UUID]) -> dict[UUID, list[AppealEnclosure]]:
    """Appeal -> what goes along, in the order of choosing."""
    found: dict[UUID, list[AppealEnclosure]] = {id: [] for id in ids}
    rows = select(AppealEnclosure).where(AppealEnclosure.appeal_id.in_(ids))
    for row in await db.scalars(rows.order_by(AppealEnclosure.created_at, AppealEnclosure.id)):
        found[row.appeal_id].append(row)
    return found


async def enclosure(db: Db, actor: Actor, appeal: ClaimAppeal, enclosure_id: UUID) -> AppealEnclosure:
    """One of an appeal's enclosures; each look is audited."""
    row = await db.get(AppealEnclosure, enclosure_id)
    if row is None or row.appeal_id != appeal.id:
        raise NotFound()
    audit.read(db, actor, "appeal_enclosure", row.id, patient_id=row.patient_id)
    return row


async def asked_now(db: Db | ReadDb, known: Sequence[ClaimAppeal]) -> set[UUID]:
    """The cases of these appeals in which a clinician is asked and has not answered yet."""
    cases = [one.case_id for one in known if one.case_id]
    return set(await db.scalars(select(Task.case_id).where(Task.case_id.in_(cases), Task.status.in_(OPEN))))


async def shown(db: Db, claim: Claim) -> AppealsOut:
    """A claim's appeals as its page shows them."""
    await db.flush()
    known = await levels(db, claim.id)
    along = await enclosures(db, [one.id for one in known])
    ids = [one.letter_id for one in known if one.letter_id]
    numbers = {
        row.id: row.number for row in await db.execute(select(Letter.id, Letter.number).where(Letter.id.in_(ids)))
    }
    waiting = await asked_now(db, known)
    fields = AppealOut.model_fields.keys() - {"letter_number", "enclosures", "records_wanted"}
    items = [
        AppealOut(
            **{name: getattr(one, name) for name in fields}, letter_number=numbers.get(one.letter_id, ""),
            records_wanted=one.case_id in waiting,
            enclosures=[EnclosureOut.model_validate(row) for row in along[one.id]],
        )
        for one in known
    ]  # fmt: skip
    return AppealsOut(items=items, may_begin=await may_begin(db, claim, known), send_by=await send_by(db, claim, known))


async def to_choose(db: Db, appeal: ClaimAppeal, *, actor: Actor) -> AppealRecordsOut:
    """What a clinician is asked for, and the parts of the record that he may enclose."""
    claim = await insurance.claim(db, appeal.claim_id)
    known = {row.source_id for row in (await enclosures(db, [appeal.id]))[appeal.id]}
    found = await records.offered(db, appeal.patient_id, actor=actor)
    items = [
        AppealRecordOut(**{k: v for k, v in one.items() if k != "id"}, enclosed=one["id"] in known) for one in found
    ]
    return AppealRecordsOut(
        appeal_id=appeal.id, patient_id=appeal.patient_id, payer_name=(await insurance.payer(db, claim.payer_id)).name,
        send_by=appeal.send_by, asked=appeal.asked, running=appeal.status == AppealStatus.draft, items=items,
    )  # fmt: skip
