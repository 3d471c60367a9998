"""Comments and attachments of tasks and cases: at any time, also after the end; append-only; every look is audited."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from quart import Response
from sqlalchemy import ColumnElement, Uuid, func, literal, or_, select

from hub.core import audit, filing
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.downloads import saved
from hub.core.errors import Invalid, NotFound, TooMany
from hub.core.facts import state
from hub.core.keys import HOUSE
from workflows import cases, directory, queries
from workflows.facts import CaseCommented, CommentAdded
from workflows.models import Case, Task
from workflows.teamwork.models import Attachment, Comment
from workflows.teamwork.schemas import CommentOut, CommentsOut
from workflows.worklist import tell

MAX_FILE = 10 * 1024 * 1024
MAX_FILES = 50
KINDS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
"""What may be attached, known by its first bytes, whatever it calls itself. Plain UTF-8 text is the fourth."""


async def talk(db: Db, case_id: UUID, task: Task | None, *, actor: Actor) -> CommentsOut:
    """What was said and attached: for a task its own and (for who reads cases) the case's, for a case everything.
    Oldest first. Colleagues speak freely here, so a patient, who merely operates the case, or who is not told whose it
    is, reads only their own."""
    rules = [] if await _among_colleagues(db, case_id, task, actor) else [actor.user_id]
    said = await db.scalars(
        select(Comment).where(*_about(Comment, case_id, task, rules, actor)).order_by(Comment.created_at).limit(500)
    )
    files = await db.scalars(
        select(Attachment)
        .where(*_about(Attachment, case_id, task, rules, actor))
        .order_by(Attachment.created_at)
        .limit(500)
    )
    items = [_comment(row) for row in said] + [_file(row) for row in files]
    return CommentsOut(items=sorted(items, key=lambda item: (item.created_at, item.id)))


async def _among_colleagues(db: Db, case_id: UUID, task: Task | None, actor: Actor) -> bool:
    """Whether this person works here, has to do with the case (a task in it, or a part in it), and no label keeps from
    him whose it is (B09): people write of whom they mean."""
    if not actor.roles - {"patient"}:
        return False
    case = await db.scalar(select(Case).where(Case.id == case_id, queries.OWN_CASE), queries.who(actor))
    if case is None:
        return False
    return not await (directory.veiled(db, actor, [task]) if task is not None else cases.unnamed(db, [case], actor))


def _about(
    table: type[Comment] | type[Attachment], case_id: UUID, task: Task | None, authors: list[UUID | None], actor: Actor
) -> list[ColumnElement[bool]]:
    rules = [table.case_id == case_id]
    if task is not None:
        of_case = [table.task_id.is_(None)] if actor.may("case.read") else []
        rules.append(or_(table.task_id == task.id, *of_case))
    if authors:
        rules.append(table.author_id.in_(authors))
    return rules


async def comment(db: Db, case: Case, task: Task | None, text: str, *, actor: Actor) -> CommentOut:
    """Write something. It stays."""
    row = Comment(
        case_id=case.id, task_id=task.id if task else None, author_id=actor.user_id, author_name=actor.name, text=text,
        owner_id=case.patient_id or HOUSE,
    )  # fmt: skip
    db.add(row)
    audit.wrote(db, actor, row, patient_id=case.patient_id)
    _tell(db, case, task, actor)
    await db.flush()
    return _comment(row)


@filing.keeps_files
def _files() -> Any:
    owner = func.coalesce(Case.patient_id, literal(HOUSE, type_=Uuid()))
    return select(Attachment.file_id, owner).join(Case, Case.id == Attachment.case_id)


async def attach(db: Db, case: Case, task: Task | None, name: str, content: bytes, *, actor: Actor) -> CommentOut:
    """Put a file to it: PDF, PNG, JPEG or plain text, at most 10 MB, at most 50 per case. Anything else is 422."""
    media_type = _kind(content)
    held = len((await db.scalars(select(Attachment.id).where(Attachment.case_id == case.id).limit(MAX_FILES))).all())
    if held >= MAX_FILES:
        raise TooMany(f"A case holds at most {MAX_FILES} files.", code="too_many_files")
    file_id, digest = await filing.keep(db, content, owner=case.patient_id or HOUSE)
    row = Attachment(
        case_id=case.id, task_id=task.id if task else None, author_id=actor.user_id, author_name=actor.name,
        file_id=file_id, name=_clean(name), media_type=media_type, size=len(content), sha256=digest,
    )  # fmt: skip
    db.add(row)
    audit.wrote(db, actor, row, patient_id=case.patient_id)
    _tell(db, case, task, actor)
    await db.flush()
    return _file(row)


async def access_attachment(db: Db, actor: Actor, attachment_id: UUID) -> Attachment:
    """A file, for who put it there and for colleagues who have to do with its case; for everybody else it is not there.
    The reading is audited."""
    row = await db.get(Attachment, attachment_id)
    if row is None:
        raise NotFound()
    task = await db.get(Task, row.task_id) if row.task_id else None
    if row.author_id != actor.user_id and not await _among_colleagues(db, row.case_id, task, actor):
        raise NotFound()
    patient = await db.scalar(select(Case.patient_id).where(Case.id == row.case_id))
    audit.read(db, actor, "attachment", row.id, patient_id=patient)
    return row


async def download(db: Db | ReadDb, row: Attachment) -> Response:
    """The bytes, to be saved: never opened as a page of ours."""
    return saved(await filing.read(db, row.file_id), row.name, row.media_type)


def _kind(content: bytes) -> str:
    if not content:
        raise Invalid("The file is empty.", code="file_empty")
    for beginning, kind in KINDS:
        if content.startswith(beginning):
            return kind
    try:
        if "\0" not in content.decode("utf-8"):
            return "text/plain; charset=utf-8"
    except UnicodeDecodeError:
        pass
    raise Invalid("Only PDF, PNG, JPEG and plain text can be attached.", code="file_kind")


def _clean(name: str) -> str:
    return "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable()).strip() or "file"


def _tell(db: Db, case: Case, task: Task | None, actor: Actor) -> None:
    if task is not None:
        tell(db, CommentAdded, task, actor=actor)
    state(db, CaseCommented(case_id=case.id, process_id=case.process_id), actor=actor)


def _comment(row: Comment) -> CommentOut:
    return CommentOut(id=row.id, task_id=row.task_id, author_id=row.author_id, author_name=row.author_name,
                      created_at=row.created_at, text=row.text)  # fmt: skip


def _file(row: Attachment) -> CommentOut:
    return CommentOut(id=row.id, task_id=row.task_id, author_id=row.author_id, author_name=row.author_name,
                      created_at=row.created_at, name=row.name, media_type=row.media_type, size=row.size)  # fmt: skip
