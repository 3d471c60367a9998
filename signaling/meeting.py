"""Those of one call who have not heard of each other: what one process tells the others is lost while Valkey is away.

At every beat each page is told of whoever is here and was never named to it, and of a newer page that has taken its
seat. Once both of a visit are here, the visit hears that they have met: without it a call that began while Valkey was
away would go on as one that nobody has come to.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any
from uuid import UUID

from hub.core import presence
from hub.core.db import reading, transaction
from hub.core.errors import HubError
from hub.core.valkey import valkey
from hub.visits import actions, queries
from hub.visits.models import Side
from signaling import calls
from signaling.gate import Line

if TYPE_CHECKING:
    from signaling.server import Sockets


def heard(sockets: Sockets, event: str, data: Any) -> None:
    """Keep in mind whom the pages of this process were told of."""
    if event != "call:peer" or not isinstance(data, dict):
        return
    visit_id, participant, gen = UUID(str(data["visit_id"])), data["participant_id"], data["gen"]
    for line in sockets.lines:
        if line.seat is None or line.seat.visit_id != visit_id or line.seat.participant == participant:
            continue
        if data["state"] == "here":
            line.met[participant] = max(gen, line.met.get(participant, 0))
        elif line.met.get(participant, 0) <= gen:
            line.met.pop(participant, None)


async def look(sockets: Sockets) -> None:
    """Bring together who is in one call without knowing it."""
    seated: dict[UUID, list[Line]] = {}
    for line in sockets.lines:
        if line.seat and line.sid:
            seated.setdefault(line.seat.visit_id, []).append(line)
    if not seated:
        return
    said = await presence.each(valkey(), [presence.visit(visit_id) for visit_id in seated])
    here = {visit_id: calls.present(sockets, visit_id, said[presence.visit(visit_id)]) for visit_id in seated}
    untold = [news for visit_id, lines in seated.items() for news in _untold(lines, here[visit_id])]
    for line, participant, gen in untold:
        if line.seat is not None:  # still there
            await _tell(sockets, line, participant, gen)
    await _met({visit_id: lines for visit_id, lines in seated.items() if here[visit_id].keys() >= set(Side)})


def _untold(lines: list[Line], here: dict[str, int]) -> list[tuple[Line, str, int]]:
    """What these pages have not heard: all of it at once, for `heard` takes what is told to one as told to all."""
    return [
        (line, participant, gen)
        for line in lines for participant, gen in here.items()
        if gen > (line.seat.gen if participant == line.seat.participant else line.met.get(participant, 0))
    ]  # fmt: skip


async def _tell(sockets: Sockets, line: Line, participant: str, gen: int) -> None:
    if participant == line.seat.participant:
        await calls.put_out(sockets, line, gen)
        return
    line.met[participant] = gen
    news = {"visit_id": str(line.seat.visit_id), "participant_id": participant, "gen": gen, "state": "here"}
    await sockets.io.emit("call:peer", news, room=line.sid)


async def _met(seated: dict[UUID, list[Line]]) -> None:
    async with reading() as db:
        apart = await queries.not_joined(db, set(seated)) if seated else set()
    for visit_id in apart:
        for line in [one for one in seated[visit_id] if not one.guest][:1]:
            with contextlib.suppress(HubError):  # over, or not this person's any more: others look to that
                async with transaction() as db:
                    visit = await queries.access_visit(db, line.actor, visit_id, lock=True)
                    await actions.joined(db, visit, actor=line.actor)
