"""SpiffWorkflow's own diagrams on our engine. Its packages carry no tests and we ship none of its files, so this is no
part of the suite: it is asked for by name, with a checkout of the release that we pin.

    SPIFFWORKFLOW_SOURCE=~/SpiffWorkflow .venv/bin/python -m pytest -rP tests/workflows/their_models.py

Each diagram is dressed as this house wants it (a form and a role for people, times without quotes, a step for each
service) and then either refused, each mistake by its element and a code with a remedy, or run: every branch is visited
by the real engine, and wherever a case rests it comes back from its saved state. Nothing is ignored, nothing hangs.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

from lxml import etree

from tests.workflows.drawing import NOW
from workflows import engine, engine_parse
from workflows.authoring import checking, explore
from workflows.calling import Called
from workflows.check.remedies import REMEDIES
from workflows.engine_parse import BPMN, WARDLINE, tag
from workflows.errors import DiagramInvalid

SOURCE = os.environ.get("SPIFFWORKFLOW_SOURCE", "")
ROOT = Path(SOURCE).expanduser() / "tests" / "SpiffWorkflow"
FOLDERS = ("bpmn/data", "spiff/data", "camunda/data")
PEOPLE = ("userTask", "manualTask", "task")


def dressed(xml: bytes) -> tuple[bytes, str]:
    """A diagram with what only our drawings say, and the id of its first process."""
    root = engine_parse.read_xml(xml)
    for kind in PEOPLE:
        for node in list(root.iter(tag(kind))):
            node.tag = tag("userTask")
            _extended(node, "task", {"form": "note", "role": "nurse"})
    for node in root.iter(tag("serviceTask")):
        _extended(node, "step", {"name": "demo.do", "result": node.get("id") or ""})
    for kind in ("timeDuration", "timeDate", "timeCycle"):
        for node in root.iter(tag(kind)):
            node.text = (node.text or "").strip().strip("\"'")
    found = root.find(tag("process"))
    return etree.tostring(root), "" if found is None else found.get("id") or ""


def _extended(node: Any, name: str, attributes: dict[str, str]) -> None:
    for old in node.findall(tag("extensionElements")):
        node.remove(old)
    inside = etree.Element(tag("extensionElements"))
    etree.SubElement(inside, f"{{{WARDLINE}}}{name}", attributes)
    node.insert(0, inside)


def models(root: Path) -> list[Path]:
    return sorted(path for folder in FOLDERS for path in (root / folder).rglob("*.bpmn"))


def judged(path: Path, beside: dict[str, bytes]) -> tuple[str, tuple[str, ...]]:
    """'run', or 'refused' with the codes."""
    try:
        xml, process = dressed(path.read_bytes())
    except DiagramInvalid as refused:
        return "refused", (refused.code,)
    wanted = _called(xml, beside, process)
    found = engine.problems(xml, called=wanted, scripts=True)
    errors = [one for one in found if one.severity == "error"]
    for one in errors:
        assert one.message and (one.remedy or one.code in REMEDIES), (path.name, one)
    if errors:
        return "refused", tuple(sorted({one.code for one in errors}))
    drawn = checking.Drawing(process, xml.decode(), {}, {}, tuple(Called(one.decode()) for one in wanted))
    roots = [engine_parse.read_xml(one) for one in (xml, *wanted)]
    search = explore.Search(checking.compiled(drawn), roots, ({}, {}), {}, {}, NOW)
    search.run()
    for node, player, _ in search._novel:
        if not player.ended:  # where a case rests it comes back from its saved state as it was
            case = engine.load(search.diagram, node.blob, now=node.now)
            assert engine.dump(case) == node.blob, path.name
    return "run", ()


def _called(xml: bytes, beside: dict[str, bytes], own: str) -> list[bytes]:
    found: dict[str, bytes] = {}
    waiting = [xml]
    while waiting:
        root = engine_parse.read_xml(waiting.pop())
        for node in root.iter(f"{{{BPMN}}}callActivity"):
            name = node.get("calledElement") or ""
            if name != own and name in beside and name not in found:
                found[name] = beside[name]
                waiting.append(beside[name])
    return [found[name] for name in sorted(found)]


def test_each_of_their_diagrams_is_run_or_refused_by_name() -> None:
    assert SOURCE, "SPIFFWORKFLOW_SOURCE names no checkout"
    files = models(ROOT)
    assert files, f"there are no diagrams under {ROOT}"
    beside: dict[str, bytes] = {}
    for path in files:
        try:
            xml, process = dressed(path.read_bytes())
        except DiagramInvalid:
            continue
        beside.setdefault(process, xml)
    verdicts = {path: judged(path, beside) for path in files}
    ran = [path for path, (verdict, _) in verdicts.items() if verdict == "run"]
    codes = Counter(code for _, found in verdicts.values() for code in found)
    print(f"{len(ran)} of {len(files)} diagrams run, {len(files) - len(ran)} refused by name: {dict(codes)}")
    assert ran
