"""Small DMN files for tests, as dmn-js writes them."""

from __future__ import annotations

from html import escape

SPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def dmn(*decisions: str, space: str = SPACE) -> str:
    """A whole file."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="{space}" '
        'xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" id="defs" name="d" namespace="http://x">'
        f"{''.join(decisions)}<dmndi:DMNDI/></definitions>"
    )


def table(
    name: str,
    inputs: list[str],
    outputs: list[str],
    rules: list[str],
    *,
    hit: str = "UNIQUE",
    aggregation: str = "",
    requires: str = "",
    title: str = "",
) -> str:
    """A decision table. Inputs are 'expression : type', outputs 'name : type = allowed, values | default', rules
    'cell ; cell -> out ; out'."""
    drawn = ""
    for place, one in enumerate(inputs):
        source, _, kind = one.rpartition(" : ") if " : " in one else (one, "", "")
        drawn += (
            f'<input id="{name}_i{place}" label="{escape(source, quote=True)}"><inputExpression '
            f'typeRef="{kind}"><text>{escape(source)}</text></inputExpression></input>'
        )
    for place, one in enumerate(outputs):
        head, _, default = one.partition(" | ")
        head, _, values = head.partition(" = ")
        label, _, kind = head.partition(" : ")
        inner = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
        inner += f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
        drawn += f'<output id="{name}_o{place}" name="{label}" typeRef="{kind}">{inner}</output>'
    for place, rule in enumerate(rules):
        before, _, after = rule.partition(" -> ")
        drawn += f'<rule id="{name}_r{place}">'
        drawn += "".join(
            f"<inputEntry><text>{escape(cell.strip())}</text></inputEntry>" for cell in before.split(" ; ")
        )
        drawn += "".join(
            f"<outputEntry><text>{escape(cell.strip())}</text></outputEntry>" for cell in after.split(" ; ")
        )
        drawn += "</rule>"
    more = f' aggregation="{aggregation}"' if aggregation else ""
    return (
        f'<decision id="{name}" name="{title or name}">{_requires(requires)}'
        f'<decisionTable id="{name}_t" hitPolicy="{hit}"{more}>{drawn}</decisionTable></decision>'
    )


def literal(name: str, text: str, *, requires: str = "", variable: str = "") -> str:
    known = f'<variable id="{name}_v" name="{variable}" typeRef="Any"/>' if variable else ""
    return (
        f'<decision id="{name}" name="{name}">{known}{_requires(requires)}<literalExpression id="{name}_l">'
        f"<text>{escape(text)}</text></literalExpression></decision>"
    )


def _requires(names: str) -> str:
    return "".join(
        f'<informationRequirement id="r_{name}"><requiredDecision href="#{name}"/></informationRequirement>'
        for name in names.split()
    )
