"""What the command line does to accounts: an operator with a shell on the server is the system itself."""

from __future__ import annotations

from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.errors import Conflict, NotFound
from hub.identity import actions, passwords, queries
from hub.identity.roles import CLINICAL
from hub.staff import actions as staff
from hub.staff.models import PractitionerRole


async def create(db: Db, *, email: str, name: str, roles: list[str], specialty: str, password: str) -> None:
    """Create an account; a doctor or nurse gets an entry as practitioner too. Raises HubError with the reason."""
    passwords.check_good_enough(password, about=(email, name))
    clinical = sorted(CLINICAL & set(roles))
    if not clinical:
        await actions.create_user(db, email, password, name, roles, actor=SYSTEM)
        return
    given, _, family = name.strip().rpartition(" ")
    _, user, _ = await staff.hire(
        db, email, given=given or family, family=family, role=PractitionerRole(clinical[0]), specialty=specialty,
        password_hash=await passwords.hashed(password), actor=SYSTEM,
    )  # fmt: skip
    if set(roles) != {clinical[0]}:
        await actions.set_roles(db, user, roles, actor=SYSTEM)


async def setup_code(db: Db) -> str:
    """What the page that makes the first administrator asks for. Raises Conflict once there is one."""
    if await queries.any_admin(db):
        raise Conflict("This installation has an administrator already.", code="already_set_up")
    return actions.setup_code()


async def reset_password(db: Db, *, email: str, password: str) -> None:
    """Set a password and revoke the sessions. Raises NotFound when nobody has that address."""
    user = await queries.user_by_email(db, actions.email_of(email))
    if user is None:
        raise NotFound(f"Nobody signs in as {email}.")
    await actions.reset_password(db, user, password=password, actor=SYSTEM)
