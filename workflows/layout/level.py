"""One level of a drawing, arranged: its nodes, what hangs on them, what lies inside them, and its flows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from workflows import engine_parse as parse
from workflows.check.drawing import Scope, is_bpmn, local
from workflows.layout import grid as grids
from workflows.layout.grid import Box
from workflows.layout.ranks import ranks
from workflows.layout.routes import Point, Router

EVENT, GATEWAY, TASK, PART = (36.0, 36.0), (50.0, 50.0), (100.0, 80.0), (140.0, 100.0)
ARTIFACTS = {
    "textAnnotation": (140.0, 50.0), "dataObjectReference": (36.0, 50.0), "dataStoreReference": (50.0, 50.0),
}  # fmt: skip
PADDING = 24.0
"""Inside a subprocess, around what is in it."""
HEAD = 34.0
"""For the name of a subprocess."""


@dataclass
class Level:
    """`boxes` of elements and `lines` of flows and associations, by id, beginning at 0, 0."""

    boxes: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, list[Point]] = field(default_factory=dict)
    bands: list[tuple[float, float]] = field(default_factory=list)
    w: float = 0.0
    h: float = 0.0

    def take(self, other: Level, dx: float, dy: float) -> None:
        """Put another level into this one, with its corner at dx, dy."""
        self.boxes.update({name: box.moved(dx, dy) for name, box in other.boxes.items()})
        self.lines.update({name: [(x + dx, y + dy) for x, y in line] for name, line in other.lines.items()})


def arrange(scope: Scope, lanes: Sequence[frozenset[str]] = ()) -> Level:
    """A level with all that lies inside it. `lanes`: which nodes stand in each lane, the upper first."""
    return _Arranging(scope, lanes).done()


class _Arranging:
    def __init__(self, scope: Scope, lanes: Sequence[frozenset[str]]) -> None:
        self.scope = scope
        self.lanes = lanes
        self.inner = {name: arrange(inside) for name, inside in scope.inside.items()}
        self.hosts = {
            node.id: host
            for node in scope.of("boundaryEvent")
            if (host := node.xml.get("attachedToRef") or "") in scope.nodes and scope.nodes[host].kind != node.kind
        }
        self.handlers = {
            handler.id: self.hosts[node.id]
            for node in scope.of("boundaryEvent")
            if node.id in self.hosts and (handler := scope.handler(node)) is not None and handler.is_compensation
        }
        self.artifacts = {
            child.get("id"): ARTIFACTS[local(child)]
            for child in scope.xml
            if is_bpmn(child) and local(child) in ARTIFACTS and child.get("id")
        }

    def done(self) -> Level:
        main = [
            node for node in self.scope.nodes.values() if node.id not in self.hosts and not node.is_event_subprocess
        ]
        grid = self._grid([node.id for node in main])
        router = Router(grid)
        level = Level(dict(grid.boxes), bands=list(grid.bands))
        self._hang(level)
        for flow in self.scope.flows:
            if flow.id and flow.source in level.boxes and flow.target in level.boxes:
                level.lines[flow.id] = self._line(router, level, flow.source, flow.target)
        if router.lines_below and level.bands:
            level.bands[-1] = (level.bands[-1][0], router.bottom)
        level.w, level.h = grid.right, max(router.bottom, level.bands[-1][1])
        for name, inside in self.inner.items():
            level.take(inside, level.boxes[name].x + PADDING, level.boxes[name].y + HEAD)
        self._associations(level)
        return level

    def _grid(self, main: list[str]) -> grids.Grid:
        links: dict[str, list[str]] = {}
        before: dict[str, list[tuple[str, bool]]] = {}
        for source, target, from_border in self._links(main):
            known = links.setdefault(source, [])
            before.setdefault(target, []).append((source, not known and not from_border))
            if target not in known:
                known.append(target)
        column, order = ranks(main, links, [node.id for node in self.scope.of("startEvent")])
        for handler, host in self.handlers.items():
            column[handler] = column.get(host, 0)
            before[handler] = [(host, False)]
        order.sort(key=lambda name: (name in self.handlers, column[name]))
        cells, count = grids.rows(order, column, before, self._lane, max(len(self.lanes), 1))
        strips: list[list[str]] = [[] for _ in count]
        for node in self.scope.nodes.values():
            if node.is_event_subprocess:
                strips[self._lane(node.id)].append(node.id)
        strips[-1] += list(self.artifacts)
        return grids.placed(cells, count, self._size, strips)

    def _links(self, main: list[str]) -> list[tuple[str, str, bool]]:
        known = set(main)
        found = [
            (self.hosts.get(flow.source, flow.source), flow.target, flow.source in self.hosts)
            for flow in self.scope.flows
        ]
        catches = {
            node.definition("link").get("name"): node.id
            for node in self.scope.of("intermediateCatchEvent")
            if "link" in node.definitions
        }
        for node in self.scope.of("intermediateThrowEvent"):
            if "link" in node.definitions and node.definition("link").get("name") in catches:
                found.append((node.id, catches[node.definition("link").get("name")], True))
        return [one for one in found if one[0] in known and one[1] in known and one[0] != one[1]]

    def _lane(self, name: str) -> int:
        return next((at for at, inside in enumerate(self.lanes) if name in inside), 0)

    def _size(self, name: str) -> tuple[float, float]:
        if name in self.artifacts:
            return self.artifacts[name]
        node = self.scope.nodes[name]
        if name in self.inner:
            inside = self.inner[name]
            return max(inside.w + 2 * PADDING, PART[0]), max(inside.h + HEAD + PADDING, PART[1])
        return EVENT if node.kind.endswith("Event") else GATEWAY if node.kind.endswith("Gateway") else TASK

    def _hang(self, level: Level) -> None:
        """Events stand on the lower border of their activities, from the right."""
        hung: dict[str, int] = {}
        for name, host in self.hosts.items():
            box, at = level.boxes[host], hung.get(host, 0)
            hung[host] = at + 1
            steps = max(int((box.w - 30) // 42), 1)
            level.boxes[name] = Box(box.right - 38 - 42 * (at % steps), box.bottom - 18, *EVENT)

    def _line(self, router: Router, level: Level, source: str, target: str) -> list[Point]:
        begin, end = self.hosts.get(source, source), self.hosts.get(target, target)
        border = level.boxes[source] if source in self.hosts else None
        return router.line(begin, end, border=border, fork=self.scope.nodes[begin].kind.endswith("Gateway"))

    def _associations(self, level: Level) -> None:
        for child in self.scope.xml:
            if is_bpmn(child) and local(child) == "association" and child.get("id"):
                ends = [level.boxes.get(child.get(side) or "") for side in ("sourceRef", "targetRef")]
                if ends[0] is not None and ends[1] is not None:
                    level.lines[child.get("id")] = [(ends[0].cx, ends[0].bottom), (ends[1].cx, ends[1].y)]


def lanes_of(process: Any) -> list[tuple[Any, frozenset[str]]]:
    """The innermost lanes of a process with the nodes in each, in the order of the file."""
    return [
        (lane, frozenset((ref.text or "").strip() for ref in lane.findall(parse.tag("flowNodeRef"))))
        for lane in process.iter(parse.tag("lane"))
        if lane.find(f"{parse.tag('childLaneSet')}/{parse.tag('lane')}") is None
    ]
