"""What crosses HTTP of migrations and of the difference of versions."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from hub.core.http import Body, Out
from workflows.authoring.schemas import WhyDraft


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
    """A migration with a verdict per case: `items` are the first two hundred, those that need a look first; `verdicts`
    count all. `remaining` cases run on the old version beside these: plan another one."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True, serialize_by_alias=True)

    source: int = Field(alias="from")
    to: int
    mapping: dict[str, str]
    done: int
    total: int
    items: list[MigrationItem]
    verdicts: dict[str, int]
    unmapped: list[Unmapped]
    remaining: int


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
