"""What stands against erasing a record: what has to be settled first, and what the law makes the hospital keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hub.core.clock import local_day, now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict
from hub.identity import house
from hub.patients.belongings import HINDRANCES, LASTS, Whose
from hub.patients.erasure import rules, work
from hub.patients.erasure.switches import JURISDICTION, KEEP_YEARS
from hub.patients.models import Patient

HOLD = "legal_hold"


@dataclass(frozen=True)
class Hindrance:
    """Something that has to be settled first, and how much of it there is."""

    code: str
    count: int


@dataclass(frozen=True)
class Kept:
    """A class of record that the law keeps until a day, and by which rule."""

    kind: str
    last: date
    until: date
    source: str


@dataclass(frozen=True)
class Findings:
    """Everything that stands against erasing a record today."""

    records: int
    jurisdiction: str
    hindrances: list[Hindrance]
    kept: list[Kept]

    @property
    def erase_from(self) -> date | None:
        """From when the law lets it go; None = today."""
        return max((one.until for one in self.kept), default=None)

    @property
    def may_erase(self) -> bool:
        return not self.hindrances and not self.kept

    @property
    def may_restrict(self) -> bool:
        """A record on which nobody works any more can be closed, a legal hold or not."""
        return all(one.code == HOLD for one in self.hindrances)

    def as_kept(self) -> list[dict[str, Any]]:
        """What is written down at a decision."""
        return [{"kind": one.kind, "until": one.until.isoformat()} for one in self.kept]


async def check(db: Db | ReadDb, patient: Patient) -> Findings:
    """Look at everything, today; nothing is changed."""
    him, zone = await work.whose(db, patient.id), await house.zone(db)
    today = local_day(now(), zone)
    counts = {code: await db.scalar(count(him)) or 0 for code, count in sorted(HINDRANCES.items())}
    law, years = await JURISDICTION.value(db), await KEEP_YEARS.value(db)
    law = law if law in rules.TERMS else "us"
    kept = []
    for kind, last in (await _lasts(db, him, zone)).items():
        until = rules.kept_until(kind, last, patient.birth_date, jurisdiction=law, least_years=years)
        if until > today:
            kept.append(Kept(kind, last, until, rules.TERMS[law][kind].source))
    return Findings(len(him.records), law, [Hindrance(code, n) for code, n in counts.items() if n], kept)


async def must_be_free(db: Db, patient: Patient) -> None:
    """409 erasure_hindered, record_kept: what stands against it may have come since somebody looked."""
    found = await check(db, patient)
    if found.hindrances:
        raise Conflict("Something has to be settled before this record can be erased.", code="erasure_hindered",
                       hindrances=[one.code for one in found.hindrances])  # fmt: skip
    if found.kept:
        raise Conflict(f"The law keeps this record until {found.erase_from}.", code="record_kept",
                       until=str(found.erase_from))  # fmt: skip


async def _lasts(db: Db | ReadDb, him: Whose, zone: Any) -> dict[str, date]:
    found: dict[str, date] = {}
    for kind, last in LASTS:
        at: datetime | None = await db.scalar(last(him))
        if at is not None:
            day = local_day(at, zone)
            found[kind] = max(day, found.get(kind, day))
    return found
