"""SIMULATOR: its side of the file link. Reads what we sent, leaves its answers, keeps its memory in a file of its own.

Killed at any point it repeats itself: answers get the same names, and a file it has read twice is answered with a TA1
that says so, as real clearing houses do.
"""

import fcntl
import os
from datetime import datetime
from pathlib import Path

from hub.insurance.simulator import memory
from hub.insurance.simulator.memory import Memory
from hub.insurance.simulator.payer import Delays, PayerSimulator
from hub.insurance.transport import LocalFolder, waiting_in, write_whole
from hub.insurance.x12.errors import X12Error

MEMORY = "simulator.json"


def work(root: Path, now: datetime, delays: Delays | None = None) -> int:
    """Answer every file that waits and send what is due; returns how many files were left for the hub.

    One worker at a time: a second one leaves at once.
    """
    link = LocalFolder(root)
    lock = os.open(root / "simulator.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return _work(link, now, delays)
    except BlockingIOError:
        return 0
    finally:
        os.close(lock)


def _work(link: LocalFolder, now: datetime, delays: Delays | None) -> int:
    payer = PayerSimulator(_remember(link.root), delays)
    names = [found.name for found in waiting_in(link.outbox)]
    for name in names:
        try:
            payer.receive((link.outbox / name).read_bytes(), now)
        except X12Error:
            (link.outbox / name).replace(link.taken / f"{name}.unreadable")
    answers = payer.collect(now)
    if not names and not answers:
        return 0
    for answer, data in answers:
        write_whole(link.inbox / answer, data)
    write_whole(link.root / MEMORY, payer.memory.dump())
    for name in names:
        if (link.outbox / name).exists():
            (link.outbox / name).replace(link.taken / name)
    return len(answers)


def _remember(root: Path) -> Memory:
    try:
        return memory.load((root / MEMORY).read_bytes())
    except FileNotFoundError:
        return Memory()
