"""Loops in which nobody is asked and nothing is waited for: they would run until the engine stops them."""

from __future__ import annotations

from workflows.check.drawing import Drawing, Node, Scope
from workflows.check.known import Known
from workflows.check.levels import followers, reachable
from workflows.check.problem import Problems, error

_WAITS = frozenset({"userTask", "manualTask", "receiveTask", "eventBasedGateway"})
_EVENTS = frozenset({"timer", "message", "signal"})


def check(drawing: Drawing, known: Known) -> Problems:
    for scope in drawing.scopes():
        passing = [node for node in scope.nodes.values() if not waits(scope, node, known)]
        for name in _circle(scope, {node.id for node in passing}):
            node = scope.nodes[name]
            yield error(
                name,
                "loop_without_wait",
                f"'{node.name}' is in a loop without a person, a message or a timer.",
                node.name,
            )


def waits(scope: Scope, node: Node, known: Known) -> bool:
    """Whether a token always rests here until somebody or something comes."""
    if node.kind in _WAITS:
        return True
    if node.kind in ("intermediateCatchEvent", "boundaryEvent"):
        return bool(_EVENTS & set(node.definitions))
    if node.kind == "callActivity":
        return node.xml.get("calledElement") in known.waiting_processes
    if node.id in scope.inside:
        return level_waits(scope.inside[node.id], known)
    return False


def level_waits(inside: Scope, known: Known) -> bool:
    """Whether every way through a level leads past a wait."""
    stops = frozenset(node.id for node in inside.nodes.values() if waits(inside, node, known))
    return not any(end.id in reachable(inside, stops) for end in inside.of("endEvent"))


def _circle(scope: Scope, names: set[str]) -> list[str]:
    """One element of each loop among these nodes: the nodes that are left when dead ends are taken away again and
    again, and then one per component."""
    after = {name: {next_ for next_ in followers(scope, scope.nodes[name]) if next_ in names} for name in names}
    found: list[str] = []
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    for root in sorted(names):
        if root in order:
            continue
        work: list[tuple[str, list[str]]] = [(root, sorted(after[root]))]
        order[root] = low[root] = len(order)
        stack.append(root)
        while work:
            name, rest = work[-1]
            if rest:
                next_ = rest.pop()
                if next_ not in order:
                    order[next_] = low[next_] = len(order)
                    stack.append(next_)
                    work.append((next_, sorted(after[next_])))
                elif next_ in stack:
                    low[name] = min(low[name], order[next_])
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[name])
            if low[name] == order[name]:
                part = stack[stack.index(name) :]
                del stack[stack.index(name) :]
                if len(part) > 1 or name in after[name]:
                    found.append(min(part, key=lambda one: order[one]))
    return found
