"""What crosses HTTP of pathways in the making."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field, field_validator

from hub.core.http import Body, Out
from workflows.authoring.content import PROCESS_ID

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


class ArrangeDraft(Body):
    """The version that was shown."""

    version: int


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
