"""Reads of prior authorizations, and the door to one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.insurance.authorization.models import (
    OPEN,
    Certification,
    PriorAuthorization,
    PriorAuthorizationHistory,
    PriorAuthorizationService,
)
from hub.insurance.authorization.models import PriorAuthorizationStatus as S
from hub.insurance.authorization.units import Authorized
from hub.insurance.models import Claim, ClaimLine, ClaimStatus, Coverage
from hub.patients.access import policy
from hub.patients.queries import visible
from workflows.models import Task

P, Service = PriorAuthorization, PriorAuthorizationService
_FREE = (
    ClaimStatus.scrub_failed, ClaimStatus.rejected_envelope, ClaimStatus.rejected_999, ClaimStatus.rejected_277ca,
    ClaimStatus.replaced, ClaimStatus.voided, ClaimStatus.denied, ClaimStatus.closed,
)  # fmt: skip
"""Claims that use no units up: the payer has not paid them and does not look at them any more."""


# ---- the door -------------------------------------------------------------------------------------------------------


def seen(actor: Actor) -> ColumnElement[bool]:
    """Requests that this person may see: of patients that he sees, his own, or whose task he has taken."""
    ways = [visible(actor, P.patient_id), exists().where(Task.case_id == P.case_id, Task.assignee_id == actor.user_id)]
    if actor.practitioner_id is not None:
        ways.append(P.practitioner_id == actor.practitioner_id)
    return and_(~policy.barred(actor, P.patient_id), or_(*ways))


async def access_prior_authorization(
    db: Db, actor: Actor, prior_authorization_id: UUID, *, lock: bool = False
) -> PriorAuthorization:
    """The one door to a request; absent and not visible are the same 404. The read is audited unless it is locked."""
    found = await db.scalar(select(P.id).where(P.id == prior_authorization_id, seen(actor)))
    if found is None:
        raise NotFound()
    row = await by_id(db, found, lock=lock)
    if not lock:
        audit.read(db, actor, "prior_authorization", row.id, patient_id=row.patient_id)
    return row


async def by_id(db: Db | ReadDb, prior_authorization_id: UUID, *, lock: bool = False) -> PriorAuthorization:
    """A request, for steps of its pathway and for callers inside the hub; 404 otherwise."""
    statement = select(P).where(P.id == prior_authorization_id).execution_options(populate_existing=True)
    found: PriorAuthorization | None = await db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound()
    return found


async def by_number(db: Db | ReadDb, number: str, *, lock: bool = False) -> PriorAuthorization | None:
    statement = select(P).where(P.number == number).execution_options(populate_existing=True)
    found: PriorAuthorization | None = await db.scalar(statement.with_for_update() if lock else statement)
    return found


async def of_case(db: Db, case_id: UUID) -> PriorAuthorization | None:
    """The request that a pathway leads, locked."""
    found: PriorAuthorization | None = await db.scalar(select(P).where(P.case_id == case_id).with_for_update())
    return found


# ---- parts ----------------------------------------------------------------------------------------------------------


async def services(db: Db | ReadDb, prior_authorization_id: UUID) -> list[PriorAuthorizationService]:
    found = select(Service).where(Service.prior_authorization_id == prior_authorization_id).order_by(Service.number)
    return list(await db.scalars(found))


async def services_of(
    db: Db | ReadDb, rows: Sequence[PriorAuthorization]
) -> dict[UUID, list[PriorAuthorizationService]]:  # fmt: skip
    """request id -> its services."""
    found: dict[UUID, list[PriorAuthorizationService]] = {row.id: [] for row in rows}
    if rows:
        statement = select(Service).where(Service.prior_authorization_id.in_(found)).order_by(Service.number)
        for one in await db.scalars(statement):
            found[one.prior_authorization_id].append(one)
    return found


async def used(db: Db | ReadDb, service_ids: Collection[UUID]) -> dict[UUID, Decimal]:
    """service id -> units that standing claims have used up."""
    found: dict[UUID, Decimal] = defaultdict(Decimal)
    if service_ids:
        column = ClaimLine.prior_authorization_service_id
        rows = await db.execute(
            select(column, func.sum(ClaimLine.units))
            .join(Claim, Claim.id == ClaimLine.claim_id)
            .where(column.in_(service_ids), Claim.status.not_in(_FREE), Claim.frequency != "8")
            .group_by(column)
        )
        found |= {service_id: units for service_id, units in rows if service_id is not None}
    return found


async def billed(db: Db | ReadDb, service_ids: Collection[UUID]) -> set[UUID]:
    """Those among these services that a claim names, whatever became of it."""
    column = ClaimLine.prior_authorization_service_id
    return set(await db.scalars(select(column).where(column.in_(service_ids)))) if service_ids else set()


async def of_services(db: Db | ReadDb, service_ids: Collection[UUID]) -> list[PriorAuthorization]:
    """The requests that these services belong to."""
    owners = select(Service.prior_authorization_id).where(Service.id.in_(service_ids))
    return list(await db.scalars(select(P).where(P.id.in_(owners)).order_by(P.id)))


async def history(db: Db | ReadDb, prior_authorization_id: UUID) -> list[PriorAuthorizationHistory]:
    """What happened, oldest first."""
    H = PriorAuthorizationHistory
    return list(await db.scalars(select(H).where(H.prior_authorization_id == prior_authorization_id).order_by(H.id)))


async def noted(db: Db | ReadDb, row: PriorAuthorization, what: str) -> bool:
    """Whether this was written down since the payer's last answer."""
    H = PriorAuthorizationHistory
    found = [H.prior_authorization_id == row.id, H.what == what]
    if row.answered_at is not None:
        found.append(H.at >= row.answered_at)
    return bool(await db.scalar(select(exists().where(*found))))


async def member_of(db: Db | ReadDb, row: PriorAuthorization) -> str:
    """The member number of its coverage."""
    found = await db.scalar(select(Coverage).where(Coverage.id == row.coverage_id))
    return found.member_id if found else ""


async def coverages(db: Db | ReadDb, ids: Collection[UUID]) -> dict[UUID, Coverage]:
    """coverage id -> coverage with its payer."""
    found = select(Coverage).where(Coverage.id.in_(ids)).options(joinedload(Coverage.payer))
    return {row.id: row for row in await db.scalars(found)} if ids else {}


# ---- work -----------------------------------------------------------------------------------------------------------


async def of_file(db: Db, interchange_id: UUID) -> list[PriorAuthorization]:
    """The requests that went out in a file, locked, in its order."""
    found = select(P).where(P.interchange_id == interchange_id).order_by(P.id).with_for_update()
    return list(await db.scalars(found))


async def to_send(db: Db, payer_id: UUID, limit: int) -> list[PriorAuthorization]:
    """What waits to go to a payer: requests that are ready, and cancellations of what he has. One that somebody holds
    at this moment is left for the next file."""
    found = select(P).where(*_waits(payer_id)).order_by(P.id).limit(limit).with_for_update(skip_locked=True)
    return list(await db.scalars(found))


async def left_to_send(db: Db, payer_id: UUID) -> bool:
    """Whether anything still waits to go to a payer."""
    return bool(await db.scalar(select(exists().where(*_waits(payer_id)))))


def _waits(payer_id: UUID) -> tuple[ColumnElement[bool], ...]:
    cancelled = (P.status == S.withdrawn) & (P.certification == Certification.cancel)
    return P.payer_id == payer_id, P.interchange_id.is_(None), or_(P.status == S.ready, cancelled)


async def open_for(db: Db, coverage_id: UUID, codes: Collection[str], *, but: UUID | None = None) -> str | None:
    """A service among these that somebody asks this payer about already."""
    found = (
        select(Service.code)
        .join(P, P.id == Service.prior_authorization_id)
        .where(P.coverage_id == coverage_id, P.status.in_(OPEN), Service.code.in_(codes), P.id != but)
        .limit(1)
    )
    code: str | None = await db.scalar(found)
    return code


async def authorized(
    db: Db | ReadDb, coverage_id: UUID, codes: Collection[str] | None = None, *, number: str = ""
) -> list[Authorized]:
    """What the payer has approved under a coverage (of these services, or under this number), and what is left of it.

    An authorization that has expired still covers what was done while it held; one that was withdrawn covers nothing.
    """
    wanted = [P.coverage_id == coverage_id, P.authorization_number != "", P.status != S.withdrawn,
              Service.approved_units > 0]  # fmt: skip
    wanted += [Service.code.in_(codes)] if codes is not None else []
    wanted += [P.authorization_number == number] if number else []
    rows = (await db.execute(
        select(Service, P.authorization_number, P.valid_from, P.valid_to)
        .join(P, P.id == Service.prior_authorization_id)
        .where(*wanted)
        .order_by(P.valid_to, Service.id)
    )).all()  # fmt: skip
    taken = await used(db, [row[0].id for row in rows])
    return [
        Authorized(row[0].id, row[1], row[0].code, row[2] or date.min, row[3] or date.max,
                   (row[0].approved_units or Decimal(0)) - taken.get(row[0].id, Decimal(0)))
        for row in rows
    ]  # fmt: skip


async def past(db: Db, today: date, limit: int = 500) -> list[PriorAuthorization]:
    """Approved requests whose last day has passed, locked."""
    return list(
        await db.scalars(
            select(P)
            .where(P.status.in_((S.approved, S.partial)), P.valid_to < today)
            .order_by(P.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )
