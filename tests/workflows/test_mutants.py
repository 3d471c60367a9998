"""The shipped drawings, made wrong in every way we know: each mistake is refused, with the right words at the right
place; and what is right is not refused."""

from __future__ import annotations

import importlib

import pytest

from hub import modules
from tests.workflows.mutants import OPERATORS, Mutant, mutants
from tests.workflows.play import called, source
from workflows import engine
from workflows.check.remedies import REMEDIES
from workflows.steps import signatures

SHIPPED = ("visit", "admission", "claim")
ROLES = ("patient", "doctor", "nurse", "receptionist", "billing_clerk")
ALL = [mutant for name in SHIPPED for mutant in mutants(name, source(name))]


def found(mutant: Mutant, name: str) -> list[engine.Problem]:
    modules.load(("steps",))
    forms = importlib.import_module(f"workflows.processes.{name}.forms").FORMS
    return [
        one
        for one in engine.problems(mutant.source, called=called(name), steps=signatures(), forms=forms, roles=ROLES)
        if one.severity == "error"
    ]


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.__name__)
def test_every_mistake_is_refused_by_name_at_its_place(operator: object) -> None:
    chosen = [mutant for mutant in ALL if f"-{operator.__name__}-" in mutant.name]  # type: ignore[attr-defined]
    assert chosen
    missed = []
    for mutant in chosen:
        problems = found(mutant, mutant.name.partition("-")[0])
        if not any(one.code in mutant.codes and mutant.at in (one.element_id, "") for one in problems):
            missed.append((mutant.name, mutant.codes, mutant.at, [(one.element_id, one.code) for one in problems]))
        for one in problems:
            assert one.message.endswith(".") and one.remedy.endswith("."), one
    assert missed == []


def test_there_are_enough_mistakes() -> None:
    assert len(ALL) >= 300 and len(OPERATORS) >= 50


@pytest.mark.parametrize("name", SHIPPED)
def test_the_drawings_themselves_are_right(name: str) -> None:
    assert found(Mutant(name, source(name), (), ""), name) == []


def test_every_remedy_is_a_sentence() -> None:
    assert all(words.endswith(".") and words[0].isupper() for words in REMEDIES.values())
