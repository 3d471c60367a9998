"""Review by a second person: nobody approves what he has drawn, and a yes is for exactly the content that was read."""

from __future__ import annotations

from sqlalchemy import select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Forbidden, Invalid
from hub.core.states import move
from workflows import rights
from workflows.authoring import checking
from workflows.authoring.drafts import must_edit, running_hash, tell
from workflows.authoring.models import DraftStatus, ProcessDraft, ProcessReview, Verdict
from workflows.authoring.schemas import (
    PathwayProblem,
)


class DraftInvalid(Invalid):
    """A draft that cannot go on to review or publication; `problems` lists what to put right."""

    code, title = "diagram_invalid", "The drawing is not right yet"


async def must_be_right(db: Db | ReadDb, draft: ProcessDraft) -> list[PathwayProblem]:
    """422 diagram_invalid with all problems, unless nothing but warnings is left."""
    found = await checking.check(db, draft)
    if not found.ok:
        wrong = [one for one in found.problems if one.severity == "error"]
        raise DraftInvalid(
            f"{wrong[0].message} ({len(wrong)} to put right)", problems=[one.model_dump() for one in found.problems]
        )  # fmt: skip
    return found.problems


async def submit(db: Db, draft: ProcessDraft, reason: str, *, actor: Actor) -> ProcessDraft:
    """Ask for a review, or for another one where what is called has changed since. 422 diagram_invalid while the check
    finds errors."""
    await must_edit(db, actor, draft.process_id)
    await must_be_right(db, draft)
    move(draft, DraftStatus.in_review)
    draft.submit_reason = reason
    audit.noted(db, actor, "submit", "process_draft", draft.id, reason=reason, after={"hash": draft.content_hash})
    await db.flush()
    tell(db, draft, actor=actor)
    return draft


async def approve(db: Db, draft: ProcessDraft, reason: str, *, actor: Actor) -> ProcessDraft:
    """Say yes to what is written now. 403 own_work for everybody who has had a hand in it."""
    await _may_review(db, draft, actor)
    await must_be_right(db, draft)
    await _say(db, draft, Verdict.approved, reason, actor)
    move(draft, DraftStatus.approved)
    await db.flush()
    tell(db, draft, actor=actor)
    return draft


async def reject(db: Db, draft: ProcessDraft, reason: str, *, actor: Actor) -> ProcessDraft:
    """Say no, and why: the draft goes back to its author."""
    await _may_review(db, draft, actor)
    await _say(db, draft, Verdict.rejected, reason, actor)
    move(draft, DraftStatus.editing)
    await db.flush()
    tell(db, draft, actor=actor)
    return draft


async def _may_review(db: Db, draft: ProcessDraft, actor: Actor) -> None:
    actor.must("process.approve")
    await rights.must(db, actor, draft.process_id, "publish")
    if draft.status != DraftStatus.in_review:
        raise Conflict("This draft does not wait for a review.", code="not_in_review", current=draft.status)
    if str(actor.user_id) in draft.editors or draft.author_id == actor.user_id:
        raise Forbidden("Somebody else has to review what you have drawn.", code="own_work")


async def _say(db: Db, draft: ProcessDraft, verdict: Verdict, reason: str, actor: Actor) -> None:
    review = ProcessReview(
        draft_id=draft.id, reviewer_id=actor.user_id, reviewer_name=actor.name, verdict=verdict, reason=reason,
        content_hash=await running_hash(db, draft),
    )  # fmt: skip
    db.add(review)
    audit.wrote(db, actor, review, reason=reason)


async def approval(db: Db | ReadDb, draft: ProcessDraft) -> ProcessReview:
    """The approval of exactly what would run now, or 409 review_needed."""
    found = await db.scalar(
        select(ProcessReview)
        .where(ProcessReview.draft_id == draft.id)
        .order_by(ProcessReview.created_at.desc(), ProcessReview.id.desc())
        .limit(1)
    )
    if draft.status != DraftStatus.approved or found is None or found.verdict != Verdict.approved:
        raise Conflict("A second person has to approve what is drawn now.", code="review_needed")
    if found.content_hash != await running_hash(db, draft):
        raise Conflict("What this pathway calls was changed since it was approved: send it to review once more.",
                       code="review_needed")  # fmt: skip
    return found
