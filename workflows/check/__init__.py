"""The checker of drawings: everything that the engine would silently get wrong, every structural violation of BPMN 2.0
that changes or hangs execution, and our own rules, each with the element, the reason and the remedy. Pure; imports the
reading half of the engine (engine_parse, the expression language) and nothing that runs a case.

`ids` and `flows` look at the file, `levels` and `attachments` at how elements belong together, `events`, `tasks` and
`extensions` at each element; `cycles`, `soundness` and `dataflow` follow the paths. `check_drawing` is what a diagram
must pass to run at all, `check_advice` what is asked of it before it is published.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workflows.check import (
    attachments,
    cycles,
    dataflow,
    events,
    extensions,
    flows,
    ids,
    levels,
    soundness,
    tasks,
)
from workflows.check.drawing import Drawing
from workflows.check.known import Known, ParamRule
from workflows.check.problem import Problem, Problems, error

__all__ = [
    "Drawing",
    "Known",
    "ParamRule",
    "Problem",
    "check_advice",
    "check_called_sets",
    "check_drawing",
    "check_process_waits",
]


def check_drawing(drawing: Drawing, known: Known) -> list[Problem]:
    """The problems of the drawing itself: with an error among them the engine does not run it."""
    return list(_file(drawing)) + [
        problem
        for part in (
            ids.check(drawing), flows.check(drawing), levels.check(drawing), attachments.check(drawing),
            events.check(drawing), tasks.check(drawing, known), extensions.check(drawing),
        )
        for problem in part
    ]  # fmt: skip


def check_advice(
    drawing: Drawing, known: Known, decisions: dict[str, frozenset[str]], called: Iterable[Drawing] = ()
) -> list[Problem]:
    """What following the paths shows; for a drawing without errors of its own. `decisions`: what each table reads;
    `called`: the drawings of the pathways that it calls."""
    return [
        problem
        for part in (
            cycles.check(drawing, known), soundness.check(drawing), dataflow.check(drawing, known, decisions, called),
        )
        for problem in part
    ]  # fmt: skip


def check_called_sets(
    drawing: Drawing, called: Iterable[Drawing], decisions: dict[str, frozenset[str]]
) -> frozenset[str] | None:
    """All the data that the pathways which a drawing calls may set; None if one of them does not say all."""
    return dataflow.sets(drawing, called, decisions)


def check_process_waits(root: Any, name: str) -> bool:
    """Whether every way through this process rests somewhere for a person, a message or a timer."""
    drawing = Drawing(root)
    return any(process.id == name and cycles.level_waits(process, Known()) for process in drawing.processes)


def _file(drawing: Drawing) -> Problems:
    if not drawing.processes:
        yield error("", "no_process", "The file holds no process.")
    for process in drawing.processes:
        if process.xml.get("isExecutable") != "true":
            yield error(process.id, "not_executable", "The process is not marked as executable.", process.name)
