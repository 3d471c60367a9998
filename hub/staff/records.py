"""Employment, credentials and privileges: written down, seen on paper, renewed, granted, revoked; the history stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.facts import state
from hub.identity import house
from hub.identity.models import UserAccount
from hub.staff import queries
from hub.staff.facts import LicenceExpiring, PractitionerChanged, StaffRecordChanged
from hub.staff.models import Department, Practitioner
from hub.staff.people import lead_of
from hub.staff.record_models import Credential, CredentialKind, Employment, Privilege
from hub.staff.rules import PRIVILEGES, WARN_DAYS, warning_due

Row = TypeVar("Row", Employment, Credential, Privilege)


# ---- employment -----------------------------------------------------------------------------------------------------


async def employ(db: Db, person: UserAccount, values: Mapping[str, Any], *, actor: Actor) -> Employment:
    """One more stretch of work; 409 employed_then when it overlaps one in the same department."""
    row = Employment(user_id=person.id, facility_id=(await queries.facility(db)).id, **values)
    await _fits(db, row)
    db.add(row)
    return await _kept_employment(db, person, row, actor)


async def change_employment(
    db: Db, person: UserAccount, employment_id: UUID, values: Mapping[str, Any], *, actor: Actor
) -> Employment:  # fmt: skip
    """Correct a stretch of work, or end it on its last day."""
    row = await _one(db, Employment, person, employment_id)
    for name, value in values.items():
        setattr(row, name, value)
    await _fits(db, row)
    return await _kept_employment(db, person, row, actor)


async def _fits(db: Db, row: Employment) -> None:
    if row.ends_on is not None and row.ends_on < row.starts_on:
        raise Invalid("The last day must not come before the first.", code="days_backwards")
    with db.no_autoflush:  # what is asked here comes before what is written
        if row.department_id is not None and await db.get(Department, row.department_id) is None:
            raise Invalid("There is no such department.", code="unknown_department")
        other = await db.scalar(
            select(Employment.id).where(
                Employment.user_id == row.user_id, Employment.id != row.id,
                Employment.department_id.is_not_distinct_from(row.department_id),
                or_(Employment.ends_on.is_(None), Employment.ends_on >= row.starts_on),
                *([Employment.starts_on <= row.ends_on] if row.ends_on else []),
            ).limit(1)
        )  # fmt: skip
    if other is not None:
        raise Conflict("Another stretch of work there covers some of these days.", code="employed_then")


async def _kept_employment(db: Db, person: UserAccount, row: Employment, actor: Actor) -> Employment:
    audit.wrote(db, actor, row)
    await db.flush()
    await follow_employment(db, person)
    _changed(db, person, actor)
    return row


async def follow_employment(db: Db, person: UserAccount) -> None:
    """The account (and the clinician's entry) stand in the department of the newest stretch that holds today."""
    day = await house.today(db)
    current = await db.scalar(
        select(Employment)
        .where(Employment.user_id == person.id, Employment.starts_on <= day,
               or_(Employment.ends_on.is_(None), Employment.ends_on >= day))
        .order_by(Employment.starts_on.desc(), Employment.id.desc()).limit(1)
    )  # fmt: skip
    if current is None or current.department_id == person.department_id:
        return
    person.department_id = current.department_id
    if clinician := await _clinician(db, person.id):
        clinician.department_id = current.department_id
        state(db, PractitionerChanged(practitioner_id=clinician.id))


async def follow_all(db: Db) -> None:
    """The same for everybody whose new stretch began, or whose last one ended, in the week that is over today: who
    was lent for some months goes back to where he still works.
    """
    day = await house.today(db)
    week = day - timedelta(days=7)
    lately = select(Employment.user_id).where(
        or_(and_(Employment.starts_on > week, Employment.starts_on <= day),
            and_(Employment.ends_on >= week, Employment.ends_on < day))
    )  # fmt: skip
    for person in list(await db.scalars(select(UserAccount).where(UserAccount.id.in_(lately)))):
        await follow_employment(db, person)


# ---- credentials ----------------------------------------------------------------------------------------------------


async def add_credential(db: Db, person: UserAccount, values: Mapping[str, Any], *, actor: Actor) -> Credential:
    """A qualification or licence as the person shows it; nobody has seen it on paper yet."""
    row = Credential(user_id=person.id, **values)
    db.add(row)
    return await _kept_credential(db, person, row, actor)


async def change_credential(
    db: Db, person: UserAccount, credential_id: UUID, values: Mapping[str, Any], *, actor: Actor
) -> Credential:  # fmt: skip
    """Correct one; what was seen on paper has to be seen again, and warnings begin anew."""
    row = await _one(db, Credential, person, credential_id)
    for name, value in values.items():
        setattr(row, name, value)
    row.verified_at = row.verified_by = row.warned_days = None
    return await _kept_credential(db, person, row, actor)


async def renew(
    db: Db, person: UserAccount, credential_id: UUID, values: Mapping[str, Any], *, actor: Actor
) -> Credential:  # fmt: skip
    """A licence goes on: the new one takes the place of the old, which stays in the history."""
    old = await _one(db, Credential, person, credential_id)
    if old.renewed_by_id is not None:
        raise Conflict("This has been renewed already.", code="renewed_already")
    kept = {name: getattr(old, name) for name in ("kind", "name", "number", "issuer")}
    new = Credential(user_id=person.id, **{**kept, **values})
    if old.expires_on and new.expires_on and new.expires_on <= old.expires_on:
        raise Invalid("The new one must last longer than the old one.", code="not_longer")
    db.add(new)
    await db.flush()
    old.renewed_by_id = new.id
    audit.wrote(db, actor, old)
    return await _kept_credential(db, person, new, actor)


async def verify(db: Db, person: UserAccount, credential_id: UUID, *, actor: Actor) -> Credential:
    """Somebody else has seen it on paper (or in the issuer's register); 409 own_credential for one's own."""
    if actor.user_id == person.id:
        raise Conflict("Somebody else has to see your papers.", code="own_credential")
    row = await _one(db, Credential, person, credential_id)
    row.verified_at, row.verified_by = now(), actor.user_id
    return await _kept_credential(db, person, row, actor)


async def drop_credential(db: Db, person: UserAccount, credential_id: UUID, *, actor: Actor) -> None:
    """Take out what was written down by mistake; the trail keeps it. 409 renewed_already for one that was renewed."""
    row = await _one(db, Credential, person, credential_id)
    before = await db.scalar(select(Credential).where(Credential.renewed_by_id == row.id))
    if row.renewed_by_id is not None:
        raise Conflict("This has been renewed; take the newer one out first.", code="renewed_already")
    if before is not None:
        before.renewed_by_id = None
        await db.flush()
    audit.noted(db, actor, "delete", "credential", row.id, before={"name": row.name, "number": row.number})
    await db.delete(row)
    await db.flush()
    await _keep_licence_end(db, person)
    _changed(db, person, actor)


async def _kept_credential(db: Db, person: UserAccount, row: Credential, actor: Actor) -> Credential:
    if row.issued_on and row.expires_on and row.expires_on < row.issued_on:
        raise Invalid("It cannot end before it was issued.", code="days_backwards")
    if row.kind == CredentialKind.licence and row.expires_on is None:
        raise Invalid("A licence has a last day.", code="no_end", errors=[
            {"path": "expires_on", "message": "A licence has a last day.", "type": "missing"}])  # fmt: skip
    audit.wrote(db, actor, row)
    await db.flush()
    await _keep_licence_end(db, person)
    _changed(db, person, actor)
    return row


async def _keep_licence_end(db: Db, person: UserAccount) -> None:
    """What booking asks at every slot stands in the clinician's own row."""
    if clinician := await _clinician(db, person.id):
        clinician.licence_ends_on = await db.scalar(
            select(func.min(Credential.expires_on)).where(
                Credential.user_id == person.id, Credential.kind == CredentialKind.licence,
                Credential.renewed_by_id.is_(None),
            )
        )  # fmt: skip


async def warn(db: Db) -> int:
    """State LicenceExpiring once for each step of rules.WARN_DAYS; returns how many were warned of."""
    day = await house.today(db)
    rows = await db.scalars(
        select(Credential)
        .join(UserAccount, UserAccount.id == Credential.user_id)
        .where(Credential.renewed_by_id.is_(None), Credential.expires_on.is_not(None), UserAccount.status == "active",
               or_(Credential.warned_days.is_(None), Credential.warned_days > 0),
               Credential.expires_on - day <= max(WARN_DAYS))
        .order_by(Credential.id).with_for_update(of=Credential, skip_locked=True).limit(500)
    )  # fmt: skip
    count = 0
    for row in rows:
        assert row.expires_on is not None
        due = warning_due((row.expires_on - day).days, row.warned_days)
        if due is not None:
            row.warned_days = due
            state(db, LicenceExpiring(credential_id=row.id, user_id=row.user_id, days=due,
                                      lead_id=await lead_of(db, row.user_id)))  # fmt: skip
            count += 1
    return count


# ---- privileges -----------------------------------------------------------------------------------------------------


async def grant(db: Db, person: UserAccount, values: Mapping[str, Any], *, actor: Actor) -> Privilege:
    """What somebody may do here; 409 held_already while the same one holds. Nobody grants himself anything."""
    if actor.user_id == person.id:
        raise Conflict("Nobody grants himself a privilege.", code="own_privilege")
    row = Privilege(user_id=person.id, granted_by=actor.user_id, **values)
    if row.code:
        if row.code not in PRIVILEGES:
            raise Invalid("There is no such privilege.", code="unknown_privilege")
        row.name = PRIVILEGES[row.code]
    if not row.name:
        raise Invalid("Say what it is.", code="no_name")
    if row.department_id is not None and await db.get(Department, row.department_id) is None:
        raise Invalid("There is no such department.", code="unknown_department")
    if row.ends_on is not None and row.ends_on < row.starts_on:
        raise Invalid("The last day must not come before the first.", code="days_backwards")
    same = await db.scalar(
        select(Privilege.id).where(
            Privilege.user_id == person.id, Privilege.name == row.name, Privilege.revoked_at.is_(None),
            Privilege.department_id.is_not_distinct_from(row.department_id),
            or_(Privilege.ends_on.is_(None), Privilege.ends_on >= row.starts_on),
            *([Privilege.starts_on <= row.ends_on] if row.ends_on else []),
        ).limit(1)
    )  # fmt: skip
    if same is not None:
        raise Conflict("This is granted already.", code="held_already")
    db.add(row)
    audit.wrote(db, actor, row)
    await db.flush()
    _changed(db, person, actor)
    return row


async def revoke(db: Db, person: UserAccount, privilege_id: UUID, reason: str, *, actor: Actor) -> Privilege:
    """It holds no longer, from now on; 409 revoked_already."""
    row = await _one(db, Privilege, person, privilege_id)
    if row.revoked_at is not None:
        raise Conflict("This was revoked before.", code="revoked_already")
    row.revoked_at, row.reason = now(), reason
    audit.wrote(db, actor, row, reason=reason)
    await db.flush()
    _changed(db, person, actor)
    return row


# ---- reads ----------------------------------------------------------------------------------------------------------


async def employments(db: Db | ReadDb, user_id: UUID) -> list[Employment]:
    """The history, the newest first."""
    found = select(Employment).where(Employment.user_id == user_id).order_by(Employment.starts_on.desc(), Employment.id)
    return list(await db.scalars(found))


async def credentials(db: Db | ReadDb, user_id: UUID) -> list[Credential]:
    """Everything, what ends first before what does not end."""
    found = select(Credential).where(Credential.user_id == user_id)
    return list(await db.scalars(found.order_by(Credential.expires_on.nulls_last(), Credential.id)))


async def privileges(db: Db | ReadDb, user_id: UUID) -> list[Privilege]:
    """Everything that was ever granted, by name."""
    found = select(Privilege).where(Privilege.user_id == user_id).order_by(Privilege.name, Privilege.id)
    return list(await db.scalars(found))


async def holds(db: Db | ReadDb, practitioner_id: UUID | None, code: str) -> bool:
    """Whether this clinician holds the privilege `code` today, in whatever department."""
    day = await house.today(db)
    found = await db.scalar(
        select(Privilege.id)
        .join(Practitioner, Practitioner.user_id == Privilege.user_id)
        .where(Practitioner.id == practitioner_id, Privilege.code == code, Privilege.revoked_at.is_(None),
               Privilege.starts_on <= day, or_(Privilege.ends_on.is_(None), Privilege.ends_on >= day))
        .limit(1)
    )  # fmt: skip
    return found is not None


async def ending(db: Db | ReadDb, *, days: int) -> list[tuple[Credential, UserAccount]]:
    """Licences and dated qualifications of active people that end within `days` days or have ended, those first."""
    day = await house.today(db)
    rows = await db.execute(
        select(Credential, UserAccount)
        .join(UserAccount, UserAccount.id == Credential.user_id)
        .where(Credential.renewed_by_id.is_(None), Credential.expires_on - day <= days, UserAccount.status == "active")
        .order_by(Credential.expires_on, Credential.id).limit(500)
    )  # fmt: skip
    return [(row[0], row[1]) for row in rows]


async def ended_licences(db: Db | ReadDb) -> list[tuple[UUID, date]]:
    """(practitioner, last day) of active clinicians whose licence has ended."""
    rows = await db.execute(
        select(Practitioner.id, Practitioner.licence_ends_on)
        .where(Practitioner.active, Practitioner.licence_ends_on < await house.today(db)).order_by(Practitioner.id)
    )  # fmt: skip
    return [(who, day) for who, day in rows if day is not None]


async def _clinician(db: Db, user_id: UUID) -> Practitioner | None:
    found: Practitioner | None = await db.scalar(select(Practitioner).where(Practitioner.user_id == user_id))
    return found


async def _one(db: Db, kind: type[Row], person: UserAccount, id: UUID) -> Row:
    found = await db.get(kind, id, with_for_update=True)
    if found is None or found.user_id != person.id:
        raise NotFound()
    return found


def _changed(db: Db, person: UserAccount, actor: Actor) -> None:
    state(db, StaffRecordChanged(user_id=person.id), actor=actor)
