"""HTTP of people's records: employment, credentials, privileges, leave."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Done
from hub.identity.queries import self_id
from hub.staff import leave, record_views, records
from hub.staff.people import access_person
from hub.staff.record_schemas import (
    AskLeave,
    ChangeCredential,
    ChangeEmployment,
    DecideLeave,
    EndedLicencesOut,
    EndingCredentialsOut,
    NewCredential,
    NewEmployment,
    NewPrivilege,
    RenewCredential,
    RevokePrivilege,
    SetAllowance,
    StaffLeaveOut,
    StaffLeaveQuery,
    StaffLeavesOut,
    StaffRecordOut,
)

api = Api("staff_records")


@api.get("/my/staff-record", may="duty.own")
async def read_my_record(db: ReadDb, actor: Actor) -> StaffRecordOut:
    """What is kept about oneself."""
    return await record_views.record(db, actor, await access_person(db, actor, self_id(actor)))


@api.get("/staff/<uuid:user_id>", may="duty.own")
async def read_record(db: ReadDb, actor: Actor, user_id: UUID) -> StaffRecordOut:
    """What is kept about somebody: one's own people, or everybody with staff.manage."""
    return await record_views.record(db, actor, await access_person(db, actor, user_id))


@api.post("/staff/<uuid:user_id>/employments", may="staff.manage", status=201)
async def employ(db: Db, actor: Actor, user_id: UUID, data: NewEmployment) -> StaffRecordOut:
    """One more stretch of work."""
    person = await access_person(db, actor, user_id, change=True)
    await records.employ(db, person, data.model_dump(), actor=actor)
    return await record_views.record(db, actor, person)


@api.patch("/staff/<uuid:user_id>/employments/<uuid:employment_id>", may="staff.manage")
async def change_employment(
    db: Db, actor: Actor, user_id: UUID, employment_id: UUID, data: ChangeEmployment
) -> StaffRecordOut:  # fmt: skip
    """Correct or end it."""
    person = await access_person(db, actor, user_id, change=True)
    await records.change_employment(db, person, employment_id, data.changes(), actor=actor)
    return await record_views.record(db, actor, person)


@api.post("/staff/<uuid:user_id>/credentials", may="staff.manage", status=201)
async def add_credential(db: Db, actor: Actor, user_id: UUID, data: NewCredential) -> StaffRecordOut:
    """Write a qualification or licence down."""
    person = await access_person(db, actor, user_id, change=True)
    await records.add_credential(db, person, data.model_dump(), actor=actor)
    return await record_views.record(db, actor, person)


@api.patch("/staff/<uuid:user_id>/credentials/<uuid:credential_id>", may="staff.manage")
async def change_credential(
    db: Db, actor: Actor, user_id: UUID, credential_id: UUID, data: ChangeCredential
) -> StaffRecordOut:  # fmt: skip
    """Correct it; it has to be seen on paper again."""
    person = await access_person(db, actor, user_id, change=True)
    await records.change_credential(db, person, credential_id, data.changes(), actor=actor)
    return await record_views.record(db, actor, person)


@api.post("/staff/<uuid:user_id>/credentials/<uuid:credential_id>/renew", may="staff.manage")
async def renew_credential(
    db: Db, actor: Actor, user_id: UUID, credential_id: UUID, data: RenewCredential
) -> StaffRecordOut:  # fmt: skip
    """It goes on with a new paper."""
    person = await access_person(db, actor, user_id, change=True)
    await records.renew(db, person, credential_id, data.values(), actor=actor)
    return await record_views.record(db, actor, person)


@api.post("/staff/<uuid:user_id>/credentials/<uuid:credential_id>/verify", may="staff.manage")
async def verify_credential(db: Db, actor: Actor, user_id: UUID, credential_id: UUID) -> StaffRecordOut:
    """I have seen it on paper, or in the issuer's register."""
    person = await access_person(db, actor, user_id, change=True)
    await records.verify(db, person, credential_id, actor=actor)
    return await record_views.record(db, actor, person)


@api.delete("/staff/<uuid:user_id>/credentials/<uuid:credential_id>", may="staff.manage")
async def drop_credential(db: Db, actor: Actor, user_id: UUID, credential_id: UUID) -> StaffRecordOut:
    """Take out what was written by mistake."""
    person = await access_person(db, actor, user_id, change=True)
    await records.drop_credential(db, person, credential_id, actor=actor)
    return await record_views.record(db, actor, person)


@api.post("/staff/<uuid:user_id>/privileges", may="staff.manage", status=201)
async def grant_privilege(db: Db, actor: Actor, user_id: UUID, data: NewPrivilege) -> StaffRecordOut:
    """Let somebody do what the profession alone does not allow here."""
    person = await access_person(db, actor, user_id, change=True)
    await records.grant(db, person, data.model_dump(), actor=actor)
    return await record_views.record(db, actor, person)


@api.post("/staff/<uuid:user_id>/privileges/<uuid:privilege_id>/revoke", may="staff.manage")
async def revoke_privilege(
    db: Db, actor: Actor, user_id: UUID, privilege_id: UUID, data: RevokePrivilege
) -> StaffRecordOut:  # fmt: skip
    """It holds no longer."""
    person = await access_person(db, actor, user_id, change=True)
    await records.revoke(db, person, privilege_id, data.reason, actor=actor)
    return await record_views.record(db, actor, person)


@api.put("/staff/<uuid:user_id>/allowances", may="staff.manage")
async def set_allowance(db: Db, actor: Actor, user_id: UUID, data: SetAllowance) -> StaffRecordOut:
    """How many days of leave a year."""
    person = await access_person(db, actor, user_id, change=True)
    await leave.set_allowance(db, person.id, data.kind, data.year, data.days, actor=actor)
    return await record_views.record(db, actor, person)


@api.get("/credentials/ending", may="staff.manage")
async def read_ending(db: ReadDb) -> EndingCredentialsOut:
    """What ends soon, and what has ended."""
    return await record_views.ending(db)


@api.get("/licences/ended", may="duty.own")
async def read_ended_licences(db: ReadDb) -> EndedLicencesOut:
    """Clinicians whose licence has ended, for every list that staff choose from."""
    return await record_views.ended_licences(db)


@api.get("/leave", may="duty.own")
async def read_leave_to_decide(db: ReadDb, actor: Actor, query: StaffLeaveQuery) -> StaffLeavesOut:
    """Leave of the people whose lead one is."""
    return await record_views.leaves(db, actor, everything=query.everything)


@api.get("/my/leave", may="duty.own")
async def read_my_leave(db: ReadDb, actor: Actor) -> StaffLeavesOut:
    """One's own leave."""
    return await record_views.my_leave(db, actor)


@api.post("/leave", may="duty.own", status=201)
async def ask_leave(db: Db, actor: Actor, data: AskLeave) -> StaffLeaveOut:
    """Ask for days away."""
    who = data.user_id or self_id(actor)
    made = await leave.ask(db, who, data.kind, data.starts_on, data.ends_on, data.reason, actor=actor)
    return await record_views.one_leave(db, made)


@api.post("/leave/<uuid:leave_id>/decide", may="duty.own")
async def decide_leave(db: Db, actor: Actor, leave_id: UUID, data: DecideLeave) -> StaffLeaveOut:
    """Approve or refuse."""
    row = await leave.access_leave(db, actor, leave_id, decide=True)
    await leave.decide(db, row, data.approve, data.answer, release_duty=data.release_duty, actor=actor)
    return await record_views.one_leave(db, row)


@api.post("/leave/<uuid:leave_id>/cancel", may="duty.own")
async def cancel_leave(db: Db, actor: Actor, leave_id: UUID) -> Done:
    """Call it off."""
    await leave.cancel(db, await leave.access_leave(db, actor, leave_id), actor=actor)
    return Done()
