"""What crosses HTTP about working together."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field, field_validator

from hub.core.http import Body, Out
from workflows.schemas import TaskQuery, TaskRow

MANY = 200


class AssignTask(Body):
    """Give a task to a person; who has it now loses it."""

    user_id: UUID
    reason: str = Field(default="", max_length=500)


class AssignMany(Body):
    """Give several tasks to one person."""

    task_ids: list[UUID] = Field(min_length=1, max_length=MANY)
    user_id: UUID
    reason: str = Field(default="", max_length=500)


class AssignedOne(Out):
    """What became of one of them; `code` says why not."""

    task_id: UUID
    ok: bool
    code: str | None = None
    detail: str | None = None


class AssignedMany(Out):
    """What became of each, in the order asked."""

    items: list[AssignedOne]
    rows: list[TaskRow]


class DelegateTask(Body):
    """Have a colleague prepare what stays one's own."""

    user_id: UUID
    note: str = Field(default="", max_length=500)


class ResolveTask(Body):
    """Hand a delegated task back, with a word."""

    note: str = Field(default="", max_length=500)


class PostponeTask(Body):
    """Out of the lists until then; null brings it back now."""

    until: datetime | None


class AdjustTask(Body):
    """A lead changes how urgent it is and when it is due."""

    priority: int | None = Field(default=None, ge=0, le=100)
    due_at: datetime | None = None


class ColleagueOut(Out):
    """Somebody a task can be given to."""

    id: UUID
    name: str
    roles: list[str]
    away_until: datetime | None = None
    cover_name: str | None = None
    open_tasks: int


class ColleaguesOut(Out):
    """People by name."""

    items: list[ColleagueOut]


class PeopleQuery(Body):
    """A part of the name."""

    search: str = Field(default="", max_length=80)


class NewAbsence(Body):
    """I am away from-until, and this colleague covers."""

    cover_id: UUID
    from_at: datetime
    until_at: datetime

    @field_validator("from_at", "until_at")
    @classmethod
    def has_a_zone(cls, value: datetime) -> datetime:
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value


class AbsenceOut(Out):
    """Who is away, and who covers."""

    id: UUID
    user_id: UUID
    user_name: str
    cover_id: UUID
    cover_name: str
    from_at: datetime
    until_at: datetime
    active: bool


class AbsencesOut(Out):
    """My absences, and those I cover, present and to come."""

    mine: list[AbsenceOut]
    covering: list[AbsenceOut]


class NewComment(Body):
    """What to write."""

    text: str = Field(min_length=1, max_length=4000)


class CommentOut(Out):
    """Something somebody wrote or attached."""

    id: UUID
    task_id: UUID | None
    author_id: UUID | None
    author_name: str
    created_at: datetime
    text: str | None = None
    name: str | None = None
    media_type: str | None = None
    size: int | None = None


class CommentsOut(Out):
    """Everything said and attached, oldest first."""

    items: list[CommentOut]


class FileQuery(Body):
    """How the file is called; its content is the body of the request."""

    name: str = Field(min_length=1, max_length=200)


class FilterQuery(TaskQuery):
    """The part of a worklist query that is kept: not the page."""

    @field_validator("after")
    @classmethod
    def no_page(cls, value: str | None) -> None:
        if value is not None:
            raise ValueError("a saved filter has no page")


class SaveFilter(Body):
    """A named view; `role` shares it with everybody of that role (one's own, and only a lead)."""

    name: str = Field(min_length=1, max_length=80)
    query: FilterQuery
    role: str | None = Field(default=None, max_length=80)


class FilterOut(Out):
    """A saved filter and how many tasks it holds now (1000 means that many or more)."""

    id: UUID
    version: int
    name: str
    role: str | None
    owner_name: str
    mine: bool
    query: FilterQuery
    count: int


class FiltersOut(Out):
    """One's own and the shared ones, by name."""

    items: list[FilterOut]
