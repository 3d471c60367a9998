"""The permission matrix of socket rooms: who sits where by being somebody, and whom each door lets in.

Committed as tests/architecture/rooms.txt, like the matrix of the routes; `HUB_WRITE_MATRIX=1` writes it anew.
"""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

import signaling.server  # noqa: F401  (registers who may sit where)
from hub.core.errors import HubError
from hub.core.ids import uuid7
from signaling import rooms
from tests.architecture.caller import Caller, opened
from tests.hub_fixture import Hub

ROOMS = {"patient": "patient_id", "case": "case_id", "visit": "visit_id", "acting": "patient_id"}
"""prefix of a watchable room -> the sample that it is about; without one: the caller's own world."""


async def test_b01_b02_b50_the_matrix_of_rooms_is_what_was_committed(hub: Hub) -> None:
    async with opened(hub) as caller:
        lines = await _own(caller) + await _doors(caller)
    found = "\n".join(lines) + "\n"
    path = Path(__file__).parent / "rooms.txt"
    if os.environ.get("HUB_WRITE_MATRIX"):
        path.write_text(found)
    assert found == path.read_text()


async def _own(caller: Caller) -> list[str]:
    """The kinds of rooms that follow from who somebody is; names of people stand for themselves."""
    sitting: dict[str, list[str]] = defaultdict(list)
    for who, client in caller.clients.items():
        if client.actor.user_id is None:
            continue
        for room in rooms.own(client.actor):
            prefix, _, name = room.partition(":")
            sitting[f"{prefix}:{name}" if prefix == "role" else f"{prefix}:own" if name else prefix].append(who)
    return [f"{room}  by being somebody\n    {', '.join(sorted(people))}\n" for room, people in sorted(sitting.items())]


async def _doors(caller: Caller) -> list[str]:
    lines = []
    for prefix in sorted(rooms.DOORS):
        answers: dict[str, list[str]] = defaultdict(list)
        id = caller.values.get(ROOMS.get(prefix, ""), caller.world.users["nurse"])
        for who, client in caller.clients.items():
            if client.actor.user_id is not None:
                answers[await _asked(caller, who, f"{prefix}:{id}")].append(who)
                assert await _asked(caller, who, f"{prefix}:{uuid7()}") != "yes", f"{who} watches {prefix} of nobody"
        cells = [f"    {answer}: {', '.join(sorted(people))}" for answer, people in sorted(answers.items())]
        lines += [f"{prefix}:<id>  by its door", *cells, ""]
    return lines


async def _asked(caller: Caller, who: str, room: str) -> str:
    try:
        await rooms.watchable(caller.clients[who].actor, room)
        return "yes"
    except HubError as error:
        return str(error.status)
    finally:
        await caller.one.undo()
