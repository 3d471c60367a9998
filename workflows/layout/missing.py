"""What runs and cannot be seen: elements and flows that the drawing of a file does not show, or shows behind others.

Who reviews a pathway looks at its drawing. What is only in the file would be approved unseen, and a case that stands
there would stand nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Literal, NamedTuple

from workflows.check.drawing import NESTED, Drawing, Node
from workflows.layout.grid import Box

BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
_FIELD = 200.0
_AT_ONE_PLACE = 20


@dataclass
class Placed:
    """Where a file says that things stand: boxes of elements, and flows that have a line."""

    boxes: dict[str, Box] = field(default_factory=dict)
    planes: dict[str, int] = field(default_factory=dict)
    """The surface that an element stands on, counted."""
    lines: set[str] = field(default_factory=set)


class Unseen(NamedTuple):
    """An element or flow that nobody sees. `behind`: the element that covers it."""

    id: str
    name: str
    kind: Literal["element", "flow"]
    behind: str = ""


def placed(root: Any) -> Placed:
    """What has a place of a size, or a line of two points."""
    found = Placed()
    for number, plane in enumerate(root.iter(f"{{{BPMNDI}}}BPMNPlane")):
        for shape in plane.iter(f"{{{BPMNDI}}}BPMNShape"):
            box = _box(shape.find(f"{{{DC}}}Bounds"))
            if box is not None:
                name = _of(shape)
                found.boxes[name], found.planes[name] = box, number
        for edge in plane.iter(f"{{{BPMNDI}}}BPMNEdge"):
            points = [_numbers(one, "x", "y") for one in edge.findall(f"{{{DI}}}waypoint")]
            if len(points) > 1 and None not in points:
                found.lines.add(_of(edge))
    return found


def unseen(drawing: Drawing) -> Iterator[Unseen]:
    """Everything that is in the file and not in its drawing."""
    where = placed(drawing.root)
    for scope in drawing.scopes():
        for node in scope.nodes.values():
            if node.id not in where.boxes:
                yield Unseen(node.id, node.name, "element")
        for flow in scope.flows:
            if flow.id and flow.id not in where.lines:
                ends = [drawing.names.get(end, end) for end in (flow.source, flow.target)]
                yield Unseen(flow.id, flow.xml.get("name") or " → ".join(ends), "flow")
    yield from _behind(drawing, where)


def _behind(drawing: Drawing, where: Placed) -> Iterator[Unseen]:
    """Elements that lie wholly within another that is drawn later, and so over them."""
    order = {name: number for number, name in enumerate(where.boxes)}
    fields: dict[tuple[int, int, int], list[Node]] = {}
    for node in drawing.nodes.values():
        box = where.boxes.get(node.id)
        if box is not None and node.kind not in NESTED:
            at = fields.setdefault((where.planes[node.id], int(box.cx // _FIELD), int(box.cy // _FIELD)), [])
            if len(at) < _AT_ONE_PLACE:
                at.append(node)
    for (plane, column, row), nodes in fields.items():
        near = [
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in fields.get((plane, column + dx, row + dy), ())
        ]  # fmt: skip
        for node in nodes:
            for other in near:
                if other is not node and _covers(where.boxes[other.id], where.boxes[node.id]):
                    same = where.boxes[other.id] == where.boxes[node.id]
                    if node.kind != "boundaryEvent" and (not same or order[other.id] > order[node.id]):
                        yield Unseen(node.id, node.name, "element", other.name)
                        break


def _covers(over: Box, under: Box) -> bool:
    return (
        over.x <= under.x and over.y <= under.y and over.right >= under.right and over.bottom >= under.bottom
    )  # fmt: skip


def _of(drawn: Any) -> str:
    return str(drawn.get("bpmnElement") or "").rpartition(":")[2]


def _box(bounds: Any) -> Box | None:
    sides = None if bounds is None else _numbers(bounds, "x", "y", "width", "height")
    return Box(*sides) if sides is not None and sides[2] > 0 and sides[3] > 0 else None


def _numbers(node: Any, *names: str) -> list[float] | None:
    try:
        found = [float(node.get(name) or "") for name in names]
    except ValueError:
        return None
    return found if all(isfinite(one) and abs(one) < 1e6 for one in found) else None
