"""What messages announce: ids and flags, never a word of what was said."""

from __future__ import annotations

from uuid import UUID

from hub.core.facts import Fact


class _OfThread(Fact):
    thread_id: UUID
    patient_id: UUID | None
    user_ids: list[UUID]
    """The people of the thread who may hear of it now."""
    pool: str | None = None
    care: bool = False

    @property
    def key(self) -> str:
        return str(self.thread_id)

    def rooms(self) -> list[str]:
        """Its people, the role that shares it, and whoever has the patient's chart open, for threads with the patient:
        what colleagues say among themselves is theirs."""
        shared = [f"role:{self.pool}"] if self.pool else []
        chart = [f"patient:{self.patient_id}"] if self.care and self.patient_id else []
        return [*(f"user:{id}" for id in self.user_ids), *shared, *chart]


class MessageSent(_OfThread):
    """Somebody wrote. `user_ids` holds the author too: his other devices are told."""

    message_id: UUID
    seq: int
    author_id: UUID | None
    side: str
    urgent: bool = False
    staff_ids: list[UUID]
    """Who of the staff is told outside of the conversation: neither the author nor who has muted it (urgent: all)."""
    patient_ids: list[UUID]
    """The same of the patient's side."""


class MessageChanged(_OfThread):
    """A message was acknowledged, hidden, shown again, filed into the chart or made a task."""

    message_id: UUID
    seq: int
    what: str


class MessageOverdue(_OfThread):
    """Nobody has acknowledged an urgent message in time: its people are told again, from rung 2 on the author too."""

    message_id: UUID
    rung: int
    staff_ids: list[UUID]
    patient_ids: list[UUID]
    author_id: UUID | None


class ThreadChanged(_OfThread):
    """People joined or left, or it was closed or opened again."""


class ThreadRead(_OfThread):
    """Somebody has read as far as `seq`."""

    reader_id: UUID
    seq: int
