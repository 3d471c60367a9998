"""Publish and roll back: a version becomes the one on which new cases start; running cases stay on theirs."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, NotFound
from hub.core.facts import state
from hub.core.states import move
from workflows import calling, directory, reference, rights
from workflows.authoring import checking, drafts, reviews, testing
from workflows.authoring.checking import Drawing
from workflows.authoring.facts import ProcessPublished
from workflows.authoring.models import DraftStatus, ProcessDraft
from workflows.authoring.schemas import (
    VersionOut,
)
from workflows.models import Case, ProcessVersion
from workflows.queries import LIVE


async def publish(db: Db, draft: ProcessDraft, reason: str, *, over: int | None, actor: Actor) -> ProcessVersion:
    """Make an approved draft the active version.

    409 review_needed: nobody has approved what is drawn now. 409 base_outdated: another version was published since
    this draft was begun; send its number as `over` to replace it all the same. 422 diagram_invalid or tests_failed.
    """
    actor.must("process.publish")
    await rights.must(db, actor, draft.process_id, "publish")
    before = await _active(db, draft.process_id)
    review = await reviews.approval(db, draft)
    await reviews.must_be_right(db, draft)
    drawn = await checking.drawing(db, draft)  # what it calls, as it is now
    await testing.must_pass(db, drawn)
    if before is not None and over != before.number and await _drawn_anew(db, before, draft):
        raise Conflict(
            f"Version {before.number} was published since this draft was begun.", code="base_outdated",
            current=before.number,
        )  # fmt: skip
    version = await _make_active(
        db, drawn, author_id=draft.author_id, reviewer_id=review.reviewer_id, reason=reason, actor=actor, before=before
    )
    move(draft, DraftStatus.published)
    draft.published_version_id = version.id
    audit.noted(db, actor, "publish", "process_draft", draft.id, reason=reason,
                after={"hash": review.content_hash, "number": version.number, "author": str(draft.author_id),
                       "reviewer": str(review.reviewer_id), "review": review.reason})  # fmt: skip
    await db.flush()
    drafts.tell(db, draft, actor=actor)
    return version


async def _drawn_anew(db: Db, before: ProcessVersion, draft: ProcessDraft) -> bool:
    """Whether what is active is another drawing than the draft was begun from, and not merely calls something newer."""
    if before.id == draft.base_version_id:
        return False
    base = await db.get(ProcessVersion, draft.base_version_id) if draft.base_version_id else None
    return base is None or (base.xml, base.decisions, base.forms) != (before.xml, before.decisions, before.forms)


async def roll_back(db: Db, process_id: str, number: int, reason: str, *, actor: Actor) -> ProcessVersion:
    """Make the drawing of an earlier version active again, as a new version. It has been reviewed before; it is checked
    against what this installation has now, and calls other pathways as they are now.
    """
    actor.must("process.publish")
    await rights.must(db, actor, process_id, "publish")
    wanted = await version_of(db, process_id, number)
    before = await _active(db, process_id)
    if before is None:
        raise NotFound()
    if before.id == wanted.id:
        raise Conflict("This version is active already.", code="version_active")
    drawn = Drawing(process_id, wanted.xml, wanted.decisions, wanted.forms,
                    await calling.called_by(db, wanted.xml, process_id))  # fmt: skip
    wrong = [one for one in checking.problems(drawn) if one.severity == "error"]
    wrong = wrong or [one for caller in await checking.callers(db, drawn) for one in checking.caller_problems(caller)]
    if wrong:
        raise reviews.DraftInvalid(
            f"Version {number} does not fit this installation any more: {wrong[0].message}",
            problems=[one.model_dump() for one in wrong],
        )
    await testing.callers_must_pass(db, drawn)
    return await _make_active(
        db, drawn, author_id=wanted.author_id, reviewer_id=wanted.reviewer_id, reason=reason, actor=actor,
        before=before, rolled_back_from=before.number,
    )  # fmt: skip


async def _make_active(
    db: Db, drawn: Drawing, *, reason: str, actor: Actor, before: ProcessVersion | None, author_id: UUID | None,
    reviewer_id: UUID | None, rolled_back_from: int | None = None,
) -> ProcessVersion:  # fmt: skip
    version = await reference.publish(
        db, drawn.xml, process_id=drawn.process_id, called=drawn.called, decisions=drawn.decisions,
        forms=drawn.forms, author_id=author_id, reviewer_id=reviewer_id, reason=reason,
        rolled_back_from=rolled_back_from,
    )  # fmt: skip
    if before is not None and version.id == before.id:
        raise Conflict("This is what is active already.", code="nothing_changed")
    audit.noted(db, actor, "roll_back" if rolled_back_from else "publish", "process_version", version.id, reason=reason,
                before={"number": before.number} if before else None,
                after={"process": drawn.process_id, "number": version.number})  # fmt: skip
    _tell(db, version, actor)
    for caller in await reference.follow(db, version):
        audit.noted(db, actor, "publish", "process_version", caller.id, reason=caller.reason,
                    after={"process": caller.process_id, "number": caller.number})  # fmt: skip
        _tell(db, caller, actor)
    return version


def _tell(db: Db, version: ProcessVersion, actor: Actor) -> None:
    published = ProcessPublished(process_id=version.process_id, version_id=version.id, number=version.number)
    state(db, published, actor=actor)


async def _active(db: Db, process_id: str) -> ProcessVersion | None:
    """The active version; of two who publish at the same moment the second sees what the first has done."""
    await reference.lock(db)
    return await reference.active_version(db, process_id)


async def version_of(db: Db | ReadDb, process_id: str, number: int) -> ProcessVersion:
    """One version of a process, or 404."""
    found = await db.scalar(
        select(ProcessVersion).where(ProcessVersion.process_id == process_id, ProcessVersion.number == number)
    )
    if found is None:
        raise NotFound("There is no such version of this pathway.")
    return found


async def shown(db: Db | ReadDb, version: ProcessVersion) -> VersionOut:
    """A version with its content, and how many cases run on it."""
    names = await directory.people(db, [version.author_id, version.reviewer_id])
    running = await db.scalar(
        select(func.count()).where(Case.process_version_id == version.id, Case.status.in_(LIVE)).select_from(Case)
    )
    return VersionOut(
        id=version.id, process_id=version.process_id, number=version.number, name=version.name, xml=version.xml,
        decisions=version.decisions, forms=version.forms, active=version.active, published_at=version.created_at,
        author=drafts.person(version.author_id, names), reviewer=drafts.person(version.reviewer_id, names),
        reason=version.reason, rolled_back_from=version.rolled_back_from, running=running or 0,
    )  # fmt: skip


async def access_version(db: Db | ReadDb, actor: Actor, process_id: str, number: int) -> ProcessVersion:
    """A version of a pathway that this person may see, or 404."""
    await rights.must(db, actor, process_id, "see")
    return await version_of(db, process_id, number)
