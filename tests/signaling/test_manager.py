"""What is sent to many: bounded for who is behind, straight to the wire for who keeps up, lost for no stall of ours."""

from __future__ import annotations

import asyncio
import socket
import time
from types import SimpleNamespace

import orjson
import pytest

from hub.core.valkey import valkey
from signaling import manager
from signaling.manager import LATEST_WINS, Outgoing, Wire, channel
from signaling.wire import MOST_AT_ONCE, Pipe, pipe
from tests.signaling.house import House


async def test_telemetry_drops_its_oldest_and_says_so() -> None:
    queue = Outgoing()
    for n in range(20):
        queue.offer(Wire("telemetry", f'2["telemetry",{n}]'))
        if n == 3:
            queue.offer(Wire("fact", '2["fact",{}]'))
    sizes = queue.bytes
    got = []
    while not queue.empty():
        got.append(queue.get_nowait())
    kept = [wire.data for wire in got if wire.event == "telemetry"]
    assert kept == [f'2["telemetry",{n}]' for n in range(12, 20)] and len(kept) == LATEST_WINS["telemetry"]
    assert [wire.event for wire in got].count("fact") == 1
    assert got[0].event == "gap"
    assert sizes == sum(wire.size for wire in got) and queue.bytes == 0


async def test_what_goes_past_the_queue_never_overtakes_what_waits_in_it() -> None:
    """A frame goes straight to the wire only when nothing is queued and nothing taken from the queue is unwritten.

    What one turn of the loop brings is one write: at its end, before anything is queued, and before it is too much.
    """
    written: list[bytes] = []
    closing: list[bool] = []

    class Protocol:
        handshake_complete, close_sent = True, False
        writable = SimpleNamespace(is_set=lambda: True)
        transport = SimpleNamespace(is_closing=lambda: bool(closing), write=written.append)

        def send(self) -> None: ...

    queue, first, second = Outgoing(), Wire("fact", '2["fact",1]'), Wire("fact", '2["fact",2]')
    queue.pipe = pipe(Protocol().send)
    queue.offer(first)
    queue.offer(second)
    assert (written, queue.empty()) == ([], True)
    queue.put_nowait(first)  # the answer to a message of the client
    assert written == [first.frame + second.frame]
    queue.offer(second)
    assert (len(written), queue.qsize()) == (1, 2)
    assert await queue.get() is first
    assert await queue.get() is second
    queue.offer(second)  # the writer has it in its hands, but not on the wire
    assert (len(written), queue.qsize()) == (1, 1)
    assert await queue.get() is second
    writer = asyncio.ensure_future(queue.get())  # comes back for more: all is written
    await asyncio.sleep(0)
    queue.offer(second)
    await asyncio.sleep(0)
    assert (len(written), queue.empty()) == (2, True)
    assert written[1] == b"\x81\x0c" + b'42["fact",2]'
    large = Wire("fact", f'2["fact","{"x" * MOST_AT_ONCE}"]')
    queue.offer(large)
    assert written[2] == large.frame
    queue.offer(first)
    closing.append(True)  # the client has gone before the turn is over
    await asyncio.sleep(0)
    assert len(written) == 3
    writer.cancel()
    assert pipe(print) is None


async def test_what_everybody_gets_goes_straight_to_the_wire(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the web server in use, for a client that keeps up; without a pipe everything would work, only slower."""
    written: list[bool] = []
    take = Pipe.take

    def seen(pipe: Pipe, frame: bytes) -> bool:
        written.append(take(pipe, frame))
        return written[-1]

    monkeypatch.setattr(Pipe, "take", seen)
    nothing = orjson.dumps({"method": "facts", "facts": []})
    assert await valkey().publish(channel(house.options), nothing) == 1, "heard before the first client is there"
    doctor = await house.hub.sign_in("doctor")
    sock = await house.connect(doctor)
    await house.say("role:doctor", count=3)
    await sock.hears("fact", 3)
    assert written == [True] * 3


async def test_an_emit_is_not_given_up_while_this_process_itself_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manager, "ANSWERS_WITHIN", 0.05)
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with ours, theirs:
        answer = asyncio.ensure_future(manager._answered(asyncio.get_running_loop().sock_recv(ours, 1)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        theirs.send(b"1")  # it answers at once, and the loop does not see it for longer than it would wait
        time.sleep(0.1)
        assert await answer == b"1"
        with pytest.raises(TimeoutError):  # Valkey does not answer at all
            await manager._answered(asyncio.get_running_loop().sock_recv(ours, 1))
