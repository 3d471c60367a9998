"""Questions of one web process to another, over the channel that joins them; no answer is no objection."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

from socketio import AsyncServer

ASK, SAY = "process:ask", "process:say"
ANSWERS_WITHIN = 1.5
"""Seconds; a page waits for it."""


class Asking:
    """The questions of one process, which the others know by `id`."""

    def __init__(self, io: AsyncServer, id: str) -> None:
        self.io, self.id = io, id
        self._open: dict[str, asyncio.Future[dict[str, Any]]] = {}

    async def ask(self, whom: str, **question: Any) -> dict[str, Any]:
        """What that process says; {} when it says nothing."""
        number = uuid4().hex
        reply = self._open[number] = asyncio.get_running_loop().create_future()
        try:
            await self.io.emit(
                ASK, {"whom": whom, "asks": self.id, "number": number, **question}, room=f"process:{whom}"
            )
            return await asyncio.wait_for(reply, ANSWERS_WITHIN)
        except TimeoutError:
            return {}
        finally:
            del self._open[number]

    async def say(self, question: dict[str, Any], answer: dict[str, Any]) -> None:
        """Answer a question that was heard."""
        told = {"asks": question["asks"], "number": question["number"], **answer}
        await self.io.emit(SAY, told, room=f"process:{question['asks']}")

    def heard(self, event: str, data: dict[str, Any]) -> dict[str, Any] | None:
        """The question, if this is one for us; an answer goes to who waits for it."""
        if event == SAY and data.get("asks") == self.id:
            waits = self._open.get(str(data.get("number")))
            if waits is not None and not waits.done():
                waits.set_result(data)
        return data if event == ASK and data.get("whom") == self.id else None
