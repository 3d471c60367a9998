"""What the command line does to accounts: an operator with a shell on the server is the system itself."""

from __future__ import annotations

from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.errors import NotFound


async def create(db: Db, *, email: str, name: str, roles: list[str], password: str) -> None:
    """Create an account. Raises HubError when the address is taken, a role unknown or the password weak."""
    from hub.identity import actions

    await actions.create_user(db, email=email, name=name, roles=roles, password=password, actor=SYSTEM)


async def reset_password(db: Db, *, email: str, password: str) -> None:
    """Set a password and revoke the sessions. Raises NotFound when nobody has that address."""
    from hub.identity import actions, queries

    user = await queries.user_by_email(db, email)
    if user is None:
        raise NotFound(f"Nobody signs in as {email}.")
    await actions.reset_password(db, user, actor=SYSTEM, password=password)
