"""Accounts for tests."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.ids import uuid7
from hub.identity import actions
from hub.identity.models import UserAccount

PASSWORD = "lantern-river-copper-42"


async def user(
    db: Db, *roles: str, email: str = "", name: str = "", password: str | None = None, patient_id: UUID | None = None,
    practitioner_id: UUID | None = None,
) -> UserAccount:  # fmt: skip
    """An account with `roles`; without `password` it cannot sign in over HTTP (`hub.sign_in` opens its session)."""
    email = email or f"{roles[0] if roles else 'user'}.{uuid7().hex[-10:]}@example.org"
    return await actions.create_user(
        db, email, password, name or f"Test {roles[0] if roles else 'User'}".replace("_", " ").title(),
        roles or ["receptionist"], actor=SYSTEM, patient_id=patient_id, practitioner_id=practitioner_id,
    )  # fmt: skip
