"""The places of a whole file as BPMN DI: pools, lanes, a plane for each drawing; colours of other tools are kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree

from workflows import engine_parse as parse
from workflows.check.drawing import Drawing, Scope
from workflows.engine_parse import tag
from workflows.layout.grid import Box
from workflows.layout.level import Level, arrange, lanes_of
from workflows.layout.missing import BPMNDI, DC, DI, placed
from workflows.layout.routes import Point
from workflows.safe_xml import read_safely

_SPACES = {"bpmndi": BPMNDI, "dc": DC, "di": DI}
_OURS = (BPMNDI, DC, DI)
LEFT, TOP, APART, LABEL, CLOSED = 160.0, 80.0, 40.0, 30.0, 60.0


@dataclass
class _Plane:
    """What one plane shows, of which element."""

    of: str
    boxes: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, list[Point]] = field(default_factory=dict)


def drawn_nowhere(root: Any) -> bool:
    """Whether a file says of no element where it stands."""
    return not placed(root).boxes


@lru_cache(maxsize=16)
def visible(xml: str) -> str:
    """A drawing that can be looked at: the file itself, or, if it says of nothing where it stands, arranged."""
    if "BPMNShape" in xml and not drawn_nowhere(read_safely(xml.encode())):
        return xml
    return arranged(xml)


def arranged(xml: str) -> str:
    """The same file with every element in a place of its own, and nothing else changed. DiagramInvalid if it cannot be
    read."""
    root = read_safely(xml.encode())
    drawing = Drawing(root)
    extra = _others(root)
    for old in root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
        root.remove(old)
    taken = {node.get("id") for node in root.iter() if isinstance(node.tag, str) and node.get("id")}
    for plane in _planes(drawing):
        if plane.of:
            _write(root, plane, extra, taken)
    said: bytes = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True)
    return said.decode()


def _planes(drawing: Drawing) -> list[_Plane]:
    processes = {scope.id: scope for scope in drawing.processes}
    found: list[_Plane] = []
    collaboration = drawing.root.find(tag("collaboration"))
    pools = [] if collaboration is None else collaboration.findall(tag("participant"))
    if pools:
        found.append(_together(collaboration, pools, processes))
    for scope in processes.values():  # without a pool each is a drawing of its own
        plane = _Plane(scope.id)
        _process(plane, scope, LEFT, TOP)
        found.append(plane)
    return found


def _together(collaboration: Any, pools: list[Any], processes: dict[str, Scope]) -> _Plane:
    """Pools below each other; takes the processes that stand in one."""
    plane = _Plane(collaboration.get("id") or "")
    y, widest, closed = TOP, 600.0, []
    for pool in pools:
        name, scope = pool.get("id") or "", processes.pop(pool.get("processRef") or "", None)
        if scope is None:
            plane.boxes[name] = Box(LEFT, y, 0, CLOSED)
            closed.append(name)
        else:
            inside = _process(plane, scope, LEFT + LABEL, y)
            plane.boxes[name] = Box(LEFT, y, inside.w + LABEL, inside.h)
            widest = max(widest, inside.w + LABEL)
        y = plane.boxes[name].bottom + APART
    for name in closed:
        plane.boxes[name].w = widest
    for flow in collaboration.findall(tag("messageFlow")):
        ends = [plane.boxes.get(flow.get(side) or "") for side in ("sourceRef", "targetRef")]
        if flow.get("id") and ends[0] is not None and ends[1] is not None:
            plane.lines[flow.get("id")] = _across(ends[0], ends[1])
    return plane


def _across(s: Box, t: Box) -> list[Point]:
    x = s.cx if s.w < t.w else t.cx
    down = s.y < t.y
    begin = (x if s.w >= t.w else s.cx, s.bottom if down else s.y)
    end = (x if t.w >= s.w else t.cx, t.y if down else t.bottom)
    return [begin, end]


def _process(plane: _Plane, scope: Scope, x: float, y: float) -> Box:
    """A process with its lanes at a place; how much room it takes."""
    lanes = lanes_of(scope.xml)
    level = arrange(scope, [inside for _, inside in lanes])
    depth = max((_depth(lane) for lane, _ in lanes), default=0)
    room = Box(x, y, level.w + LABEL * depth, level.h)
    if lanes:
        level.bands[-1] = (level.bands[-1][0], level.h)
        _lanes(plane, scope, lanes, level, room)
    whole = _Plane(plane.of)
    shifted = Level()
    shifted.take(level, x + LABEL * depth, y)
    whole.boxes, whole.lines = shifted.boxes, shifted.lines
    plane.boxes.update(whole.boxes)
    plane.lines.update(whole.lines)
    return room


def _lanes(plane: _Plane, scope: Scope, lanes: list[tuple[Any, frozenset[str]]], level: Level, room: Box) -> None:
    """The innermost lanes as the rows ask, and those around them as high as what they hold."""
    spans: dict[Any, tuple[float, float]] = {}
    for (lane, _), (begins, ends) in zip(lanes, level.bands, strict=True):
        for one in (lane, *(a for a in lane.iterancestors(tag("lane")))):
            low, high = spans.get(one, (begins, ends))
            spans[one] = min(low, begins), max(high, ends)
    for lane, (begins, ends) in sorted(spans.items(), key=lambda one: _depth(one[0])):
        if lane.get("id"):
            shift = LABEL * (_depth(lane) - 1)
            plane.boxes[lane.get("id")] = Box(room.x + shift, room.y + begins, room.w - shift, ends - begins)


def _depth(lane: Any) -> int:
    return 1 + sum(1 for _ in lane.iterancestors(tag("lane")))


def _others(root: Any) -> dict[str, dict[str, str]]:
    """What other tools say of how an element is drawn (colours), by the element."""
    found: dict[str, dict[str, str]] = {}
    for old in root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"):
        foreign = {
            name: value for name, value in old.attrib.items()
            if etree.QName(name).namespace not in (None, *_OURS)
        }  # fmt: skip
        if foreign:
            found[old.get("bpmnElement") or ""] = foreign
    return found


def _write(root: Any, plane: _Plane, extra: dict[str, dict[str, str]], taken: set[str]) -> None:
    kinds = {node.get("id"): etree.QName(node).localname for node in root.iter(f"{{{parse.BPMN}}}*") if node.get("id")}
    diagram = etree.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", {"id": _fresh(f"{plane.of}_diagram", taken)},
                               nsmap=_SPACES)  # fmt: skip
    surface = etree.SubElement(
        diagram, f"{{{BPMNDI}}}BPMNPlane", {"id": _fresh(f"{plane.of}_plane", taken), "bpmnElement": plane.of}
    )
    for name, box in plane.boxes.items():
        shape = etree.SubElement(
            surface, f"{{{BPMNDI}}}BPMNShape",
            {"id": _fresh(f"{name}_di", taken), "bpmnElement": name, **_manner(kinds.get(name, "")),
             **extra.get(name, {})},
        )  # fmt: skip
        sides = {"x": box.x, "y": box.y, "width": box.w, "height": box.h}
        etree.SubElement(shape, f"{{{DC}}}Bounds", {side: str(round(value)) for side, value in sides.items()})
    for name, line in plane.lines.items():
        said = {"id": _fresh(f"{name}_di", taken), "bpmnElement": name, **extra.get(name, {})}
        edge = etree.SubElement(surface, f"{{{BPMNDI}}}BPMNEdge", said)
        for x, y in line:
            etree.SubElement(edge, f"{{{DI}}}waypoint", {"x": str(round(x)), "y": str(round(y))})


def _manner(kind: str) -> dict[str, str]:
    if kind in ("participant", "lane"):
        return {"isHorizontal": "true"}
    if kind in ("subProcess", "transaction", "adHocSubProcess"):
        return {"isExpanded": "true"}
    return {"isMarkerVisible": "true"} if kind == "exclusiveGateway" else {}


def _fresh(wish: str, taken: set[str]) -> str:
    name, number = wish, 1
    while name in taken:
        number += 1
        name = f"{wish}_{number}"
    taken.add(name)
    return name
