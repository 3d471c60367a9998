"""Which of the library's task states mean what to us."""

from __future__ import annotations

from SpiffWorkflow.util.task import TaskState

ENTERED = TaskState.WAITING | TaskState.READY | TaskState.STARTED
"""A token rests here."""
OPEN = TaskState.NOT_FINISHED_MASK
"""Not finished: a token, or only predicted."""
