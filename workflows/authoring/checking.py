"""The check before publication: what the engine's checker says of a drawing, and what belongs to this installation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from hub.core.db import Db, ReadDb
from hub.core.settings import settings
from workflows import calling, diagrams, directory, engine, engine_parse, form_schema, forms, layout, steps
from workflows.authoring import content
from workflows.authoring.models import ProcessDraft
from workflows.authoring.schemas import (
    CheckOut,
    PathwayProblem,
)
from workflows.calling import Called
from workflows.check import drawing as parts
from workflows.errors import EngineError


@dataclass(frozen=True, slots=True)
class Drawing:
    """The content of a draft, with the pathways that it calls."""

    process_id: str
    xml: str
    decisions: Mapping[str, str]
    forms: Mapping[str, Any]
    called: tuple[Called, ...] = ()

    @property
    def all_decisions(self) -> dict[str, str]:
        """Its own and those of what it calls."""
        return calling.decisions(self.decisions, self.called)

    @property
    def all_forms(self) -> dict[str, Any]:
        """Its own and those of what it calls."""
        return calling.forms(self.forms, self.called)


async def drawing(db: Db | ReadDb, draft: ProcessDraft) -> Drawing:
    """A draft as the engine needs it: called processes in their active version."""
    called = await calling.called_by(db, draft.xml, draft.process_id)
    return Drawing(draft.process_id, draft.xml, draft.decisions, draft.forms, called)


class Caller(NamedTuple):
    """An active pathway that calls another: as it runs now, and as it would run with what the other is to become."""

    name: str
    now: Drawing
    then: Drawing


async def callers(db: Db | ReadDb, drawn: Drawing) -> list[Caller]:
    """The active pathways that call the process of a drawing, directly or not, by name."""
    becoming = Called(drawn.xml, drawn.decisions, drawn.forms)
    found = []
    for row in await calling.callers(db, drawn.process_id):
        now = Drawing(row.process_id, row.xml, row.decisions, row.forms, calling.read(row.called_xml))
        then = replace(now, called=await calling.called_by(db, row.xml, row.process_id, becoming))
        found.append(Caller(row.name, now, then))
    return found


def caller_problems(caller: Caller) -> list[PathwayProblem]:
    """The errors that a caller would have and does not have now, each naming the caller and its element: of what it
    reads, what nothing would set any more; of what it calls, what would want data that nothing sets before."""
    before = {(one.element_id, one.code, one.message) for one in problems(caller.now)}
    return [
        _problem("", one.code, f"'{caller.name}' calls this pathway and could not run any more: {one.message}",
                 f"{one.remedy} Here, or first in '{caller.name}'.").model_copy(
            update={"element_name": f"{caller.name}: {one.element_name or one.element_id}".removesuffix(": ")})
        for one in problems(caller.then, gone=_gone(caller))
        if one.severity == "error" and (one.element_id, one.code, one.message) not in before
    ]  # fmt: skip


async def check(db: Db | ReadDb, draft: ProcessDraft) -> CheckOut:
    """Everything to put right in a draft, and what would be wrong in pathways that call it."""
    drawn = await drawing(db, draft)
    found = problems(drawn)
    if not any(one.severity == "error" for one in found):
        found = [*(one for caller in await callers(db, drawn) for one in caller_problems(caller)), *found]
    return CheckOut(
        problems=found, ok=not any(one.severity == "error" for one in found), content_hash=draft.content_hash
    )  # fmt: skip


def _gone(caller: Caller) -> frozenset[str]:
    """The data that what a caller calls sets now, and would not set any more."""
    now, then = (
        engine.called_sets(one.xml.encode(), [each.xml.encode() for each in one.called], _tables(one))
        for one in (caller.now, caller.then)
    )
    return now - then if now is not None and then is not None else frozenset()


def _tables(drawn: Drawing) -> Mapping[str, str]:
    try:
        return drawn.all_decisions
    except EngineError:
        return {}  # `problems` says that two are named alike


def problems(drawn: Drawing, *, gone: frozenset[str] = frozenset()) -> list[PathwayProblem]:
    """Errors first, each with the element concerned and how to mend it. `gone`: data that what it calls has set."""
    try:
        root = content.read(drawn.xml)
        _ = drawn.all_decisions, drawn.all_forms
    except EngineError as error:
        return [_problem("", error.code, error.detail, "Draw it again, or import another file.")]
    names = _names(root)
    found = [
        one.model_copy(update={"element_name": one.element_name or names.get(one.element_id, "")})
        for one in (*_engine(root, drawn, gone), *_own(root, drawn), *_unseen(root), *_forms(drawn))
    ]
    return sorted(found, key=lambda one: (one.severity != "error", one.element_id))


def _engine(root: Any, drawn: Drawing, gone: frozenset[str]) -> Iterator[PathwayProblem]:
    known_forms = {*drawn.all_forms, *forms.shipped()}
    called = [one.xml.encode() for one in drawn.called]
    found = engine.problems(
        drawn.xml.encode(), called=called, steps=steps.signatures(), forms=known_forms,
        decisions=drawn.all_decisions, roles=[code for code, _ in directory.roles()] or None,
        scripts=settings().script_tasks, fields=_fields(root, drawn), gone=gone,
    )  # fmt: skip
    for one in found:
        yield _problem(one.element_id, one.code, one.message, one.remedy, one.severity).model_copy(
            update={"element_name": one.element_name}
        )


def _fields(root: Any, drawn: Drawing) -> dict[str, dict[str, tuple[Any, ...]]]:
    """All the answers that the forms of a drawing allow, by form and field, where they can be counted."""
    keys = {node.get("form") or "" for node in root.iter(f"{{{engine_parse.WARDLINE}}}task")}
    return {key: forms.form(drawn.process_id, key, drawn.all_forms).values() for key in keys}


def _own(root: Any, drawn: Drawing) -> Iterator[PathwayProblem]:
    """What the engine cannot know: of which pathway this is a draft."""
    processes = [process.get("id") for process in root.findall(engine_parse.tag("process"))]
    if processes and drawn.process_id not in processes:
        yield _problem(processes[0] or "", "process_id_differs",
                       f"The drawing is of '{processes[0]}', the draft is of '{drawn.process_id}'.",
                       f"Give the process in the drawing the id '{drawn.process_id}'.")  # fmt: skip


def _unseen(root: Any) -> Iterator[PathwayProblem]:
    """What runs and cannot be seen: it would be approved by somebody who looks at the drawing."""
    if layout.drawn_nowhere(root):  # then it is arranged for whoever looks at it
        return
    for one in layout.unseen(parts.Drawing(root)):
        if one.behind:
            yield _problem(one.id, "drawn_behind", f"'{one.name}' lies behind '{one.behind}' in the drawing.",
                           "Move one of the two, or let the drawing be arranged anew.", "warning")  # fmt: skip
        else:
            what = "flow" if one.kind == "flow" else "element"
            yield _problem(one.id, "not_drawn", f"The {what} '{one.name}' is in the file, and would run, but the "
                           "drawing does not show it.", "Let the drawing be arranged anew.")  # fmt: skip


def _forms(drawn: Drawing) -> Iterator[PathwayProblem]:
    for key, form in drawn.forms.items():
        try:
            found = form_schema.problems(form.get("schema"))
        except form_schema.SchemaInvalid as error:
            found = [form_schema.SchemaProblem("", error.code, error.detail)]
        for one in found[:10]:
            where = f" ({one.path})" if one.path else ""
            yield _problem(f"form:{key}", one.code, f"The form '{key}'{where}: {one.message}", "Mend the form.")


def compiled(drawn: Drawing) -> engine.Diagram:
    """The runnable diagram of a drawing, or DiagramInvalid."""
    return diagrams.parse(drawn.xml, drawn.called, drawn.process_id, drawn.decisions)


def _names(root: Any) -> dict[str, str]:
    found = {node.get("id"): node.get("name") for node in root.iter() if node.get("id") and node.get("name")}
    for node in root.iter(f"{{{engine_parse.BPMN}}}sequenceFlow"):
        ends = [found.get(node.get(side)) or node.get(side) or "?" for side in ("sourceRef", "targetRef")]
        found.setdefault(node.get("id") or "", f"{ends[0]} → {ends[1]}")
    return {str(key): str(value) for key, value in found.items()}


def _problem(element: str, code: str, message: str, remedy: str, severity: str = "error") -> PathwayProblem:
    return PathwayProblem(
        element_id=element, element_name="", code=code, severity="warning" if severity == "warning" else "error",
        message=message, remedy=remedy,
    )  # fmt: skip
