"""What patients may here: the built-in role under the rules for it, for whoever acts for a patient."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, func, or_, select

from hub.core.db import Db, ReadDb
from hub.core.prepared import Prepared
from hub.identity.policy.models import AccessRule
from hub.identity.policy.permissions import Decision, decide

_RULES = Prepared(
    select(AccessRule.effect, AccessRule.permission, AccessRule.department_id, AccessRule.relation).where(
        or_(AccessRule.user_id == bindparam("user_id"), AccessRule.role == "patient"),
        or_(AccessRule.until.is_(None), AccessRule.until > func.now()),
    )
)


async def as_patient(db: Db | ReadDb, user_id: UUID) -> Decision:
    """By the rules that are for patients or for this very person."""
    rows = await db.all(_RULES, user_id=user_id)
    given = [(row["effect"], row["permission"], str(row["department_id"] or ""), row["relation"]) for row in rows]
    return decide(["patient"], (), given)
