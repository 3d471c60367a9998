"""BPMN XML read: the file itself, its flow nodes, and the `wardline:` extensions that say what they do.

    <bpmn:userTask id="consultation" name="Consultation">
      <bpmn:extensionElements>
        <wardline:task form="consultation" role="doctor" due="hours(2)" candidate="visit.practitioner_id"
                       onComplete="encounters.sign_consultation"/>

    <bpmn:serviceTask id="raise_charges" name="Raise charges">
      <bpmn:extensionElements>
        <wardline:step name="billing.raise_charges" result="charges">
          <wardline:param name="encounter_id" value="visit.encounter_id" type="uuid"/>

    <bpmn:intermediateCatchEvent id="decision_arrives">
      <bpmn:extensionElements><wardline:message result="adjudication" key="claim.claim_id"/></bpmn:extensionElements>

    <bpmn:businessRuleTask id="triage"><bpmn:extensionElements><wardline:decision ref="triage" result="triage"/>

    <bpmn:userTask id="review"> <!-- once per item of a list; the answers become the list `reviews` -->
      <bpmn:multiInstanceLoopCharacteristics isSequential="true" wardline:collection="visit.reviewers"
                                             wardline:item="reviewer" wardline:result="reviews"/>

A receive task may carry a `wardline:task` as well: somebody's task that is done when the message arrives.
Extension elements of other tools are left alone. The checker has looked at the XML before this runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from workflows import engine_events
from workflows import engine_specs as specs
from workflows.engine_timer import TimerKind, TimerPlan
from workflows.errors import DiagramInvalid
from workflows.safe_xml import read_safely

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
WARDLINE = "http://wardline.org/bpmn/1.0"
MAX_ELEMENTS = 2_000
"""Flow nodes of one file: more than anybody can look at."""
FLOW_NODES = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
    | {"userTask", "manualTask", "serviceTask", "receiveTask", "sendTask", "businessRuleTask", "scriptTask", "task"}
    | {"subProcess", "callActivity", "transaction", "adHocSubProcess"}
    | {"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway"}
)
_PRIORITY_WORDS = ("low", "normal", "high", "critical")
_TIMER_KINDS: dict[str, TimerKind] = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


def tag(name: str) -> str:
    return f"{{{BPMN}}}{name}"


@dataclass(frozen=True, slots=True)
class Element:
    """One flow node of a diagram, for showing it: `scope` is the subprocess it lies in, or the process. One without a
    name goes by its id, in words."""

    id: str
    kind: str
    name: str
    scope: str
    lane: str | None = None


def read_xml(xml: bytes) -> Any:
    """The XML tree of a diagram; DiagramInvalid if it is none, or too large."""
    root = read_safely(xml)
    if root.tag != tag("definitions"):
        raise DiagramInvalid("The file is not BPMN 2.0.", code="diagram_not_bpmn")
    nodes = sum(1 for node in root.iter(f"{{{BPMN}}}*") if etree.QName(node).localname in FLOW_NODES)
    if nodes > MAX_ELEMENTS:
        raise DiagramInvalid(
            f"The file has {nodes} elements; {MAX_ELEMENTS} is the limit.", code="diagram_too_many_elements"
        )
    return root


def extension(node: Any, name: str) -> Any:
    """The `wardline:` extension element of this name on a node, or None."""
    return node.find(f"{tag('extensionElements')}/{{{WARDLINE}}}{name}")


def human_spec(node: Any) -> specs.HumanSpec:
    given = extension(node, "task")
    values = {} if given is None else dict(given.attrib)
    priority = values.get("priority") or "50"
    return specs.HumanSpec(
        form=values.get("form") or "",
        role=values.get("role") or "",
        result=values.get("result") or node.get("id"),
        priority=f"'{priority}'" if priority in _PRIORITY_WORDS else priority,
        due=values.get("due") or None,
        candidate=values.get("candidate") or None,
        on_complete=values.get("onComplete") or None,
        sla=values.get("sla") or None,
        follow_up=values.get("followUp") or None,
        department=values.get("department") or None,
        roles=values.get("roles") or None,
    )


def step_spec(node: Any) -> specs.StepSpec:
    given = extension(node, "step")
    if given is None:
        return specs.StepSpec(name="", result=None)
    params = {
        param.get("name") or "": specs.Param(param.get("value") or "", param.get("type") or "any")
        for param in given.findall(f"{{{WARDLINE}}}param")
    }
    return specs.StepSpec(name=given.get("name") or "", result=given.get("result") or None, params=params)


def decision_spec(node: Any) -> specs.DecisionSpec:
    given = extension(node, "decision")
    values = {} if given is None else dict(given.attrib)
    return specs.DecisionSpec(ref=values.get("ref") or "", result=values.get("result") or node.get("id"))


def loop_spec(node: Any) -> specs.LoopSpec | None:
    """How an activity is repeated, or None."""
    each, again = node.find(tag("multiInstanceLoopCharacteristics")), node.find(tag("standardLoopCharacteristics"))
    if each is not None:
        own = inner_result(node)
        collection = each.get(f"{{{WARDLINE}}}collection") or (each.findtext(tag("loopDataInputRef")) or "").strip()
        item = each.find(tag("inputDataItem"))
        output = (each.findtext(tag("loopDataOutputRef")) or "").strip()
        return specs.LoopSpec(
            kind="each",
            sequential=each.get("isSequential", "false") == "true",
            collection=collection or None,
            cardinality=(each.findtext(tag("loopCardinality")) or "").strip() or None,
            condition=(each.findtext(tag("completionCondition")) or "").strip() or None,
            item=each.get(f"{{{WARDLINE}}}item") or ("" if item is None else item.get("name") or "") or "item",
            result=each.get(f"{{{WARDLINE}}}result") or output or own or node.get("id") or "",
            inner=own,
        )
    if again is not None:
        return specs.LoopSpec(
            kind="while",
            sequential=True,
            condition=(again.findtext(tag("loopCondition")) or "").strip() or None,
            maximum=again.get("loopMaximum"),
            before=again.get("testBefore", "false") == "true",
        )
    return None


def inner_result(node: Any) -> str | None:
    """The data key that one round of an activity writes, if it is one."""
    kind = etree.QName(node).localname
    if kind in ("userTask", "manualTask"):
        return human_spec(node).result
    if kind == "serviceTask":
        return step_spec(node).result
    if kind == "businessRuleTask":
        return decision_spec(node).result
    if kind == "receiveTask":
        return message_spec(node, {}).result
    if kind == "scriptTask":
        return str(node.get(f"{{{WARDLINE}}}result") or node.get("id"))
    return None


def message_spec(node: Any, names: Mapping[str, str]) -> engine_events.MessageSpec:
    """The message of an event, a send or a receive task; `names` maps message ids to names."""
    definition = node.find(tag("messageEventDefinition"))
    reference = (node if definition is None else definition).get("messageRef") or ""
    values: dict[str, str] = {}
    for name in ("task", "message"):
        given = extension(node, name)
        values |= {} if given is None else dict(given.attrib)
    return engine_events.MessageSpec(
        name=names.get(reference) or "",
        result=values.get("result") or node.get("id"),
        key=values.get("key") or None,
        payload=values.get("payload") or None,
    )


def timer_plan(node: Any) -> TimerPlan | None:
    """The timer of an event, or None if it has no readable one."""
    for name, kind in _TIMER_KINDS.items():
        found = node.find(f"{tag('timerEventDefinition')}/{tag(name)}")
        if found is not None and (found.text or "").strip():
            return TimerPlan(kind, (found.text or "").strip())
    return None


def elements(root: Any) -> dict[str, Element]:
    """Every flow node of every process in the file, by id."""
    lanes = {
        (ref.text or "").strip(): lane.get("name")
        for lane in root.iter(tag("lane"))
        for ref in lane.findall(tag("flowNodeRef"))
    }
    found: dict[str, Element] = {}

    def walk(container: Any, lane: str | None) -> None:
        for node in container:
            if not isinstance(node.tag, str) or not node.tag.startswith(f"{{{BPMN}}}") or node.get("id") is None:
                continue
            kind = etree.QName(node).localname
            if kind not in FLOW_NODES:
                continue
            own = lanes.get(node.get("id"), lane)
            found[node.get("id")] = Element(
                node.get("id"), kind, node.get("name") or node.get("id").replace("_", " "), container.get("id"), own
            )
            if kind == "subProcess":
                walk(node, own)

    for process in root.findall(tag("process")):
        walk(process, None)
    return found


def names(roots: Sequence[Any]) -> list[dict[str, str]]:
    """By file: what its elements go by in a case. That is their id; in a file that is called (any but the first) it is
    `process:id` where another file has an element of the same id, so that every place in a case is one place."""
    own = [list(elements(root)) for root in roots]
    times = Counter(name for found in own for name in found)
    processes = [root.find(tag("process")).get("id") for root in roots]
    return [
        {name: f"{process}:{name}" if place and times[name] > 1 else name for name in found}
        for place, (process, found) in enumerate(zip(processes, own, strict=True))
    ]
