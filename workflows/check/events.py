"""Events: which trigger may stand where, what each needs, and whether what is thrown is caught."""

from __future__ import annotations

from typing import Any

from workflows import engine_parse as parse
from workflows.check.drawing import Drawing, Node, Scope
from workflows.check.language import expression, key, timer
from workflows.check.problem import Problems, error, warning
from workflows.engine_parse import tag
from workflows.errors import ExpressionError
from workflows.expressions import compile_expression

ALLOWED = {
    "startEvent": frozenset({"message", "timer", "signal"}),
    "endEvent": frozenset({"terminate", "error", "message", "signal", "escalation", "compensate"}),
    "intermediateCatchEvent": frozenset({"timer", "message", "signal", "link"}),
    "intermediateThrowEvent": frozenset({"message", "signal", "escalation", "link", "compensate"}),
    "boundaryEvent": frozenset({"timer", "message", "error", "signal", "escalation", "compensate"}),
}
EVENT_SUBPROCESS_STARTS = frozenset({"message", "timer", "signal", "error", "escalation"})
_WORDS = {
    "conditional": "A condition event",
    "cancel": "A cancel event (it belongs to transactions)",
    "multiple": "A multiple event",
    "link": "A link",
}


_RECEIVES = frozenset({"receiveTask", "intermediateCatchEvent", "boundaryEvent", "startEvent"})


def check(drawing: Drawing) -> Problems:
    for scope in drawing.scopes():
        for node in scope.nodes.values():
            if node.kind in ALLOWED:
                yield from _event(drawing, scope, node)
            if node.is_event_subprocess:
                yield from _event_subprocess(scope, node)


def _event(drawing: Drawing, scope: Scope, node: Node) -> Problems:
    found = node.definitions
    references = [child for child in node.xml if child.tag == tag("eventDefinitionRef")]
    inside_event_subprocess = scope.owner is not None and scope.owner.is_event_subprocess
    allowed = ALLOWED[node.kind]
    if node.kind == "startEvent" and inside_event_subprocess:
        allowed = EVENT_SUBPROCESS_STARTS
    elif node.kind == "startEvent" and scope.owner is not None:
        allowed = frozenset()  # the token of the level around begins it
    if len(found) + len(references) > 1:
        yield error(node.id, "event_multiple", f"'{node.name}' has {len(found) + len(references)} triggers.", node.name)
    elif references:
        yield error(node.id, "event_unsupported", "Triggers must stand in the event itself.", node.name)
    elif not found and node.kind in ("intermediateCatchEvent", "boundaryEvent"):
        yield error(node.id, "event_untyped", f"'{node.name}' waits for nothing.", node.name)
    for kind in found:
        if kind not in allowed:
            code = "start_trigger" if node.kind == "startEvent" and scope.owner is not None else "event_unsupported"
            yield error(node.id, code, f"{_WORDS.get(kind, f'A {kind} event')} is not supported here.", node.name)
        else:
            yield from _CHECKS.get(kind, _nothing)(drawing, scope, node)
    if node.xml.get("isInterrupting", "true") != "true" and not inside_event_subprocess and node.kind == "startEvent":
        yield error(
            node.id, "attribute_unsupported", "Only the start of an event subprocess may not interrupt.", node.name
        )
    if node.xml.get("parallelMultiple", "false") != "false":
        yield error(node.id, "attribute_unsupported", "'parallelMultiple' is not supported.", node.name)


def _event_subprocess(scope: Scope, node: Node) -> Problems:
    inside = scope.inside.get(node.id)
    starts = inside.of("startEvent") if inside is not None else []
    if len(starts) == 1 and len(starts[0].definitions) != 1:
        yield error(node.id, "event_subprocess_start", f"Nothing sets '{node.name}' off.", node.name)
    for start in starts:
        if "error" in start.definitions and not start.is_on("isInterrupting", "true"):
            yield error(start.id, "boundary_must_interrupt", "An error always interrupts.", start.name)


def _nothing(_drawing: Drawing, _scope: Scope, _node: Node) -> Problems:
    return iter(())


def _reference(drawing: Drawing, node: Node, kind: str, declared: dict[str, Any], *, needed: bool) -> Problems:
    reference = node.definition(kind).get(f"{kind}Ref")
    if reference and reference not in declared:
        yield error(node.id, f"{kind}_undeclared", f"'{node.name}' names a {kind} that is not declared.", node.name)
    elif not reference and needed:
        yield error(node.id, f"{kind}_missing", f"'{node.name}' says no {kind}.", node.name)


def message(drawing: Drawing, node: Node, reference: str | None) -> Problems:
    """Problems of whatever sends or receives a message."""
    if not reference:
        yield error(node.id, "message_missing", f"'{node.name}' says no message.", node.name)
    elif reference not in drawing.messages:
        yield error(node.id, "message_undeclared", f"'{node.name}' names a message that is not declared.", node.name)
    spec = parse.message_spec(node.xml, {})
    for what, source in (("Key", spec.key), ("Payload", spec.payload)):
        if source is not None:
            yield from expression(node.id, node.name, what, source)
    yield from key(node.id, node.name, spec.result)
    if spec.key is None and node.kind in _RECEIVES and _for_each(node):
        words = f"'{node.name}' waits once for each item and has no key: one message answers all of them."
        yield warning(node.id, "message_for_all", words, node.name)


def _for_each(node: Node) -> bool:
    """Whether several of it may wait at the same time, one for each item of an activity around it."""
    around: Node | None = node if node.kind == "receiveTask" else node.scope.owner
    while around is not None:
        repeats = around.xml.find(tag("multiInstanceLoopCharacteristics"))
        if repeats is not None and repeats.get("isSequential", "false").strip() != "true":
            return True
        around = around.scope.owner
    return False


def _message(drawing: Drawing, _scope: Scope, node: Node) -> Problems:
    return message(drawing, node, node.definition("message").get("messageRef"))


def _signal(drawing: Drawing, _scope: Scope, node: Node) -> Problems:
    yield from _reference(drawing, node, "signal", drawing.signals, needed=True)
    spec = parse.message_spec(node.xml, {})
    if spec.payload is not None:
        yield from expression(node.id, node.name, "Payload", spec.payload)
    if node.kind not in ("endEvent", "intermediateThrowEvent"):
        yield from key(node.id, node.name, spec.result)


def _error(drawing: Drawing, scope: Scope, node: Node) -> Problems:
    throws = node.kind == "endEvent"
    yield from _reference(drawing, node, "error", drawing.errors, needed=throws)
    if throws and not _caught(drawing, scope, "error", _code(drawing.errors, node, "error")):
        words = f"Nothing catches the error of '{node.name}': it ends the whole case, unless a caller catches it."
        if scope.owner is None:
            yield warning(node.id, "error_uncaught", words, node.name)
        else:
            yield error(node.id, "error_uncaught", words, node.name)


def _escalation(drawing: Drawing, scope: Scope, node: Node) -> Problems:
    throws = node.kind in ("endEvent", "intermediateThrowEvent")
    yield from _reference(drawing, node, "escalation", drawing.escalations, needed=throws)
    if throws and not _caught(drawing, scope, "escalation", _code(drawing.escalations, node, "escalation")):
        yield warning(node.id, "escalation_uncaught", f"Nothing in this process listens to '{node.name}'.", node.name)


def _code(declared: dict[str, Any], node: Node, kind: str) -> str:
    found = declared.get(node.definition(kind).get(f"{kind}Ref") or "")
    return "" if found is None else found.get(f"{kind}Code") or ""


def _caught(drawing: Drawing, scope: Scope, kind: str, code: str) -> bool:
    """Whether an event subprocess around, or an event on the border of a level around, catches this code."""
    declared = drawing.errors if kind == "error" else drawing.escalations
    level: Scope | None = scope
    while level is not None:
        listeners = [
            start
            for name, inside in level.inside.items()
            if level.nodes[name].is_event_subprocess and level.nodes[name] is not scope.owner
            for start in inside.of("startEvent")
        ]
        if level.owner is not None:
            listeners += level.owner.scope.boundaries(level.owner.id)
        for listener in listeners:
            if kind in listener.definitions and _code(declared, listener, kind) in ("", code):
                return True
        level = level.owner.scope if level.owner is not None else None
    return False


def _timer(_drawing: Drawing, scope: Scope, node: Node) -> Problems:
    definition = node.definition("timer")
    kinds = [child for child in definition if isinstance(child.tag, str) and "time" in str(child.tag)]
    plan = parse.timer_plan(node.xml)
    if plan is None:
        yield error(node.id, "timer_missing", f"'{node.name}' says no time.", node.name)
        return
    if len(kinds) > 1:
        yield error(node.id, "timer_multiple", f"'{node.name}' says more than one time.", node.name)
    begins_cases = node.kind == "startEvent" and scope.owner is None
    repeats = (node.kind == "boundaryEvent" and not node.is_on("cancelActivity", "true")) or (
        node.kind == "startEvent" and (begins_cases or not node.is_on("isInterrupting", "true"))
    )
    if (plan.kind == "cycle" or (plan.source.startswith("R") and "/" in plan.source)) and not repeats:
        yield error(node.id, "timer_repeats", "Only an event that does not interrupt may repeat.", node.name)
    yield from timer(node.id, node.name, plan)
    if begins_cases and not plan.is_iso(plan.source) and _asks(plan.source):
        words = f"The time of '{node.name}' asks for case data, and there is no case yet."
        yield error(node.id, "timer_before_case", words, node.name)


def _asks(source: str) -> bool:
    """Whether an expression asks for case data."""
    try:
        return bool(compile_expression(source).names)
    except ExpressionError:
        return False  # reported as unreadable


_CHECKS = {"message": _message, "signal": _signal, "error": _error, "escalation": _escalation, "timer": _timer}
