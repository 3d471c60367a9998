"""What of a drawing a run has covered: its elements, and its flows by where tokens came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from workflows import engine_parse

Flows = Mapping[str, tuple[str, str, bool]]


def elements(root: Any) -> set[str]:
    """The elements that a token can be seen at: not a compensation event on a border, but what it leads to."""
    events = root.iter(engine_parse.tag("boundaryEvent"))
    unseen = {one.get("id") for one in events if one.find(engine_parse.tag("compensateEventDefinition")) is not None}
    return engine_parse.elements(root).keys() - unseen


def flows(root: Any) -> Flows:
    """Flow -> (source, target, whether it is always taken when its source is completed)."""
    found: dict[str, tuple[str, str, bool]] = {}
    drawn = list(root.iter(engine_parse.tag("sequenceFlow")))
    leaving = Counter(flow.get("sourceRef") for flow in drawn)
    parallel = {node.get("id") for node in root.iter(engine_parse.tag("parallelGateway"))}
    for flow in drawn:
        source = flow.get("sourceRef") or ""
        found[flow.get("id") or ""] = (source, flow.get("targetRef") or "", leaving[source] == 1 or source in parallel)
    return found


def taken(known: Flows, seen: set[tuple[str | None, str]], completed: set[str]) -> set[str]:
    """The flows that were taken, from where tokens came (source, target) and which elements were completed."""
    return {
        name
        for name, (source, target, alone) in known.items()
        if (source, target) in seen or (alone and source in completed)
    }
