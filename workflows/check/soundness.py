"""Tokens played through each level, every choice taken: a join that never has all its tokens, or may wait for ever.

A sequence flow has one reader, so elements never compete for a token, and it is enough to move one of the elements that
can move at each step, with all its outcomes. Inclusive joins and ends that clear the level go last, since what they do
depends on the others. Conditions are not looked at: what hangs only for some of them is a warning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product

from workflows.check.drawing import ACTIVITIES, Drawing, Flow, Node, Scope
from workflows.check.levels import followers
from workflows.check.problem import Problems, error, warning

MOST_STATES = 3_000
MOST_TOKENS = 3
MOST_WORK = 200_000
"""Tokens looked at in one level: a drawing too wide to be played through is left alone."""
Marking = frozenset[tuple[str, int]]


def check(drawing: Drawing) -> Problems:
    for scope in drawing.scopes():
        yield from _ends(scope)
        joins = [node for node in scope.of("parallelGateway") if len(node.incoming) > 1]
        if joins and not scope.of("complexGateway") and len(scope.of("startEvent")) == 1:
            fired, stuck, complete = _Play(scope).run()
            for node in joins:
                if complete and node.id not in fired:
                    yield error(
                        node.id, "join_never", f"'{node.name}' waits for paths that are never all taken.", node.name
                    )
                elif node.id in stuck:
                    yield warning(
                        node.id, "join_may_wait", f"'{node.name}' may wait for a path that was not taken.", node.name
                    )


def _ends(scope: Scope) -> Problems:
    """Elements from which no end can be reached."""
    before: dict[str, set[str]] = {}
    for node in scope.nodes.values():
        for name in followers(scope, node):
            before.setdefault(name, set()).add(node.id)
    fine: set[str] = set()
    waiting = [node.id for node in scope.of("endEvent")]
    while waiting:
        name = waiting.pop()
        if name not in fine:
            fine.add(name)
            waiting += before.get(name, set())
    for start in scope.of("startEvent"):
        for node in scope.nodes.values():
            stands_alone = node.is_event_subprocess or node.is_compensation or "compensate" in node.definitions
            if node.id not in fine and not stands_alone and (node.outgoing or node is start):
                yield warning(node.id, "never_ends", f"No way leads from '{node.name}' to an end.", node.name)


class _Play:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.number = {id(flow): place for place, flow in enumerate(scope.flows)}
        self.links: dict[str, Node] = {
            node.definition("link").get("name") or "": node
            for node in scope.of("intermediateCatchEvent")
            if "link" in node.definitions
        }
        self.fired: set[str] = set()
        self.stuck: set[str] = set()

    def run(self) -> tuple[set[str], set[str], bool]:
        """Which gateways went on, which were left waiting, and whether every state was seen."""
        (start,) = self.scope.of("startEvent")
        first = self._put(Counter(), start.outgoing)
        waiting, seen, complete = [first], {frozenset(first.items())}, True
        work = 0
        while waiting:
            marking = waiting.pop()
            work += len(marking) + 1
            if work > MOST_WORK:
                return self.fired, self.stuck, False
            for after in self._step(marking):
                key = frozenset(after.items())
                if key in seen:
                    continue
                if len(seen) >= MOST_STATES or any(number > MOST_TOKENS for number in after.values()):
                    complete = False
                    continue
                seen.add(key)
                waiting.append(after)
        return self.fired, self.stuck, complete

    def _step(self, marking: Counter[int]) -> Iterator[Counter[int]]:
        late: list[Node] = []
        joins: list[Node] = []
        for place in sorted(marking):
            node = self.scope.nodes[self.scope.flows[place].target]
            if node.kind == "inclusiveGateway" and len(node.incoming) > 1:
                late.append(node)
            elif node.kind == "parallelGateway" and not all(marking[self.number[id(f)]] for f in node.incoming):
                joins.append(node)
            elif node.kind == "endEvent" and {"terminate", "error"} & set(node.definitions):
                late.append(node)
            else:
                yield from self._fire(marking, node, place)
                return
        for node in late:
            if node.kind == "endEvent":
                yield Counter()
                return
        for node in late:
            if not self._more_may_come(marking, node):
                yield from self._inclusive(marking, node)
                return
        self.stuck |= {node.id for node in joins}

    def _fire(self, marking: Counter[int], node: Node, place: int) -> Iterator[Counter[int]]:
        taken = [self.number[id(flow)] for flow in node.incoming] if node.kind == "parallelGateway" else [place]
        left = Counter(marking)
        for one in taken:
            left[one] -= 1
        left = +left
        self.fired.add(node.id)
        for outcome in self._outcomes(node):
            yield self._put(left, outcome)

    def _inclusive(self, marking: Counter[int], node: Node) -> Iterator[Counter[int]]:
        left = Counter(marking)
        for flow in node.incoming:
            left.pop(self.number[id(flow)], None)
        self.fired.add(node.id)
        for outcome in self._outcomes(node):
            yield self._put(left, outcome)

    def _outcomes(self, node: Node) -> Iterator[list[Flow]]:
        """Every set of flows that may be taken out of a node."""
        if node.kind in ("exclusiveGateway", "eventBasedGateway"):
            yield from ([flow] for flow in node.outgoing)
        elif node.kind == "inclusiveGateway":
            yield from _subsets(node.outgoing, least=1)
        elif node.kind == "intermediateThrowEvent" and "link" in node.definitions:
            target = self.links.get(node.definition("link").get("name") or "")
            yield target.outgoing if target is not None else []
        elif node.kind in ACTIVITIES:
            yield from self._activity(node)
        else:
            yield node.outgoing

    def _activity(self, node: Node) -> Iterator[list[Flow]]:
        always = [flow for flow in node.outgoing if not flow.condition and flow.id != node.xml.get("default")]
        choices = [flow for flow in node.outgoing if flow not in always]
        ends = [always + list(some) for some in _subsets(choices, least=0 if always or not choices else 1)]
        beside: list[list[Flow]] = []
        for event in self.scope.boundaries(node.id):
            if "compensate" in event.definitions:
                continue
            if event.is_on("cancelActivity", "true"):
                ends.append(event.outgoing)
            else:
                beside.append(event.outgoing)
        for end, *others in product(ends, *([[], extra] for extra in beside)):
            yield [flow for part in (end, *others) for flow in part]

    def _put(self, marking: Counter[int], flows: list[Flow]) -> Counter[int]:
        after = Counter(marking)
        for flow in flows:
            after[self.number[id(flow)]] += 1
        return after

    def _more_may_come(self, marking: Counter[int], node: Node) -> bool:
        """As the engine decides it: a token elsewhere that can reach an empty input and no filled one."""
        empty = [flow for flow in node.incoming if not marking[self.number[id(flow)]]]
        full = [flow for flow in node.incoming if marking[self.number[id(flow)]]]
        could_block = self._upstream(empty, node) - self._upstream(full, node)
        return any(
            self.scope.flows[place].target in could_block
            for place in marking
            if self.scope.flows[place].target != node.id
        )

    def _upstream(self, flows: list[Flow], node: Node) -> set[str]:
        found: set[str] = set()
        waiting = [flow.source for flow in flows]
        while waiting:
            name = waiting.pop()
            if name in found or name == node.id:
                continue
            found.add(name)
            here = self.scope.nodes[name]
            waiting += [flow.source for flow in here.incoming]
            if here.kind == "boundaryEvent":
                waiting.append(here.xml.get("attachedToRef") or "")
        return found


def _subsets(flows: list[Flow], *, least: int) -> list[list[Flow]]:
    """Every choice among some flows; of many, the single ones and all together stand for the rest."""
    if len(flows) > 6:
        return [[flow] for flow in flows] + [flows]
    return [list(some) for size in range(least, len(flows) + 1) for some in combinations(flows, size)]
