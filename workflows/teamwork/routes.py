"""HTTP of working together on tasks."""

from __future__ import annotations

from uuid import UUID

from quart import Response

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.http import Api, Done
from workflows import cases, tasks
from workflows.schemas import TaskRow
from workflows.teamwork import assign, cover, filters, talk
from workflows.teamwork.schemas import (
    AbsenceOut,
    AbsencesOut,
    AdjustTask,
    AssignedMany,
    AssignMany,
    AssignTask,
    ColleaguesOut,
    CommentOut,
    CommentsOut,
    DelegateTask,
    FileQuery,
    FilterOut,
    FiltersOut,
    NewAbsence,
    NewComment,
    PeopleQuery,
    PostponeTask,
    ResolveTask,
    SaveFilter,
)

api = Api("teamwork")


@api.get("/tasks/<uuid:task_id>/people", may="task.work")
async def list_people(db: Db, actor: Actor, task_id: UUID, query: PeopleQuery) -> ColleaguesOut:
    """Whom a task could be given to."""
    return await assign.people(db, await tasks.access_to_lead(db, actor, task_id), query.search, actor=actor)


@api.post("/tasks/<uuid:task_id>/assign", may="task.assign")
async def assign_task(db: Db, actor: Actor, task_id: UUID, data: AssignTask) -> TaskRow:
    """Give a task to a person."""
    task = await tasks.access_to_lead(db, actor, task_id)
    return await assign.shown(db, await assign.assign(db, task, data, actor=actor), actor=actor)


@api.post("/tasks/assign", may="task.assign", idempotent=True)
async def assign_tasks(db: Db, actor: Actor, data: AssignMany) -> AssignedMany:
    """Give several tasks to one person."""
    return await assign.assign_many(db, data, actor=actor)


@api.post("/tasks/<uuid:task_id>/delegate", may="task.work")
async def delegate_task(db: Db, actor: Actor, task_id: UUID, data: DelegateTask) -> TaskRow:
    """Have a colleague prepare what stays one's own."""
    task = await tasks.access_task(db, actor, task_id, lock=True)
    return await assign.shown(db, await assign.delegate(db, task, data, actor=actor), actor=actor)


@api.post("/tasks/<uuid:task_id>/resolve", may="task.work")
async def resolve_task(db: Db, actor: Actor, task_id: UUID, data: ResolveTask) -> TaskRow:
    """Hand a delegated task back to its owner."""
    task = await tasks.access_task(db, actor, task_id, lock=True)
    return await assign.shown(db, await assign.resolve(db, task, data.note, actor=actor), actor=actor)


@api.post("/tasks/<uuid:task_id>/postpone", may="task.work")
async def postpone_task(db: Db, actor: Actor, task_id: UUID, data: PostponeTask) -> TaskRow:
    """Out of the lists until a moment."""
    task = await tasks.access_task(db, actor, task_id, lock=True)
    return await assign.shown(db, await assign.postpone(db, task, data.until, actor=actor), actor=actor)


@api.patch("/tasks/<uuid:task_id>", may="task.assign")
async def adjust_task(db: Db, actor: Actor, task_id: UUID, data: AdjustTask) -> TaskRow:
    """Change how urgent a task is and when it is due."""
    task = await tasks.access_to_lead(db, actor, task_id)
    return await assign.shown(db, await assign.adjust(db, task, data, actor=actor), actor=actor)


@api.get("/tasks/<uuid:task_id>/comments", may="task.work")
async def read_task_comments(db: Db, actor: Actor, task_id: UUID) -> CommentsOut:
    """What was said and attached; the reading is audited."""
    task = await tasks.access_task(db, actor, task_id)
    return await talk.talk(db, task.case_id, task, actor=actor)


@api.post("/tasks/<uuid:task_id>/comments", may="task.work", status=201, idempotent=True)
async def comment_task(db: Db, actor: Actor, task_id: UUID, data: NewComment) -> CommentOut:
    """Write about a task."""
    task = await tasks.access_task(db, actor, task_id)
    return await talk.comment(db, task.case, task, data.text, actor=actor)


@api.post("/tasks/<uuid:task_id>/attachments", may="task.work", status=201, max_bytes=talk.MAX_FILE)
async def attach_to_task(db: Db, actor: Actor, task_id: UUID, query: FileQuery, raw: bytes) -> CommentOut:
    """Put a file to a task (the request body is the file)."""
    task = await tasks.access_task(db, actor, task_id)
    return await talk.attach(db, task.case, task, query.name, raw, actor=actor)


@api.get("/cases/<uuid:case_id>/comments", may="case.read")
async def read_case_comments(db: Db, actor: Actor, case_id: UUID) -> CommentsOut:
    """What was said and attached in a case; the reading is audited."""
    return await talk.talk(db, (await cases.access_case(db, actor, case_id)).id, None, actor=actor)


@api.post("/cases/<uuid:case_id>/comments", may="case.read", status=201, idempotent=True)
async def comment_case(db: Db, actor: Actor, case_id: UUID, data: NewComment) -> CommentOut:
    """Write about a case."""
    return await talk.comment(db, await cases.access_case(db, actor, case_id), None, data.text, actor=actor)


@api.post("/cases/<uuid:case_id>/attachments", may="case.read", status=201, max_bytes=talk.MAX_FILE)
async def attach_to_case(db: Db, actor: Actor, case_id: UUID, query: FileQuery, raw: bytes) -> CommentOut:
    """Put a file to a case (the request body is the file)."""
    return await talk.attach(db, await cases.access_case(db, actor, case_id), None, query.name, raw, actor=actor)


@api.get("/attachments/<uuid:attachment_id>", may="task.work")
async def read_attachment(db: Db, actor: Actor, attachment_id: UUID) -> Response:
    """A file, to be saved; the reading is audited."""
    return await talk.download(db, await talk.access_attachment(db, actor, attachment_id))


@api.get("/colleagues", may="task.work")
async def list_colleagues(db: Db, actor: Actor, query: PeopleQuery) -> ColleaguesOut:
    """People of one's own roles, who could cover."""
    return await assign.colleagues(db, query.search, actor=actor)


@api.get("/absences", may="task.work")
async def list_absences(db: ReadDb, actor: Actor) -> AbsencesOut:
    """When one is away, and whom one covers."""
    return await cover.absences(db, actor)


@api.post("/absences", may="task.work", status=201)
async def announce_absence(db: Db, actor: Actor, data: NewAbsence) -> AbsenceOut:
    """Be away, and say who covers."""
    return await cover.announce(db, data, actor=actor)


@api.delete("/absences/<uuid:absence_id>", may="task.work")
async def end_absence(db: Db, actor: Actor, absence_id: UUID) -> AbsenceOut:
    """Be back."""
    return await cover.end(db, await cover.access_absence(db, actor, absence_id), actor=actor)


@api.get("/task-filters", may="task.work")
async def list_filters(db: ReadDb, actor: Actor) -> FiltersOut:
    """Saved filters with their counts."""
    return await filters.filters(db, actor)


@api.post("/task-filters", may="task.work", status=201)
async def save_filter(db: Db, actor: Actor, data: SaveFilter) -> FilterOut:
    """Keep a filter."""
    return await filters.save(db, data, actor=actor)


@api.put("/task-filters/<uuid:filter_id>", may="task.work")
async def change_filter(db: Db, actor: Actor, filter_id: UUID, data: SaveFilter) -> FilterOut:
    """Change a filter of one's own."""
    return await filters.save(db, data, await filters.access_filter(db, actor, filter_id), actor=actor)


@api.delete("/task-filters/<uuid:filter_id>", may="task.work")
async def remove_filter(db: Db, actor: Actor, filter_id: UUID) -> Done:
    """Forget a filter of one's own."""
    await filters.remove(db, await filters.access_filter(db, actor, filter_id), actor=actor)
    return Done()
