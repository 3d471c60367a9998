"""Acting for somebody: a request says for whom, and the grant of today decides what that opens.

The patient's id comes in the header X-Acting-For, or as ?acting_for= where a browser sends no header (links, pictures).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from quart import request

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Forbidden, NotFound

HEADER, QUERY = "X-Acting-For", "acting_for"
ONES_OWN = frozenset({"public", "session.manage", "notification.read"})
"""What a person does for nobody but himself: his password, his sessions, his notifications."""

StandIn = Callable[[Db | ReadDb, Actor, UUID], Awaitable[Actor]]
_stand_in: StandIn | None = None


def stands_in(function: StandIn) -> StandIn:
    """The room of patients registers how a person becomes the proxy of a patient (NotFound without a grant)."""
    global _stand_in
    _stand_in = function
    return function


async def acting(db: Db | ReadDb, actor: Actor, may: str) -> Actor:
    """Who acts in this request: the person himself, or the same person for the patient whom the request names."""
    wanted = request.headers.get(HEADER) or request.args.get(QUERY)
    if not wanted or may in ONES_OWN or actor.user_id is None:
        return actor
    if actor.via != "session" or actor.by is not None:
        raise Forbidden("A person has to do this, signed in.", code="needs_person")
    try:
        patient_id = UUID(wanted)
    except ValueError:
        raise nobody() from None
    if _stand_in is None:
        raise RuntimeError("no module says who may act for whom")
    return await _stand_in(db, actor, patient_id)


ROOM = "acting"
"""What the rooms of those begin with who act for a patient; the grant is asked for at their door (signaling.doors)."""


def rooms(patient_id: UUID | None, user_id: UUID | None, right: str) -> list[str]:
    """Who hears of a fact on the patient's side: his account, and whoever acts for him with this right."""
    own = [f"user:{user_id}"] if user_id is not None else []
    return [*own, f"{ROOM}-{right}:{patient_id}"] if patient_id is not None else own


def news(position: int) -> dict[str, Any]:
    """What is heard there of any fact: that something is new, not what. The page asks again, and gets what the grant,
    the age and the labels open."""
    return {"position": position, "kind": ROOM}


def asked() -> dict[str, str]:
    """What the query string says, but for whom it is."""
    return {name: value for name, value in request.args.items() if value != "" and name != QUERY}


def nobody() -> NotFound:
    """There is no such patient for this person: never was, no longer, or not yet."""
    return NotFound("You do not act for this patient.", code="not_acting")
