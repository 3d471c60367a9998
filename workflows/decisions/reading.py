"""DMN XML to decisions. Every version of the standard that tools write is read by local names."""

from __future__ import annotations

from typing import Any

from lxml import etree

from workflows.decisions.model import Column, DecisionSource, LiteralSource, Rule, TableSource
from workflows.errors import DiagramInvalid
from workflows.safe_xml import read_safely

_SPACES = (
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
)
_BODIES = frozenset({"decisionTable", "literalExpression", "context", "invocation", "relation", "list"} | {
    "functionDefinition", "conditional", "for", "every", "some", "filter",
})  # fmt: skip
MAX_RULES = 1_000
MAX_CELLS = 20_000


def decisions(xml: bytes) -> list[DecisionSource]:
    """All decisions of a DMN file, in its order; DiagramInvalid if it is none."""
    root = read_safely(xml)
    if etree.QName(root).localname != "definitions" or etree.QName(root).namespace not in _SPACES:
        raise DiagramInvalid("The file is not DMN.", code="decision_unreadable")
    return [_decision(node) for node in root if _is(node, "decision")]


def _is(node: Any, name: str) -> bool:
    return isinstance(node.tag, str) and etree.QName(node).localname == name


def _all(node: Any, name: str) -> list[Any]:
    return [] if node is None else [child for child in node if _is(child, name)]


def _one(node: Any, name: str) -> Any:
    return next(iter(_all(node, name)), None)


def _text(node: Any, name: str = "text") -> str:
    found = _one(node, name)
    return "" if found is None else (found.text or "").strip()


def _decision(node: Any) -> DecisionSource:
    variable = _one(node, "variable")
    name = node.get("name") or node.get("id") or ""
    body = next(
        (child for child in node if isinstance(child.tag, str) and etree.QName(child).localname in _BODIES), None
    )
    kind = "" if body is None else str(etree.QName(body).localname)
    requires = [
        (reference.get("href") or "").rpartition("#")[2]
        for requirement in _all(node, "informationRequirement")
        for reference in _all(requirement, "requiredDecision")
    ]
    source: TableSource | LiteralSource | None = None
    if kind == "decisionTable":
        source = _table(body)
    elif kind == "literalExpression":
        source = LiteralSource(_text(body))
    return DecisionSource(
        id=node.get("id") or "",
        name=name,
        variable=("" if variable is None else variable.get("name") or "") or name,
        type="" if variable is None else _type(variable.get("typeRef")),
        requires=tuple(requires),
        body=source,
        kind=kind,
    )


def _type(reference: str | None) -> str:
    """A type as we compare it: 'feel:Number' and 'number' are the same."""
    return (reference or "").rpartition(":")[2].replace(" ", "").lower()


def _table(node: Any) -> TableSource:
    inputs = tuple(_input(one) for one in _all(node, "input"))
    outputs = tuple(_output(one) for one in _all(node, "output"))
    rules = _all(node, "rule")
    if len(rules) > MAX_RULES or len(rules) * (len(inputs) + len(outputs)) > MAX_CELLS:
        raise DiagramInvalid(
            f"A table has more than {MAX_RULES} rules or {MAX_CELLS} cells.", code="decision_unreadable"
        )
    return TableSource(
        hit_policy=node.get("hitPolicy") or "UNIQUE",
        aggregation=node.get("aggregation") or "",
        inputs=inputs,
        outputs=outputs,
        rules=tuple(
            Rule(
                rule.get("id") or "",
                number,
                tuple(_text(cell) for cell in _all(rule, "inputEntry")),
                tuple(_text(cell) for cell in _all(rule, "outputEntry")),
            )
            for number, rule in enumerate(rules, 1)
        ),
    )


def _input(node: Any) -> Column:
    expression = _one(node, "inputExpression")
    source = _text(expression)
    return Column(
        id=node.get("id") or "",
        label=node.get("label") or source,
        type="" if expression is None else _type(expression.get("typeRef")),
        source=source,
        values=_text(_one(node, "inputValues")),
    )


def _output(node: Any) -> Column:
    name = node.get("name") or ""
    return Column(
        id=node.get("id") or "",
        label=node.get("label") or name,
        type=_type(node.get("typeRef")),
        name=name,
        values=_text(_one(node, "outputValues")),
        default=_text(_one(node, "defaultOutputEntry")),
    )
