"""What prior authorizations look like from outside: the office's list, one with its story, the patient's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, tuple_

from hub.core import audit, cursor
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import NotFound
from hub.core.http import Page
from hub.core.states import may_move
from hub.identity import house
from hub.insurance import files
from hub.insurance import queries as insurance
from hub.insurance.authorization import queries
from hub.insurance.authorization.actions import ASK, CHANGEABLE
from hub.insurance.authorization.models import ANSWERABLE, PriorAuthorization
from hub.insurance.authorization.models import PriorAuthorizationStatus as S
from hub.insurance.authorization.schemas import (
    AuthorizedServiceOut,
    CoverageToAskOut,
    ListedPriorAuthorization,
    OwnPriorAuthorizationOut,
    OwnPriorAuthorizationsOut,
    PayerWantsOut,
    PriorAuthorizationCountsOut,
    PriorAuthorizationEntry,
    PriorAuthorizationOut,
    PriorAuthorizationRow,
    PriorAuthorizationSearch,
    PriorAuthorizationsOut,
)
from hub.insurance.codes.services import SERVICES
from hub.insurance.findings import PayerRules
from hub.insurance.models import Coverage
from hub.patients import queries as patients
from hub.patients.models import Patient
from hub.patients.queries import visible
from hub.staff.models import Practitioner

P = PriorAuthorization
STAGES: dict[str, tuple[S, ...]] = {
    "clerk": (S.draft, S.rejected),
    "payer": (S.ready, S.sent, S.pended),
    "clinician": (S.denied,),
    "approved": (S.approved, S.partial),
    "over": (S.withdrawn, S.expired, S.self_pay),
}
_STAGE = {status: stage for stage, statuses in STAGES.items() for status in statuses}
_OPEN = (*STAGES["clerk"], *STAGES["payer"], *STAGES["clinician"])
_NEWEST_FIRST = ("approved", "over")


# ---- lists ----------------------------------------------------------------------------------------------------------


async def listed(db: Db, actor: Actor, query: PriorAuthorizationSearch) -> Page[ListedPriorAuthorization]:
    """One stage of the office's list, oldest first; what is decided latest first. A search looks through all."""
    newest = query.stage in _NEWEST_FIRST or bool(query.search)
    found = select(P, Patient).join(Patient, Patient.id == P.patient_id).where(queries.seen(actor))
    if query.search:
        found = found.where(_matching(query.search))
    else:
        found = found.where(P.status.in_(_OPEN if query.stage == "open" else STAGES[query.stage]))
    if given := cursor.read(query.after, 2):
        last = cursor.parse(datetime.fromisoformat, given[0]), cursor.parse(UUID, given[1])
        place = tuple_(P.status_at, P.id)
        found = found.where(place < last if newest else place > last)
    order = (P.status_at.desc(), P.id.desc()) if newest else (P.status_at, P.id)
    rows = (await db.execute(found.order_by(*order).limit(query.limit + 1))).all()
    kept = rows[: query.limit]
    audit.noted(db, actor, "read", "prior_authorization")
    shown = await _rows(db, [row[0] for row in kept])
    return Page(
        items=[ListedPriorAuthorization(**shown[row[0].id], **_whose(row[1])) for row in kept],
        next=cursor.write(kept[-1][0].status_at.isoformat(), kept[-1][0].id) if len(rows) > query.limit else None,
    )


def _matching(search: str) -> Any:
    """Our number, the payer's, the patient's, or the beginning of his name."""
    words = search.strip()
    start = words.casefold()
    return or_(
        P.number == words.upper(), P.authorization_number == words.upper(), Patient.number == words.upper(),
        func.lower(Patient.family).startswith(start, autoescape=True),
        func.lower(Patient.given).startswith(start, autoescape=True),
    )  # fmt: skip


async def counts(db: ReadDb, actor: Actor) -> PriorAuthorizationCountsOut:
    """How many wait at each stage."""
    rows = (await db.execute(
        select(P.status, P.to_call, func.count()).where(queries.seen(actor), P.status.in_(_OPEN))
        .group_by(P.status, P.to_call)
    )).all()  # fmt: skip
    sums = {stage: sum(row[2] for row in rows if _STAGE[row[0]] == stage) for stage in ("clerk", "payer", "clinician")}
    return PriorAuthorizationCountsOut(**sums, to_call=sum(row[2] for row in rows if row[1] and row[0] is S.pended))


async def of_patient(db: Db, actor: Actor, patient: Patient) -> PriorAuthorizationsOut:
    """A patient's latest requests, and the coverages under which one can be asked for."""
    found = select(P).where(P.patient_id == patient.id, queries.seen(actor)).order_by(P.created_at.desc()).limit(50)
    rows = list(await db.scalars(found))
    shown = await _rows(db, rows)
    today = await house.today(db)
    covers = [one for one in await insurance.coverages(db, actor, patient.id) if _in_force(one, today)]
    return PriorAuthorizationsOut(
        items=[PriorAuthorizationRow(**shown[row.id]) for row in rows],
        coverages=[_to_ask(one) for one in covers],
    )  # fmt: skip


def _in_force(coverage: Coverage, today: date) -> bool:
    return coverage.ends_on is None or coverage.ends_on >= today


def _to_ask(coverage: Coverage) -> CoverageToAskOut:
    rules = PayerRules.model_validate(coverage.payer.rules)
    wanted = sorted(rules.authorization_for(coverage.plan, coverage.group_number))
    services = [PayerWantsOut(code=code, text=service_text(code)) for code in wanted]
    return CoverageToAskOut(coverage_id=coverage.id, payer_name=coverage.payer.name, services=services)


async def own(db: ReadDb, actor: Actor) -> OwnPriorAuthorizationsOut:
    """What was asked for the patient, and what the payer said."""
    if actor.patient_id is None:
        raise NotFound()
    found = select(P).where(P.patient_id == actor.patient_id, visible(actor, P.patient_id, clinical=True))
    rows = list(await db.scalars(found.order_by(P.created_at.desc()).limit(50)))
    shown = await _rows(db, rows)
    names = OwnPriorAuthorizationOut.model_fields
    return OwnPriorAuthorizationsOut(
        items=[OwnPriorAuthorizationOut(**{name: shown[row.id][name] for name in names}) for row in rows]
    )


# ---- one ------------------------------------------------------------------------------------------------------------


async def shown(db: Db, actor: Actor, row: PriorAuthorization) -> PriorAuthorizationOut:
    """One request with its words and its story."""
    await db.flush()
    row = await queries.by_id(db, row.id)
    story = await queries.history(db, row.id)
    known = await files.files_by_id(db, {one.interchange_id for one in story if one.interchange_id})
    people = await patients.patients_by_id(db, {row.patient_id})
    ask = actor.may(ASK)
    return PriorAuthorizationOut(
        **(await _rows(db, [row]))[row.id], **_whose(people[row.patient_id]), version=row.version,
        diagnoses=row.diagnoses, reason=row.reason, appeal=row.appeal, answer=row.answer, case_id=row.case_id,
        payer_reference=row.payer_reference, asked_by_name=row.asked_by_name,
        member_id=await queries.member_of(db, row),
        history=[
            PriorAuthorizationEntry(
                at=one.at, what=one.what, detail=one.detail, actor_name=one.actor_name,
                interchange_id=one.interchange_id,
                file_kind=known[one.interchange_id].kind if one.interchange_id else "",
            )
            for one in story
        ],
        may_change=ask and row.status in CHANGEABLE, may_withdraw=ask and may_move(row.status, S.withdrawn),
        may_answer=actor.may("claim.manage") and row.status in ANSWERABLE,
    )  # fmt: skip


# ---- parts ----------------------------------------------------------------------------------------------------------


def service_text(code: str) -> str:
    """A service in our words; one that we have no words for is its code."""
    known = SERVICES.get(code)
    return known.text if known else code


def _whose(patient: Patient) -> dict[str, Any]:
    return {"patient_name": patient.name, "patient_number": patient.number}


async def _rows(db: Db | ReadDb, rows: Sequence[PriorAuthorization]) -> dict[UUID, dict[str, Any]]:
    """request id -> the fields of its line."""
    services = await queries.services_of(db, rows)
    used = await queries.used(db, [one.id for found in services.values() for one in found])
    covers = await queries.coverages(db, {row.coverage_id for row in rows})
    people = select(Practitioner).where(Practitioner.id.in_({row.practitioner_id for row in rows}))
    names = {one.id: one.name for one in await db.scalars(people)} if rows else {}
    return {
        row.id: {
            **{name: getattr(row, name) for name in (
                "id", "number", "patient_id", "coverage_id", "status", "status_at", "urgent", "to_call", "starts_on",
                "ends_on", "authorization_number", "valid_from", "valid_to")},
            "payer_name": covers[row.coverage_id].payer.name, "practitioner_name": names.get(row.practitioner_id, ""),
            "stage": _STAGE[row.status], "asked_at": row.created_at,
            "used_up": row.status in STAGES["approved"] and all(
                (one.approved_units or 0) <= used.get(one.id, Decimal(0)) for one in services[row.id]),
            "services": [
                AuthorizedServiceOut(code=one.code, text=service_text(one.code), units=one.units,
                                     approved_units=one.approved_units, used_units=used.get(one.id, Decimal(0)))
                for one in services[row.id]
            ],
        }
        for row in rows
    }  # fmt: skip
