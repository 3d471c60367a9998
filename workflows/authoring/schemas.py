"""What crosses HTTP of pathways in the making."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field, field_validator

from hub.core.http import Body, Out
from workflows.authoring.content import PROCESS_ID

Moment = Annotated[AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))]
"""When a trial begins: far enough from the ends of the calendar for every timer."""

# ---- building blocks ------------------------------------------------------------------------------------------------


class BlockParam(Out):
    """One parameter of a step."""

    name: str
    type: str
    required: bool
    help: str


class StepBlock(Out):
    """A service step that a diagram may ask for."""

    name: str
    title: str
    help: str
    params: list[BlockParam]
    result: str
    """'group' = it gives facts to the case, 'nothing' = it does not."""


class FormField(Out):
    """One field of a form."""

    name: str
    title: str
    type: str
    required: bool


class FormBlock(Out):
    """A form that this release ships."""

    key: str
    title: str
    processes: list[str]
    fields: list[FormField]


class RoleBlock(Out):
    """Somebody a task may be given to."""

    code: str
    name: str


class FunctionBlock(Out):
    """A function of the expression language."""

    name: str
    signature: str
    help: str
    example: str


class ElementBlock(Out):
    """An element of BPMN that the engine runs."""

    type: str
    title: str
    help: str


class ProcessBlock(Out):
    """A pathway that a call activity may call."""

    process_id: str
    name: str


class BuildingBlocks(Out):
    """Everything a person who draws may use."""

    steps: list[StepBlock]
    forms: list[FormBlock]
    roles: list[RoleBlock]
    messages: list[str]
    functions: list[FunctionBlock]
    elements: list[ElementBlock]
    processes: list[ProcessBlock]


# ---- drafts ---------------------------------------------------------------------------------------------------------


class NewDraft(Body):
    """A new draft: of a new pathway, of an existing one (from its active or the named version), or from a file."""

    process_id: str = Field(pattern=PROCESS_ID)
    name: str = Field(min_length=1, max_length=120)
    xml: str | None = None
    decisions: dict[str, str] | None = None
    forms: dict[str, Any] | None = None
    base: int | None = Field(default=None, ge=1)
    """The number of the version to start from."""


class EditDraft(Body):
    """The whole content, and the version that was shown."""

    version: int
    name: str = Field(min_length=1, max_length=120)
    xml: str
    decisions: dict[str, str] = Field(default_factory=dict)
    forms: dict[str, Any] = Field(default_factory=dict)


class DraftQuery(Body):
    """Filters of the list of drafts."""

    process_id: str | None = Field(default=None, max_length=80)
    status: Literal["editing", "in_review", "approved", "published", "discarded", "open"] = "open"
    after: str | None = Field(default=None, max_length=200)
    limit: int = Field(default=50, ge=1, le=200)


class DraftPerson(Out):
    """Somebody who has to do with a draft."""

    id: UUID
    name: str


class ReviewOut(Out):
    """What a reviewer said, and whether it still concerns what is written now."""

    id: UUID
    verdict: str
    reason: str
    reviewer: DraftPerson | None
    created_at: datetime
    current: bool


class DraftRow(Out):
    """A draft in a list."""

    id: UUID
    process_id: str
    name: str
    status: str
    version: int
    author: DraftPerson | None
    created_at: datetime
    saved_at: datetime
    base_number: int | None
    mine: bool


class PathwayDraft(DraftRow):
    """A draft with its content, and what the reader may do with it."""

    xml: str
    decisions: dict[str, str]
    forms: dict[str, Any]
    content_hash: str
    submit_reason: str
    reviews: list[ReviewOut]
    published_number: int | None
    active_number: int | None
    """The version that is active now: not `base_number` = somebody has published since this draft was begun."""
    running_cases: dict[str, int]
    """Running cases per version number: they stay on theirs when this is published."""
    may_edit: bool
    may_approve: bool
    may_publish: bool


class DraftSaved(Out):
    """What an autosave needs to know: the version to send next time."""

    id: UUID
    version: int
    status: str
    saved_at: datetime
    content_hash: str


class PathwayProblem(Out):
    """One thing to put right: where, what, and how."""

    element_id: str
    element_name: str
    code: str
    severity: Literal["error", "warning"]
    message: str
    remedy: str


class CheckOut(Out):
    """What the check found. `ok` = it could be published (warnings may remain)."""

    problems: list[PathwayProblem]
    ok: bool
    content_hash: str


class WhyDraft(Body):
    """Why; it is audited."""

    reason: str = Field(min_length=3, max_length=1000)

    @field_validator("reason")
    @classmethod
    def said(cls, value: str) -> str:
        if len(value.strip()) < 3:
            raise ValueError("say why")
        return value


class PublishDraft(WhyDraft):
    """Why, and the number of the active version that is knowingly replaced, if it is not the one drawn upon."""

    over: int | None = None


class RollBack(WhyDraft):
    """Back to an earlier version, and why."""

    number: int = Field(ge=1)


class VersionOut(Out):
    """A published version with its content."""

    id: UUID
    process_id: str
    number: int
    name: str
    xml: str
    decisions: dict[str, str]
    forms: dict[str, Any]
    active: bool
    published_at: datetime
    author: DraftPerson | None
    reviewer: DraftPerson | None
    reason: str
    rolled_back_from: int | None
    running: int


# ---- try and tests --------------------------------------------------------------------------------------------------


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


# ---- migration ------------------------------------------------------------------------------------------------------


class NewMigration(WhyDraft):
    """Move the cases of one version to another; `mapping` names elements that are called differently in the new one."""

    process_id: str = Field(max_length=80)
    source: int = Field(ge=1, alias="from")
    to: int = Field(ge=1)
    mapping: dict[str, str] = Field(default_factory=dict, max_length=500)


class MigrationQuery(Body):
    """Of which pathway."""

    process_id: str = Field(max_length=80)


class ReasonOut(Out):
    """Why a case cannot be moved, or what to know about it."""

    element_id: str
    element_name: str
    code: str
    message: str


class MigrationItem(Out):
    """One case: the verdict of the dry run, and what became of it."""

    case_id: UUID
    started_at: datetime
    case_status: str
    at: list[str]
    """Names of its open tasks."""
    verdict: Literal["ok", "warning", "blocked"]
    status: str
    reasons: list[ReasonOut]


class Unmapped(Out):
    """An element where cases rest, and which the new version does not have (or has as something else)."""

    element_id: str
    element_name: str
    cases: int


class MigrationRow(Out):
    """A migration in a list."""

    id: UUID
    process_id: str
    status: str
    reason: str
    created_at: datetime


class MigrationList(Out):
    """The migrations of a pathway."""

    items: list[MigrationRow]


class MigrationOut(MigrationRow):
    """A migration with a verdict per case. `remaining` cases run on the old version beside these: plan another one."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True, serialize_by_alias=True)

    source: int = Field(alias="from")
    to: int
    mapping: dict[str, str]
    done: int
    total: int
    items: list[MigrationItem]
    unmapped: list[Unmapped]
    remaining: int


# ---- difference, expressions, messages ------------------------------------------------------------------------------


class DiffQuery(Body):
    """From which version to which."""

    source: int = Field(ge=1, alias="from")
    to: int = Field(ge=1)


class DiffChange(Out):
    """One difference, in words; `element_id` is `form:<key>` or `decision:<id>` where it is not in the drawing."""

    element_id: str
    element_name: str
    kind: Literal["added", "removed", "changed", "moved"]
    property: str | None = None
    before: str | None = None
    after: str | None = None
    words: str


class DiffOut(Out):
    """The difference of two versions (null = the draft, or nothing yet), with both drawings to show it on."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True, serialize_by_alias=True)

    source: int | None = Field(alias="from")
    to: int | None
    source_xml: str = Field(alias="from_xml")
    to_xml: str
    changes: list[DiffChange]


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


class PermissionsIn(WhyDraft):
    """Who may do what with one pathway, by role; a verb that is left out is open to all who hold its permission."""

    start: list[str] = Field(default_factory=list, max_length=30)
    see: list[str] = Field(default_factory=list, max_length=30)
    work: list[str] = Field(default_factory=list, max_length=30)
    operate: list[str] = Field(default_factory=list, max_length=30)
    edit: list[str] = Field(default_factory=list, max_length=30)
    publish: list[str] = Field(default_factory=list, max_length=30)


class PermissionsOut(Out):
    """Per verb the roles that may; empty = everybody who holds its permission."""

    start: list[str]
    see: list[str]
    work: list[str]
    operate: list[str]
    edit: list[str]
    publish: list[str]
