"""load(): the demo hospital, and around it a crowd of the wanted size; one transaction, so all of it or nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from random import Random

from sqlalchemy import text

from hub.console import Failed
from hub.core import audit
from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.demo import SEED, Demo
from hub.crowd import calendar, money, people, records
from hub.crowd.scale import LEAST, MOST, Scale
from hub.crowd.sink import Sink
from hub.patients.models import patient_number
from hub.scheduling.models import Appointment
from hub.staff import queries as house
from hub.staff.models import DepartmentKind

Say = Callable[[str], None]
OFTEN = 4.0
"""Seconds between two lines of progress."""


class Progress:
    """Says how far it is: a line when a step begins, and every few seconds the rows so far."""

    def __init__(self, say: Say) -> None:
        self.say, self.counts = say, Counter[str]()
        self.began = self.spoke = time.monotonic()

    def step(self, words: str) -> None:
        self.say(f"{time.monotonic() - self.began:6.1f} s  {words}")
        self.spoke = time.monotonic()

    def told(self, table: str, rows: int) -> None:
        self.counts[table] += rows
        if time.monotonic() - self.spoke > OFTEN:
            self.step(f"  {table.replace('_', ' ')}: {self.counts[table]:,} rows so far")


def check(patients: int) -> Scale:
    """The scale of so many patients; Failed, in words, where that makes no hospital."""
    if not LEAST <= patients <= MOST:
        raise Failed(f"--patients takes {LEAST} to {MOST:,}.", 2)
    return Scale(patients)


async def load(db: Db, demo: Demo, scale: Scale, say: Say) -> dict[str, int]:
    """Add the crowd to the demo hospital that was loaded in this transaction; returns rows per table."""
    pick, progress, at = Random(SEED), Progress(say), demo.now
    facility = await house.facility(db)
    rooms = [row.id for row in await house.departments(db) if row.kind is not DepartmentKind.administration]
    await db.execute(text("SET LOCAL synchronous_commit = off"))
    progress.step(f"{scale.staff:,} people on the staff")
    crowd = await people.staff(db, scale, pick, facility, rooms, demo.password_hash, at, progress.told)
    progress.step(f"{scale.patients:,} patients")
    first = int(await db.scalar(patient_number.next_value()) or 1)
    await people.patients(db, crowd, scale, pick, first, at, progress.told)
    await db.execute(text("SELECT setval('patient_number', :last)"), {"last": first + scale.patients - 1})
    progress.step(f"{scale.appointments:,} appointments on {scale.days} working days")
    came: list[calendar.Came] = []
    sink = Sink(db, Appointment, calendar.COLUMNS, progress.told)
    await sink.write(calendar.rows(crowd, scale, pick, facility, at, came))
    progress.step(f"{scale.encounters:,} encounters with notes, diagnoses and prescriptions")
    billed = await records.encounters(db, crowd, scale, pick, came, at, progress.told)
    await records.backgrounds(db, crowd, pick, at, progress.told)
    progress.step(f"{len(billed):,} bills of the last month")
    await money.bills(db, pick, facility, crowd, billed, at, progress.told)
    counts = {str(name): rows for name, rows in progress.counts.items()}
    audit.noted(db, SYSTEM, "import", "crowd", scale.patients, after=counts)
    await db.flush()
    progress.step("what the planner must know of it")
    await db.execute(text("ANALYZE"))
    progress.step(f"done: {sum(counts.values()):,} rows")
    return counts
