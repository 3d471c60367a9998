"""Sequence flows: both ends, the level they stay in, and their conditions and defaults."""

from __future__ import annotations

from collections import Counter

from workflows.check.choices import default_missing, uncovered
from workflows.check.drawing import ACTIVITIES, Drawing, Flow, Node, Scope
from workflows.check.language import expression
from workflows.check.problem import Problems, error, warning
from workflows.check.total import Gap

_CHOOSES = ("exclusiveGateway", "inclusiveGateway")
_DECIDES = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway"})


def check(drawing: Drawing) -> Problems:
    for scope in drawing.scopes():
        pairs = Counter((flow.source, flow.target) for flow in scope.flows)
        seen: set[tuple[str, str]] = set()
        for flow in scope.flows:
            yield from _ends(drawing, scope, flow)
            pair = (flow.source, flow.target)
            if pairs[pair] > 1 and pair in seen:
                yield from _repeated(scope, flow)
            seen.add(pair)
        for node in scope.nodes.values():
            yield from _conditions(node)
            yield from _default(node)


def _ends(drawing: Drawing, scope: Scope, flow: Flow) -> Problems:
    name = flow.xml.get("name") or ""
    if not flow.source or not flow.target:
        yield error(flow.id, "flow_end_missing", "The flow is connected at one end only.", name)
        return
    for end, word in ((flow.source, "begins"), (flow.target, "ends")):
        if end in scope.nodes:
            continue
        other = drawing.nodes.get(end)
        if other is None:
            yield error(flow.id, "flow_loose", f"The flow {word} at '{end}', which is no element.", name)
        else:
            same = drawing.process_of(other.scope) is drawing.process_of(scope)
            border = "a subprocess" if same else "a pool"
            yield error(
                flow.id,
                "flow_crosses_border",
                f"The flow {word} at '{other.name}', across the border of {border}.",
                name,
            )
    if flow.source in scope.nodes and scope.nodes[flow.source].kind == "endEvent":
        yield error(flow.source, "flow_after_end", "Nothing may follow an end event.", scope.nodes[flow.source].name)
    if flow.target in scope.nodes and scope.nodes[flow.target].kind in ("startEvent", "boundaryEvent"):
        target = scope.nodes[flow.target]
        yield error(target.id, "flow_into_start", f"No flow may lead to '{target.name}'.", target.name)


def _repeated(scope: Scope, flow: Flow) -> Problems:
    if flow.source not in scope.nodes or flow.target not in scope.nodes:
        return
    source, target = scope.nodes[flow.source], scope.nodes[flow.target]
    words = f"Two flows lead from '{source.name}' to '{target.name}'."
    if source.kind == "exclusiveGateway":
        yield warning(flow.id, "flow_repeated", words)
    else:
        yield error(flow.id, "flow_repeated", words + " It would happen twice.")


def _conditions(node: Node) -> Problems:
    forks = len(node.outgoing) > 1
    default = node.xml.get("default")
    for flow in node.outgoing:
        label = flow.xml.get("name") or ""
        decides = node.kind in _DECIDES or node.kind in ACTIVITIES
        if flow.condition == "":
            yield error(flow.id, "condition_empty", "The condition of the flow is empty.", label)
        elif flow.condition is not None and not decides:
            yield error(
                flow.id,
                "condition_misplaced",
                f"A flow out of '{node.name}' cannot have a condition: it is ignored.",
                label,
            )
        elif flow.condition is not None and flow.id == default:
            yield error(flow.id, "condition_on_default", "The default flow has a condition.", label)
        elif flow.condition is not None and node.kind in _DECIDES and not forks:
            yield error(
                flow.id, "condition_misplaced", "The only flow out of a gateway cannot have a condition.", label
            )
        elif flow.condition is None and flow.id != default and forks and node.kind in _CHOOSES:
            yield error(flow.id, "condition_missing", "The flow needs a condition, or to be the default.", label)
        if flow.condition:
            yield from expression(flow.id, label, "Condition", flow.condition)


def _default(node: Node) -> Problems:
    default = node.xml.get("default")
    forks = len(node.outgoing) > 1
    decides = node.kind in _DECIDES or node.kind in ACTIVITIES
    conditional = [flow for flow in node.outgoing if flow.condition]
    if default is None:
        if forks:
            found = uncovered(node)
            if found is not None and not found.fields:  # else `dataflow` asks what forms and tables allow
                yield default_missing(node, found)
        elif node.kind in ACTIVITIES and conditional:
            yield default_missing(node, Gap())
    elif not decides:
        yield error(node.id, "default_misplaced", f"'{node.name}' cannot have a default flow.", node.name)
    elif default not in {flow.id for flow in node.outgoing}:
        yield error(node.id, "default_unknown", f"The default flow of '{node.name}' does not leave it.", node.name)
    elif node.kind in ACTIVITIES and not conditional:
        yield warning(node.id, "default_pointless", f"'{node.name}' has a default flow and no conditions.", node.name)
