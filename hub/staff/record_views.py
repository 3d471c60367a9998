"""Employment, credentials, privileges and leave as they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.identity import house
from hub.identity import queries as identity
from hub.identity.models import UserAccount
from hub.staff import leave, people, places, records
from hub.staff.models import Practitioner
from hub.staff.record_models import Credential, Leave, LeaveStatus, Privilege
from hub.staff.record_schemas import (
    CredentialOut,
    EmploymentOut,
    EndedLicenceOut,
    EndedLicencesOut,
    EndingCredentialOut,
    EndingCredentialsOut,
    LeaveBalanceOut,
    PrivilegeOut,
    StaffLeaveOut,
    StaffLeavesOut,
    StaffRecordOut,
)
from hub.staff.rules import PRIVILEGES, WARN_DAYS, working_days
from hub.staff.switches import EXPIRED_BLOCKS


async def record(db: Db | ReadDb, actor: Actor, person: UserAccount) -> StaffRecordOut:
    """Everything about one person."""
    await db.flush()
    day = await house.today(db)
    jobs, papers = await records.employments(db, person.id), await records.credentials(db, person.id)
    granted, days = await records.privileges(db, person.id), await leave.of_person(db, person.id)
    ids = {one.verified_by for one in papers} | {one.granted_by for one in granted}
    names = await people.names(db, {id for id in ids if id})
    row = await db.get(Practitioner, person.practitioner_id) if person.practitioner_id else None
    specialty = (await places.specialty_names(db)).get(row.specialty, "") if row else ""
    return StaffRecordOut(
        user_id=person.id, name=person.display_name, email=person.email, roles=await identity.roles_of(db, person.id),
        department_id=person.department_id, practitioner_id=person.practitioner_id,
        has_photo=row is not None and row.photo_id is not None, languages=row.languages if row else [],
        specialty_name=specialty, npi=row.npi if row else "",
        employments=[EmploymentOut.model_validate(one) for one in jobs],
        credentials=[_credential(one, day, names.get(one.verified_by, "") if one.verified_by else "")
                     for one in papers],
        privileges=[_privilege(one, day, names.get(one.granted_by, "") if one.granted_by else "") for one in granted],
        leave=await _leaves(db, days), balances=await _balances(db, person, day), known_privileges=PRIVILEGES,
        may_change=actor.may("staff.manage"),
    )  # fmt: skip


def _credential(row: Credential, day: date, verified_by: str = "") -> CredentialOut:
    left = (row.expires_on - day).days if row.expires_on and row.renewed_by_id is None else None
    found = CredentialOut.model_validate(row)
    return found.model_copy(update={"days_left": left, "verified_by_name": verified_by})


def _privilege(row: Privilege, day: date, granted_by: str) -> PrivilegeOut:
    holds = row.revoked_at is None and row.starts_on <= day and (row.ends_on is None or row.ends_on >= day)
    return PrivilegeOut.model_validate(row).model_copy(update={"holds": holds, "granted_by_name": granted_by})


async def _balances(db: Db | ReadDb, person: UserAccount, day: date) -> list[LeaveBalanceOut]:
    found = await leave.balances(db, person.id, day.year)
    return [LeaveBalanceOut(kind=kind, year=day.year, days=one.days, used=one.used) for kind, one in found.items()]


async def one_leave(db: Db, row: Leave) -> StaffLeaveOut:
    """One, with what stands in it."""
    await db.flush()
    return (await _leaves(db, [row]))[0]


async def leaves(db: Db | ReadDb, actor: Actor, *, everything: bool) -> StaffLeavesOut:
    """What this person decides about."""
    return StaffLeavesOut(items=await _leaves(db, await leave.to_decide(db, actor, everything=everything)))


async def my_leave(db: Db | ReadDb, actor: Actor) -> StaffLeavesOut:
    """One's own."""
    return StaffLeavesOut(items=await _leaves(db, await leave.of_person(db, identity.self_id(actor))))


async def _leaves(db: Db | ReadDb, rows: Iterable[Leave]) -> list[StaffLeaveOut]:
    rows = list(rows)
    ids = {row.user_id for row in rows} | {row.decided_by for row in rows if row.decided_by}
    known = await people.names(db, ids)
    who = {one.user_id: one.practitioner_id for one in await people.members(db, ids={row.user_id for row in rows})}
    return [await _leave(db, row, known.get(row.user_id, ""), who.get(row.user_id),
                         known.get(row.decided_by, "") if row.decided_by else "") for row in rows]  # fmt: skip


async def _leave(db: Db | ReadDb, row: Leave, name: str, practitioner_id: object, decided_by: str) -> StaffLeaveOut:
    waits = row.status == LeaveStatus.requested
    left = await leave.stranded(db, row) if waits else leave.Stranded()
    return StaffLeaveOut(
        id=row.id, user_id=row.user_id, name=name, practitioner_id=practitioner_id, kind=row.kind,
        starts_on=row.starts_on, ends_on=row.ends_on, working_days=working_days(row.starts_on, row.ends_on),
        status=row.status, status_at=row.status_at, reason=row.reason, answer=row.answer, decided_by_name=decided_by,
        shifts=len(left.shifts), on_call=len(left.on_call),
    )  # fmt: skip


async def ending(db: ReadDb) -> EndingCredentialsOut:
    """What ends within the first warning, and what has ended."""
    day = await house.today(db)
    rows = await records.ending(db, days=max(WARN_DAYS))
    return EndingCredentialsOut(items=[
        EndingCredentialOut(user_id=person.id, name=person.display_name, credential=_credential(row, day))
        for row, person in rows
    ])  # fmt: skip


async def ended_licences(db: ReadDb) -> EndedLicencesOut:
    """For every list of clinicians that staff choose from."""
    found = await records.ended_licences(db)
    return EndedLicencesOut(
        items=[EndedLicenceOut(practitioner_id=who, ended_on=day) for who, day in found],
        blocks=bool(await EXPIRED_BLOCKS.value(db)),
    )
