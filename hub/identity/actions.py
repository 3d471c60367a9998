"""Writes of identity: accounts, roles, passwords, first-run setup. Sessions are in `sessions.py`."""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import delete, text
from sqlalchemy.exc import IntegrityError

from hub.core import audit
from hub.core.actor import SYSTEM, Actor
from hub.core.clock import now
from hub.core.db import Db
from hub.core.errors import Conflict, Forbidden, Invalid, NotFound
from hub.core.facts import state
from hub.core.refusals import violated
from hub.core.settings import settings
from hub.core.states import move
from hub.identity import passwords, queries, sessions, tries
from hub.identity.facts import UserChanged
from hub.identity.models import UserAccount, UserKind, UserRole, UserStatus
from hub.identity.roles import CLINICAL, ROLES

SERVICE_DOMAIN = "@service.invalid"
"""Where the names of service accounts end: no mail goes there and nobody signs in."""
SETUP_LOCK = 0x5345_5455  # "SETU"
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@(?:[\w-]+\.)+[\w-]{2,}")


def email_of(given: str) -> str:
    """The one spelling of an e-mail address by which people sign in, or 422."""
    email = unicodedata.normalize("NFKC", given).strip().casefold()
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        raise Invalid("Please check the e-mail address.", code="bad_email", errors=[
            {"path": "email", "message": "Please check the e-mail address.", "type": "email"}])  # fmt: skip
    return email


async def create_user(
    db: Db, email: str, password: str | None, name: str, roles: Iterable[str], *, actor: Actor,
    patient_id: UUID | None = None, practitioner_id: UUID | None = None, must_change: bool = False, demo: bool = False,
    checked: bool = True, password_hash: str = "", kind: UserKind = UserKind.person,
) -> UserAccount:  # fmt: skip
    """A new account; 409 email_taken. None as password = it cannot sign in until one is set.

    `checked=False` is for passwords that we generated ourselves; `password_hash` for one that was hashed before.
    """
    email, wanted = email_of(email), await _known(db, roles)
    if password is not None and checked:
        passwords.check_good_enough(password, about=(email, name))
    hashed = password_hash or (await passwords.hashed(password) if password is not None else "")
    user = UserAccount(
        email=email, password_hash=hashed, display_name=name.strip(), patient_id=patient_id,
        practitioner_id=practitioner_id, must_change_password=must_change, status=UserStatus.active, demo=demo,
        kind=kind, email_verified_at=now() if demo else None,
    )  # fmt: skip
    # Two people may ask for one address at once: the constraint decides, not a look beforehand.
    async with email_not_taken(db):
        db.add(user)
        audit.wrote(db, actor, user, patient_id=patient_id)
        await db.flush()
    db.add_all(UserRole(user_id=user.id, role=role) for role in wanted)
    audit.noted(db, actor, "grant", "user_account", user.id, after={"roles": sorted(wanted)})
    state(db, UserChanged(user_id=user.id), actor=actor)
    return user


async def hire(
    db: Db, email: str, name: str, roles: Iterable[str], *, actor: Actor, invited: bool = False
) -> tuple[UserAccount, str]:
    """An account for somebody who works here, with a first password that must be changed; returns both.

    Who is invited by mail has no password ('') until he chooses one.
    Doctors and nurses need a practitioner behind the account: `staff.actions.hire` makes both.
    """
    if "patient" in (wanted := await _known(db, roles)):
        raise Invalid("Only a registered patient's account has the patient role.", code="patient_role")
    if wanted & CLINICAL:
        raise Invalid("Doctors and nurses are added with their specialty.", code="needs_practitioner")
    password = None if invited else passwords.generated()
    user = await create_user(db, email, password, name, wanted, actor=actor, must_change=not invited, checked=False)
    return user, password or ""


class email_not_taken:
    """Turn a second account with the same address into 409 email_taken, and leave the transaction usable."""

    def __init__(self, db: Db) -> None:
        self.savepoint = db.begin_nested()

    async def __aenter__(self) -> None:
        await self.savepoint.__aenter__()

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> None:
        await self.savepoint.__aexit__(kind, error, trace)
        if isinstance(error, IntegrityError) and "email" in violated(error):
            raise Conflict("There is already an account with this e-mail address.", code="email_taken") from None


async def _known(db: Db, roles: Iterable[str]) -> set[str]:
    wanted = set(roles)
    strange = wanted - ROLES.keys()
    if strange and (unknown := sorted(strange - await queries.custom_roles(db))):
        raise Invalid(f"There is no role called {unknown[0]}.", code="unknown_role")
    if not wanted:
        raise Invalid("An account needs at least one role.", code="no_role")
    return wanted


async def set_roles(db: Db, user: UserAccount, roles: Iterable[str], *, actor: Actor) -> UserAccount:
    """Give exactly these roles. Sessions end, so that nobody goes on with rights he had (B21)."""
    wanted, had = await _known(db, roles), set(await queries.roles_of(db, user.id))
    if wanted == had:
        return user
    if user.id == actor.user_id and "admin" in had - wanted:
        raise Forbidden("You cannot take the admin role from yourself.", code="own_admin_role")
    if ("patient" in wanted) != (user.patient_id is not None):
        raise Invalid("Only a registered patient's account has the patient role.", code="patient_role")
    if wanted & CLINICAL and user.practitioner_id is None:
        raise Invalid("Doctors and nurses are added with their specialty.", code="needs_practitioner")
    await db.execute(delete(UserRole).where(UserRole.user_id == user.id))
    db.add_all(UserRole(user_id=user.id, role=role) for role in wanted)
    audit.noted(db, actor, "grant", "user_account", user.id, patient_id=user.patient_id,
                before={"roles": sorted(had)}, after={"roles": sorted(wanted)})  # fmt: skip
    await sessions.end_all(db, user.id, "roles", actor=actor)
    state(db, UserChanged(user_id=user.id), actor=actor)
    return user


async def disable(db: Db, user: UserAccount, *, actor: Actor) -> UserAccount:
    """Switch an account off; every session ends now."""
    if user.id == actor.user_id:
        raise Forbidden("You cannot switch off your own account.", code="own_account")
    if user.status == UserStatus.disabled:
        return user
    move(user, UserStatus.disabled)
    audit.wrote(db, actor, user)
    await sessions.end_all(db, user.id, "disabled", actor=actor)
    state(db, UserChanged(user_id=user.id), actor=actor)
    return user


async def enable(db: Db, user: UserAccount, *, actor: Actor) -> UserAccount:
    """Switch an account on again."""
    if user.status == UserStatus.active:
        return user
    move(user, UserStatus.active)
    audit.wrote(db, actor, user)
    state(db, UserChanged(user_id=user.id), actor=actor)
    return user


async def rename(db: Db, user: UserAccount, name: str, *, actor: Actor) -> UserAccount:
    """Show another name (the person's entry as patient or clinician was corrected)."""
    if user.display_name != name:
        user.display_name = name
        audit.wrote(db, actor, user)
        state(db, UserChanged(user_id=user.id), actor=actor)
    return user


async def change_password(db: Db, user: UserAccount, current: str, new: str, *, actor: Actor) -> UserAccount:
    """Replace one's own password; every session ends, the caller starts a fresh one (B21)."""
    if not await passwords.verified(user.password_hash, current):
        raise Invalid("The current password is not right.", code="wrong_password", errors=[
            {"path": "current", "message": "This is not your current password.", "type": "password"}])  # fmt: skip
    passwords.check_good_enough(new, about=(user.email, user.display_name))
    return await set_password(db, user, new, must_change=False, actor=actor)


async def reset_password(db: Db, user: UserAccount, *, actor: Actor, password: str | None = None) -> str:
    """Set a new password and return it. A generated one must be changed at the next sign-in. Ends every session."""
    if password is not None:
        passwords.check_good_enough(password, about=(user.email, user.display_name))
    new = password or passwords.generated()
    await set_password(db, user, new, must_change=password is None, actor=actor)
    return new


async def set_password(db: Db, user: UserAccount, new: str, *, must_change: bool, actor: Actor) -> UserAccount:
    """Put a checked password in place; every session of the account ends."""
    user.password_hash, user.password_at = await passwords.hashed(new), now()
    user.must_change_password = must_change
    audit.wrote(db, actor, user, reason="password")
    await tries.forget_failures(db, user)
    await sessions.end_all(db, user.id, "password", actor=actor)
    return user


def setup_code() -> str:
    """What proves that somebody owns this machine: made at first use, kept 0600 in <data_dir>/secrets/setup_code."""
    return settings().secret("setup_code", passwords.generated).strip()


async def first_admin(db: Db, email: str, password: str, name: str, code: str, *, actor: Actor) -> UserAccount:
    """The first administrator of a new installation; 404 once any administrator exists (B13).

    `code` is the one that this installation keeps in its data folder: whoever reads that owns the machine anyway.
    """
    await db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": SETUP_LOCK})
    if await queries.any_admin(db):
        raise NotFound()
    if not hmac.compare_digest(code.strip().encode(), setup_code().encode()):
        raise Forbidden("This is not the setup code of this installation.", code="wrong_setup_code")
    by = SYSTEM.at(ip=actor.ip, request_id=actor.request_id)
    return await create_user(db, email, password, name, ["admin"], actor=by)
