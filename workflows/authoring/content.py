"""What a draft may hold: limits that keep a hostile file from being kept, not rules about what is drawn well."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from lxml import etree

from hub.core.errors import Invalid
from workflows import engine_parse
from workflows.calling import Called
from workflows.errors import DiagramInvalid

MAX_DECISIONS = 50
MAX_DECISION = 256 * 1024
MAX_FORMS = 100
MAX_FORMS_BYTES = 512 * 1024
MAX_REQUEST = 6_000_000
PROCESS_ID = r"^[a-z][a-z0-9_]{1,59}$"
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,99}")
_DECLARED = re.compile(r"\s*<\?xml[^>]*encoding\s*=\s*[\"']([^\"']+)[\"']")

BLANK = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" \
xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" \
xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:wardline="http://wardline.org/bpmn/1.0" \
id="{id}_definitions" targetNamespace="http://wardline.org/processes">
  <bpmn:process id="{id}" name="{name}" isExecutable="true">
    <bpmn:startEvent id="start" name="Start"><bpmn:outgoing>start_to_end</bpmn:outgoing></bpmn:startEvent>
    <bpmn:endEvent id="end" name="Done"><bpmn:incoming>start_to_end</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="start_to_end" sourceRef="start" targetRef="end" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="{id}_diagram">
    <bpmndi:BPMNPlane id="{id}_plane" bpmnElement="{id}">
      <bpmndi:BPMNShape id="start_di" bpmnElement="start"><dc:Bounds x="160" y="160" width="36" height="36" />\
</bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="end_di" bpmnElement="end"><dc:Bounds x="520" y="160" width="36" height="36" />\
</bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="start_to_end_di" bpmnElement="start_to_end"><di:waypoint x="196" y="178" />\
<di:waypoint x="520" y="178" /></bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""


def blank(process_id: str, name: str) -> str:
    """A new drawing: a start that leads to an end."""
    quoted = name.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return BLANK.format(id=process_id, name=quoted)


def read(xml: str) -> Any:
    """The XML tree of a drawing; DiagramInvalid for what cannot be kept (unreadable, not UTF-8, DOCTYPE, too large)."""
    declared = _DECLARED.match(xml[:200])
    if declared and declared[1].lower().replace("_", "-") not in ("utf-8", "utf8", "us-ascii"):
        raise DiagramInvalid("The file is not UTF-8 text.", code="diagram_not_utf8")
    return engine_parse.read_xml(_bytes(xml))


def _bytes(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise DiagramInvalid("The file is not UTF-8 text.", code="diagram_not_utf8") from error


def check_limits(xml: str, decisions: Mapping[str, str], forms: Mapping[str, Any]) -> None:
    """Refuses what cannot be kept, each with its code. What is merely wrong is kept, and said by the check."""
    read(xml)
    if len(decisions) > MAX_DECISIONS:
        raise Invalid(f"A pathway has {MAX_DECISIONS} decision tables at most.", code="decisions_too_many")
    for name, table in decisions.items():
        _key(name, "decision")
        _decision(name, table)
    if len(forms) > MAX_FORMS or len(orjson.dumps(dict(forms))) > MAX_FORMS_BYTES:
        raise Invalid(f"A pathway has {MAX_FORMS} forms of {MAX_FORMS_BYTES // 1024} KB in all at most.",
                      code="forms_too_large")  # fmt: skip
    for name, form in forms.items():
        _key(name, "form")
        if not isinstance(form, dict) or not isinstance(form.get("schema"), dict) or set(form) - {"schema", "ui"}:
            raise Invalid(f"The form '{name}' needs a 'schema', and may have a 'ui'.", code="form_unreadable")


def _key(name: str, what: str) -> None:
    if _KEY.fullmatch(name) is None:
        raise Invalid(
            f"'{name[:60]}' cannot be the id of a {what}: use letters, digits and '_'.", code="key_unreadable"
        )


def _decision(name: str, table: str) -> None:
    raw = _bytes(table)
    if len(raw) > MAX_DECISION:
        raise Invalid(f"The table '{name}' is larger than {MAX_DECISION // 1024} KB.", code="decision_too_large")
    if "<!DOCTYPE" in table or "<!ENTITY" in table or "\0" in table:
        raise Invalid(f"The table '{name}' must not have a DOCTYPE.", code="decision_doctype")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8")
    try:
        etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Invalid(f"The table '{name}' is not XML.", code="decision_not_xml") from error


def digest(xml: str, decisions: Mapping[str, str], forms: Mapping[str, Any], called: Sequence[Called] = ()) -> str:
    """The fingerprint of what is drawn; with `called`, of all that would run."""
    parts = [xml, dict(decisions), dict(forms), *(one.kept() for one in called)]
    canonical = orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(canonical).hexdigest()
