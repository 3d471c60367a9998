"""Choices without a default: whether one of their conditions holds whatever the case data is, or whatever the forms and
decision tables before them allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from workflows import engine_parse as parse
from workflows.check.drawing import ACTIVITIES, Node
from workflows.check.known import Known
from workflows.check.problem import Problem, error
from workflows.check.total import Gap, gap

_CHOOSES = ("exclusiveGateway", "inclusiveGateway")
_SPLITS = ACTIVITIES | {"complexGateway"}
"""Of these, flows without a condition are taken besides."""


def uncovered(node: Node, allowed: Mapping[str, Sequence[Any]] | None = None) -> Gap | None:
    """What no flow out of a choice without default is for; None where there is always one, or nothing to choose."""
    if node.xml.get("default") is not None or len(node.outgoing) < 2:
        return None
    if node.kind not in _CHOOSES and node.kind not in _SPLITS:
        return None
    conditions = [flow.condition for flow in node.outgoing if flow.condition]
    if len(conditions) < len(node.outgoing):
        return Gap() if node.kind in _CHOOSES else None
    return gap(conditions, allowed)


def default_missing(node: Node, found: Gap) -> Problem:
    """The problem of a choice that needs a default, with a case that nothing is for."""
    words = (
        "The gateway needs a default flow, for when nothing else matches."
        if node.kind in _CHOOSES
        else f"Nothing follows '{node.name}' when no condition matches."
    )
    # The reader's sign for our `??`, see expression_text.
    example = " and ".join(f"{source.replace(' | ', ' ?? ')} is {_shown(one)}" for source, one in found.example.items())
    return error(node.id, "default_missing", f"{words} None does if {example}." if example else words, node.name)


def allowed(
    wanted: Iterable[str], writers: Mapping[str, Sequence[Node]], known: Known
) -> dict[str, tuple[Any, ...]]:  # fmt: skip
    """All values that fields ('plan.kind') can have, by what the elements that may write them allow. `writers`: by
    first name, where it is surely set and nothing else may write it."""
    found: dict[str, tuple[Any, ...]] = {}
    for source in wanted:
        name, _, path = source.partition(".")
        each = [_of(node, path, known) for node in writers.get(name, ())]
        if each and all(one is not None for one in each):
            found[source] = tuple({(type(value), value): value for one in each for value in one or ()}.values())
    return found


def _of(node: Node, path: str, known: Known) -> Sequence[Any] | None:
    """What an element may put there, or None if that is not known."""
    if parse.loop_spec(node.xml) is not None:
        return None
    if node.kind == "businessRuleTask":
        return known.answers.get(parse.decision_spec(node.xml).ref, {}).get(path)
    if node.kind in ("userTask", "manualTask") and known.fields is not None:
        human = parse.human_spec(node.xml)
        if human.on_complete is None:  # its step may say something else than was answered
            return known.fields.get(human.form, {}).get(path)
    return None


def _shown(value: Any) -> str:
    if value is None:
        return "not there"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return f"'{value}'".replace("\0", "…")
    return str(value) if isinstance(value, int | Decimal) else "something else"
