"""How requests to erase a record are shown."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, select

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.identity import house
from hub.identity.queries import display_names
from hub.patients import queries
from hub.patients.erasure import checks, holds
from hub.patients.erasure.checks import HOLD
from hub.patients.erasure.models import OPEN, ErasureRequest, ErasureStatus
from hub.patients.erasure.schemas import (
    ErasureOut,
    ErasurePage,
    ErasuresOut,
    FindingsOut,
    HindranceOut,
    LawOut,
    LegalHoldOut,
    LegalHoldsOut,
    MyErasureOut,
    MyErasuresOut,
    RetainedOut,
    TallyOut,
)
from hub.patients.models import Patient

MOST = 200


async def requests(db: Db | ReadDb, actor: Actor) -> ErasuresOut:
    """Those that wait for somebody first, then those that wait for their day, then what is over; the newest first."""
    kept = ErasureRequest.status == ErasureStatus.restricted, ErasureRequest.erase_from > await house.today(db)
    waits = case((and_(*kept), 1), (ErasureRequest.status.in_(OPEN), 0), else_=2)
    rows = list(await db.scalars(select(ErasureRequest).order_by(waits, ErasureRequest.id.desc()).limit(MOST)))
    people = await queries.patients_by_id(db, {row.patient_id for row in rows})
    return ErasuresOut(items=[ErasureOut(**_line(row, people[row.patient_id], actor)) for row in rows])


def _line(row: ErasureRequest, patient: Patient, actor: Actor) -> dict[str, Any]:
    knows = actor.may("patient.any") and patient.erased_at is None
    return {
        "id": row.id, "patient_id": row.patient_id, "number": patient.number, "name": patient.name if knows else "",
        "status": row.status, "status_at": row.status_at, "created_at": row.created_at, "by_patient": row.by_patient,
        "erase_from": row.erase_from, "part": row.part, "parts": row.parts,
        "mine": actor.user_id in (row.asked_by, row.decided_by),
    }  # fmt: skip


async def page(db: Db, actor: Actor, patient: Patient, row: ErasureRequest) -> ErasurePage:
    """One request. Who only confirms sees the number, not what was written."""
    manages = actor.may("erasure.manage")
    found = await checks.check(db, patient) if manages and row.status in OPEN and row.status != "running" else None
    names = await display_names(db, {id for id in (row.decided_by, row.confirmed_by) if id is not None})
    return ErasurePage(
        **_line(row, patient, actor), reason=row.reason if manages else "", answer=row.answer if manages else "",
        kept=[RetainedOut(**one) for one in row.kept], findings=_findings(found) if found else None,
        decided_by=_name(names, row.decided_by), confirmed_by=_name(names, row.confirmed_by),
        confirmed_at=row.confirmed_at, tally=[TallyOut(part=part, rows=n) for part, n in row.tally.items() if n],
    )  # fmt: skip


def _name(names: dict[UUID, str], id: UUID | None) -> str:
    return names.get(id, "") if id is not None else ""


def _findings(found: checks.Findings) -> FindingsOut:
    return FindingsOut(
        records=found.records, jurisdiction=found.jurisdiction, erase_from=found.erase_from, may_erase=found.may_erase,
        may_restrict=found.may_restrict,
        hindrances=[HindranceOut(code=one.code, count=one.count) for one in found.hindrances],
        kept=[LawOut(kind=one.kind, until=one.until, last=one.last, source=one.source) for one in found.kept],
    )  # fmt: skip


async def mine(db: Db, patient: Patient) -> MyErasuresOut:
    """One's own newest request. That there is a legal hold is not told: it may be an investigation."""
    found = select(ErasureRequest).where(ErasureRequest.patient_id == patient.id).order_by(ErasureRequest.id.desc())
    row = await db.scalar(found.limit(1))
    findings = await checks.check(db, patient)
    return MyErasuresOut(
        request=MyErasureOut(
            id=row.id, status=row.status, status_at=row.status_at, created_at=row.created_at, answer=row.answer,
            kept=[RetainedOut(**one) for one in row.kept], erase_from=row.erase_from,
        ) if row else None,
        kept=[RetainedOut(kind=one.kind, until=one.until) for one in findings.kept],
        hindrances=[one.code for one in findings.hindrances if one.code != HOLD],
    )  # fmt: skip


async def legal_holds(db: Db | ReadDb, patient: Patient) -> LegalHoldsOut:
    rows = await holds.of_patient(db, patient.id)
    return LegalHoldsOut(items=[LegalHoldOut.model_validate(row) for row in rows])
