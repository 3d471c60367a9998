"""What does not belong to the drawing proper: elements that do nothing here, extensions misspelt, other tools' data.

Nothing of another tool is dropped: it is kept in the file, has no effect, and is reported, so that nobody relies on it.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from workflows import engine_parse as parse
from workflows.check.drawing import Drawing, is_bpmn, local
from workflows.check.problem import Problems, error, warning
from workflows.engine_parse import tag

OURS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    # our extension: its attributes, and the elements it may stand in
    "task": (
        frozenset({"form", "role", "result", "priority", "due", "candidate", "onComplete", "sla", "followUp"})
        | {"department", "roles", "key"},
        frozenset({"userTask", "manualTask", "receiveTask"}),
    ),
    "step": (frozenset({"name", "result"}), frozenset({"serviceTask"})),
    "message": (
        frozenset({"result", "key", "payload"}),
        frozenset({"intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "startEvent", "endEvent"})
        | {"sendTask", "receiveTask"},
    ),
    "decision": (frozenset({"ref", "result"}), frozenset({"businessRuleTask"})),
    "start": (frozenset({"data"}), frozenset({"process", "startEvent"})),
}
_PARAM = frozenset({"name", "value", "type"})
_LOOP = frozenset({"collection", "item", "result"})
_STRUCTURE = frozenset(
    {"sequenceFlow", "laneSet", "documentation", "extensionElements", "incoming", "outgoing", "association"}
    | {"multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "script", "activationCondition"}
)
_SILENT = frozenset({"dataObject", "dataObjectReference", "dataStoreReference", "textAnnotation", "group"})
_IGNORED = frozenset(
    {"ioSpecification", "dataInputAssociation", "dataOutputAssociation", "property", "auditing", "monitoring"}
    | {"performer", "humanPerformer", "potentialOwner", "resourceRole", "categoryValueRef", "correlationSubscription"}
    | {"dataInput", "dataOutput", "inputSet", "outputSet", "rendering", "supports", "artifact", "eventDefinitionRef"}
)
_TOP = frozenset(
    {"process", "collaboration", "message", "signal", "error", "escalation", "itemDefinition", "category"}
    | {"dataStore", "documentation", "extensionElements", "import", "interface", "resource", "association"}
    | {"correlationProperty", "endPoint", "partnerEntity", "partnerRole", "relationship", "dataInput"}
)


def check(drawing: Drawing) -> Problems:
    for child in drawing.root:
        if is_bpmn(child) and local(child) not in _TOP:
            yield error(child.get("id") or "", "element_unsupported", f"'{local(child)}' is not supported.")
    for scope in drawing.scopes():
        yield from _children(scope.xml, scope.name)
        for node in scope.nodes.values():
            if node.id not in scope.inside:
                yield from _children(node.xml, node.name)
    for matcher in drawing.root.iter(tag("correlationKey"), tag("correlationProperty")):
        words = f"'{local(matcher)}' has no effect here: which case a message is for is said by its own key."
        yield warning(matcher.get("id") or "", "element_ignored", words, matcher.get("name") or "")
    yield from _scripts(drawing)
    for holder in drawing.root.iter(tag("extensionElements")):
        yield from _extension(holder)
    yield from _attributes(drawing)


def _children(owner: Any, name: str) -> Problems:
    nested = owner.tag in (tag("process"), tag("subProcess"), tag("transaction"), tag("adHocSubProcess"))
    for child in owner:
        if not is_bpmn(child):
            continue
        kind = local(child)
        known = kind in _STRUCTURE or kind.endswith("EventDefinition") or (nested and kind in _SILENT)
        if known or (nested and kind in parse.FLOW_NODES):
            continue
        if kind in _IGNORED or kind in _SILENT:
            yield warning(owner.get("id") or "", "element_ignored", f"'{kind}' has no effect here.", name)
        else:
            yield error(
                child.get("id") or owner.get("id") or "", "element_unsupported", f"'{kind}' is not supported.", name
            )


def _scripts(drawing: Drawing) -> Problems:
    for node in drawing.root.iter("{*}preScript", "{*}postScript"):
        owner = next((a for a in node.iterancestors() if a.get("id")), None)
        if owner is not None:
            name = owner.get("name") or ""
            yield error(owner.get("id"), "script_refused", "Scripts before and after a task are not supported.", name)


def _extension(holder: Any) -> Problems:
    owner = holder.getparent()
    if owner is None:
        return
    element, name = owner.get("id") or "", owner.get("name") or ""
    ours: list[str] = []
    foreign: set[str] = set()
    for child in holder:
        if not isinstance(child.tag, str):
            continue
        space = etree.QName(child).namespace
        if space != parse.WARDLINE:
            foreign.add(f"{child.prefix}:{local(child)}" if child.prefix else local(child))
            continue
        kind = local(child)
        if kind not in OURS:
            yield error(element, "extension_unknown", f"There is no extension '{kind}'.", name)
            continue
        attributes, places = OURS[kind]
        if local(owner) not in places:
            yield error(element, "extension_misplaced", f"'{kind}' has no effect on this element.", name)
        if kind in ours:
            yield error(element, "extension_repeated", f"'{kind}' is there twice.", name)
        ours.append(kind)
        yield from _unknown_attributes(element, name, child, attributes)
        for inner in child:
            if isinstance(inner.tag, str):
                if kind == "step" and inner.tag == f"{{{parse.WARDLINE}}}param":
                    yield from _unknown_attributes(element, name, inner, _PARAM)
                else:
                    yield error(element, "extension_unknown", f"There is no '{local(inner)}' in '{kind}'.", name)
    if foreign:
        yield warning(
            element, "extension_foreign", f"Settings of another tool are kept: {', '.join(sorted(foreign))}.", name
        )


def _unknown_attributes(element: str, name: str, given: Any, known: frozenset[str]) -> Problems:
    for attribute in given.attrib:
        if etree.QName(attribute).namespace in (None, parse.WARDLINE) and etree.QName(attribute).localname not in known:
            yield error(
                element,
                "extension_attribute",
                f"'{local(given)}' has no setting '{etree.QName(attribute).localname}'.",
                name,
            )


def _attributes(drawing: Drawing) -> Problems:
    """Attributes of other tools on BPMN elements, and ours where they do nothing."""
    for node in drawing.root.iter(f"{{{parse.BPMN}}}*"):
        owner = node if node.get("id") else next((a for a in node.iterancestors() if a.get("id")), node)
        foreign = set()
        for attribute in node.attrib:
            space, label = etree.QName(attribute).namespace, etree.QName(attribute).localname
            if space == parse.WARDLINE:
                fits = (local(node) == "multiInstanceLoopCharacteristics" and label in _LOOP) or (
                    local(node) == "scriptTask" and label == "result"
                )
                if not fits:
                    yield error(
                        owner.get("id") or "", "extension_attribute", f"The setting '{label}' has no effect here.",
                        owner.get("name") or "",
                    )  # fmt: skip
            elif space not in (None, "http://www.w3.org/2001/XMLSchema-instance"):
                foreign.add(label)
        if foreign and node is not drawing.root:
            words = f"Settings of another tool are kept: {', '.join(sorted(foreign))}."
            yield warning(owner.get("id") or "", "extension_foreign", words, owner.get("name") or "")
