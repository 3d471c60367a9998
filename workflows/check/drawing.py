"""A BPMN file as the checker sees it: levels (a process, or the inside of a subprocess) with their nodes and flows.

Built from anything that is XML, however wrong: nothing here refuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from workflows import engine_parse as parse
from workflows.engine_parse import tag

ACTIVITIES = frozenset(
    {"userTask", "manualTask", "serviceTask", "receiveTask", "sendTask", "subProcess", "callActivity"}
    | {"businessRuleTask", "scriptTask", "task", "transaction", "adHocSubProcess"}
)
NESTED = frozenset({"subProcess", "transaction", "adHocSubProcess"})


def local(node: Any) -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(node).localname)


def is_bpmn(node: Any) -> bool:
    return isinstance(node.tag, str) and node.tag.startswith(f"{{{parse.BPMN}}}")


@dataclass(eq=False, slots=True)
class Flow:
    """A sequence flow; `source` and `target` are ids as written."""

    id: str
    xml: Any
    source: str
    target: str
    condition: str | None
    """The text of its condition; '' if there is an empty one, None if there is none."""


@dataclass(eq=False, slots=True)
class Node:
    """A flow node. `incoming` and `outgoing` are the flows of its own level that end or begin here."""

    id: str
    kind: str
    xml: Any
    scope: Scope
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.xml.get("name") or self.id

    def is_on(self, attribute: str, default: str = "false") -> bool:
        return (self.xml.get(attribute) or default).strip() == "true"

    @property
    def is_event_subprocess(self) -> bool:
        return self.kind == "subProcess" and self.is_on("triggeredByEvent")

    @property
    def is_compensation(self) -> bool:
        return self.is_on("isForCompensation")

    @property
    def definitions(self) -> list[str]:
        """The triggers of an event: 'timer', 'message', ..."""
        return [
            local(child).removesuffix("EventDefinition")
            for child in self.xml
            if is_bpmn(child) and local(child).endswith("EventDefinition")
        ]

    def definition(self, kind: str) -> Any:
        return self.xml.find(tag(f"{kind}EventDefinition"))

    @property
    def repeats(self) -> Any:
        """The loop characteristics of an activity, or None."""
        found = self.xml.find(tag("multiInstanceLoopCharacteristics"))
        return self.xml.find(tag("standardLoopCharacteristics")) if found is None else found


@dataclass(eq=False, slots=True)
class Scope:
    """One level: a process, or the inside of a subprocess (`owner` is that subprocess)."""

    xml: Any
    owner: Node | None = None
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    associations: list[tuple[str, str]] = field(default_factory=list)
    inside: dict[str, Scope] = field(default_factory=dict)
    _borders: dict[str, list[Node]] | None = None

    @property
    def id(self) -> str:
        return self.xml.get("id") or ""

    @property
    def name(self) -> str:
        return self.xml.get("name") or self.id

    def of(self, *kinds: str) -> list[Node]:
        return [node for node in self.nodes.values() if node.kind in kinds]

    def boundaries(self, host: str) -> list[Node]:
        """The events on the border of an activity."""
        if self._borders is None:
            self._borders = {}
            for node in self.of("boundaryEvent"):
                self._borders.setdefault(node.xml.get("attachedToRef") or "", []).append(node)
        return self._borders.get(host, [])

    def handler(self, boundary: Node) -> Node | None:
        """The compensation activity that a compensation boundary event is associated with."""
        ends = {target for source, target in self.associations if source == boundary.id}
        ends |= {source for source, target in self.associations if target == boundary.id}
        found = [self.nodes[end] for end in sorted(ends) if end in self.nodes]
        return found[0] if len(found) == 1 else None


class Drawing:
    """A whole file. `nodes` and `scope_of` know every node of every level by id."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.processes = [self._scope(process, None) for process in root.findall(tag("process"))]
        self.nodes = {node.id: node for scope in self.scopes() for node in scope.nodes.values()}
        self.names = {
            element.get("id"): element.get("name") or element.get("id")
            for element in root.iter(f"{{{parse.BPMN}}}*")
            if element.get("id")
        }
        self.messages = self._declared("message")
        self.signals = self._declared("signal")
        self.errors = self._declared("error")
        self.escalations = self._declared("escalation")

    def scopes(self) -> Iterator[Scope]:
        """Every level, the outer before the inner."""
        waiting = list(self.processes)
        while waiting:
            scope = waiting.pop(0)
            yield scope
            waiting += scope.inside.values()

    def process_of(self, scope: Scope) -> Scope:
        while scope.owner is not None:
            scope = scope.owner.scope
        return scope

    def _declared(self, kind: str) -> dict[str, Any]:
        return {one.get("id"): one for one in self.root.findall(tag(kind)) if one.get("id")}

    def _scope(self, xml: Any, owner: Node | None) -> Scope:
        scope = Scope(xml, owner)
        for child in xml:
            if not is_bpmn(child):
                continue
            kind = local(child)
            if kind == "sequenceFlow":
                condition = child.find(tag("conditionExpression"))
                scope.flows.append(
                    Flow(
                        child.get("id") or "",
                        child,
                        child.get("sourceRef") or "",
                        child.get("targetRef") or "",
                        None if condition is None else (condition.text or "").strip(),
                    )
                )
            elif kind == "association":
                scope.associations.append((child.get("sourceRef") or "", child.get("targetRef") or ""))
            elif kind in parse.FLOW_NODES and child.get("id"):
                node = Node(child.get("id"), kind, child, scope)
                scope.nodes.setdefault(node.id, node)
                if kind in NESTED:
                    scope.inside[node.id] = self._scope(child, node)
        for flow in scope.flows:
            if flow.source in scope.nodes and flow.target in scope.nodes:
                scope.nodes[flow.source].outgoing.append(flow)
                scope.nodes[flow.target].incoming.append(flow)
        return scope
