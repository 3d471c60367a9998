"""Who may sit in which room. The server decides: some rooms follow from who somebody is, others are asked for.

A room that is asked for (`watch`) is one record, and its door is the record's own `access_*`: refused = absent.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, transaction
from hub.core.errors import Forbidden, HubError, Invalid, NotFound

Door = Callable[[Db, Actor, UUID], Awaitable[list[str]]]
DOORS: dict[str, Door] = {}
"""prefix of a watchable room -> its door, which returns further rooms that come with it"""


def door(prefix: str) -> Callable[[Door], Door]:
    """Register who may watch `prefix:{id}`; the door raises NotFound for everybody else."""

    def register(function: Door) -> Door:
        DOORS[prefix] = function
        return function

    return register


def own(actor: Actor) -> list[str]:
    """The rooms that follow from who somebody is.

    Nobody sits in `role:patient`: a patient's work is addressed to the person, never to all patients.
    """
    rooms = [f"user:{actor.user_id}", *(f"role:{role}" for role in sorted(actor.roles - {"patient"}))]
    if actor.practitioner_id is not None:
        rooms.append(f"practitioner:{actor.practitioner_id}")
    if actor.may("slot.read"):
        rooms.append("slots")
    if actor.may("waiting.work"):
        rooms.append("waiting")
    return rooms


async def watchable(actor: Actor, room: str) -> list[str]:
    """The rooms that watching `room` gives; a refusal is audited in a transaction of its own (B50)."""
    prefix, _, name = room.partition(":")
    try:
        async with transaction() as db:
            if prefix not in DOORS:
                raise Forbidden("This room cannot be watched.", code="not_watchable")
            return [room, *await DOORS[prefix](db, actor, _id(name))]
    except (Forbidden, NotFound) as error:
        await refused(actor, room, error)
        raise


async def refused(actor: Actor, room: str, error: HubError) -> None:
    """Write down that somebody asked for a room that is not theirs."""
    async with transaction() as db:
        audit.noted(db, actor, "watch", "room", room[:80], outcome="denied", reason=error.code)


def _id(name: str) -> UUID:
    try:
        return UUID(name)
    except ValueError:
        raise Invalid("A room is named kind:id.", code="bad_room") from None
