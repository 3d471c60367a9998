"""From BPMN and DMN bytes to a runnable diagram, or to the list of what is wrong with them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import lru_cache
from typing import Any, Literal

from SpiffWorkflow.exceptions import SpiffWorkflowException

from workflows import check, engine_build, engine_parse
from workflows import decisions as dmn
from workflows.check.problem import Problem
from workflows.engine_case import Diagram, Trigger
from workflows.errors import DiagramInvalid, EngineError


def problems(
    xml: bytes,
    *,
    called: Iterable[bytes] = (),
    steps: Mapping[str, Any] | None = None,
    forms: Collection[str] | None = None,
    roles: Collection[str] | None = None,
    decisions: Mapping[str, str | bytes] | None = None,
    starts: Collection[str] | None = None,
    scripts: bool = False,
    fields: Mapping[str, Mapping[str, Sequence[Any]]] | None = None,
    gone: Collection[str] = (),
) -> tuple[Problem, ...]:
    """Everything wrong with a diagram, for the person drawing it; it may be published when no error is among them.

    `steps` (`steps.signatures()`), `forms` and `roles` are what this installation has, `decisions` the decision tables
    (DMN files by decision id) that come with the diagram, `starts` the data its cases begin with; what is left out is
    not checked. `fields` are all the answers that forms allow, by form and field, where they can be counted; `gone` is
    what the pathways that this one calls have set until now and set no more.
    """
    try:
        roots = [engine_parse.read_xml(source) for source in (xml, *called)]
    except DiagramInvalid as refused:
        return (check.problem.error("", refused.code, refused.detail),)
    known = _known(roots, decisions, steps=steps, forms=forms, roles=roles, starts=starts, scripts=scripts,
                   fields=fields, gone=gone, answers=dmn.answers(decisions or {}))  # fmt: skip
    drawing = check.Drawing(roots[0])
    found = [*dmn.check(decisions or {}), *check.check_drawing(drawing, known)]
    if not any(problem.severity == "error" for problem in found):
        others = [check.Drawing(root) for root in roots[1:]]
        found += check.check_advice(drawing, known, dmn.reads(decisions or {}), others)
        found += _built(roots, drawing.processes[0].id, decisions)
    return tuple(found)


def called_sets(
    xml: bytes, called: Iterable[bytes], decisions: Mapping[str, str | bytes] | None = None
) -> frozenset[str] | None:
    """All the data that the pathways which a diagram calls may set; None if that is not known."""
    try:
        first, *others = (check.Drawing(engine_parse.read_xml(source)) for source in (xml, *called))
    except DiagramInvalid:
        return None
    return check.check_called_sets(first, others, dmn.reads(decisions or {}))


def _built(roots: list[Any], main: str, decisions: Mapping[str, str | bytes] | None) -> list[Problem]:
    """Should the builder refuse what the checker lets pass, the person drawing is told so."""
    try:
        engine_build.build(roots, main, dmn.read(decisions or {}))
    except (SpiffWorkflowException, EngineError, LookupError, AttributeError, AssertionError) as refused:
        return [check.problem.error("", "diagram_invalid", f"The diagram cannot be run: {refused}")]
    return []


def _known(roots: list[Any], decisions: Mapping[str, str | bytes] | None, **given: Any) -> check.Known:
    ids = [process.get("id") for root in roots for process in root.findall(engine_parse.tag("process"))]
    waiting = {name for root in roots for name in ids if check.check_process_waits(root, name)}
    named = None if decisions is None else dmn.names(decisions)
    return check.Known(processes=ids, waiting_processes=waiting, calls=_calls(roots), decisions=named, **given)


def _calls(roots: list[Any]) -> dict[str, set[str]]:
    """By process: those that it calls, directly or not."""
    found = {
        process.get("id"): {node.get("calledElement") for node in process.iter(engine_parse.tag("callActivity"))}
        for root in roots
        for process in root.findall(engine_parse.tag("process"))
    }
    for between in found:
        for called in found.values():
            if between in called:
                called.update(found[between])
    return found


def parse(
    xml: bytes,
    *,
    called: Iterable[bytes] = (),
    process_id: str | None = None,
    decisions: Mapping[str, str | bytes] | None = None,
    scripts: bool = False,
) -> Diagram:
    """A runnable diagram from BPMN XML, or DiagramInvalid with all problems. The same bytes give the same object.

    `called` are the files of processes that call activities refer to, `decisions` the DMN files of its decisions by id;
    `process_id` is needed only if the file holds more than one process. `scripts`: script tasks are let pass (they run
    only where the host runs them).
    """
    pinned = tuple(sorted((name, _bytes(table)) for name, table in (decisions or {}).items()))
    return _parse((xml, *called), process_id, pinned, scripts)


def _bytes(table: str | bytes) -> bytes:
    return table.encode() if isinstance(table, str) else table


@lru_cache(maxsize=256)
def _parse(
    sources: tuple[bytes, ...], process_id: str | None, pinned: tuple[tuple[str, bytes], ...], scripts: bool
) -> Diagram:
    roots = [engine_parse.read_xml(source) for source in sources]
    ids = [process.get("id") for root in roots for process in root.findall(engine_parse.tag("process"))]
    tables = dict(pinned)
    known = _known(roots, tables, scripts=scripts)
    found = [problem for root in roots for problem in check.check_drawing(check.Drawing(root), known)]
    found += dmn.check(tables)
    errors = [problem for problem in found if problem.severity == "error"]
    if errors:
        raise DiagramInvalid(f"{errors[0]} ({len(errors)} problem(s) in all)", problems=[asdict(one) for one in errors])
    main = process_id or ids[0]
    if main not in ids:
        raise DiagramInvalid(f"There is no process '{main}' in the file.", code="process_unknown")
    try:
        spec, subprocess_specs = engine_build.build(roots, main, dmn.read(tables))
    except (SpiffWorkflowException, LookupError, AttributeError, AssertionError) as error:
        raise DiagramInvalid(f"The diagram cannot be run: {error}") from error
    pins = [part for name, table in pinned for part in (name.encode(), table)]
    version = hashlib.sha256(b"\0".join((main.encode(), *sources, *pins))).hexdigest()
    elements = {
        names[name]: replace(element, id=names[name])
        for root, names in zip(roots, engine_parse.names(roots), strict=True)
        for name, element in engine_parse.elements(root).items()
    }
    processes = [process for root in roots for process in root.findall(engine_parse.tag("process"))]
    trigger = _trigger(next(process for process in processes if process.get("id") == main))
    return Diagram(main, spec.description or main, version, elements, spec, subprocess_specs, trigger)


def _trigger(process: Any) -> Trigger | None:
    """What the start event of a process waits for."""
    root = process.getroottree().getroot()
    start = process.find(engine_parse.tag("startEvent"))
    if (plan := engine_parse.timer_plan(start)) is not None:
        return Trigger("timer", start.get("id"), plan=plan)
    kinds: tuple[Literal["message", "signal"], ...] = ("message", "signal")
    for kind in kinds:
        definition = start.find(engine_parse.tag(f"{kind}EventDefinition"))
        if definition is not None:
            names = {one.get("id"): one.get("name") for one in root.findall(engine_parse.tag(kind))}
            spec = engine_parse.message_spec(start, names)
            name = names.get(definition.get(f"{kind}Ref")) or ""
            return Trigger(kind, start.get("id"), name, spec.result, spec.key)
    return None
