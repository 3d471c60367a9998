"""Who may do what with one pathway. A global permission opens the door (`case.start`, `task.work`, `process.edit` …);
rows of `process_permission` narrow it to some roles for one process and verb. Without rows nothing is narrowed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from sqlalchemy import ColumnElement, Text, any_, bindparam, delete, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Forbidden, NotFound
from hub.core.prepared import Prepared
from workflows.models import ProcessPermission

Verb = Literal["start", "see", "work", "operate", "edit", "publish"]
VERBS: tuple[Verb, ...] = ("start", "see", "work", "operate", "edit", "publish")
_ROLES = bindparam("my_roles", type_=ARRAY(Text))


def allowed(process: Any, verb: Verb) -> ColumnElement[bool]:
    """The SQL condition that this person's roles may do it; give `queries.who(actor)` as parameters."""
    closed = (
        select(ProcessPermission.process_id)
        .where(ProcessPermission.verb == verb)
        .group_by(ProcessPermission.process_id)
        .having(~func.bool_or(ProcessPermission.role == any_(_ROLES)))
    )
    condition: ColumnElement[bool] = process.not_in(closed)
    return condition


def open_to(process: Any, role: Any) -> ColumnElement[bool]:
    """The SQL condition that people of a role may work on the pathway, whoever asks."""
    rows = select(ProcessPermission.role).where(
        ProcessPermission.process_id == process, ProcessPermission.verb == "work"
    )
    return or_(~rows.exists(), rows.where(ProcessPermission.role == role).exists())


_OPEN_TO_ME = Prepared(
    select(ProcessPermission.verb, func.bool_or(ProcessPermission.role == any_(_ROLES)))
    .where(ProcessPermission.process_id == bindparam("process_id", type_=Text()))
    .group_by(ProcessPermission.verb)
)
_READ = "workflows.rights"


async def may(db: Db | ReadDb, actor: Actor, process_id: str, *verbs: Verb) -> bool:
    """Whether none of the verbs is closed to this person. The system itself is never narrowed."""
    if actor.may("*"):
        return True
    # Read once in a transaction: a start asks for two verbs.
    read: dict[Any, dict[str, bool]] = db.info.setdefault(_READ, {})
    if (process_id, actor.roles) not in read:
        found = await db.all(_OPEN_TO_ME, my_roles=sorted(actor.roles), process_id=process_id)
        read[process_id, actor.roles] = {row[0]: row[1] for row in found}
    return all(read[process_id, actor.roles].get(verb, True) for verb in verbs)


async def must(db: Db | ReadDb, actor: Actor, process_id: str, verb: Verb) -> None:
    """404 where the person may not even see the pathway, else 403 pathway_closed."""
    if await may(db, actor, process_id, verb):
        return
    if not await may(db, actor, process_id, "see"):
        raise NotFound()
    raise Forbidden("This pathway is kept for others.", code="pathway_closed")


async def narrowed(db: Db | ReadDb, process_id: str) -> dict[str, list[str]]:
    """Per verb the roles that may; a verb that is not there is open to everybody who holds its permission."""
    rows = await db.execute(
        select(ProcessPermission.verb, ProcessPermission.role)
        .where(ProcessPermission.process_id == process_id)
        .order_by(ProcessPermission.verb, ProcessPermission.role)
    )
    found: dict[str, list[str]] = {}
    for verb, role in rows:
        found.setdefault(verb, []).append(role)
    return found


async def narrow(
    db: Db, process_id: str, wanted: dict[str, list[str]], reason: str, *, actor: Actor
) -> dict[str, list[str]]:  # fmt: skip
    """Replace who may what. An empty list opens the verb again. Audited with before and after."""
    before = await narrowed(db, process_id)
    after = {verb: sorted(set(roles)) for verb, roles in wanted.items() if roles}
    db.info.pop(_READ, None)
    await db.execute(delete(ProcessPermission).where(ProcessPermission.process_id == process_id))
    db.add_all(_rows(process_id, after))
    audit.noted(db, actor, "update", "process_permission", process_id, reason=reason,
                before=before, after=after)  # fmt: skip
    return after


def _rows(process_id: str, after: dict[str, list[str]]) -> Iterable[ProcessPermission]:
    return [
        ProcessPermission(process_id=process_id, verb=verb, role=role)
        for verb, roles in after.items()
        for role in roles
    ]
