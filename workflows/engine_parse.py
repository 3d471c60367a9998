"""BPMN XML to runnable specs: SpiffWorkflow's parser with our elements, and `wardline:` extensions read from the XML.

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

A receive task may carry a `wardline:task` as well: somebody's task that is done when the message arrives.
Extension elements of other tools are left alone. `lint.check` has looked at the XML before this runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.event_parsers import (
    BoundaryEventParser,
    EndEventParser,
    IntermediateCatchEventParser,
    IntermediateThrowEventParser,
    ReceiveTaskParser,
    SendTaskParser,
    StartEventParser,
)
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.task_parsers import CallActivityParser, GatewayParser, SubWorkflowParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.specs import defaults

from workflows import engine_events
from workflows import engine_specs as specs
from workflows.engine_timer import Timer, TimerKind, TimerPlan
from workflows.errors import DiagramInvalid

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
WARDLINE = "http://wardline.org/bpmn/1.0"
MAX_XML = 2 * 1024 * 1024
_PRIORITY_WORDS = ("low", "normal", "high", "critical")
_TIMER_KINDS: dict[str, TimerKind] = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


def tag(name: str) -> str:
    return f"{{{BPMN}}}{name}"


@dataclass(frozen=True, slots=True)
class Element:
    """One flow node of a diagram, for showing it: `scope` is the subprocess it lies in, or the process."""

    id: str
    kind: str
    name: str
    scope: str
    lane: str | None = None


def read_xml(xml: bytes) -> Any:
    """The XML tree of a diagram. Anything with a DOCTYPE, in another encoding than UTF-8, or too large is refused
    before a parser sees it; the parser itself resolves no entity and opens no file or connection."""
    if len(xml) > MAX_XML:
        raise DiagramInvalid(f"The file is larger than {MAX_XML // 1024} KB.", code="diagram_too_large")
    if b"\0" in xml or xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise DiagramInvalid("The file is not UTF-8 text.", code="diagram_not_utf8")
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise DiagramInvalid("A diagram must not have a DOCTYPE.", code="diagram_doctype")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DiagramInvalid(f"The file is not XML: {error}", code="diagram_not_xml") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DiagramInvalid("A diagram must not have a DOCTYPE.", code="diagram_doctype")
    if root.tag != tag("definitions"):
        raise DiagramInvalid("The file is not BPMN 2.0.", code="diagram_not_bpmn")
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
                node.get("id"), kind, node.get("name") or node.get("id"), container.get("id"), own
            )
            if kind == "subProcess":
                walk(node, own)

    for process in root.findall(tag("process")):
        walk(process, None)
    return found


class _Node:
    """Mixed into every node parser: data objects in a drawing are documentation, not wiring."""

    def parse_incoming_data_references(self) -> list[Any]:
        return []

    parse_outgoing_data_references = parse_incoming_data_references


class _Events(_Node):
    """Event definitions of our kinds."""

    node: Any
    process_parser: Any
    spec: Any
    spec_class: Any
    bpmn_id: str
    bpmn_attributes: dict[str, Any]

    def parse_timer_event(self, event: Any) -> Timer:
        plan = timer_plan(self.node)
        assert plan is not None  # lint has seen it
        return Timer(self.node.get("name") or self.node.get("id"), plan)

    def parse_message_event(self, event: Any) -> engine_events.Message:
        return engine_events.Message(message_spec(self.node, self.process_parser.parser.messages))

    def parse_error_event(self, event: Any) -> engine_events.Failure:
        error = self.process_parser.parser.errors.get(event.get("errorRef") or "") or {}
        return engine_events.Failure(error.get("name"), error.get("error_code"))

    def parse_terminate_event(self, event: Any) -> engine_events.Terminate:
        return engine_events.Terminate(description="Terminate")

    def _create_task(self, event_definition: Any, cancel_activity: Any = None, parallel: Any = None) -> Any:
        kwargs = dict(self.bpmn_attributes)
        if cancel_activity is not None:
            kwargs["cancel_activity"] = cancel_activity
        return self.spec_class(self.spec, self.bpmn_id, event_definition=event_definition, **kwargs)


class _Human(_Node, TaskParser):  # type: ignore[misc]  # the library is untyped
    def create_task(self) -> Any:
        return self.spec_class(self.spec, self.bpmn_id, human=human_spec(self.node), **self.bpmn_attributes)


class _Service(_Node, TaskParser):  # type: ignore[misc]
    def create_task(self) -> Any:
        return self.spec_class(self.spec, self.bpmn_id, step=step_spec(self.node), **self.bpmn_attributes)


class _Gateway(_Node, GatewayParser):  # type: ignore[misc]
    pass


class _Conditional(_Node, GatewayParser):  # type: ignore[misc]
    def connect_outgoing(self, outgoing_task: Any, sequence_flow_node: Any, is_default: bool) -> None:
        condition = self.parse_condition(sequence_flow_node)
        if is_default or condition is None:
            self.task.connect(outgoing_task)
        else:
            self.task.connect_outgoing_if(condition.strip(), outgoing_task)


class _EventGateway(_Node, TaskParser):  # type: ignore[misc]
    def handles_multiple_outgoing(self) -> bool:
        return True


class _Subprocess(_Node, SubWorkflowParser):  # type: ignore[misc]
    pass


class _Call(_Node, CallActivityParser):  # type: ignore[misc]
    pass


class _Start(_Events, StartEventParser):  # type: ignore[misc]
    pass


class _End(_Events, EndEventParser):  # type: ignore[misc]
    pass


class _Catch(_Events, IntermediateCatchEventParser):  # type: ignore[misc]
    pass


class _Throw(_Events, IntermediateThrowEventParser):  # type: ignore[misc]
    pass


class _Send(_Events, SendTaskParser):  # type: ignore[misc]
    pass


class _Receive(_Events, ReceiveTaskParser):  # type: ignore[misc]
    def create_task(self) -> Any:
        task = super().create_task()
        if extension(self.node, "task") is not None:
            task.human = human_spec(self.node)
        return task


class _Boundary(_Events, BoundaryEventParser):  # type: ignore[misc]
    pass


class _Process(ProcessParser):  # type: ignore[misc]
    def create_spec(self) -> Any:
        return specs.ProcessSpec(name=self.bpmn_id, description=self.get_name())


class DiagramParser(BpmnParser):  # type: ignore[misc]
    """One per parsed diagram."""

    PROCESS_PARSER_CLASS = _Process
    PARSER_CLASSES: ClassVar[dict[str, Any]] = {
        tag("startEvent"): (_Start, defaults.StartEvent),
        tag("endEvent"): (_End, defaults.EndEvent),
        tag("intermediateCatchEvent"): (_Catch, specs.CatchEvent),
        tag("intermediateThrowEvent"): (_Throw, defaults.IntermediateThrowEvent),
        tag("boundaryEvent"): (_Boundary, defaults.BoundaryEvent),
        tag("userTask"): (_Human, specs.HumanTask),
        tag("manualTask"): (_Human, specs.HumanTask),
        tag("serviceTask"): (_Service, specs.ServiceStep),
        tag("receiveTask"): (_Receive, specs.ReceiveTask),
        tag("sendTask"): (_Send, defaults.SendTask),
        tag("subProcess"): (_Subprocess, specs.Subprocess),
        tag("callActivity"): (_Call, specs.CallActivity),
        tag("exclusiveGateway"): (_Conditional, defaults.ExclusiveGateway),
        tag("inclusiveGateway"): (_Conditional, specs.InclusiveGateway),
        tag("parallelGateway"): (_Gateway, specs.ParallelGateway),
        tag("eventBasedGateway"): (_EventGateway, specs.EventGateway),
    }

    def _add_data_stores(self, bpmn: Any) -> None:
        """Data stores in a drawing are documentation."""

    def _add_correlations(self, bpmn: Any) -> None:
        """Correlation is `wardline:message key`."""


FLOW_NODES = frozenset(etree.QName(name).localname for name in DiagramParser.PARSER_CLASSES) | {
    "task",
    "scriptTask",
    "businessRuleTask",
    "complexGateway",
    "transaction",
    "adHocSubProcess",
}


def compile_process(roots: Iterable[Any], process_id: str) -> tuple[Any, dict[str, Any]]:
    """The runnable spec of a process and those of its subprocesses and called processes."""
    parser = DiagramParser()
    for root in roots:
        parser.add_bpmn_xml(root)
    spec = parser.get_spec(process_id)
    return spec, parser.get_subprocess_specs(process_id)
