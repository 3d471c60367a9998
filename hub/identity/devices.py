"""A browser that several people share: who of the staff has signed in with it today, to change over fast."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.identity.models import KnownDevice, UserAccount, UserRole, UserStatus
from hub.identity.queries import digest

RECENT = timedelta(hours=14)


async def people_here(db: Db | ReadDb, device: str) -> list[tuple[str, str]]:
    """(name, e-mail) of staff who signed in with this browser within a shift, the last one first: for a shared PC."""
    staff = select(UserRole.user_id).where(UserRole.role != "patient")
    rows = await db.execute(
        select(UserAccount.display_name, UserAccount.email)
        .join(KnownDevice, KnownDevice.user_id == UserAccount.id)
        .where(KnownDevice.token_hash == digest(device), KnownDevice.used_at > now() - RECENT,
               UserAccount.status == UserStatus.active, UserAccount.id.in_(staff))
        .order_by(KnownDevice.used_at.desc()).limit(8)
    )  # fmt: skip
    return [(row[0], row[1]) for row in rows]
