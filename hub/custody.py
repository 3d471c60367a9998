"""What the command line does to keys and to the audit trail: an operator with a shell on the server is the system."""

from __future__ import annotations

from hub.core import db, heads, rotation
from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.rotation import RotationKind


async def verify(session: Db) -> heads.Verdict:
    """Whether the trail is whole, as far as the signed heads reach and beyond."""
    return await heads.verify(session)


async def rotate(url: str, *, data: bool) -> list[str]:
    """Rotate in many short transactions, beside whoever works; a rotation that was broken off goes on where it was."""
    db.connect(url, pool_size=2, application_name="wardline-cli")
    done = []
    try:
        for kind in [RotationKind.keks, *([RotationKind.data] if data else [])]:
            async with db.transaction() as session:
                row = await rotation.start(session, kind, actor=SYSTEM)
            more = True
            while more:
                async with db.transaction() as session:
                    more = await rotation.step(session)
            async with db.reading() as session:
                count = (await session.get_one(rotation.KeyRotation, row.id)).done
            done.append(
                f"{count} data keys wrapped anew." if kind is RotationKind.keks else f"{count} parts sealed anew."
            )
        return done
    finally:
        await db.disconnect()
