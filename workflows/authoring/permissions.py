"""Who may do what with one pathway, as administrators see and change it."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Invalid
from workflows import diagrams, directory, rights
from workflows.authoring.schemas import (
    PermissionsIn,
    PermissionsOut,
)


async def shown(db: Db | ReadDb, process_id: str) -> PermissionsOut:
    """The roles per verb; empty = everybody who holds its permission. 404 for a pathway that is not published."""
    await diagrams.active(db, process_id)
    found = await rights.narrowed(db, process_id)
    return PermissionsOut(**{verb: found.get(verb, []) for verb in rights.VERBS})


async def change(db: Db, process_id: str, given: PermissionsIn, *, actor: Actor) -> PermissionsOut:
    """Replace them; an unknown role is 422 role_unknown."""
    await diagrams.active(db, process_id)
    wanted: dict[str, list[str]] = {verb: list(getattr(given, verb)) for verb in rights.VERBS}
    known = {code for code, _ in directory.roles()}
    for verb, roles in wanted.items():
        if strange := sorted(set(roles) - known):
            raise Invalid(f"{verb}: nobody here has the role '{strange[0][:40]}'.", code="role_unknown")
    await rights.narrow(db, process_id, wanted, given.reason, actor=actor)
    await db.flush()
    return await shown(db, process_id)
