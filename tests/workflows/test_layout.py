"""Where things stand: what a drawing does not show is found, and any file can be arranged so that everything is seen,
nothing lies over anything, and what it says stays as it is."""

from __future__ import annotations

from itertools import combinations, pairwise
from random import Random
from typing import Any

import pytest
from lxml import etree

from hub.boot import ROOT
from tests.workflows import drawing as d
from tests.workflows import model
from tests.workflows.drawing import bpmn, end, human, start
from tests.workflows.mutants import mutants
from tests.workflows.play import source
from workflows import layout
from workflows.check.drawing import NESTED, Drawing, Node
from workflows.layout.grid import Box
from workflows.layout.missing import BPMNDI, DI, placed
from workflows.safe_xml import read_safely

SHIPPED = sorted(path.stem for path in (ROOT / "workflows" / "processes").glob("*/*.bpmn"))
TREES = [model.large_tree(Random(seed)) for seed in range(25)]


def drawn(xml: str) -> Drawing:
    return Drawing(read_safely(xml.encode()))


def without_places(xml: str) -> str:
    root = read_safely(xml.encode())
    for diagram in root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
        root.remove(diagram)
    return str(etree.tostring(root, encoding="unicode"))


def said(xml: str) -> bytes:
    """All that a file says but for places."""
    return bytes(etree.tostring(read_safely(without_places(xml).encode()), method="c14n"))


def lines(root: Any) -> dict[str, list[tuple[float, float]]]:
    return {
        edge.get("bpmnElement"): [(float(p.get("x")), float(p.get("y"))) for p in edge.findall(f"{{{DI}}}waypoint")]
        for edge in root.iter(f"{{{BPMNDI}}}BPMNEdge")
    }


def apart(one: Box, two: Box) -> bool:
    return one.right <= two.x or two.right <= one.x or one.bottom <= two.y or two.bottom <= one.y


def within(inner: Box, outer: Box) -> bool:
    return outer.x <= inner.x and outer.y <= inner.y and inner.right <= outer.right and inner.bottom <= outer.bottom


def crosses(box: Box, a: tuple[float, float], b: tuple[float, float]) -> bool:
    """Whether a level or upright line runs through the inside of a box."""
    (x1, y1), (x2, y2) = sorted((a, b))
    low, high = sorted((y1, y2))
    return x1 < box.right - 1 and x2 > box.x + 1 and low < box.bottom - 1 and high > box.y + 1


def check_arrangement(xml: str) -> None:
    """Everything is seen, in its part, over nothing else; lines run level or upright and through no other element."""
    result = drawn(xml)
    assert list(layout.unseen(result)) == []
    boxes, found = placed(result.root).boxes, lines(result.root)
    for scope in result.scopes():
        standing = [node for node in scope.nodes.values() if node.kind != "boundaryEvent"]
        for one, two in combinations(standing, 2):
            assert apart(boxes[one.id], boxes[two.id]), (one.id, two.id)
        for node in scope.nodes.values():
            if scope.owner is not None:
                assert within(boxes[node.id], boxes[scope.owner.id]), (node.id, scope.owner.id)
            if node.kind == "boundaryEvent":
                host = boxes[node.xml.get("attachedToRef")]
                assert abs(boxes[node.id].cy - host.bottom) < 2 and host.x <= boxes[node.id].cx <= host.right, node.id
        for flow in scope.flows:
            ends = {flow.source, flow.target, *(_host(scope.nodes[end]) for end in (flow.source, flow.target))}
            for a, b in pairwise(found[flow.id]):
                assert abs(a[0] - b[0]) < 2 or abs(a[1] - b[1]) < 2, (flow.id, a, b)
                for node in standing:
                    assert node.id in ends or not crosses(boxes[node.id], a, b), (flow.id, node.id, a, b)


def _host(node: Node) -> str:
    return str(node.xml.get("attachedToRef") or node.id)


@pytest.mark.parametrize("name", SHIPPED)
def test_what_we_ship_shows_all_that_runs(name: str) -> None:
    assert list(layout.unseen(drawn(source(name).decode()))) == []


@pytest.mark.parametrize("name", SHIPPED)
def test_what_we_ship_could_be_arranged_from_nothing(name: str) -> None:
    bare = without_places(source(name).decode())
    assert layout.drawn_nowhere(read_safely(bare.encode()))
    result = layout.arranged(bare)
    assert said(result) == said(bare)
    check_arrangement(result)


@pytest.mark.parametrize("seed", range(len(TREES)))
def test_drawings_made_by_chance_are_arranged(seed: int) -> None:
    xml = model.to_bpmn(TREES[seed]).decode()
    result = layout.arranged(xml)
    assert said(result) == said(xml)
    check_arrangement(result)
    assert layout.arranged(result) == result


def test_elements_of_a_lane_stand_in_it() -> None:
    result = drawn(layout.arranged(without_places(source("visit").decode())))
    boxes = placed(result.root).boxes
    lanes = list(result.root.iter("{*}lane"))
    assert len(lanes) > 2
    for lane in lanes:
        for ref in lane.findall("{*}flowNodeRef"):
            assert within(boxes[ref.text], boxes[lane.get("id")]), (ref.text, lane.get("name"))
    pool = next(result.root.iter("{*}participant")).get("id")
    assert all(within(boxes[lane.get("id")], boxes[pool]) for lane in lanes)
    assert all(apart(boxes[a.get("id")], boxes[b.get("id")]) for a, b in combinations(lanes, 2))


ODD = {
    "events inside events": bpmn(
        [start(), human("a"), end(),
         d.event_sub("es", d.begins("c", "message", "m"),
                     [human("r"), end("o"), d.event_sub("in", d.begins("c2", "timeDuration", "PT1H"),
                                                        [human("r2"), end("o2")], ["c2 -> r2", "r2 -> o2"])],
                     ["c -> r", "r -> o"])],
        ["start -> a", "a -> end"], messages="m",
    ),
    "compensation": bpmn(
        [start(), human("a"), d.on("cb", "a", "compensate"), d.undoing(d.step("undo")), d.association("cb", "undo"),
         d.event("endEvent", "t", "compensate")],
        ["start -> a", "a -> t"],
    ),
    "links": bpmn(
        [start(), human("a"), d.event("intermediateThrowEvent", "go", "link", "L"),
         d.event("intermediateCatchEvent", "come", "link", "L"), end()],
        ["start -> a", "a -> go", "come -> end"],
    ),
    "many borders and a way back": bpmn(
        [start(), human("a"), *(d.boundary(f"b{n}", "a", timer=f"PT{n}H", interrupts=False) for n in range(1, 5)),
         *(human(f"h{n}") for n in range(1, 5)), d.xor("x", "x_end"), end(), *(end(f"e{n}") for n in range(1, 5))],
        ["start -> a", "a -> x", "x -> a : a.more", "x -> end", *(f"b{n} -> h{n}" for n in range(1, 5)),
         *(f"h{n} -> e{n}" for n in range(1, 5))],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_odd_drawings_are_arranged(name: str) -> None:
    check_arrangement(layout.arranged(ODD[name].decode()))


def test_a_drawing_that_is_wrong_is_arranged_all_the_same() -> None:
    made = mutants("claim", source("claim"))
    assert len(made) > 80
    for mutant in made:
        read_safely(layout.arranged(mutant.source.decode()).encode())


def test_a_large_drawing_is_arranged_in_a_moment() -> None:
    names = [f"t{n}" for n in range(2000)]
    xml = bpmn(
        [start(), *(human(n) for n in names), end()], [f"{a} -> {b}" for a, b in pairwise(["start", *names, "end"])]
    )
    result = layout.arranged(xml.decode())
    assert list(layout.unseen(drawn(result))) == []


def test_what_the_drawing_does_not_show_is_named() -> None:
    """One element and one flow lose their places, one its size; one is put behind another."""
    root = read_safely(source("refill"))
    shapes = {shape.get("bpmnElement"): shape for shape in root.iter(f"{{{BPMNDI}}}BPMNShape")}
    edges = list(root.iter(f"{{{BPMNDI}}}BPMNEdge"))
    flows = {flow.id for scope in Drawing(root).scopes() for flow in scope.flows}
    flow = next(edge for edge in edges if edge.get("bpmnElement") in flows)
    nodes = [node for node in Drawing(root).nodes.values() if node.kind not in NESTED and node.kind.endswith("Task")]
    flow.getparent().remove(flow)
    shapes[nodes[0].id].getparent().remove(shapes[nodes[0].id])
    shapes[nodes[1].id][0].set("width", "0")
    for side in ("x", "y"):
        shapes[nodes[2].id][0].set(side, shapes[nodes[3].id][0].get(side))
    found = list(layout.unseen(Drawing(root)))
    assert {one.id for one in found if not one.behind} == {flow.get("bpmnElement"), nodes[0].id, nodes[1].id}
    assert [(one.id, one.behind) for one in found if one.behind] in (
        [(nodes[2].id, nodes[3].name)], [(nodes[3].id, nodes[2].name)],
    )  # fmt: skip


def test_what_has_places_is_shown_to_the_letter_and_colours_are_kept() -> None:
    shipped = source("visit").decode()
    assert layout.visible(shipped) == shipped
    bare = bpmn([start(), human("a"), end()], ["start -> a", "a -> end"]).decode()
    assert placed(read_safely(layout.visible(bare).encode())).boxes.keys() == {"start", "a", "end"}
    coloured = layout.arranged(bare).replace(
        'bpmnElement="a"', 'bpmnElement="a" xmlns:c="http://bpmn.io/schema/bpmn/biocolor/1.0" c:fill="#fff"'
    )
    again = read_safely(layout.arranged(coloured).encode())
    shape = next(one for one in again.iter(f"{{{BPMNDI}}}BPMNShape") if one.get("bpmnElement") == "a")
    assert shape.get("{http://bpmn.io/schema/bpmn/biocolor/1.0}fill") == "#fff"
