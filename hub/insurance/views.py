"""What claims, coverages and files look like from outside."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from hub.core import cursor
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Invalid
from hub.core.http import Page
from hub.core.states import may_move
from hub.identity import house
from hub.insurance import answering, files, queries
from hub.insurance.codes.services import PLACES, SERVICES
from hub.insurance.models import Claim, ClaimLine, ClaimStatus, Coverage, Interchange, Payer
from hub.insurance.payer_schemas import PayerProfileOut, PayerProfilesOut
from hub.insurance.payments import shown as payments_shown
from hub.insurance.rows import row, rows_of
from hub.insurance.schemas import (
    ClaimAttemptOut,
    ClaimCountsOut,
    ClaimFileOut,
    ClaimFilesOut,
    ClaimFindingOut,
    ClaimHistoryOut,
    ClaimLineOut,
    ClaimOut,
    ClaimRow,
    ClaimsQuery,
    CoverageOut,
    CoveragesOut,
    CoveragesQuery,
    PayerOut,
    PayersOut,
    SimulatorMember,
)
from hub.insurance.simulator.triggers import TRIGGERS


async def payers(db: ReadDb) -> PayersOut:
    """Payers to choose from; the simulator says which member numbers it knows."""
    return PayersOut(items=[_payer(row, members=True) for row in await queries.payers(db)])


async def payer_profiles(db: ReadDb) -> PayerProfilesOut:
    """Every payer with its companion guide."""
    return PayerProfilesOut(items=[PayerProfileOut.model_validate(row) for row in await queries.all_payers(db)])


async def payer_profile(db: Db, row: Payer) -> PayerProfileOut:
    await db.flush()
    return PayerProfileOut.model_validate(row)


def _payer(row: Payer, *, members: bool = False) -> PayerOut:
    known = TRIGGERS.values() if members and row.simulated else ()
    found = [SimulatorMember(member_id=f"SIM{item.word}01", text=item.text) for item in known]
    return PayerOut(id=row.id, code=row.code, name=row.name, simulated=row.simulated, test_members=found)


async def coverage(db: Db | ReadDb, row: Coverage) -> CoverageOut:
    return _coverage(row, await house.today(db))


def _coverage(row: Coverage, today: date) -> CoverageOut:
    in_force = (row.starts_on is None or row.starts_on <= today) and (row.ends_on is None or row.ends_on >= today)
    names = CoverageOut.model_fields.keys() - {"payer", "in_force"}
    values = {name: getattr(row, name) for name in names}
    return CoverageOut(**values, payer=_payer(row.payer), in_force=in_force)


async def coverages(db: ReadDb, actor: Actor, query: CoveragesQuery) -> CoveragesOut:
    """One's own coverages, or a patient's."""
    rows = await queries.coverages(db, actor, whose(actor, query.patient_id))
    today = await house.today(db)
    return CoveragesOut(items=[_coverage(row, today) for row in rows])


def whose(actor: Actor, patient_id: UUID | None) -> UUID:
    """The patient meant: oneself unless somebody is named."""
    found = patient_id or actor.patient_id
    if found is None:
        raise Invalid("Please say which patient.", code="patient_missing")
    return found


async def claims(db: ReadDb, actor: Actor, query: ClaimsQuery) -> Page[ClaimRow]:
    """One page of a work queue."""
    key = cursor.read(query.after, 2)
    after = (cursor.parse(datetime.fromisoformat, key[0]), cursor.parse(UUID, key[1])) if key else None
    found = await queries.queue(
        db, actor, query.queue, search=query.search, case_id=query.case_id, after=after, limit=query.limit + 1
    )
    shown = found[: query.limit]
    last = shown[-1][0] if len(found) > query.limit else None
    return Page(
        items=[row(claim, patient) for claim, patient in shown],
        next=cursor.write(last.status_at.isoformat(), last.id) if last else None,
    )


async def counts(db: ReadDb, actor: Actor) -> ClaimCountsOut:
    return ClaimCountsOut(**await queries.counts(db, actor))


async def page(db: Db, found: Claim) -> ClaimOut:
    """A claim's whole story: what was sent, every answer, every payment, every attempt."""
    await db.flush()
    (line,) = await rows_of(db, [found])
    story = await queries.history(db, found.id)
    ids = {item.interchange_id for item in story if item.interchange_id} | {
        paid.remittance.interchange_id for paid in await files.payments(db, claim_id=found.id)
    }
    known = await files.files_by_id(db, ids)
    snapshot = found.snapshot
    clinician = snapshot["rendering"] or {}
    return ClaimOut(
        **dict(line),
        encounter_id=found.encounter_id, member_id=snapshot["coverage"]["member_id"],
        billing_provider=snapshot["billing"]["name"],
        clinician=f"{clinician.get('first', '')} {clinician.get('last', '')}".strip(),
        diagnoses=snapshot["diagnoses"], pos=snapshot["pos"], pos_text=PLACES.get(snapshot["pos"], ""),
        prior_authorization=snapshot["prior_authorization"], authorization=found.authorization,
        payer_control_number=found.payer_control_number, contractual=found.contractual, open=found.open,
        lines=[_line(item) for item in await queries.lines(db, found.id)],
        findings=[ClaimFindingOut(**item) for item in found.findings],
        history=[
            ClaimHistoryOut(
                at=item.at, what=item.what, detail=item.detail, actor_name=item.actor_name,
                interchange_id=item.interchange_id, remittance_id=item.remittance_id,
                file_kind=known[item.interchange_id].kind if item.interchange_id else "",
            )
            for item in story
        ],
        payments=await payments_shown(db, await files.payments(db, claim_id=found.id)),
        attempts=[ClaimAttemptOut.model_validate(item) for item in await queries.attempts(db, found)],
        files=[file(item) for item in sorted(known.values(), key=lambda item: item.id)],
        may_authorize=may_move(found.status, ClaimStatus.replaced),
        may_void=may_move(found.status, ClaimStatus.voided) and bool(found.payer_control_number),
        may_answer=await answering.awaited(db, found),
    )  # fmt: skip


def _line(item: ClaimLine) -> ClaimLineOut:
    service = SERVICES.get(item.code)
    names = ClaimLineOut.model_fields.keys() - {"text"}
    return ClaimLineOut(**{name: getattr(item, name) for name in names}, text=service.text if service else "")


def file(item: Interchange) -> ClaimFileOut:
    return ClaimFileOut.model_validate(item)


async def file_list(db: ReadDb, status: str) -> ClaimFilesOut:
    return ClaimFilesOut(items=[file(item) for item in await files.interchanges(db, status)])
