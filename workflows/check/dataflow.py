"""Data used before it is set: which case data each element reads and writes, followed along every path.

A name that is written only behind the element that reads it is an error. One that is written on some of the paths is a
warning, because two conditions may belong together. What nothing in the drawing writes comes with the start of the
case; where the drawing says what it begins with (`<wardline:start data="visit patient"/>`), anything else is an error.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

from workflows import engine_parse as parse
from workflows.check.drawing import Drawing, Node, Scope
from workflows.check.known import Known
from workflows.check.levels import followers
from workflows.check.problem import Problem, Problems, error, warning
from workflows.engine_parse import tag
from workflows.errors import ExpressionError
from workflows.expressions import compile_expression

LOCAL = frozenset({"loop"})


@dataclass(eq=False)
class _Point:
    """A moment in the life of a token: arriving at an element, or having left a subprocess."""

    node: Node | None
    writes: set[str] = field(default_factory=set)
    anything: bool = False
    """It may write names that the drawing does not say."""
    after: list[_Point] = field(default_factory=list)
    around: list[_Point] = field(default_factory=list)
    """Points that may come next without this one having ended (events on its border, what listens inside)."""
    joins: bool = False
    """It waits for all that lead to it, so it has what any of them has."""
    before: set[str] | None = None
    """The names that are set on every path here."""


def check(drawing: Drawing, known: Known, decisions: dict[str, frozenset[str]]) -> Problems:
    """`decisions`: what each decision table reads."""
    for process in drawing.processes:
        starts = declared(process) or (None if known.starts is None else set(known.starts))
        yield from _Process(process, starts, decisions).run()


def declared(process: Scope) -> set[str] | None:
    """The data that a process says it begins with, or None if it does not say."""
    for owner in (process.xml, *(node.xml for node in process.of("startEvent"))):
        given = parse.extension(owner, "start")
        if given is not None:
            return set((given.get("data") or "").replace(",", " ").split())
    return None


class _Process:
    def __init__(self, process: Scope, starts: set[str] | None, decisions: dict[str, frozenset[str]]) -> None:
        self.process = process
        self.starts = starts
        self.decisions = decisions
        self.points: dict[str, _Point] = {}
        self.locals: dict[str, set[str]] = {}
        self.reached: set[int] = set()

    def run(self) -> Problems:
        if len(self.process.of("startEvent")) != 1:
            return
        outer: set[str] = set()
        begin, _ = self._scope(self.process, outer)
        self._flow(begin, set(self.starts or ()))
        writers: dict[str, list[_Point]] = {}
        for point in self._all():
            for name in point.writes:
                writers.setdefault(name, []).append(point)
        wild = [point for point in self._all() if point.anything]
        for point in self.points.values():
            if point.node is not None and point.before is not None:
                for element, label, name, inside in self._reads(point.node):
                    yield from self._judge(point, (element, label, name), inside, writers, wild, begin)

    # ---- the graph --------------------------------------------------------------------------------------------------

    def _all(self) -> list[_Point]:
        return list(self.points.values())

    def _scope(self, scope: Scope, local: set[str]) -> tuple[_Point, _Point]:
        """The points of a level: where it begins, and where it has ended."""
        done = self.points.setdefault(f"{scope.id}/done", _Point(None))
        for node in scope.nodes.values():
            self.locals[node.id] = local
            self.points[node.id] = _Point(node, *self._writes(node))
            self.points[node.id].joins = node.kind == "parallelGateway"
        for node in scope.nodes.values():
            point = self.points[node.id]
            leaving = point
            if node.id in scope.inside:
                leaving = self._nested(scope.inside[node.id], node, point, local)
            for name in followers(scope, node):
                target = scope.nodes.get(name)
                if target is not None and target.kind == "boundaryEvent":
                    point.around.append(self.points[name])
                elif target is not None:
                    leaving.after.append(self.points[name])
            if node.kind == "endEvent":
                point.after.append(done)
            for event in scope.boundaries(node.id):
                handler = scope.handler(event)
                if "compensate" in event.definitions and handler is not None:
                    leaving.around.append(self.points[handler.id])
        starts = scope.of("startEvent")
        begin = self.points[starts[0].id] if starts else done
        for node in scope.nodes.values():
            if node.is_event_subprocess:
                begin.around.append(self.points[node.id])
        return begin, done

    def _nested(self, inside: Scope, node: Node, point: _Point, local: set[str]) -> _Point:
        spec = parse.loop_spec(node.xml)
        own = local | ({spec.item} | LOCAL if spec is not None else set())
        begin, done = self._scope(inside, own)
        point.after.append(begin)
        leaving = self.points.setdefault(f"{node.id}/left", _Point(None))
        if spec is not None and spec.kind == "each":
            leaving.writes = {spec.result}
            point.around.append(leaving)  # what is written inside stays inside, and the list may be empty
        else:
            done.after.append(leaving)
        return leaving

    def _writes(self, node: Node) -> tuple[set[str], bool]:
        spec = parse.loop_spec(node.xml)
        if spec is not None and spec.kind == "each" and node.kind not in ("subProcess",):
            return {spec.result}, False
        if node.kind in ("userTask", "manualTask"):
            return {parse.human_spec(node.xml).result}, False
        if node.kind == "serviceTask":
            step = parse.step_spec(node.xml)
            return ({step.result}, False) if step.result else (set(), True)
        if node.kind == "businessRuleTask":
            return {parse.decision_spec(node.xml).result}, False
        if node.kind == "scriptTask":
            return {node.xml.get(f"{{{parse.WARDLINE}}}result") or node.id}, False
        if node.kind == "callActivity":
            return set(), True
        catches = node.kind in ("intermediateCatchEvent", "boundaryEvent", "startEvent", "receiveTask")
        if catches and (node.kind == "receiveTask" or {"message", "signal"} & set(node.definitions)):
            return {parse.message_spec(node.xml, {}).result}, False
        return set(), False

    # ---- following the paths ----------------------------------------------------------------------------------------

    def _flow(self, begin: _Point, first: set[str]) -> None:
        """Works out, for each point, what is set on every path to it: from 'everything' downwards, until it holds."""
        everything = first.union(*(point.writes for point in self._all()))
        into: dict[int, list[tuple[_Point, bool]]] = {}
        for point in self._all():
            point.before = set(everything)
            for target in point.after:
                into.setdefault(id(target), []).append((point, True))
            for target in point.around:
                into.setdefault(id(target), []).append((point, False))
        begin.before = set(first)
        waiting = [begin]
        known = {id(point): point for point in self._all()}
        while waiting:
            point = waiting.pop()
            for target in {id(one): one for one in (*point.after, *point.around)}.values():
                assert target.before is not None
                sets = [known[id(one)].before or set() for one, _ in into[id(target)]]
                sets = [
                    have | one.writes if ended else have
                    for have, (one, ended) in zip(sets, into[id(target)], strict=True)
                ]
                merged = set().union(*sets) if target.joins else set.intersection(*sets)
                if merged < target.before:
                    target.before = merged
                    waiting.append(target)
                elif id(target) not in self.reached:
                    waiting.append(target)
                self.reached.add(id(target))

    def _comes_first(self, begin: _Point, point: _Point) -> set[int]:
        """The points that can be reached without passing `point`."""
        reached: set[int] = set()
        waiting = [begin]
        while waiting:
            one = waiting.pop()
            if id(one) not in reached and one is not point:
                reached.add(id(one))
                waiting += one.after + one.around
        return reached

    # ---- what is read -----------------------------------------------------------------------------------------------

    def _reads(self, node: Node) -> Iterable[tuple[str, str, str, bool]]:
        """(element, its name, data name, whether it is read with the element's own result at hand)."""
        for source in _sources(node):
            for name in _needs(source):
                yield node.id, node.name, name, False
        for source in _late_sources(node):
            for name in _needs(source):
                yield node.id, node.name, name, True
        if node.kind == "businessRuleTask":
            for name in self.decisions.get(parse.decision_spec(node.xml).ref, frozenset()):
                yield node.id, node.name, name, False
        for flow in node.outgoing:
            for name in _needs(flow.condition or ""):
                yield flow.id, flow.xml.get("name") or "", name, True

    def _judge(
        self,
        point: _Point,
        read: tuple[str, str, str],
        inside: bool,
        writers: dict[str, list[_Point]],
        wild: list[_Point],
        begin: _Point,
    ) -> Problems:
        element, label, name = read
        assert point.before is not None and point.node is not None
        local = set(self.locals.get(point.node.id, ()))
        spec = parse.loop_spec(point.node.xml)
        if spec is not None:
            local |= {spec.item} | LOCAL
        if point.node.kind == "complexGateway":
            local.add("arrived")
        have = point.before | local | (self._left(point) if inside else set())
        if name in have:
            return
        found = [one for one in writers.get(name, []) if one is not point or not inside]
        if not found:
            yield from self._unknown(read, writers, wild)
            return
        early = self._comes_first(begin, point)
        if any(id(one) in early for one in found):
            yield warning(element, "data_maybe_unset", f"'{name}' is not set on every path to here.", label)
        elif not any(id(one) in early for one in wild):
            yield error(element, "data_before_set", f"'{name}' is used here before anything has set it.", label)

    def _left(self, point: _Point) -> set[str]:
        assert point.node is not None
        leaving = self.points.get(f"{point.node.id}/left")
        return point.writes | (leaving.writes | (leaving.before or set()) if leaving is not None else set())

    def _unknown(
        self, read: tuple[str, str, str], writers: dict[str, list[_Point]], wild: list[_Point]
    ) -> list[Problem]:
        element, label, name = read
        near = difflib.get_close_matches(name, [*writers, *(self.starts or ())], n=1, cutoff=0.8)
        meant = f" Did you mean '{near[0]}'?" if near else ""
        if self.starts is not None and not wild:
            return [error(element, "data_unknown", f"Nothing sets '{name}'.{meant}", label)]
        return (
            [warning(element, "data_unknown", f"Nothing in the drawing sets '{name}'.{meant}", label)] if near else []
        )


def _needs(source: str) -> frozenset[str]:
    if not source:
        return frozenset()
    try:
        return compile_expression(source).needs
    except ExpressionError:
        return frozenset()  # reported elsewhere


def _sources(node: Node) -> list[str]:
    """The expressions worked out when a token arrives."""
    found: list[str | None] = []
    if node.kind in ("userTask", "manualTask") or parse.extension(node.xml, "task") is not None:
        human = parse.human_spec(node.xml)
        found += [human.priority, human.due, human.candidate]
    if node.kind == "serviceTask":
        found += [param.value for param in parse.step_spec(node.xml).params.values()]
    message = parse.message_spec(node.xml, {})
    found += [message.key, message.payload]
    plan = parse.timer_plan(node.xml)
    if plan is not None and not plan.is_iso(plan.source):
        found.append(plan.source)
    loop = parse.loop_spec(node.xml)
    if loop is not None and loop.kind == "each":
        found += [loop.collection, loop.cardinality]
    if node.kind == "complexGateway":
        found.append(node.xml.findtext(tag("activationCondition")))
    return [source for source in found if source]


def _late_sources(node: Node) -> list[str]:
    """The expressions worked out when one round of an activity has ended."""
    loop = parse.loop_spec(node.xml)
    return [loop.condition] if loop is not None and loop.condition else []
