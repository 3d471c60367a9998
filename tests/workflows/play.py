"""Playing a case: what a host does, in one word each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from workflows import engine


def ready(case: engine.Case) -> list[str]:
    """The elements of the ready human tasks."""
    return [task.element for task in engine.ready_human_tasks(case)]


def steps(case: engine.Case) -> list[str]:
    """The elements of the pending service steps."""
    return [pending.element for pending in engine.pending_steps(case)]


def do(case: engine.Case, element: str, answers: dict[str, Any] | None = None, now: datetime | None = None) -> None:
    """A person finishes the (first) ready task at an element."""
    task = next(task for task in engine.ready_human_tasks(case) if task.element == element)
    engine.finish(case, task.id, answers or {}, now=now or case.now)


def does(case: engine.Case, element: str, result: dict[str, Any] | None = None, now: datetime | None = None) -> None:
    """The host finishes the (first) pending step at an element."""
    pending = next(pending for pending in engine.pending_steps(case) if pending.element == element)
    engine.finish_step(case, pending.id, result, now=now or case.now)


def reload(case: engine.Case) -> engine.Case:
    """The case saved and loaded; saving it again gives the same bytes."""
    blob = engine.dump(case)
    again = engine.load(case.diagram, blob, now=case.now)
    assert engine.dump(again) == blob
    return again
