"""Each level for itself: one start, an end, everything connected; event subprocesses and compensation stand alone."""

from __future__ import annotations

from workflows.check.drawing import Drawing, Node, Scope
from workflows.check.problem import Problems, error, warning


def check(drawing: Drawing) -> Problems:
    for scope in drawing.scopes():
        yield from _level(scope)
        yield from _wiring(scope)
        yield from _reach(scope)


def _level(scope: Scope) -> Problems:
    starts = scope.of("startEvent")
    if len(starts) != 1:
        yield error(
            scope.id,
            "start_count",
            f"There must be one start event in '{scope.name}', found {len(starts)}.",
            scope.name,
        )
    if not scope.of("endEvent"):
        yield error(scope.id, "end_missing", f"There is no end event in '{scope.name}'.", scope.name)
    if starts and scope.of("endEvent") and len(scope.nodes) == len(starts) + len(scope.of("endEvent")):
        yield warning(scope.id, "empty_level", f"Nothing happens in '{scope.name}'.", scope.name)


def stands_alone(node: Node) -> bool:
    """No flow leads to or from such a node."""
    return node.is_event_subprocess or node.is_compensation


def _wiring(scope: Scope) -> Problems:
    for node in scope.nodes.values():
        triggers = node.definitions
        if node.is_event_subprocess:
            if node.incoming or node.outgoing:
                yield error(
                    node.id, "event_subprocess_flow", f"A flow leads to or from '{node.name}', which begins by itself.",
                    node.name,
                )  # fmt: skip
        elif node.is_compensation:
            if node.incoming or node.outgoing:
                yield error(node.id, "compensation_activity", f"A flow leads to or from '{node.name}'.", node.name)
        elif "link" in triggers or (node.kind == "boundaryEvent" and "compensate" in triggers):
            pass  # connected otherwise
        elif node.kind != "endEvent" and not node.outgoing:
            yield error(node.id, "dead_end", f"Nothing follows '{node.name}'.", node.name)
        if node.kind.endswith("Gateway") and len(node.outgoing) == 1 and len(node.incoming) == 1:
            yield warning(node.id, "gateway_pointless", f"'{node.name}' has one way in and one way out.", node.name)
        yield from _direction(node)


def _direction(node: Node) -> Problems:
    direction = node.xml.get("gatewayDirection", "Unspecified")
    joins, forks = len(node.incoming) > 1, len(node.outgoing) > 1
    wrong = {
        "Converging": forks,
        "Diverging": joins,
        "Mixed": not (joins and forks),
        "Unspecified": False,
    }.get(direction, True)
    if wrong:
        yield error(node.id, "gateway_direction", f"'{node.name}' is said to be '{direction}' but is not.", node.name)


def _reach(scope: Scope) -> Problems:
    reached = reachable(scope)
    for node in scope.nodes.values():
        if node.id not in reached and not stands_alone(node):
            yield error(node.id, "unreachable", f"No path leads to '{node.name}' from the start.", node.name)


def followers(scope: Scope, node: Node) -> list[str]:
    """What may happen after a node: along its flows, through a link, and at the events on its border."""
    found = [flow.target for flow in node.outgoing]
    found += [event.id for event in scope.boundaries(node.id) if "compensate" not in event.definitions]
    if node.kind == "intermediateThrowEvent" and "link" in node.definitions:
        name = node.definition("link").get("name")
        found += [
            other.id
            for other in scope.of("intermediateCatchEvent")
            if "link" in other.definitions and other.definition("link").get("name") == name
        ]
    return found


def reachable(scope: Scope, without: frozenset[str] = frozenset()) -> set[str]:
    """The nodes that a token can get to from the start, `without` passing some."""
    reached: set[str] = set()
    waiting = [node.id for node in scope.of("startEvent")]
    while waiting:
        name = waiting.pop()
        if name in scope.nodes and name not in reached and name not in without:
            reached.add(name)
            waiting += followers(scope, scope.nodes[name])
    for event in scope.of("boundaryEvent"):
        if "compensate" in event.definitions and event.xml.get("attachedToRef") in reached:
            reached.add(event.id)
    return reached
