"""Drafts: written, saved by themselves, kept even when wrong. A save that is based on an older version is a 409."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select, tuple_

from hub.core import audit, cursor
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Forbidden, NotFound
from hub.core.facts import state
from hub.core.http import Page
from hub.core.states import move
from workflows import calling, directory, layout, queries, rights
from workflows.authoring import content
from workflows.authoring.facts import DraftChanged
from workflows.authoring.models import DraftStatus, ProcessDraft, ProcessReview
from workflows.authoring.schemas import (
    DraftPerson,
    DraftQuery,
    DraftRow,
    EditDraft,
    NewDraft,
    PathwayDraft,
    ReviewOut,
)
from workflows.models import Case, ProcessVersion
from workflows.queries import LIVE

OPEN = (DraftStatus.editing, DraftStatus.in_review, DraftStatus.approved)


def visible(actor: Actor) -> ColumnElement[bool]:
    """Drafts this person may see: those he may edit, review or publish. Give `queries.who(actor)` as parameters."""
    rules = []
    if actor.may("process.edit"):
        rules.append(rights.allowed(ProcessDraft.process_id, "edit"))
    if actor.may("process.approve") or actor.may("process.publish"):
        rules.append(rights.allowed(ProcessDraft.process_id, "publish"))
    return and_(or_(*rules), rights.allowed(ProcessDraft.process_id, "see")) if rules else false()


async def access_draft(db: Db | ReadDb, actor: Actor, draft_id: UUID, *, lock: bool = False) -> ProcessDraft:
    """A draft this person may see; unseen and absent are the same NotFound."""
    statement = select(ProcessDraft).where(ProcessDraft.id == draft_id, visible(actor))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = await db.scalar(statement, queries.who(actor))
    if found is None:
        raise NotFound()
    return found


async def must_edit(db: Db | ReadDb, actor: Actor, process_id: str) -> None:
    """403 unless this person may draw this pathway."""
    actor.must("process.edit")
    await rights.must(db, actor, process_id, "edit")


async def create(db: Db, given: NewDraft, *, actor: Actor) -> ProcessDraft:
    """A new draft, from the given file, from a version of the pathway, or blank."""
    await must_edit(db, actor, given.process_id)
    base = await _base(db, given)
    xml = given.xml if given.xml is not None else base.xml if base else content.blank(given.process_id, given.name)
    decisions = given.decisions if given.decisions is not None else dict(base.decisions) if base else {}
    forms = given.forms if given.forms is not None else dict(base.forms) if base else {}
    content.check_limits(xml, decisions, forms)
    draft = ProcessDraft(
        process_id=given.process_id, name=given.name, xml=xml, decisions=decisions, forms=forms,
        base_version_id=base.id if base else None, status=DraftStatus.editing, author_id=actor.user_id,
        editors=[str(actor.user_id)], content_hash=content.digest(xml, decisions, forms), saved_at=now(),
        submit_reason="", version=1,
    )  # fmt: skip
    db.add(draft)
    audit.wrote(db, actor, draft)
    tell(db, draft, actor=actor)
    await db.flush()
    return draft


async def _base(db: Db, given: NewDraft) -> ProcessVersion | None:
    wanted = select(ProcessVersion).where(ProcessVersion.process_id == given.process_id)
    if given.base is None:
        return await db.scalar(wanted.where(ProcessVersion.active))
    found = await db.scalar(wanted.where(ProcessVersion.number == given.base))
    if found is None:
        raise NotFound("There is no such version of this pathway.")
    return found


async def save(db: Db, draft: ProcessDraft, given: EditDraft, *, actor: Actor) -> ProcessDraft:
    """Keep what was drawn. 409 stale if somebody saved meanwhile; 409 draft_closed once published or discarded.

    A review of what was there before is void: the draft is being edited again.
    """
    await must_edit(db, actor, draft.process_id)
    if draft.status not in OPEN:
        raise Conflict(f"This draft is {draft.status}; begin a new one.", code="draft_closed", status_now=draft.status)
    if draft.version != given.version:
        raise Conflict("Somebody has saved this draft since you opened it.", code="stale", current=draft.version)
    content.check_limits(given.xml, given.decisions, given.forms)
    digest = content.digest(given.xml, given.decisions, given.forms)
    if digest == draft.content_hash and given.name == draft.name:
        return draft
    if digest != draft.content_hash and draft.status != DraftStatus.editing:
        move(draft, DraftStatus.editing)
    if digest != draft.content_hash and str(actor.user_id) not in draft.editors:
        draft.editors = [*draft.editors, str(actor.user_id)]
    draft.name, draft.xml, draft.saved_at = given.name, given.xml, now()
    draft.decisions, draft.forms, draft.content_hash = dict(given.decisions), dict(given.forms), digest
    audit.wrote(db, actor, draft)
    await db.flush()
    tell(db, draft, actor=actor)
    return draft


async def arrange(db: Db, draft: ProcessDraft, version: int, *, actor: Actor) -> ProcessDraft:
    """Give every element of a drawing a place of its own; what happens in it stays as it is. Refused as `save` is."""
    given = EditDraft(
        version=version, name=draft.name, xml=layout.arranged(draft.xml), decisions=draft.decisions, forms=draft.forms
    )
    return await save(db, draft, given, actor=actor)


async def running_hash(db: Db | ReadDb, draft: ProcessDraft) -> str:
    """What a review is pinned to: what is drawn, and what it calls as that is now."""
    called = await calling.called_by(db, draft.xml, draft.process_id)
    return content.digest(draft.xml, draft.decisions, draft.forms, called)


async def discard(db: Db, draft: ProcessDraft, *, actor: Actor) -> None:
    """Throw a draft away; it stays in the database for who asks later. A published one cannot be."""
    await must_edit(db, actor, draft.process_id)
    if draft.status == DraftStatus.discarded:
        return
    move(draft, DraftStatus.discarded)
    audit.wrote(db, actor, draft)
    tell(db, draft, actor=actor)


def tell(db: Db, draft: ProcessDraft, *, actor: Actor) -> None:
    """State that a draft has changed."""
    fact = DraftChanged(process_id=draft.process_id, draft_id=draft.id, status=draft.status, version=draft.version)
    state(db, fact, actor=actor)


# ---- reads ----------------------------------------------------------------------------------------------------------


async def page(db: Db | ReadDb, actor: Actor, query: DraftQuery) -> Page[DraftRow]:
    """Drafts, the newest first."""
    if not any(actor.may(name) for name in ("process.edit", "process.approve", "process.publish")):
        raise Forbidden()
    statement = select(ProcessDraft).where(visible(actor))
    if query.process_id:
        statement = statement.where(ProcessDraft.process_id == query.process_id)
    wanted = OPEN if query.status == "open" else (DraftStatus(query.status),)
    statement = statement.where(ProcessDraft.status.in_(wanted))
    if query.after:
        at, last = cursor.read(query.after, 2) or ("", "")
        place = (cursor.parse(type(now()).fromisoformat, at), cursor.parse(UUID, last))
        statement = statement.where(tuple_(ProcessDraft.created_at, ProcessDraft.id) < place)
    statement = statement.order_by(ProcessDraft.created_at.desc(), ProcessDraft.id.desc()).limit(query.limit + 1)
    found = list(await db.scalars(statement, queries.who(actor)))
    shown_ones, following = found[: query.limit], None
    if len(found) > query.limit:
        following = cursor.write(shown_ones[-1].created_at, shown_ones[-1].id)
    names = await directory.people(db, (draft.author_id for draft in shown_ones))
    versions = await queries.versions(db, [draft.base_version_id for draft in shown_ones if draft.base_version_id])
    return Page(items=[DraftRow(**_row(draft, names, versions, actor)) for draft in shown_ones], next=following)


async def shown(db: Db | ReadDb, draft: ProcessDraft, *, actor: Actor) -> PathwayDraft:
    """A draft with its content, reviews, and what this person may do with it."""
    reviews = list(
        await db.scalars(
            select(ProcessReview).where(ProcessReview.draft_id == draft.id).order_by(ProcessReview.created_at.desc())
        )
    )
    pinned = await running_hash(db, draft)
    names = await directory.people(db, [draft.author_id, *(review.reviewer_id for review in reviews)])
    versions = await queries.versions(db, [i for i in (draft.base_version_id, draft.published_version_id) if i])
    published = versions.get(draft.published_version_id) if draft.published_version_id else None
    active = await db.scalar(
        select(ProcessVersion.number).where(ProcessVersion.process_id == draft.process_id, ProcessVersion.active)
    )
    edits = await rights.may(db, actor, draft.process_id, "edit")
    publishes = await rights.may(db, actor, draft.process_id, "publish")
    return PathwayDraft(
        **_row(draft, names, versions, actor), xml=draft.xml, decisions=draft.decisions, forms=draft.forms,
        content_hash=draft.content_hash, submit_reason=draft.submit_reason,
        reviews=[
            ReviewOut(
                id=review.id, verdict=review.verdict, reason=review.reason, created_at=review.created_at,
                reviewer=person(review.reviewer_id, names), current=review.content_hash == pinned,
            )
            for review in reviews
        ],
        published_number=published.number if published else None, active_number=active,
        running_cases=await running_cases(db, draft.process_id),
        may_edit=edits and actor.may("process.edit") and draft.status in OPEN,
        may_approve=publishes and may_review(draft, actor),
        may_publish=publishes and actor.may("process.publish") and draft.status == DraftStatus.approved
        and bool(reviews) and reviews[0].content_hash == pinned,
    )  # fmt: skip


def may_review(draft: ProcessDraft, actor: Actor) -> bool:
    """Whether this person may say yes or no: the right, a draft in review, and no hand in what is drawn."""
    own = str(actor.user_id) in draft.editors or draft.author_id == actor.user_id
    return actor.may("process.approve") and draft.status == DraftStatus.in_review and not own


async def running_cases(db: Db | ReadDb, process_id: str) -> dict[str, int]:
    """How many cases run on each version of a process, by version number."""
    rows = await db.execute(
        select(ProcessVersion.number, func.count())
        .join(Case, Case.process_version_id == ProcessVersion.id)
        .where(ProcessVersion.process_id == process_id, Case.status.in_(LIVE))
        .group_by(ProcessVersion.number)
        .order_by(ProcessVersion.number)
    )
    return {str(number): count for number, count in rows}


def person(user_id: UUID | None, names: dict[UUID, str]) -> DraftPerson | None:
    """Who it was; None for the system."""
    return DraftPerson(id=user_id, name=names.get(user_id, "")) if user_id else None


def _row(
    draft: ProcessDraft, names: dict[UUID, str], versions: dict[UUID, ProcessVersion], actor: Actor
) -> dict[str, Any]:  # fmt: skip
    base = versions.get(draft.base_version_id) if draft.base_version_id else None
    return {
        "id": draft.id, "process_id": draft.process_id, "name": draft.name, "status": draft.status,
        "version": draft.version, "author": person(draft.author_id, names), "created_at": draft.created_at,
        "saved_at": draft.saved_at, "base_number": base.number if base else None,
        "mine": draft.author_id == actor.user_id,
    }  # fmt: skip
