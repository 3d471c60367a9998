"""The difference of two versions, element by element, in words: what is new, gone, changed (which property from what to
what) or merely moved in the drawing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from lxml import etree

from workflows import engine_parse as parse
from workflows.authoring import diff_words as words
from workflows.authoring.schemas_move import (
    DiffChange,
)
from workflows.engine_parse import tag
from workflows.errors import EngineError

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
_ALSO = ("process", "participant", "lane", "message", "signal", "error", "escalation", "sequenceFlow")
_ATTRIBUTES = ("attachedToRef", "cancelActivity", "isInterrupting", "calledElement", "triggeredByEvent", "processRef",
               "isForCompensation", "errorCode", "escalationCode")  # fmt: skip
_LOOPS = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
_UNSAID = {
    "cancelActivity": "true",
    "isInterrupting": "true",
    "triggeredByEvent": "false",
    "isForCompensation": "false",
}


@dataclass(slots=True)
class Part:
    """One element with what can be said of it; `place` is where it stands in the drawing."""

    id: str
    kind: str
    name: str
    properties: dict[str, str] = field(default_factory=dict)
    place: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """What is compared."""

    xml: str
    decisions: Mapping[str, str]
    forms: Mapping[str, Any]


def diff(before: Content, after: Content) -> list[DiffChange]:
    """All changes from one to the other; what is new first, what only moved last."""
    old, new = _parts(before.xml), _parts(after.xml)
    found = [
        *_elements(old, new),
        *_tables(before.decisions, after.decisions),
        *_forms(before.forms, after.forms),
    ]
    order = {"added": 0, "removed": 1, "changed": 2, "moved": 3}
    return sorted(found, key=lambda change: order[change.kind])


def _elements(old: dict[str, Part], new: dict[str, Part]) -> Iterator[DiffChange]:
    for name, part in new.items():
        before = old.get(name)
        if before is None or before.kind != part.kind:
            yield _change(part, "added", words.added(words.kind(part.kind), part.name))
            continue
        for prop in dict.fromkeys((*before.properties, *part.properties)):
            was, now = before.properties.get(prop), part.properties.get(prop)
            if was != now:
                yield _change(part, "changed", words.changed(before.name, prop, was, now), prop, was, now)
        if before.place != part.place:
            yield _change(part, "moved", words.moved(part.name))
    for name, part in old.items():
        if name not in new or new[name].kind != part.kind:
            yield _change(part, "removed", words.removed(words.kind(part.kind), part.name))


def _change(
    part: Part, kind: Any, sentence: str, prop: str | None = None, before: str | None = None, after: str | None = None
) -> DiffChange:
    return DiffChange(
        element_id=part.id, element_name=part.name, kind=kind, property=prop, before=before, after=after, words=sentence
    )  # fmt: skip


# ---- the drawing ----------------------------------------------------------------------------------------------------


def _parts(xml: str) -> dict[str, Part]:
    try:
        root = parse.read_xml(xml.encode())
    except EngineError:  # a draft that cannot be read: everything is new or gone
        return {}
    named = {node.get("id"): node.get("name") or node.get("id") for node in root.iter() if node.get("id")}
    lanes = {
        (ref.text or "").strip(): lane.get("name") or lane.get("id")
        for lane in root.iter(tag("lane"))
        for ref in lane.findall(tag("flowNodeRef"))
    }
    places = _places(root)
    found: dict[str, Part] = {}
    for node in root.iter(f"{{{parse.BPMN}}}*"):
        kind = etree.QName(node).localname
        if node.get("id") is None or (kind not in parse.FLOW_NODES and kind not in _ALSO):
            continue
        part = Part(node.get("id"), kind, _title(node, kind, named), place=places.get(node.get("id"), ()))
        part.properties = {key: value for key, value in _properties(node, kind, named, lanes) if value}
        found[part.id] = part
    return found


def _title(node: Any, kind: str, named: dict[Any, Any]) -> str:
    if kind == "sequenceFlow" and not node.get("name"):
        return f"{named.get(node.get('sourceRef'), '?')} → {named.get(node.get('targetRef'), '?')}"
    return str(node.get("name") or node.get("id"))


def _properties(
    node: Any, kind: str, named: dict[Any, Any], lanes: dict[str, Any]
) -> Iterator[tuple[str, str | None]]:  # fmt: skip
    yield "name", node.get("name")
    if kind == "sequenceFlow":
        yield "source", named.get(node.get("sourceRef"), node.get("sourceRef"))
        yield "target", named.get(node.get("targetRef"), node.get("targetRef"))
        yield "condition", (node.findtext(tag("conditionExpression")) or "").strip()
    for name in _ATTRIBUTES:
        value = node.get(name)
        yield name, named.get(value, value) if value != _UNSAID.get(name) else None
    yield "default", named.get(node.get("default"), node.get("default"))
    yield "documentation", (node.findtext(tag("documentation")) or "").strip()
    yield "lane", lanes.get(node.get("id"))
    if kind in parse.FLOW_NODES and node.getparent().tag == tag("subProcess"):
        yield "scope", named.get(node.getparent().get("id"))
    if kind == "scriptTask":
        yield "script", (node.findtext(tag("script")) or "").strip()
    yield from _event(node, named)
    yield from _extensions(node)
    for name in _LOOPS:
        if (loop := node.find(tag(name))) is not None:
            yield "loop", _canonical(loop)


def _event(node: Any, named: dict[Any, Any]) -> Iterator[tuple[str, str | None]]:
    for child in node:
        local = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if not local.endswith("EventDefinition"):
            continue
        kind = local.removesuffix("EventDefinition")
        yield "event", kind
        yield kind, named.get(child.get(f"{kind}Ref"), child.get(f"{kind}Ref"))
        if kind == "timer" and (plan := parse.timer_plan(node)) is not None:
            yield "timer", plan.source
    if node.get("messageRef"):
        yield "message", named.get(node.get("messageRef"), node.get("messageRef"))


def _extensions(node: Any) -> Iterator[tuple[str, str | None]]:
    holder = node.find(tag("extensionElements"))
    foreign = []
    for child in holder if holder is not None else ():
        if not isinstance(child.tag, str):
            continue
        name = etree.QName(child)
        if name.namespace != parse.WARDLINE:
            foreign.append(_canonical(child))
            continue
        for key, value in child.attrib.items():
            yield f"{name.localname}.{key}", value
        for param in child.findall(f"{{{parse.WARDLINE}}}param"):
            yield f"param {param.get('name')}", param.get("value")
    yield "extension", "\n".join(foreign)


def _canonical(node: Any) -> str:
    return etree.tostring(node, method="c14n", exclusive=True, with_comments=False, with_tail=False).decode()


def _places(root: Any) -> dict[str, tuple[str, ...]]:
    """Where shapes stand; ways are drawn after them, so that they do not count."""
    found = {}
    for shape in root.iter(f"{{{DI}}}BPMNShape"):
        bounds = shape.find(f"{{{DC}}}Bounds")
        if bounds is not None:
            found[shape.get("bpmnElement") or ""] = tuple(
                bounds.get(key) or "" for key in ("x", "y", "width", "height")
            )
    return found


# ---- decision tables and forms --------------------------------------------------------------------------------------


def _tables(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[DiffChange]:
    for name in dict.fromkeys((*after, *before)):
        part = Part(f"decision:{name}", "decision", name)
        if name not in before:
            yield _change(part, "added", words.added("decision table", name))
        elif name not in after:
            yield _change(part, "removed", words.removed("decision table", name))
        elif before[name] != after[name]:
            yield from _rules(part, _table(before[name]), _table(after[name]))


def _table(xml: str) -> tuple[str, list[str]]:
    """(hit policy, one line per rule)"""
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        root = etree.fromstring(xml.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return "", []
    policies = [table.get("hitPolicy") or "UNIQUE" for table in root.iter("{*}decisionTable")]
    rules = []
    for rule in root.iter("{*}rule"):
        cells = [(entry.findtext("{*}text") or "-").strip() for entry in rule.iter("{*}inputEntry", "{*}outputEntry")]
        rules.append(" | ".join(cells))
    return " ".join(policies), rules


def _rules(part: Part, old: tuple[str, list[str]], new: tuple[str, list[str]]) -> Iterator[DiffChange]:
    said = 0
    if old[0] != new[0]:
        said += 1
        yield _change(
            part, "changed", words.changed(part.name, "hit policy", old[0], new[0]), "hit policy", old[0], new[0]
        )
    for place in range(max(len(old[1]), len(new[1]))):
        was = old[1][place] if place < len(old[1]) else None
        now = new[1][place] if place < len(new[1]) else None
        if was != now:
            said += 1
            yield _change(part, "changed", words.changed(part.name, f"rule {place + 1}", was, now), f"rule {place + 1}",
                          was, now)  # fmt: skip
    if not said:
        yield _change(part, "changed", f"The decision table “{part.name}” is written otherwise.", "xml")


def _forms(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[DiffChange]:
    for key in dict.fromkeys((*after, *before)):
        part = Part(f"form:{key}", "form", key)
        if key not in before:
            yield _change(part, "added", words.added("form", key))
        elif key not in after:
            yield _change(part, "removed", words.removed("form", key))
        elif before[key] != after[key]:
            yield from _fields(part, before[key], after[key])


def _fields(part: Part, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[DiffChange]:
    old, new = before.get("schema") or {}, after.get("schema") or {}
    fields_before, fields_after = old.get("properties") or {}, new.get("properties") or {}
    for name in dict.fromkeys((*fields_after, *fields_before)):
        title = f"{part.name}: {(fields_after.get(name) or fields_before.get(name) or {}).get('title') or name}"
        one = Part(part.id, "field", title)
        was, now = fields_before.get(name), fields_after.get(name)
        if was is None or now is None:
            sentence = words.added("field", title) if was is None else words.removed("field", title)
            yield _change(one, "changed", sentence, name, None if was is None else name, None if now is None else name)
            continue
        for prop in dict.fromkeys((*was, *now)):
            if was.get(prop) != now.get(prop):
                sides = [None if side.get(prop) is None else _said(side[prop]) for side in (was, now)]
                yield _change(one, "changed", words.changed(title, prop, *sides), f"{name}.{prop}", *sides)
        if (name in (old.get("required") or ())) != (name in (new.get("required") or ())):
            sentence = f"“{title}” {'must' if name in (new.get('required') or ()) else 'need not'} be answered."
            yield _change(one, "changed", sentence, f"{name}.required")
    rest = [{key: value for key, value in side.items() if key not in ("properties", "required")} for side in (old, new)]
    if rest[0] != rest[1] or before.get("ui") != after.get("ui"):
        yield _change(part, "changed", f"The form “{part.name}” is laid out or ruled otherwise.", "layout")


def _said(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
