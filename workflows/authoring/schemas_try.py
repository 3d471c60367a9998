"""What crosses HTTP of trials, tests of pathways and tried expressions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from hub.core.http import Body, Out

Moment = Annotated[AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))]
"""When a trial begins: far enough from the ends of the calendar for every timer."""


class TryMove(Body):
    """One thing that happens in a run: `do` (a person's answers), `result` (of a step), `fail` (of a step, with an
    error code), `message` or `signal` (its payload), `timer` (the clock is put forward to it)."""

    kind: Literal["do", "result", "fail", "message", "signal", "timer"]
    element: str = Field(max_length=120)
    value: dict[str, Any] | None = None
    code: str = Field(default="", max_length=100)


class TryDraft(Body):
    """Try a draft. Without `moves` every branch is visited: `choices` says what to answer or return at an element (one
    group, or several to try), everything else is sampled. With `moves` exactly these happen. `case_id` takes the data
    of a case, without names and free text, to begin with; `data` is laid over it."""

    data: dict[str, Any] = Field(default_factory=dict)
    choices: dict[str, dict[str, Any] | list[dict[str, Any]]] = Field(default_factory=dict, max_length=200)
    moves: list[TryMove] | None = Field(default=None, max_length=500)
    now: Moment | None = None
    case_id: UUID | None = None


class TryStep(Out):
    """One element that was passed; `choices` are the answers or result that were given there."""

    element_id: str
    name: str
    kind: str
    at: datetime
    came_from: str | None
    outcome: str
    choices: dict[str, Any] | None


class TryProblem(Out):
    """Why a run could not go on."""

    element_id: str
    code: str
    message: str


class TryRun(Out):
    """One way through the pathway. `moves` play it again, and may be saved as a test."""

    steps: list[TryStep]
    moves: list[TryMove]
    start: dict[str, Any]
    data: dict[str, Any]
    ended: str | None
    outcome: str | None
    """The end event that was reached."""
    problem: TryProblem | None


class TryCoverage(Out):
    """What was passed by any run; `missing` are the elements and flows that nothing led to."""

    elements: list[str]
    flows: list[str]
    missing: list[str]


class TryOut(Out):
    """What came of trying a draft."""

    runs: list[TryRun]
    coverage: TryCoverage
    assumed: list[str]
    """Case data that no element sets: they were made up, a case has to begin with them."""
    complete: bool
    """False: the budget was spent before everything was tried."""
    now: datetime


class ExpectedOutcome(Body):
    """What a test looks at; what is left out is not looked at."""

    ended: str | None = None
    outcome: str | None = None
    elements: list[str] | None = Field(default=None, max_length=500)
    """All of these are passed."""
    data: dict[str, Any] | None = None
    """These are among the data at the end."""


class NewPathwayTest(Body):
    """Save a scripted run as a test of the pathway. Without `expected` it expects what happens now."""

    name: str = Field(min_length=1, max_length=120)
    data: dict[str, Any] = Field(default_factory=dict)
    moves: list[TryMove] = Field(max_length=500)
    now: Moment | None = None
    expected: ExpectedOutcome | None = None


class PathwayTest(Out):
    """A saved test, and how it does with this draft."""

    id: UUID
    name: str
    moves: list[TryMove]
    data: dict[str, Any]
    now: datetime
    expected: ExpectedOutcome
    passed: bool
    message: str
    """What was otherwise than expected."""


class PathwayTests(Out):
    """The tests of a pathway."""

    items: list[PathwayTest]
    ok: bool


class TryExpression(Body):
    """An expression to try: as a condition, a value, a timer, or a cell of a decision table (with its `input`)."""

    expression: str = Field(max_length=2_000)
    kind: Literal["condition", "value", "cell", "timer"] = "value"
    data: dict[str, Any] = Field(default_factory=dict)
    case_id: UUID | None = None
    input: Any = None
    now: Moment | None = None


class ExpressionProblem(Out):
    """What is wrong with an expression; `position` is the place of the letter, counted from 0, where it is known."""

    code: str
    message: str
    position: int | None


class ExpressionOut(Out):
    """What an expression comes to; `names` are the data it starts from, `masked`: words of the case were covered."""

    value: Any
    type: str | None
    problem: ExpressionProblem | None
    masked: bool
    names: list[str]
