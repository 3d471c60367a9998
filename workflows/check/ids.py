"""Ids, references and declarations: each id once, each reference to something of the right kind, each name once."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from workflows import engine_parse as parse
from workflows.check.drawing import Drawing, Scope, is_bpmn, local
from workflows.check.problem import Problems, error, warning
from workflows.engine_parse import tag

_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,99}")


def check(drawing: Drawing) -> Problems:
    yield from _ids(drawing)
    yield from _declarations(drawing)
    for scope in drawing.scopes():
        yield from _flow_references(scope)
    yield from _pools(drawing)
    yield from _lanes(drawing)


def _ids(drawing: Drawing) -> Problems:
    counted = Counter(
        node.get("id") for node in drawing.root.iter() if isinstance(node.tag, str) and is_bpmn(node) and node.get("id")
    )
    for name, times in counted.items():
        if times > 1:
            yield error(name, "id_repeated", f"The id '{name}' is used {times} times.", drawing.names.get(name, ""))
    for node in drawing.root.iter(f"{{{parse.BPMN}}}*"):
        kind = local(node)
        needs = kind in parse.FLOW_NODES or kind in ("process", "sequenceFlow", *_DECLARED)
        if needs and _ID.fullmatch(node.get("id") or "") is None:
            code = "id_unreadable" if node.get("id") else "id_missing"
            yield error(
                node.get("id") or "", code, f"A {kind} needs an id of letters and digits.", node.get("name") or ""
            )


_DECLARED = ("message", "signal", "error", "escalation")


def _declarations(drawing: Drawing) -> Problems:
    for kind, found in zip(
        _DECLARED, (drawing.messages, drawing.signals, drawing.errors, drawing.escalations), strict=True
    ):
        names: Counter[str] = Counter()
        for one in found.values():
            label = one.get("name") or ""
            if kind in ("message", "signal") and not label.strip():
                yield error(one.get("id"), "declaration_unnamed", f"A {kind} has no name.")
            key = one.get(f"{kind}Code") if kind in ("error", "escalation") else label
            if kind in ("error", "escalation") and not (key or "").strip():
                yield error(one.get("id"), "declaration_code", f"The {kind} '{label}' has no code.", label)
            names[key or ""] += 1
        for name, times in names.items():
            if name and times > 1:
                yield error("", "declaration_repeated", f"There are {times} declarations of the {kind} '{name}'.")


def _flow_references(scope: Scope) -> Problems:
    """`incoming` and `outgoing` must say what the flows say, or two tools would show two different drawings."""
    for node in scope.nodes.values():
        for direction, flows in (("incoming", node.incoming), ("outgoing", node.outgoing)):
            real = {flow.id for flow in flows}
            listed = [(ref.text or "").strip() for ref in node.xml.findall(tag(direction))]
            for name in listed:
                if name not in real:
                    yield error(
                        node.id, "reference_wrong", f"'{node.name}' lists '{name}' as {direction}, which it is not.",
                        node.name,
                    )  # fmt: skip
            if len(set(listed)) != len(listed):
                yield error(
                    node.id, "reference_repeated", f"'{node.name}' lists a flow twice as {direction}.", node.name
                )


def _pools(drawing: Drawing) -> Problems:
    known = {process.id for process in drawing.processes}
    taken: Counter[str] = Counter()
    for pool in drawing.root.iter(tag("participant")):
        reference = pool.get("processRef")
        name = pool.get("name") or pool.get("id") or ""
        if reference is not None:
            taken[reference] += 1
            if reference not in known:
                yield error(pool.get("id") or "", "pool_unknown", f"The pool '{name}' stands for no process.", name)
            elif taken[reference] > 1:
                yield error(pool.get("id") or "", "pool_repeated", f"Two pools stand for '{reference}'.", name)
    pools = {pool.get("id"): pool.get("processRef") for pool in drawing.root.iter(tag("participant"))}
    for flow in drawing.root.iter(tag("messageFlow")):
        ends = [_pool_of(drawing, pools, flow.get(end) or "") for end in ("sourceRef", "targetRef")]
        if None in ends or ends[0] == ends[1]:
            yield error(
                flow.get("id") or "", "message_flow_wrong",
                "The message flow does not connect two different pools.", flow.get("name") or "",
            )  # fmt: skip


def _pool_of(drawing: Drawing, pools: dict[str, str | None], name: str) -> str | None:
    if name in pools:
        return name
    if name not in drawing.nodes:
        return None
    return drawing.process_of(drawing.nodes[name].scope).id


def _lanes(drawing: Drawing) -> Problems:
    for process in drawing.processes:
        homes: dict[str, list[Any]] = {}
        for lane in process.xml.iter(tag("lane")):
            name = lane.get("name") or lane.get("id") or ""
            for ref in lane.findall(tag("flowNodeRef")):
                reference = (ref.text or "").strip()
                homes.setdefault(reference, []).append(lane)
                node = drawing.nodes.get(reference)
                if node is None or drawing.process_of(node.scope) is not process:
                    yield error(
                        lane.get("id") or "", "lane_unknown", f"The lane '{name}' names '{reference}', which is not "
                        "an element of this process.", name,
                    )  # fmt: skip
        for reference, lanes in homes.items():
            if reference in drawing.nodes and not _nested(lanes):
                name = drawing.nodes[reference].name
                yield error(reference, "lane_repeated", f"'{name}' is in {len(lanes)} lanes.", name)
        if homes:
            for node in process.nodes.values():
                if node.id not in homes and node.kind in ("userTask", "manualTask"):
                    yield warning(node.id, "lane_unknown", f"'{node.name}' is in no lane.", node.name)


def _nested(lanes: list[Any]) -> bool:
    """Whether each lane lies within the one before it: a node of an inner lane may be listed in the outer as well."""
    return all(
        any(outer in inner.iterancestors() or inner in outer.iterancestors() for inner in lanes if inner is not outer)
        for outer in lanes
    ) if len(lanes) > 1 and len(set(map(id, lanes))) == len(lanes) else len(lanes) == 1  # fmt: skip
