"""Data used before it is set: which case data each element reads and writes, followed along every path.

A name that is written only behind the element that reads it is an error. One that is written on some of the paths is a
warning, because two conditions may belong together. What nothing in the drawing writes comes with the start of the
case; where the drawing says what it begins with (`<wardline:start data="visit patient"/>`), anything else is an error.
"""

from __future__ import annotations

import difflib
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_

from workflows import engine_parse as parse
from workflows.check.drawing import Drawing, Node, Scope
from workflows.check.known import Known
from workflows.check.levels import followers
from workflows.check.problem import Problem, Problems, error, warning
from workflows.engine_parse import tag
from workflows.engine_specs import PLAIN_CODE
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
    before: Container[str] = ()
    """The names that are set on every path here."""


class _Bits:
    """Names as the bits of a number: sets of them would cost too much in a large drawing."""

    def __init__(self, found: int, bit: dict[str, int]) -> None:
        self._found, self._bit = found, bit

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self._found & self._bit.get(name, 0))


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
        self.passed: dict[int, int] = {}
        self.own: dict[int, int] = {}

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
            if point.node is not None:
                for element, label, name, inside in self._reads(point.node):
                    yield from self._judge(point, (element, label, name), inside, writers, wild)

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
                    leaving.after.append(self.points[handler.id])  # only what has been done is undone
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
        """Works out, for each point, what is set on every path to it: from 'everything' downwards, until it holds.
        Sets of names are kept as the bits of a number, and so are the points that every path passes."""
        points = self._all()
        names = sorted(first.union(*(point.writes for point in points)))
        bit = {name: 1 << place for place, name in enumerate(names)}
        writes = {id(point): sum(bit[name] for name in point.writes) for point in points}
        own = {id(point): 1 << place for place, point in enumerate(points)}
        into: dict[int, list[tuple[int, bool]]] = {}
        for point in points:
            for ended, targets in ((True, point.after), (False, point.around)):
                for target in targets:
                    into.setdefault(id(target), []).append((id(point), ended))
        have = dict.fromkeys(own, (1 << len(names)) - 1)
        passed = dict.fromkeys(own, (1 << len(points)) - 1)
        have[id(begin)], passed[id(begin)] = sum(bit[name] for name in first), own[id(begin)]
        reached = {id(begin)}
        # What comes next is looked at once all that has changed before it has been.
        waiting = {id(one): one for one in (*begin.after, *begin.around)}
        while waiting:
            target = waiting.pop(next(iter(waiting)))
            if target is begin:
                continue
            sources = into[id(target)]
            given = [have[one] | writes[one] if ended else have[one] for one, ended in sources]
            known = reduce(or_, given) if target.joins else reduce(and_, given)
            ways = reduce(and_, (passed[one] for one, _ in sources)) | own[id(target)]
            if id(target) in reached and (known, ways) == (have[id(target)], passed[id(target)]):
                continue
            have[id(target)], passed[id(target)] = known, ways
            reached.add(id(target))
            waiting |= {id(one): one for one in (*target.after, *target.around)}
        self.reached, self.passed, self.own = reached, passed, own
        for point in points:
            found = have[id(point)]
            point.before = _Bits(found, bit)

    def _comes_first(self, point: _Point, other: _Point) -> bool:
        """Whether `other` can be reached without passing `point`."""
        return id(other) in self.reached and other is not point and not self.passed[id(other)] & self.own[id(point)]

    def _always_first(self, point: _Point, other: _Point) -> bool:
        """Whether every path to `point` passes `other` before."""
        return other is not point and bool(self.passed.get(id(point), 0) & self.own[id(other)])

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
    ) -> Problems:
        element, label, name = read
        assert point.node is not None
        local = set(self.locals.get(point.node.id, ()))
        spec = parse.loop_spec(point.node.xml)
        if spec is not None:
            local |= {spec.item} | LOCAL
        if spec is not None and inside and element == point.node.id:
            local |= self._of_a_round(point.node, spec.inner)
        if point.node.kind == "complexGateway":
            local.add("arrived")
        if name in point.before or name in local or (inside and self._has_left(point, name)):
            return
        found = [one for one in writers.get(name, []) if one is not point or not inside]
        if not found:
            yield from self._unknown(read, writers, wild)
            return
        if any(self._always_first(point, one) for one in wild):
            return  # a step that may write anything has run on every path to here
        if any(self._comes_first(point, one) for one in found):
            yield warning(element, "data_maybe_unset", f"'{name}' is not set on every path to here.", label)
        elif not any(self._comes_first(point, one) for one in wild):
            yield error(element, "data_before_set", f"'{name}' is used here before anything has set it.", label)

    def _of_a_round(self, node: Node, inner: str | None) -> set[str]:
        """What one round of a repeated activity has written when it is asked whether that is enough."""
        level = node.scope.inside.get(node.id)
        if level is None:
            return {inner} if inner else set()
        return {name for one in level.nodes for name in self.points[one].writes}

    def _has_left(self, point: _Point, name: str) -> bool:
        """Whether the name is set once the element itself has ended."""
        assert point.node is not None
        leaving = self.points.get(f"{point.node.id}/left")
        if name in point.writes:
            return True
        return leaving is not None and (name in leaving.writes or name in leaving.before)

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
        found += [human.priority, human.due, human.candidate, human.sla, human.follow_up, human.roles]
        if human.department is not None and PLAIN_CODE.fullmatch(human.department) is None:
            found.append(human.department)
    if node.kind == "serviceTask":
        found += [param.value for param in parse.step_spec(node.xml).params.values()]
    message = parse.message_spec(node.xml, {})
    begins = node.kind == "startEvent" and node.scope.owner is None  # its key is looked for in the message itself
    found += [None if begins else message.key, message.payload]
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
