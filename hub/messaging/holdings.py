"""What belongs to a patient here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.messaging.models import Message, MessageFile, Thread, ThreadKind, ThreadSide
from hub.patients.belongings import belongs, erases, keeps_back

belongs(
    "message_thread", title="Messages",
    children=(("message", "thread_id"), ("message_file", "thread_id"), ("thread_member", "thread_id")),
    files=(("message_file", "file_id", "name"),),
)  # fmt: skip

# What was sealed for one record is sealed for the other when they become one: its export and its shredding reach it.
for _table in ("message_thread", "message", "message_file", "message_translation"):
    belongs(_table, column="key_owner", title="Messages", export=False, because="exported with the conversation")

erases("message_thread", but=("pool",), because="whose work it was")


@keeps_back
def _among_colleagues(patient_id: UUID) -> Any:
    """What the house's people say to each other is their work on him, and not said to him: his record is the chart."""
    return select(Thread.id).where(Thread.patient_id == patient_id, Thread.kind == ThreadKind.staff)


@keeps_back
def _hidden(patient_id: UUID) -> Any:
    """What somebody of the house has taken off the screens may be about another person; its files go with it."""
    found = select(Message.id).join(Thread, Thread.id == Message.thread_id)
    return found.where(
        Thread.patient_id == patient_id, Message.hidden_at.is_not(None), Message.side != ThreadSide.patient
    )


@keeps_back
def _not_sent(patient_id: UUID) -> Any:
    """A file that waits for its message is its author's alone."""
    found = select(MessageFile.id).join(Thread, Thread.id == MessageFile.thread_id)
    return found.where(Thread.patient_id == patient_id, MessageFile.message_id.is_(None))
