"""A typed code, whatever it is: of the app, of a text message, or for recovery."""

from __future__ import annotations

from uuid import UUID

from hub.core.db import Db
from hub.identity import standing
from hub.identity.factors import recovery, sms, totp


async def right(db: Db, user_id: UUID, code: str, bound_to: UUID) -> str:
    """'totp', 'sms' or 'recovery' when this is a right code of this person, used up by it; else '' (B23).

    `bound_to`: the ticket for which a code by text had to be asked. One way holds at a time: who has an app or a
    passkey is let in by no text message.
    """
    code = code.replace(" ", "").strip().lower()
    if not code.isdecimal():
        return "recovery" if await recovery.right(db, user_id, code) else ""
    his = await standing.of(db, user_id)
    if his.app:
        return "totp" if await totp.right(db, user_id, code) else ""
    return "sms" if his.texts and await sms.right(db, user_id, code, bound_to) else ""
