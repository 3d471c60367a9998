"""The socket edge: each message is measured, parsed and answered with {ok: true, …} or {ok: false, problem}.

@message("watch", Watch)
async def watch(sockets: Sockets, line: Line, data: Watch) -> dict[str, Any]: ...
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from pydantic import BaseModel, ConfigDict

from hub.core.errors import Fault, HubError, Malformed, TooMany, Unavailable, failure
from hub.core.parsing import parse
from signaling.gate import Line
from signaling.limits import Bucket

if TYPE_CHECKING:
    from signaling.server import Sockets

log = structlog.get_logger(__name__)


class Message(BaseModel):
    """What a client sends: closed and strict, a number is not a string."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Answer = Callable[["Sockets", Line, Any], Awaitable[dict[str, Any]]]


@dataclass(frozen=True)
class Entry:
    shape: type[Message]
    answer: Answer
    rate: float
    burst: float


MESSAGES: dict[str, Entry] = {}
FOR_DEVICES = ("frames", "readings")
"""All that a device may say: it has no session, sees nothing and sits nowhere."""
FOR_GUESTS = ("guest:enter", "visit:leave", "relay:offer", "livekit:ticket", "call:say", "call:caption")
"""All that an invited guest may say: the call of one visit, and nothing else."""
ANSWER_WITHIN = 10.0
"""Seconds; a connection's messages are answered one after the other, so none may hold the line."""


def message(name: str, shape: type[Message], *, rate: float = 5.0, burst: float = 20.0) -> Callable[[Answer], Answer]:
    """Register the answer to message `name`; `rate` per second and `burst` are per socket."""

    def register(answer: Answer) -> Answer:
        MESSAGES[name] = Entry(shape, answer, rate, burst)
        return answer

    return register


async def answer(sockets: Sockets, line: Line, name: str, arguments: list[Any]) -> dict[str, Any]:
    """The acknowledgement of one message; never raises."""
    try:
        entry = MESSAGES.get(name)
        few = FOR_DEVICES if line.device_key else FOR_GUESTS if line.guest else None
        if entry is None or (few is not None and name not in few):
            raise Malformed("There is no such message.", code="unknown_message")
        if not line.buckets.setdefault(name, Bucket(entry.rate, entry.burst)).take():
            raise TooMany(retry_after=1)
        data = parse(entry.shape, arguments[0] if len(arguments) == 1 else None)
        async with asyncio.timeout(ANSWER_WITHIN):
            return {"ok": True, **await entry.answer(sockets, line, data)}
    except HubError as error:
        return failure(error)
    except TimeoutError:
        return failure(Unavailable(retry_after=2))
    except Exception as error:
        log.error("message_failed", name=name, error=type(error).__name__, exc_info=error)
        return failure(Fault())
