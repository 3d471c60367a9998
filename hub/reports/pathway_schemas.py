"""What crosses HTTP about how a pathway did in a period. Durations in seconds, days of the facility's zone."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from hub.core.http import Body, Out


class PathwayMetricsQuery(Body):
    """From and until are whole days; without `from` the last `days` of them, thirty if nothing is said. `version` looks
    at one version only."""

    start: date | None = Field(None, alias="from")
    until: date | None = None
    days: int | None = Field(None, ge=1, le=1_000)
    version: int | None = Field(None, ge=1, le=1_000_000)


class PathwayFileQuery(PathwayMetricsQuery):
    """The same, and which of the tables the file is to hold."""

    table: Literal["days", "versions", "elements", "incidents"] = "days"


class PathwaySpan(Out):
    """How long something took: half were quicker than the median, nine in ten quicker than p90."""

    median: float | None = None
    p90: float | None = None


class PathwayCases(Out):
    """Cases that were started, came to their end, or were ended by hand in the period; how long the completed took."""

    started: int = 0
    completed: int = 0
    cancelled: int = 0
    cycle: PathwaySpan


class PathwayDay(Out):
    """The cases of one day; days without any are there too."""

    day: date
    started: int = 0
    completed: int = 0
    cancelled: int = 0


class PathwayVersionFigures(PathwayCases):
    """The cases of one version; those without any in the period are left out."""

    number: int
    active: bool


class PathwayElementFigures(Out):
    """One element. `tasks` counts those people finished; `wait` is from offered to taken, `work` from taken to done,
    `took` from entered to left. `late`: done after it was due; `escalated`: nobody took it in the time promised."""

    element_id: str
    name: str
    visits: int
    took: PathwaySpan
    tasks: int
    wait: PathwaySpan
    work: PathwaySpan
    late: int
    escalated: int


class PathwayIncidentFigures(Out):
    """What went wrong alike: how often, how many of them are still open, and how long it stood."""

    element_id: str
    name: str
    code: str
    count: int
    open: int
    stood: PathwaySpan


class PathwayMetricsOut(Out):
    """How a pathway did in a period. `called`: how many of the started ran inside a case of a pathway that calls this
    one (they count in `cases` and `days`; one that was cut short there is cancelled with its case, and not here).
    `capped`: of at least one element only the latest visits were looked at."""

    process_id: str
    name: str
    first: date
    last: date
    zone: str
    version: int | None
    cases: PathwayCases
    called: int
    tasks: int
    late: int
    escalated: int
    incidents: int
    days: list[PathwayDay]
    versions: list[PathwayVersionFigures]
    elements: list[PathwayElementFigures]
    causes: list[PathwayIncidentFigures]
    capped: bool
