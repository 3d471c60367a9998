"""Results: entered or received, reviewed by a clinician, and released to the patient by him or by the rule.

A report that was final is never overwritten: an amendment keeps what it said, is marked wherever it is read, and is
told to the patient who could read the old one. What is held back is released by a clinician only.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, func, select, update

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Base, Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.ids import uuid7
from hub.core.states import move
from hub.encounters import critical, parts, queries, reviewing
from hub.encounters.diagnostic_models import DiagnosticObservation, DiagnosticReport, DiagnosticReportVersion
from hub.encounters.diagnostic_schemas import (
    ChangeDiagnosticReport,
    DiagnosticObservationOut,
    EnterDiagnosticObservation,
    EnterDiagnosticReport,
)
from hub.encounters.models import Encounter
from hub.encounters.statuses import SAID, ReleaseStatus, ReportStatus
from hub.encounters.switches import RESULTS_BY_RULE, RESULTS_DAYS
from hub.patients.access import policy

LATE = timedelta(days=366 * 120)
AT_ONCE = 200
"""How many reports one run of the rule releases."""


# ---- doors ----------------------------------------------------------------------------------------------------------


async def access_report(db: Db, actor: Actor, report_id: UUID, *, lock: bool = False) -> DiagnosticReport:
    """A report for who is to look at it or cares for the patient; else 404. Audited as a read unless it is locked."""
    query = select(DiagnosticReport).where(DiagnosticReport.id == report_id)
    row: DiagnosticReport | None = await db.scalar(query.with_for_update() if lock else query)
    if row is None or not (
        reviewing.is_his(row, actor)
        or await queries.cares_for(db, actor, row.patient_id)
        or await reviewing.stands_in(db, row, actor)
    ):
        raise NotFound()
    there = parts.report_open_to(actor), ~policy.barred(actor, DiagnosticReport.patient_id)
    if not await db.scalar(query.where(*there).with_only_columns(DiagnosticReport.id)):
        raise NotFound()
    if not lock:
        audit.read(db, actor, "diagnostic_report", row.id, patient_id=row.patient_id)
    return row


async def access_own_report(db: Db, actor: Actor, report_id: UUID) -> DiagnosticReport:
    """A released report for the patient, or who acts for him; else 404. Audited; the first time it counts as seen."""
    row: DiagnosticReport | None = await db.scalar(
        select(DiagnosticReport).where(
            DiagnosticReport.id == report_id, DiagnosticReport.patient_id == actor.patient_id,
            DiagnosticReport.release == ReleaseStatus.released, parts.report_open_to(actor),
        )
    )  # fmt: skip
    if row is None:
        raise NotFound()
    audit.read(db, actor, "diagnostic_report", row.id, patient_id=row.patient_id)
    if row.seen_at is None:  # past the version: who is just amending it is not told that somebody changed it
        table = Base.metadata.tables["diagnostic_report"]
        await db.execute(update(table).where(table.c.id == row.id, table.c.seen_at.is_(None)).values(seen_at=now()))
    return row


# ---- entering and changing ------------------------------------------------------------------------------------------


async def enter(db: Db, patient_id: UUID, wanted: EnterDiagnosticReport, *, actor: Actor) -> DiagnosticReport:
    """Write a report down. 404 for somebody else's visit; 409 kept_out for a reviewer to whom it is closed; 422
    reviewer_unknown, effective_later, effective_long_ago."""
    encounter = await _encounter(db, actor, patient_id, wanted.encounter_id)
    holder = encounter.practitioner_id if encounter else None
    himself = actor.practitioner_id if actor.may("result.release") else None
    row = DiagnosticReport(
        patient_id=patient_id, encounter_id=wanted.encounter_id, entered_by_name=actor.name,
        practitioner_id=await reviewing.reviewer(db, wanted.practitioner_id or holder or himself),
        status=ReportStatus(wanted.status), release=ReleaseStatus.waiting,
    )  # fmt: skip
    await _say(db, row, wanted)
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    await reviewing.must_see(db, row)
    is_critical = await _write(db, row, wanted.observations)
    await reviewing.news(db, row, _arrival(row, is_critical), actor)
    if is_critical:
        await critical.arrive(db, row, actor=actor)
    return await _rule_at_once(db, row, actor)


async def change(db: Db, row: DiagnosticReport, wanted: ChangeDiagnosticReport, *, actor: Actor) -> DiagnosticReport:
    """Bring a report up to date. 409 report_changed, entered_in_error; 422 no_reason for an amendment without one."""
    if wanted.version != row.version:
        raise Conflict("Somebody changed this report. Please look again.", code="report_changed")
    if row.status == ReportStatus.entered_in_error:
        raise Conflict("This report was entered in error.", code="entered_in_error")
    amends = row.status in SAID
    if amends:
        await _amend(db, row, wanted, actor)
    elif row.status != wanted.status:
        move(row, ReportStatus(wanted.status))
    await _say(db, row, wanted)
    await db.execute(delete(DiagnosticObservation).where(DiagnosticObservation.report_id == row.id))
    is_critical = await _write(db, row, wanted.observations)
    audit.wrote(db, actor, row, reason="amended" if amends else "")
    await db.flush()
    if amends:
        await reviewing.news(db, row, "amended", actor)
    if is_critical or not amends:
        await reviewing.news(db, row, _arrival(row, is_critical), actor)
    await (critical.arrive if is_critical else critical.withdraw)(db, row, actor=actor)
    return await _rule_at_once(db, row, actor)


async def _amend(db: Db, row: DiagnosticReport, wanted: ChangeDiagnosticReport, actor: Actor) -> None:
    """Keep what it said; it is to be looked at again, and the words that were said of it are not of the new one."""
    if wanted.status != "final" or len(wanted.why) < 3:
        raise Invalid("It was final already. Please say why it changes.", code="no_reason",
                      errors=[{"path": "why", "message": "say why"}])  # fmt: skip
    number = await db.scalar(select(func.count()).where(DiagnosticReportVersion.report_id == row.id)) or 0
    found = await observations(db, [row.id])
    db.add(DiagnosticReportVersion(
        id=uuid7(), report_id=row.id, patient_id=row.patient_id, number=number + 1, by_name=actor.name,
        content={
            "status": row.status, "title": row.title, "conclusion": row.conclusion, "comment": row.comment,
            "observations": [
                DiagnosticObservationOut.model_validate(one).model_dump(mode="json") for one in found[row.id]
            ],
        },
    ))  # fmt: skip
    if row.status == ReportStatus.final:
        move(row, ReportStatus.amended)
    row.reason, row.comment, row.reviewed_at, row.reviewed_by_name, row.seen_at = wanted.why, "", None, "", None


async def strike(db: Db, row: DiagnosticReport, reason: str, *, actor: Actor) -> DiagnosticReport:
    """It never belonged here: kept for colleagues, and the patient who could read it is told that it is gone."""
    move(row, ReportStatus.entered_in_error)
    row.reason, row.seen_at = reason, None
    audit.wrote(db, actor, row, reason="entered in error")
    await db.flush()
    await critical.withdraw(db, row, actor=actor)
    await reviewing.news(db, row, "entered_in_error", actor)
    return row


# ---- review and release ---------------------------------------------------------------------------------------------


async def release(
    db: Db, row: DiagnosticReport, comment: str, *, version: int | None = None, actor: Actor
) -> DiagnosticReport:  # fmt: skip
    """Looked at and given to the patient with these words. 409 not_final, report_changed, nothing_new."""
    _looked_at(row, actor, version)
    if row.release == ReleaseStatus.released and not comment and row.comment:
        raise Conflict("The patient reads this already.", code="nothing_new")
    said = "reviewed" if comment == row.comment else "commented"
    what = said if row.release == ReleaseStatus.released else "released"
    row.comment = comment
    await critical.answered(db, row, actor=actor)
    _let_go(row)
    audit.wrote(db, actor, row, reason=what)
    await db.flush()
    await reviewing.news(db, row, what, actor)
    return row


async def hold(
    db: Db, row: DiagnosticReport, reason: str, *, version: int | None = None, actor: Actor
) -> DiagnosticReport:  # fmt: skip
    """Looked at and kept back for a reason: no rule releases it. 409 not_final, report_changed; illegal_move once it is
    released."""
    _looked_at(row, actor, version)
    if row.release != ReleaseStatus.held:
        move(row, ReleaseStatus.held, field="release")
    row.held_reason = reason
    await critical.answered(db, row, actor=actor)
    audit.wrote(db, actor, row, reason="held")
    await db.flush()
    await reviewing.news(db, row, "held", actor)
    return row


async def release_by_rule(db: Db, *, actor: Actor) -> int:
    """Release what waited as long as the hospital has set; how many there were."""
    if (after := await rule(db)) is None:
        return 0
    until = now() - after
    due = (
        select(DiagnosticReport)
        .where(DiagnosticReport.release == ReleaseStatus.waiting, DiagnosticReport.status.in_(SAID),
               DiagnosticReport.issued_at <= until)
        .order_by(DiagnosticReport.issued_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )  # fmt: skip
    rows = list(await db.scalars(due))
    for row in rows:
        await _by_rule(db, row, actor)
    return len(rows)


async def rule(db: Db | ReadDb) -> timedelta | None:
    """How long a final report waits before it goes to the patient by itself; None = only a clinician releases."""
    return timedelta(days=int(await RESULTS_DAYS.value(db))) if await RESULTS_BY_RULE.value(db) else None


def releases_at(row: DiagnosticReport, after: timedelta | None) -> datetime | None:
    """When the rule would release a report; None = it will not."""
    waits = row.release == ReleaseStatus.waiting and row.status in SAID
    return row.issued_at + after if waits and row.issued_at is not None and after is not None else None


async def _rule_at_once(db: Db, row: DiagnosticReport, actor: Actor) -> DiagnosticReport:
    """A hospital that waits no day gives a final report to the patient with the same commit."""
    at = releases_at(row, await rule(db))
    if at is not None and at <= now():
        await _by_rule(db, row, actor)
    return row


async def _by_rule(db: Db, row: DiagnosticReport, actor: Actor) -> None:
    _let_go(row)
    audit.wrote(db, actor, row, reason="released by rule")
    await db.flush()
    await reviewing.news(db, row, "released", actor)


def _let_go(row: DiagnosticReport) -> None:
    if row.release != ReleaseStatus.released:
        move(row, ReleaseStatus.released, field="release")
        row.released_at, row.held_reason = now(), ""


def _looked_at(row: DiagnosticReport, actor: Actor, version: int | None) -> None:
    if row.status not in SAID:
        raise Conflict("This report is not final.", code="not_final")
    if version is not None and version != row.version:
        raise Conflict("Somebody changed this report. Please look again.", code="report_changed")
    row.reviewed_at, row.reviewed_by_name = now(), actor.name


# ---- parts ----------------------------------------------------------------------------------------------------------


async def observations(db: Db | ReadDb, ids: list[UUID]) -> dict[UUID, list[DiagnosticObservation]]:
    """Report -> its findings in their order; every report that was asked for is there."""
    found: dict[UUID, list[DiagnosticObservation]] = {id: [] for id in ids}
    rows = (
        select(DiagnosticObservation)
        .where(DiagnosticObservation.report_id.in_(ids))
        .order_by(DiagnosticObservation.report_id, DiagnosticObservation.position)
    )
    for row in await db.scalars(rows):
        found[row.report_id].append(row)
    return found


def judge(wanted: EnterDiagnosticObservation) -> str:
    """HL7 ObservationInterpretation of a finding. '<5' tells something of a lower bound only, '>5' of an upper one."""
    value = wanted.value
    if value is None:
        return "" if wanted.abnormal is None else "A" if wanted.abnormal else "N"

    def below(bound: Decimal | None) -> bool:
        return (
            bound is not None and wanted.comparator != ">" and (value <= bound if wanted.comparator else value < bound)
        )

    def above(bound: Decimal | None) -> bool:
        return (
            bound is not None and wanted.comparator != "<" and (value >= bound if wanted.comparator else value > bound)
        )

    if below(wanted.critical_low):
        return "LL"
    if above(wanted.critical_high):
        return "HH"
    if below(wanted.low):
        return "L"
    if above(wanted.high):
        return "H"
    return "" if wanted.low is None and wanted.high is None else _within(wanted, value)


def _within(wanted: EnterDiagnosticObservation, value: Decimal) -> str:
    """'<250' with a range up to 200 may be anything; so may '>5' with one from 10."""
    if wanted.comparator == "<":
        sure = wanted.low is None and wanted.high is not None and value <= wanted.high
    elif wanted.comparator == ">":
        sure = wanted.high is None and wanted.low is not None and value >= wanted.low
    else:
        sure = True
    return "N" if sure else ""


async def _say(db: Db, row: DiagnosticReport, wanted: EnterDiagnosticReport | ChangeDiagnosticReport) -> None:
    if wanted.effective_at > now() + timedelta(minutes=2):
        raise Invalid("That is still to come. Please check the time.", code="effective_later",
                      errors=[{"path": "effective_at", "message": "still to come"}])  # fmt: skip
    if wanted.effective_at < now() - LATE:
        raise Invalid("That is too long ago. Please check the date.", code="effective_long_ago",
                      errors=[{"path": "effective_at", "message": "too long ago"}])  # fmt: skip
    for name in ("title", "code", "category", "specimen", "performer", "effective_at", "conclusion"):
        setattr(row, name, getattr(wanted, name))
    row.issued_at = None if wanted.status == "registered" else now()


async def _write(db: Db, row: DiagnosticReport, found: list[EnterDiagnosticObservation]) -> bool:
    """Write the findings down, each judged; whether one of them is critical."""
    given = [(one, judge(one)) for one in found]
    db.add_all(
        DiagnosticObservation(
            report_id=row.id, patient_id=row.patient_id, position=position, key=one.code or one.name.casefold(),
            interpretation=judged, **one.model_dump(exclude={"abnormal"}),
        )
        for position, (one, judged) in enumerate(given)
    )  # fmt: skip
    await db.flush()
    return any(judged in ("LL", "HH") for _, judged in given)


def _arrival(row: DiagnosticReport, is_critical: bool) -> str:
    """A critical value cannot wait for the report to be final."""
    if is_critical:
        return "critical"
    return "arrived" if row.status in SAID else "entered"


async def _encounter(db: Db, actor: Actor, patient_id: UUID, encounter_id: UUID | None) -> Encounter | None:
    if encounter_id is None:
        return None
    await queries.not_hidden(db, actor, encounter_id)
    found: Encounter | None = await db.scalar(
        select(Encounter).where(Encounter.id == encounter_id, Encounter.patient_id == patient_id)
    )
    if found is None:
        raise NotFound()
    return found
