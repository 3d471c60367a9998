"""Data used before it is set: which case data each element reads and writes, followed along every path.

A name that is written only behind the element that reads it is an error. One that is written on some of the paths is a
warning, because two conditions may belong together. What nothing in the drawing writes comes with the start of the
case; where the drawing says what it begins with (`<wardline:start data="visit patient"/>`), anything else is an error.

A call activity does to the data what its pathway does: it sets what that sets on every path, may set the rest, and
reads what that needs to be given. Choices without a default are looked at here where it depends on what was set before.
"""

from __future__ import annotations

import difflib
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import NamedTuple

from workflows import engine_parse as parse
from workflows.check import choices, elements
from workflows.check.drawing import Drawing, Node, Scope
from workflows.check.known import Known
from workflows.check.levels import followers
from workflows.check.problem import Problem, Problems, error, warning

LOCAL = frozenset({"loop"})
CALL_REMEDY = "Set it before the call, or let the called pathway say with '??' what to take instead."


@dataclass(eq=False)
class _Point:
    """A moment in the life of a token: arriving at an element, or having left a subprocess."""

    node: Node | None
    writes: set[str] = field(default_factory=set)
    may: set[str] = field(default_factory=set)
    """What it sets on some of the ways through it (a call)."""
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


class _Read(NamedTuple):
    """A name that an element reads; `late`: with the element's own result at hand; `where` in words."""

    element: str
    label: str
    name: str
    late: bool
    where: str = "here"
    remedy: str = ""


class Effect(NamedTuple):
    """What a called pathway does to the data: what it surely sets, what it may set besides (`anything`: the drawing
    does not say all), and what it must be given, each with the element that reads it."""

    sure: frozenset[str]
    may: frozenset[str]
    anything: bool
    needs: Mapping[str, str]


class _Called:
    """The pathways at hand by their process, each worked out when it is first asked for."""

    def __init__(self, drawings: Iterable[Drawing], decisions: dict[str, frozenset[str]]) -> None:
        self.processes = {process.id: process for drawing in drawings for process in drawing.processes}
        self.decisions = decisions
        self._found: dict[str, Effect | None] = {}

    def effect(self, name: str) -> Effect | None:
        """What a process does to the data; None if that is not known."""
        if name not in self._found:
            self._found[name] = None  # one that calls itself
            process = self.processes.get(name)
            if process is not None and len(process.of("startEvent")) == 1:
                self._found[name] = _Process(process, None, Known(), self).effect()
        return self._found[name]


def check(
    drawing: Drawing, known: Known, decisions: dict[str, frozenset[str]], called: Iterable[Drawing] = ()
) -> Problems:
    """`decisions`: what each decision table reads; `called`: the drawings of the pathways that are called."""
    others = _Called((drawing, *called), decisions)
    for process in drawing.processes:
        starts = declared(process) or (None if known.starts is None else set(known.starts))
        yield from _Process(process, starts, known, others).run()


def sets(drawing: Drawing, called: Iterable[Drawing], decisions: dict[str, frozenset[str]]) -> frozenset[str] | None:
    """All that the pathways which a drawing calls may set; None if one of them does not say all."""
    called = tuple(called)
    others = _Called((drawing, *called), decisions)
    calls = {node.xml.get("calledElement") or "" for node in drawing.nodes.values() if node.kind == "callActivity"}
    found = [others.effect(name) for name in calls]
    if any(one is None or one.anything for one in found):
        return None
    return frozenset().union(*(one.sure | one.may for one in found if one is not None))


def declared(process: Scope) -> set[str] | None:
    """The data that a process says it begins with, or None if it does not say."""
    for owner in (process.xml, *(node.xml for node in process.of("startEvent"))):
        given = parse.extension(owner, "start")
        if given is not None:
            return set((given.get("data") or "").replace(",", " ").split())
    return None


class _Process:
    def __init__(self, process: Scope, starts: set[str] | None, known: Known, called: _Called) -> None:
        self.process = process
        self.starts = starts
        self.known = known
        self.called = called
        self.points: dict[str, _Point] = {}
        self.locals: dict[str, set[str]] = {}
        self.reached: set[int] = set()
        self.passed: dict[int, int] = {}
        self.own: dict[int, int] = {}
        self.writers: dict[str, list[_Point]] = {}
        self.wild: list[_Point] = []

    def run(self) -> Problems:
        if len(self.process.of("startEvent")) != 1:
            return
        self._follow()
        for point in self._places():
            for read in self._reads(point):
                yield from self._judge(point, read)
            yield from self._choice(point)

    def effect(self) -> Effect:
        """What the process does to the data of whoever calls it."""
        self._follow()
        done = self.points[f"{self.process.id}/done"]
        names = frozenset(self.writers)
        sure = frozenset(name for name in names if name in done.before)
        needs: dict[str, str] = {}
        for point in self._places():
            for read in self._reads(point):
                free = not self._is_set(point, read) and not self._sets_it(point, read)
                if free and not any(self._comes_first(point, one) for one in self.wild):
                    needs.setdefault(read.name, read.label or (point.node.name if point.node is not None else ""))
        return Effect(sure, names - sure, bool(self.wild), needs)

    def _follow(self) -> None:
        begin, _ = self._scope(self.process, set())
        self._flow(begin, set(self.starts or ()))
        for point in self._all():
            for name in point.writes | point.may:
                self.writers.setdefault(name, []).append(point)
        self.wild = [point for point in self._all() if point.anything]

    def _places(self) -> list[_Point]:
        return [point for point in self._all() if point.node is not None]

    # ---- the graph --------------------------------------------------------------------------------------------------

    def _all(self) -> list[_Point]:
        return list(self.points.values())

    def _scope(self, scope: Scope, local: set[str]) -> tuple[_Point, _Point]:
        """The points of a level: where it begins, and where it has ended."""
        done = self.points.setdefault(f"{scope.id}/done", _Point(None))
        for node in scope.nodes.values():
            self.locals[node.id] = local
            self.points[node.id] = self._point(node)
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
            if node.kind == "endEvent" and "error" not in node.definitions:
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
            return leaving
        done.after.append(leaving)
        if spec is not None and spec.before:
            point.around.append(leaving)  # there may be no round at all
        return leaving

    def _point(self, node: Node) -> _Point:
        spec = parse.loop_spec(node.xml)
        if node.kind != "callActivity" or (spec is not None and spec.kind == "each"):
            sure, anything = elements.writes(node)
            point = _Point(node, sure, anything=anything)
        elif (effect := self.called.effect(node.xml.get("calledElement") or "")) is not None:
            point = _Point(node, set(effect.sure), set(effect.may), effect.anything)
        else:
            point = _Point(node, anything=True)
        if spec is not None and spec.before:  # there may be no round at all
            point.writes, point.may = set(), point.writes | point.may
        return point

    # ---- following the paths ----------------------------------------------------------------------------------------

    def _flow(self, begin: _Point, first: set[str]) -> None:
        """Works out, for each point, what is set on every path to it: from 'everything' downwards, until it holds.
        Sets of names are kept as the bits of a number, and so are the points that every path passes."""
        points = self._all()
        names = sorted(first.union(*(point.writes | point.may for point in points)))
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

    def _reads(self, point: _Point) -> Iterable[_Read]:
        node = point.node
        assert node is not None
        for late, sources in ((False, elements.sources(node)), (True, elements.late_sources(node))):
            for source in sources:
                for name in elements.needs(source):
                    yield _Read(node.id, node.name, name, late)
        if node.kind == "businessRuleTask":
            for name in self.called.decisions.get(parse.decision_spec(node.xml).ref, frozenset()):
                yield _Read(node.id, node.name, name, False)
        if node.kind == "callActivity":
            name = node.xml.get("calledElement") or ""
            effect = self.called.effect(name)
            for given, reader in effect.needs.items() if effect is not None else ():
                where = f"by '{reader}' of the pathway '{self.called.processes[name].name}', which is called here,"
                yield _Read(node.id, node.name, given, False, where, CALL_REMEDY)
        for flow in node.outgoing:
            for name in elements.needs(flow.condition or ""):
                yield _Read(flow.id, flow.xml.get("name") or "", name, True)

    def _is_set(self, point: _Point, read: _Read) -> bool:
        """Whether the name is surely there."""
        assert point.node is not None
        local = set(self.locals.get(point.node.id, ()))
        spec = parse.loop_spec(point.node.xml)
        if spec is not None:
            local |= {spec.item} | LOCAL
        if spec is not None and read.late and read.element == point.node.id:
            local |= self._of_a_round(point.node, spec.inner)
        if point.node.kind == "complexGateway":
            local.add("arrived")
        return read.name in point.before or read.name in local or (read.late and self._has_left(point, read.name))

    def _sets_it(self, point: _Point, read: _Read) -> list[_Point]:
        """What may have set the name, wherever it stands."""
        return [one for one in self.writers.get(read.name, []) if one is not point or not read.late]

    def _judge(self, point: _Point, read: _Read) -> Problems:
        if self._is_set(point, read):
            return
        found = self._sets_it(point, read)
        if not found and not (read.late and read.name in point.may):
            yield from self._unknown(read)
            return
        if any(self._always_first(point, one) for one in self.wild):
            return  # a step that may write anything has run on every path to here
        element, label, name = read.element, read.label, read.name
        if any(self._comes_first(point, one) for one in found) or (read.late and name in point.may):
            used = "" if read.where == "here" else f" It is used {read.where.rstrip(',')}."
            words = f"'{name}' is not set on every path to here.{used}"
            yield warning(element, "data_maybe_unset", words, label, read.remedy)
        elif not any(self._comes_first(point, one) for one in self.wild):
            words = f"'{name}' is used {read.where} before anything has set it."
            yield error(element, "data_before_set", words, label, read.remedy)

    def _choice(self, point: _Point) -> Problems:
        """A choice without a default whose conditions name all values that were possible so far."""
        node = point.node
        assert node is not None
        found = choices.uncovered(node)
        if found is None or not found.fields:
            return
        writers: dict[str, list[Node]] = {}
        for source in found.fields:
            name = source.partition(".")[0]
            nodes = [one.node for one in self.writers.get(name, ()) if one.node is not None]
            alone = len(nodes) == len(self.writers.get(name, ())) and not self.wild and name not in (self.starts or ())
            surely = name in point.before or self._has_left(point, name)
            if alone and surely and name not in self.locals[node.id]:
                writers[name] = nodes
        left = choices.uncovered(node, choices.allowed(found.fields, writers, self.known))
        if left is not None:
            yield choices.default_missing(node, left)

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

    def _unknown(self, read: _Read) -> list[Problem]:
        near = difflib.get_close_matches(read.name, [*self.writers, *(self.starts or ())], n=1, cutoff=0.8)
        meant = f" Did you mean '{near[0]}'?" if near else ""
        used = "" if read.where == "here" else f" It is used {read.where.rstrip(',')}."
        words = f"'{read.name}'.{used}{meant}"
        if read.name in self.known.gone and not self.wild:
            return [error(read.element, "data_unknown", f"Nothing that is called sets {words}", read.label)]
        if self.starts is not None and not self.wild:
            return [error(read.element, "data_unknown", f"Nothing sets {words}", read.label, read.remedy)]
        if not near:
            return []
        return [warning(read.element, "data_unknown", f"Nothing in the drawing sets {words}", read.label, read.remedy)]
