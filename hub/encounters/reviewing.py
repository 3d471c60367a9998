"""Who is to look at a result: its reviewer, who covers for him while he is away, and whoever it is given to.

Whoever is told of a result may open it: a clinician who has nothing to do with the patient gets the weakest relation to
him for some days, written down under the result. A label, or an objection, keeps him out all the same; then he is not
told.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, any_, exists, false, literal, or_, select
from sqlalchemy.orm import aliased

from hub.core import audit
from hub.core.actor import Actor, load_actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, HubError, Invalid
from hub.core.facts import state
from hub.encounters import parts, queries
from hub.encounters.critical_models import CriticalResult
from hub.encounters.diagnostic_models import DiagnosticReport
from hub.encounters.diagnostic_schemas import ReassignDiagnosticReport
from hub.encounters.facts import DiagnosticReportChanged, ReviewerShutOut
from hub.encounters.statuses import CriticalStatus, ReleaseStatus, ReportStatus
from hub.patients import actions as patients
from hub.patients.access import policy
from hub.patients.models import CareRelation, RelationKind
from hub.patients.queries import user_id_of
from hub.staff.models import Practitioner, PractitionerRole
from workflows.teamwork.cover import away
from workflows.teamwork.models import Absence

MOST = 20
"""How many colleagues are asked, or told, of one kind."""
OPEN_FOR = timedelta(days=3)
"""How long the record stays open to who was told of a result and had nothing to do with the patient before."""


async def mine(db: Db | ReadDb, actor: Actor) -> ColumnElement[bool]:
    """Whether a report of the query is this clinician's to look at: his own, of whom he covers for, or one that cannot
    wait and of which he was told. Whom and which are looked up before, so that the query goes by indexes."""
    if actor.practitioner_id is None:
        return false()
    moment = now()
    covered = await db.scalars(
        select(Practitioner.id)
        .join(Absence, Absence.user_id == Practitioner.user_id)
        .where(Absence.cover_id == actor.user_id, Absence.from_at <= moment, Absence.until_at > moment)
    )
    told = await db.scalars(
        select(CriticalResult.report_id).where(
            CriticalResult.status == CriticalStatus.waiting,
            any_(CriticalResult.told_ids) == literal(actor.user_id, type_=Uuid()),
        )
    )
    one, whose = DiagnosticReport, [actor.practitioner_id, *covered]
    return or_(one.practitioner_id.in_(whose), one.id.in_(told.all())) & ~policy.barred(actor, one.patient_id)


def waiting(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a critical value of a report of the query waits for somebody who answers for it."""
    return exists().where(
        CriticalResult.report_id == DiagnosticReport.id, CriticalResult.status == CriticalStatus.waiting, *more
    )


def is_his(row: DiagnosticReport, actor: Actor) -> bool:
    """Whether it is his own to look at."""
    return actor.practitioner_id == row.practitioner_id and row.patient_id not in actor.denied


async def stands_in(db: Db | ReadDb, row: DiagnosticReport, actor: Actor) -> bool:
    """Whether it is his to look at for somebody else, as `mine`."""
    found = select(DiagnosticReport.id).where(DiagnosticReport.id == row.id, await mine(db, actor))
    return await db.scalar(found) is not None


async def reviewer(db: Db, practitioner_id: UUID | None) -> UUID:
    """The id, if it is one of a clinician who works here; else 422 reviewer_unknown."""
    known = select(literal(True)).where(Practitioner.id == practitioner_id, Practitioner.active)
    if practitioner_id is None or not await db.scalar(known):
        raise Invalid("Say which clinician is to look at it.", code="reviewer_unknown",
                      errors=[{"path": "practitioner_id", "message": "no clinician who works here"}])  # fmt: skip
    return practitioner_id


async def reassign(
    db: Db, row: DiagnosticReport, wanted: ReassignDiagnosticReport, *, actor: Actor
) -> DiagnosticReport:  # fmt: skip
    """Another clinician is to look at it from now on. 409 report_changed, entered_in_error, same_reviewer; kept_out for
    one to whom the record is closed; 422 reviewer_unknown."""
    if wanted.version != row.version:
        raise Conflict("Somebody changed this report. Please look again.", code="report_changed")
    if row.status == ReportStatus.entered_in_error:
        raise Conflict("This report was entered in error.", code="entered_in_error")
    if wanted.practitioner_id == row.practitioner_id:
        raise Conflict("This is who has to look at it already.", code="same_reviewer")
    row.practitioner_id = await reviewer(db, wanted.practitioner_id)
    audit.wrote(db, actor, row, reason=wanted.reason)
    await db.flush()
    person = await db.get_one(Practitioner, row.practitioner_id)
    if not await let_in(db, row, [person.user_id], actor=actor):
        raise _kept_out(person)
    await news(db, row, "reassigned", actor)
    return row


async def hand_on(db: Db, patient_id: UUID, *, actor: Actor) -> int:
    """Results of this patient that a label or an objection has closed to their reviewers before they were looked at:
    each goes to the nearest colleague who can open it, and its reviewer is told; how many there were.
    """
    rows = await db.scalars(
        select(DiagnosticReport)
        .where(DiagnosticReport.patient_id == patient_id, DiagnosticReport.reviewed_at.is_(None),
               DiagnosticReport.status != ReportStatus.entered_in_error)
        .order_by(DiagnosticReport.id).with_for_update()
    )  # fmt: skip
    closed = [row for row in rows if await _is_closed(db, row)]
    for row in closed:
        await _hand_on(db, row, actor=actor)
    return len(closed)


async def _is_closed(db: Db, row: DiagnosticReport) -> bool:
    """Whether its reviewer could sign in and look at it, were it not for a label or an objection."""
    try:
        await must_see(db, row)
    except Conflict:
        return True
    return False


async def _hand_on(db: Db, row: DiagnosticReport, *, actor: Actor) -> None:
    before = await db.get_one(Practitioner, row.practitioner_id)
    found = await _nearest(db, row, actor=actor)
    if found:
        row.practitioner_id = found
        audit.wrote(db, actor, row, reason="closed to who was to look at it")
        await db.flush()
        await news(db, row, "reassigned", actor)
    state(db, ReviewerShutOut(
        diagnostic_report_id=row.id, patient_id=row.patient_id, user_id=before.user_id,
        practitioner_id=found, closed_by=actor.user_id,
    ), actor=actor)  # fmt: skip


async def _nearest(db: Db, row: DiagnosticReport, *, actor: Actor) -> UUID | None:
    """The first doctor who can open it after this, the nearest colleagues first."""
    for some in colleagues(row):
        doctors = some.where(Practitioner.role == PractitionerRole.doctor).order_by(Practitioner.user_id).limit(MOST)
        for user_id in await db.scalars(doctors):
            if await let_in(db, row, [user_id], actor=actor):
                return (await db.scalars(select(Practitioner.id).where(Practitioner.user_id == user_id))).one()
    return None


def colleagues(row: DiagnosticReport) -> list[Select[UUID | None]]:
    """The accounts of who takes care of the patient, of the doctors of the reviewer's department, and of all doctors:
    the next ones are for where none of those before can be reached. The reviewer is not among them."""
    others = select(Practitioner.user_id).where(
        Practitioner.user_id.is_not(None), Practitioner.active, Practitioner.id != row.practitioner_id
    )
    cares = exists().where(
        CareRelation.practitioner_id == Practitioner.id, CareRelation.patient_id == row.patient_id,
        CareRelation.kind.in_((RelationKind.treating, RelationKind.care_team)),
        CareRelation.until.is_(None) | (CareRelation.until > now()),
    )  # fmt: skip
    doctors = others.where(Practitioner.role == PractitionerRole.doctor)
    his = aliased(Practitioner)
    department = select(his.department_id).where(his.id == row.practitioner_id).scalar_subquery()
    return [others.where(cares), doctors.where(Practitioner.department_id.is_not_distinct_from(department)), doctors]


async def must_see(db: Db, row: DiagnosticReport) -> None:
    """409 kept_out when a label of its visit, or an objection, closes a new report to who is to look at it."""
    who = await db.get_one(Practitioner, row.practitioner_id)
    try:
        person = await load_actor(db, who.user_id)
    except HubError:
        return  # no account that may sign in: somebody else will look at it
    if person.practitioner_id is not None and not await _sees(db, person, row):
        raise _kept_out(who)


def _kept_out(who: Practitioner) -> Conflict:
    return Conflict(f"This result is closed to {who.name}.", code="kept_out", name=who.name)


async def people(db: Db | ReadDb, row: DiagnosticReport) -> list[UUID]:
    """The account of the reviewer, and of who covers for him now."""
    user_id = await db.scalar(select(Practitioner.user_id).where(Practitioner.id == row.practitioner_id))
    if user_id is None:
        return []
    return [user_id, *(one.cover_id for one in (await away(db, [user_id])).values())]


async def let_in(
    db: Db, row: DiagnosticReport, user_ids: Iterable[UUID | None], *, actor: Actor
) -> dict[UUID, str]:  # fmt: skip
    """Account -> name of those of these clinicians who can open the report, after this at the latest."""
    found: dict[UUID, str] = {}
    for user_id in user_ids:
        try:
            person = await load_actor(db, user_id)
        except HubError:
            continue  # no account that may sign in
        if user_id is None or person.practitioner_id is None or not person.may("chart.write"):
            continue
        async with db.begin_nested() as saved:
            if not await queries.cares_for(db, person, row.patient_id):
                await patients.relate(db, row.patient_id, person.practitioner_id, RelationKind.scheduled,
                                      f"diagnostic_report:{row.id}", actor=actor, until=now() + OPEN_FOR)  # fmt: skip
            if await _sees(db, person, row):
                found[user_id] = person.name
            else:
                await saved.rollback()
    return found


async def _sees(db: Db, person: Actor, row: DiagnosticReport) -> bool:
    if not (is_his(row, person) or await queries.cares_for(db, person, row.patient_id)):
        return False
    there = parts.report_open_to(person), ~policy.barred(person, DiagnosticReport.patient_id)
    found = select(DiagnosticReport.id).where(DiagnosticReport.id == row.id, *there)
    return await db.scalar(found) is not None


async def news(db: Db, row: DiagnosticReport, what: str, actor: Actor) -> None:
    """Say what became of a report; what somebody has to look at also to who covers for its reviewer."""
    cover: dict[UUID, str] = {}
    if what in ("arrived", "critical", "amended", "reassigned"):
        cover = await let_in(db, row, (await people(db, row))[1:], actor=actor)
    state(db, DiagnosticReportChanged(
        diagnostic_report_id=row.id, patient_id=row.patient_id, practitioner_id=row.practitioner_id, what=what,
        version=row.version, released=row.release == ReleaseStatus.released, cover_ids=list(cover),
        patient_user_id=await user_id_of(db, row.patient_id),
    ), actor=actor)  # fmt: skip
