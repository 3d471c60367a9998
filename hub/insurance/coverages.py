"""Verbs of a coverage: added, corrected, ended. What the patient chose for a visit ends here too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.core import audit, keys
from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.errors import Conflict, Invalid
from hub.core.facts import state
from hub.identity import house
from hub.insurance import queries
from hub.insurance.facts import CoverageChanged
from hub.insurance.models import Coverage, Payer, Relationship
from hub.insurance.x12.text import code
from hub.patients.models import Patient
from hub.patients.queries import user_id_of


async def add(db: Db, patient: Patient, payer: Payer, details: Mapping[str, Any], *, actor: Actor) -> Coverage:
    """A new cover; the same card twice is the same row. Invalid when the details cannot be right."""
    values = _checked(details)
    # Two tabs with the same card meet at this lock.
    await db.execute(select(Patient.id).where(Patient.id == patient.id).with_for_update())
    known = await db.scalar(
        select(Coverage).where(
            Coverage.patient_id == patient.id, Coverage.payer_id == payer.id,
            Coverage.member_key == values["member_key"], Coverage.ends_on.is_(None),
        )
    )  # fmt: skip
    if known is not None:
        return await queries.coverage(db, known.id)
    found = Coverage(patient_id=patient.id, payer_id=payer.id, payer=payer, **values)
    db.add(found)
    await _told(db, found, actor)
    return found


async def change(
    db: Db, coverage: Coverage, details: Mapping[str, Any], *, actor: Actor, version: int | None = None
) -> Coverage:
    """Correct a cover; claims that were built before keep what they said. 409 stale when `version` is an older one."""
    if version is not None and version != coverage.version:
        raise Conflict("Somebody changed this in the meantime. Please look again.", code="stale")
    kept = {name: getattr(coverage, name) for name in _FIELDS}
    for name, value in _checked(kept | dict(details)).items():
        setattr(coverage, name, value)
    await _told(db, coverage, actor)
    return coverage


async def end(db: Db, coverage: Coverage, *, actor: Actor) -> Coverage:
    """No longer valid from today on; 409 when it has ended already."""
    today = await house.today(db)
    if coverage.ends_on is not None and coverage.ends_on <= today:
        raise Conflict("This coverage has ended already.", code="coverage_ended")
    coverage.ends_on = max(today, coverage.starts_on or today)
    await _told(db, coverage, actor)
    return coverage


async def chosen(db: Db, patient_id: UUID, answers: Mapping[str, Any], *, actor: Actor) -> dict[str, Any]:
    """What a visit will be paid by: {kind: self_pay} or {kind: insured, coverage_id} of this very patient."""
    if answers.get("kind") == "self_pay":
        return {"kind": "self_pay", "coverage_id": None}
    if answers.get("coverage_id"):
        coverage = await queries.access_coverage(db, actor, UUID(str(answers["coverage_id"])), patient_id=patient_id)
        today = await house.today(db)
        if coverage.ends_on is not None and coverage.ends_on < today:
            raise Invalid("This coverage has ended. Please choose another one.", code="coverage_ended")
        return {"kind": "insured", "coverage_id": coverage.id}
    if not answers.get("payer_id") or not answers.get("member_id"):
        raise Invalid("Please choose an insurer and enter the member number.", code="coverage_incomplete")
    payer = await queries.payer(db, UUID(str(answers["payer_id"])))
    patient = await db.get_one(Patient, patient_id)
    details = {name: answers[name] for name in _FIELDS if answers.get(name)}
    return {"kind": "insured", "coverage_id": (await add(db, patient, payer, details, actor=actor)).id}


_FIELDS = ("member_id", "group_number", "plan", "relationship", "subscriber", "starts_on", "ends_on", "priority")


def _checked(details: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(details)
    values["member_id"] = code(str(values.get("member_id") or ""), 80)
    values["member_key"] = keys.blind_text("coverage.member_id", values["member_id"])
    values["group_number"] = code(str(values.get("group_number") or ""), 50)
    values["relationship"] = Relationship(values.get("relationship") or Relationship.self)
    if len(values["member_id"]) < 2:
        raise Invalid("Please enter the member number from the insurance card.", code="member_id_missing")
    if values["relationship"] is Relationship.self:
        values["subscriber"] = None
    elif not (values.get("subscriber") or {}).get("family"):
        raise Invalid("Please enter who holds the insurance.", code="subscriber_missing")
    starts, ends = values.get("starts_on"), values.get("ends_on")
    if starts and ends and ends < starts:
        raise Invalid("The coverage ends before it begins.", code="period")
    return values


async def _told(db: Db, coverage: Coverage, actor: Actor) -> None:
    audit.wrote(db, actor, coverage)
    await db.flush()
    user_id = await user_id_of(db, coverage.patient_id)
    state(
        db, CoverageChanged(coverage_id=coverage.id, patient_id=coverage.patient_id, user_id=user_id), actor=actor
    )  # fmt: skip
