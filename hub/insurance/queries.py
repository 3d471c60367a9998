"""Reads of insurance, and the doors to a coverage and a claim. Files and remittances are in `files`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.identity import house
from hub.insurance import rules
from hub.insurance.findings import PayerRules
from hub.insurance.models import (
    Claim,
    ClaimHistory,
    ClaimLine,
    ClaimStatus,
    Coverage,
    FileStatus,
    Interchange,
    Payer,
    PaymentState,
    Remittance,
    RemittanceClaim,
)
from hub.patients.access import policy
from hub.patients.models import Patient
from hub.patients.queries import visible

# Payers and coverages


async def payers(db: Db | ReadDb) -> list[Payer]:
    """Payers that claims can be sent to, by name."""
    return list(await db.scalars(select(Payer).where(Payer.active).order_by(Payer.name)))


async def all_payers(db: Db | ReadDb) -> list[Payer]:
    """Every payer, those no longer used too, by name."""
    return list(await db.scalars(select(Payer).order_by(Payer.name)))


async def payer(db: Db | ReadDb, payer_id: UUID) -> Payer:
    """A payer by id; 404 otherwise."""
    found = await db.get(Payer, payer_id)
    if found is None:
        raise NotFound("This insurer is not known here.", code="payer_unknown")
    return found


async def usages(db: Db | ReadDb, partner: str | None) -> set[str]:
    """ISA15 values that belong on a link (None: on any)."""
    found = select(Payer.usage).distinct()
    return set(await db.scalars(found.where(Payer.partner == partner) if partner else found))


async def coverage(db: Db | ReadDb, coverage_id: UUID) -> Coverage:
    """A coverage with its payer, for a room above that has opened its own door already (no audit, no check)."""
    statement = select(Coverage).where(Coverage.id == coverage_id).options(joinedload(Coverage.payer))
    found = await db.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise NotFound()
    return found


async def access_coverage(
    db: Db, actor: Actor, coverage_id: UUID, *, patient_id: UUID | None = None, lock: bool = False
) -> Coverage:  # fmt: skip
    """The one door to a coverage (of that patient, if given); absent and not visible are the same 404."""
    statement = (
        select(Coverage)
        .where(Coverage.id == coverage_id, visible(actor, Coverage.patient_id))
        .options(joinedload(Coverage.payer))
    )
    found = await db.scalar(statement.with_for_update(of=Coverage) if lock else statement)
    if found is None or patient_id not in (None, found.patient_id):
        raise NotFound()
    audit.read(db, actor, "coverage", found.id, patient_id=found.patient_id)
    return found


async def coverages(db: Db | ReadDb, actor: Actor, patient_id: UUID) -> list[Coverage]:
    """A patient's coverages, those in force first; none for whoever may not see the patient."""
    rows = await db.scalars(
        select(Coverage)
        .where(Coverage.patient_id == patient_id, visible(actor, Coverage.patient_id))
        .options(joinedload(Coverage.payer))
        .order_by(Coverage.ends_on.desc().nulls_first(), Coverage.priority, Coverage.id)
    )
    return list(rows)


# Claims


def _seen(actor: Actor) -> ColumnElement[bool]:
    """Claims of patients that this person may see; a proxy not those of an encounter that labels keep from him."""
    seen = visible(actor, Claim.patient_id)
    if not policy.is_proxy(actor):
        return seen
    return and_(seen, policy.beside_open(actor, Claim.patient_id, Claim.encounter_id))


async def claim(db: Db | ReadDb, claim_id: UUID, *, lock: bool = False) -> Claim:
    """A claim for a room above that has opened its own door already; 404 otherwise."""
    found: Claim | None = await db.scalar(_locked(select(Claim).where(Claim.id == claim_id), lock))
    if found is None:
        raise NotFound()
    return found


async def access_claim(db: Db, actor: Actor, claim_id: UUID, *, lock: bool = False) -> Claim:
    """The one door to a claim: one's own, or everybody's for the billing office. The read is audited."""
    statement = select(Claim).where(Claim.id == claim_id, _seen(actor))
    found: Claim | None = await db.scalar(_locked(statement, lock))
    if found is None:
        raise NotFound()
    audit.read(db, actor, "claim", found.id, patient_id=found.patient_id)
    return found


def _locked(statement: Select[Claim], lock: bool) -> Select[Claim]:
    return statement.with_for_update().execution_options(populate_existing=True) if lock else statement


async def last_of_case(db: Db | ReadDb, case_id: UUID, *, lock: bool = False) -> Claim | None:
    """The newest attempt of a case."""
    statement = select(Claim).where(Claim.case_id == case_id).order_by(Claim.attempt.desc()).limit(1)
    found: Claim | None = await db.scalar(_locked(statement, lock))
    return found


async def claim_by_number(db: Db | ReadDb, control_number: str, *, lock: bool = False) -> Claim | None:
    found: Claim | None = await db.scalar(_locked(select(Claim).where(Claim.control_number == control_number), lock))
    return found


async def void_of(db: Db | ReadDb, claim_id: UUID) -> Claim | None:
    """The claim that asks to take this one back, while it is on its way."""
    found: Claim | None = await db.scalar(
        select(Claim).where(
            Claim.replaces_id == claim_id, Claim.frequency == "8",
            Claim.status.in_([ClaimStatus.sent, ClaimStatus.received, ClaimStatus.accepted]),
        )
    )  # fmt: skip
    return found


async def lines(db: Db | ReadDb, claim_id: UUID) -> list[ClaimLine]:
    return list(await db.scalars(select(ClaimLine).where(ClaimLine.claim_id == claim_id).order_by(ClaimLine.number)))


async def was_sent(db: Db | ReadDb, claim_id: UUID) -> bool:
    """Whether the claim has been on the link, be it that it waits to be sent once more."""
    found = ClaimHistory.claim_id == claim_id, ClaimHistory.what == ClaimStatus.sent
    return bool(await db.scalar(select(exists().where(*found))))


async def history(db: Db | ReadDb, claim_id: UUID) -> list[ClaimHistory]:
    """What happened to a claim, oldest first."""
    found = select(ClaimHistory).where(ClaimHistory.claim_id == claim_id).order_by(ClaimHistory.id)
    return list(await db.scalars(found))


async def attempts(db: Db | ReadDb, found: Claim) -> list[Claim]:
    """The other claims about the same: earlier and later attempts, and a void."""
    same = [Claim.replaces_id == found.id]
    if found.case_id:
        same.append(Claim.case_id == found.case_id)
    if found.replaces_id:
        same.append(Claim.id == found.replaces_id)
    return list(await db.scalars(select(Claim).where(or_(*same), Claim.id != found.id).order_by(Claim.id)))


async def sent_fingerprints(db: Db | ReadDb, found: Claim) -> frozenset[str]:
    """The fingerprint of this claim, if another claim that still stands says the same."""
    gone = (ClaimStatus.replaced, ClaimStatus.voided, ClaimStatus.scrub_failed)
    same = select(Claim.fingerprint).where(
        Claim.fingerprint == found.fingerprint, Claim.id != found.id, Claim.status.not_in(gone)
    )
    return frozenset(await db.scalars(same))


async def work_by(db: Db | ReadDb, found: Claim, outcome: str) -> datetime:
    """The end of the last day on which something can be done about a claim that was not paid, on the house's clock."""
    days = select(func.min(ClaimLine.served_on)).where(ClaimLine.claim_id == found.id)
    payer_rules = PayerRules.model_validate((await payer(db, found.payer_id)).rules)
    decided_on = await house.today(db)
    served_on = await db.scalar(days) or decided_on
    last = rules.work_by(outcome, served_on=served_on, decided_on=decided_on, payer=payer_rules)
    return datetime.combine(last, time(23, 59), await house.zone(db)).astimezone(UTC)


async def queue(
    db: Db | ReadDb, actor: Actor, name: str, *, search: str = "", case_id: UUID | None = None,
    after: tuple[datetime, UUID] | None = None, limit: int = 50,
) -> list[tuple[Claim, Patient]]:  # fmt: skip
    """One queue of the work list: what waits for a person oldest first, the rest newest first."""
    found = select(Claim, Patient).join(Patient, Patient.id == Claim.patient_id).where(_seen(actor))
    if name:
        found = found.where(Claim.status.in_(rules.QUEUES.get(name, frozenset())))
    if search:
        found = found.where(_matching(search))
    if case_id:
        found = found.where(Claim.case_id == case_id)
    if name in rules.OLDEST_FIRST:
        key = or_(Claim.status_at > after[0], and_(Claim.status_at == after[0], Claim.id > after[1])) if after else None
        found = found.order_by(Claim.status_at, Claim.id)
    else:
        key = or_(Claim.status_at < after[0], and_(Claim.status_at == after[0], Claim.id < after[1])) if after else None
        found = found.order_by(Claim.status_at.desc(), Claim.id.desc())
    rows = await db.execute((found.where(key) if key is not None else found).limit(limit))
    return [(row[0], row[1]) for row in rows]


def _matching(search: str) -> ColumnElement[bool]:
    """Our number, the payer's number, or the beginning of the patient's name or number."""
    words = search.strip()
    start = words.casefold()
    return or_(
        Claim.control_number == words.upper(),
        Claim.payer_control_number == words.upper(),
        Patient.number == words.upper(),
        func.lower(Patient.family).startswith(start, autoescape=True),
        func.lower(Patient.given).startswith(start, autoescape=True),
    )


async def counts(db: Db | ReadDb, actor: Actor) -> dict[str, int]:
    """How many claims each queue holds, and what else waits for a person."""
    rows = await db.execute(select(Claim.status, func.count()).where(_seen(actor)).group_by(Claim.status))
    by_status = {row[0]: row[1] for row in rows}
    found = {name: sum(by_status.get(status, 0) for status in kinds) for name, kinds in rules.QUEUES.items()}
    unmatched = select(func.count()).where(RemittanceClaim.state == PaymentState.unmatched)
    quarantined = select(func.count()).where(Interchange.status == FileStatus.quarantined)
    more = {"unmatched": await db.scalar(unmatched) or 0, "quarantined": await db.scalar(quarantined) or 0}
    return found | more


@dataclass(frozen=True, slots=True)
class Adjudication:
    """What one remittance says about one claim: charge == paid + contractual + patient_share + denied (minor units).

    A reversal counts negative, so a reversal with its correction in one remittance is their difference.
    """

    charge: int
    paid: int
    contractual: int
    patient_share: int
    denied: int
    currency: str


async def remittance(db: Db | ReadDb, remittance_id: UUID) -> Remittance:
    """For billing: a remittance that a fact names."""
    return await db.get_one(Remittance, remittance_id)


async def adjudication(db: Db | ReadDb, claim_id: UUID, remittance_id: UUID) -> Adjudication:
    """For billing: the sums to book; 404 when that remittance says nothing about that claim."""
    columns = (RemittanceClaim.charge, RemittanceClaim.paid, RemittanceClaim.contractual,
               RemittanceClaim.patient_share, RemittanceClaim.denied)  # fmt: skip
    row = (
        await db.execute(
            select(*(func.sum(column) for column in columns), func.min(Remittance.currency))
            .join(Remittance, Remittance.id == RemittanceClaim.remittance_id)
            .where(
                RemittanceClaim.claim_id == claim_id,
                RemittanceClaim.remittance_id == remittance_id,
                RemittanceClaim.state == PaymentState.posted,
            )
        )
    ).one()
    if row[5] is None:
        raise NotFound()
    return Adjudication(
        charge=int(row[0]), paid=int(row[1]), contractual=int(row[2]), patient_share=int(row[3]), denied=int(row[4]),
        currency=str(row[5]),
    )  # fmt: skip
