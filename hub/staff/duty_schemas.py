"""What crosses HTTP about duty: kinds of shifts, rotas, shifts, swaps, on call."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from hub.core.http import Body, Out
from hub.staff.duty_models import ShiftKind, SwapStatus

Weekday = Annotated[int, Field(ge=0, le=6)]
Words = Annotated[str, Field(max_length=500)]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,29}$")]


class KeepShiftTemplate(Body):
    """A kind of shift on the department's wall clock; an end that is not after the beginning is the next day's."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9]{1,4}$")]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    kind: ShiftKind
    role: Annotated[str, Field(max_length=40)] = ""
    starts: time
    ends: time
    weekdays: list[Weekday] = Field(max_length=7)
    least: int = Field(0, ge=0, le=200)
    active: bool = True

    @model_validator(mode="after")
    def on_the_wall(self) -> Self:
        if self.starts.tzinfo or self.ends.tzinfo:
            raise ValueError("hours are on the department's wall clock: leave the zone out")
        return self


class ShiftTemplateOut(Out):
    id: UUID
    code: str
    name: str
    kind: ShiftKind
    role: str
    starts: time
    ends: time
    weekdays: list[int]
    least: int
    active: bool


class WeekQuery(Body):
    week: date | None = None
    """A day of it; None: this week."""


class ShiftOut(Out):
    id: UUID
    user_id: UUID
    template_id: UUID
    day: date
    starts_at: datetime
    ends_at: datetime
    note: str
    short_rest: bool = False
    """It begins too soon after the one before."""


class RotaMemberOut(Out):
    """Somebody in the grid; `lent`: of another department."""

    user_id: UUID
    name: str
    roles: list[str]
    lent: bool
    away: list[date]
    """Days of approved leave."""
    asked: list[date]
    """Days of leave that nobody has decided about."""
    hours: float
    """Planned hours in this week."""


class ShortfallOut(Out):
    day: date
    template_id: UUID
    code: str
    name: str
    planned: int
    least: int


class RotaOut(Out):
    """A department's week, from Monday."""

    department_id: UUID
    department: str
    lead: str
    zone: str
    week: date
    published_at: datetime | None
    short_note: str
    may_plan: bool
    templates: list[ShiftTemplateOut]
    members: list[RotaMemberOut]
    shifts: list[ShiftOut]
    short: list[ShortfallOut]


class PlanShift(Body):
    template_id: UUID
    user_id: UUID
    day: date
    note: Annotated[str, Field(max_length=200)] = ""


class MoveShift(Body):
    user_id: UUID
    day: date


class PublishRota(Body):
    week: date
    note: Words = ""
    """Why it is told with too few people."""


class RepeatWeek(Body):
    week: date


class SkippedOut(Out):
    user_id: UUID
    name: str
    day: date
    code: str


class RepeatedOut(Out):
    rota: RotaOut
    skipped: list[SkippedOut]


class MyShiftOut(Out):
    """A published shift of one's own; `swap`: it is offered."""

    id: UUID
    template: str
    kind: ShiftKind
    department_id: UUID
    department: str
    day: date
    starts_at: datetime
    ends_at: datetime
    note: str
    swap_id: UUID | None = None
    swap_status: SwapStatus | None = None


class TurnOut(Out):
    id: UUID
    service_id: UUID
    service: str
    level: int
    user_id: UUID
    name: str
    starts_at: datetime
    ends_at: datetime


class MyDutyOut(Out):
    """One's own duty to come: eight weeks."""

    zone: str
    department_id: UUID | None
    shifts: list[MyShiftOut]
    turns: list[TurnOut]
    leads: bool
    """Whether one decides about others' leave and swaps."""


class AskSwap(Body):
    """To a colleague, perhaps for a shift of theirs; nobody named: to whoever takes it."""

    shift_id: UUID
    taker_id: UUID | None = None
    return_shift_id: UUID | None = None
    note: Words = ""


class AnswerSwap(Body):
    accept: bool


class DecideSwap(Body):
    approve: bool
    answer: Words = ""


class SwapShiftOut(Out):
    id: UUID
    template: str
    department: str
    starts_at: datetime
    ends_at: datetime


class SwapOut(Out):
    id: UUID
    status: SwapStatus
    asker_id: UUID
    asker: str
    taker_id: UUID | None
    taker: str
    note: str
    answer: str
    shift: SwapShiftOut
    in_return: SwapShiftOut | None
    mine: bool
    """I asked."""
    may_answer: bool
    may_decide: bool


class SwapsOut(Out):
    items: list[SwapOut]


class KeepOnCallService(Body):
    code: Code
    name: Annotated[str, Field(min_length=1, max_length=80)]
    levels: int = Field(1, ge=1, le=3)
    active: bool = True


class AssignOnCall(Body):
    """From the first day at `starts` to the day after the last at the same time; nobody: it is left open."""

    level: int = Field(ge=1, le=3)
    user_id: UUID | None
    first_day: date
    last_day: date
    starts: time = time(8)

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if not 0 <= (self.last_day - self.first_day).days <= 92:
            raise ValueError("a turn lasts from one day to three months")
        if self.starts.tzinfo:
            raise ValueError("hours are on the department's wall clock: leave the zone out")
        return self


class GapOut(Out):
    level: int
    starts_at: datetime
    ends_at: datetime


class RungOut(Out):
    """Who is reached at this level now; nobody: it is open."""

    level: int
    user_id: UUID | None
    name: str


class OnCallServiceOut(Out):
    """A service with who is reached now, its turns of the weeks shown, and where nobody is reached."""

    id: UUID
    code: str
    name: str
    department_id: UUID
    department: str
    levels: int
    may_plan: bool
    now: list[RungOut]
    turns: list[TurnOut]
    gaps: list[GapOut]


class OnCallOut(Out):
    zone: str
    first: date
    days: int
    services: list[OnCallServiceOut]


class OnCallQuery(Body):
    first: date | None = None
    days: int = Field(14, ge=1, le=62)


class StaffMemberOut(Out):
    user_id: UUID
    name: str
    roles: list[str]
    department_id: UUID | None


class StaffMembersOut(Out):
    items: list[StaffMemberOut]


class StaffQuery(Body):
    department_id: UUID | None = None
