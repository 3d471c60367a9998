"""What diagrams may ask of messages."""

from __future__ import annotations

from uuid import UUID

from hub.core.actor import Actor
from hub.core.db import Db
from hub.messaging import charting
from workflows.steps import StepContext, step


@step(
    "messaging.task_done", title="Tell the conversation", raises=True,
    help="The people of the conversation see that the task made of its message is done. Needs message.message_id.",
)  # fmt: skip
async def task_done(db: Db, case: StepContext, *, actor: Actor) -> None:
    """The task of a message is done."""
    await charting.done(db, UUID(str(case.data["message"]["message_id"])), actor=actor)
