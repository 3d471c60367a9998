"""Nurses' screens in one process: sockets that watch a ward's wall, count what it sends, and note when alerts come."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

import uvloop

from bench.live.crowd import Crowd, Ear

WALL = b'42["telemetry"'
FRAME = b'42["frame"'
FACT = b'42["fact"'
ALERT = b'"AlertRaised"'


class Screen(Ear):
    """One nurse: hears the wall as bytes, and alerts by patient."""

    crowd: Screens

    def frame(self, kind: int, data: bytes, start: int, stop: int, moment: float) -> None:
        if data.startswith((WALL, FRAME), start, stop):
            self.crowd.walls += 1
            self.crowd.bytes += stop - start
        elif data.startswith(FACT, start, stop):
            if data.find(ALERT, start, stop) >= 0:
                body = json.loads(data[start + 2 : stop])[1]
                self.crowd.alerts.append((body["patient_id"], moment))
        else:
            super().frame(kind, data, start, stop, moment)


class Screens(Crowd):
    """All screens of one server."""

    walls = bytes = 0

    def __init__(self) -> None:
        super().__init__()
        self.alerts: list[tuple[str, float]] = []

    async def look(self, port: int, cookies: list[str], room: str) -> dict[str, Any]:
        """Everybody sits down before the wall of this ward, and says so every few seconds as long as it is open."""
        for cookie in cookies:
            ear = Screen(self, port, cookie)
            await ear.connect()
            await asyncio.wait_for(ear.seated, 30)
            ear.say(f'42["watch",{json.dumps({"room": room})}]'.encode())
            self.ears.append(ear)
        return {}

    def told(self) -> dict[str, Any]:
        """What was heard since the last question."""
        found = {"walls": self.walls, "bytes": self.bytes, "alerts": self.alerts, "at": time.time()}
        self.walls, self.bytes, self.alerts = 0, 0, []
        return found


async def obey() -> None:
    """Do what stdin says until it ends."""
    screens = Screens()
    while line := await asyncio.to_thread(sys.stdin.readline):
        order = json.loads(line)
        match order.pop("do"):
            case "look":
                reply = await screens.look(**order)
            case "told":
                reply = screens.told()
            case _:
                reply = screens.close()
        print(json.dumps(reply), flush=True)


def main() -> None:
    uvloop.run(obey())
