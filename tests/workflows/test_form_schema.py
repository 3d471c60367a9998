"""Drawn forms: what may be drawn, what answers fit, and that no hostile schema can hang, grow or reach out."""

from __future__ import annotations

import random
import re
import time
from typing import Any

import pytest

from hub.core.errors import Invalid
from workflows import form_schema
from workflows.patterns import PatternRefused, pattern

DOSE = {
    "type": "object",
    "properties": {
        "decision": {"type": "string", "enum": ["yes", "no"]},
        "dose": {"type": "number", "minimum": 0},
        "when": {"type": "string", "format": "date"},
        "at": {"type": "string", "format": "date-time"},
        "mail": {"type": "string", "format": "email"},
        "code": {"type": "string", "pattern": "^[A-Z]{2}\\d+$"},
        "sites": {"type": "array", "items": {"$ref": "#/$defs/site"}, "uniqueItems": True},
        "why": {"type": "string", "x-when": {"decision": "no"}, "x-required": True},
    },
    "required": ["decision"],
    "$defs": {"site": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}},
}


def wrong(answers: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        form_schema.checked(DOSE, answers)
    return {one["path"]: one["message"] for one in refused.value.extra["errors"]}


def test_answers_that_fit_are_taken_as_they_are() -> None:
    assert form_schema.problems(DOSE) == []
    given = {"decision": "yes", "dose": 1.5, "when": "2026-03-02", "at": "2026-03-02T09:00:00Z", "mail": "a@b.org",
             "code": "AB12", "sites": [{"name": "arm"}]}  # fmt: skip
    assert form_schema.checked(DOSE, given) == given


def test_each_wrong_field_is_said_without_repeating_its_value() -> None:
    given = {"decision": "perhaps", "dose": -1, "when": "2026-02-30", "at": "2026-03-02T09:00:00", "mail": "a b@c",
             "code": "a1", "sites": [{"name": "arm"}, {"name": "arm"}, {"nam": 1}], "secret": "Maria"}  # fmt: skip
    found = wrong(given)
    assert set(found) == {"decision", "dose", "when", "at", "mail", "code", "sites", "sites.2.name", ""}
    assert "Maria" not in str(found) and "perhaps" not in str(found)


def test_a_field_is_asked_for_while_another_shows_it() -> None:
    assert wrong({"decision": "no"}) == {"why": "is missing"}
    assert form_schema.checked(DOSE, {"decision": "yes"}) == {"decision": "yes"}


def chain(number: int) -> dict[str, Any]:
    """Each definition uses the next one twice: 2^number parts."""
    defs: dict[str, Any] = {f"d{n}": {"anyOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(number)}
    defs[f"d{number}"] = {"type": "string"}
    return {"type": "object", "properties": {"a": {"$ref": "#/$defs/d0"}}, "$defs": defs}


def deep(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(levels):
        schema = {"type": "object", "properties": {"a": schema}}
    return schema


def field(**schema: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"a": schema}}


@pytest.mark.parametrize(
    ("schema", "code"),
    [
        ([], "form_not_object"),
        ({"type": "string"}, "form_not_object"),
        (field(**{"$ref": "https://evil.example/schema.json"}), "form_remote_ref"),
        (field(**{"$ref": "file:///etc/passwd"}), "form_remote_ref"),
        (field(**{"$ref": "#"}), "form_remote_ref"),
        (field(**{"$ref": "#/$defs/none"}), "form_ref_unknown"),
        ({**field(**{"$ref": "#/$defs/a"}), "$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}}, "form_recursive"),
        (field(**{"$dynamicRef": "#x"}), "keyword_unknown"),
        (field(**{"$id": "https://evil.example/"}), "keyword_unknown"),
        (field(patternProperties={"(a+)+": {}}), "keyword_unknown"),
        (field(format="regex"), "format_unknown"),
        (field(pattern="(a+)+$"), "pattern_refused"),
        (field(pattern="(?=a)a"), "pattern_refused"),
        (field(pattern="("), "pattern_refused"),
        (field(pattern="a" * 301), "pattern_refused"),
        (field(pattern="(a{200}){200}"), "pattern_refused"),
        (field(type="strin"), "form_unreadable"),
        (field(properties=[1]), "form_unreadable"),
        ({"type": "object", "properties": {"__proto__": {}}}, "field_unreadable"),
        ({"type": "object", "properties": {"$x": {}}}, "field_unreadable"),
        (deep(40), "form_too_deep"),
        (chain(12), "form_too_deep"),
        (field(description="x" * 70_000), "form_too_large"),
        ({"type": "object", "properties": {f"f{n}": {} for n in range(2_000)}}, "form_too_large"),
    ],
)  # fmt: skip
def test_b38_hostile_schemas_are_refused_by_name(schema: Any, code: str) -> None:
    began = time.thread_time()
    assert code in {one.code for one in form_schema.problems(schema)}
    assert time.thread_time() - began < 2


def test_b38_a_schema_deeper_than_any_stack_is_refused() -> None:
    with pytest.raises(form_schema.SchemaInvalid):
        form_schema.problems(deep(5_000))


def test_b38_checking_answers_is_work_with_an_end() -> None:
    costly = field(type="array", items={"anyOf": [{"type": "string", "pattern": "^a.*b$"}] * 300})
    assert form_schema.problems(costly) == []
    began = time.thread_time()
    with pytest.raises(form_schema.TooMuchWork):
        form_schema.checked(costly, {"a": ["c" * 20] * 5_000})
    with pytest.raises(form_schema.TooMuchWork):
        form_schema.checked(costly, {"a": ["c" * 300_000]})
    assert time.thread_time() - began < 10


def test_patterns_mean_what_they_mean_elsewhere() -> None:
    chance = random.Random(7)
    for source in (r"^\d{3}-\d{4}$", r"^[A-Z]{2}\d+", "a|b+c", "^(ab|cd){2,3}x?$", r"\bfoo\b", "[^a-z]", "^.{0,5}$",
                   r"\w+@\w+\.\w{2,}", "^$", "(?:a?){9}a{9}", "^a*?b"):  # fmt: skip
        texts = ["".join(chance.choice("abcdxfo19-@. AZ_") for _ in range(chance.randrange(12))) for _ in range(300)]
        for text in (*texts, "123-4567", "ababx", "a foo b", "ab@c.de", "a" * 9, ""):
            assert pattern(source).found_in(text) == bool(re.search(source, text, re.A)), (source, text)
        assert re.search(source, pattern(source).example()), source


def test_b38_no_pattern_hangs() -> None:
    began = time.thread_time()
    for source in ("(?:a?){60}a{60}", "(a|a|a)*b", "^(.|\\s)*x$", "a*a*a*a*a*a*a*b"):
        pattern(source).found_in("a" * 20_000)
    assert time.thread_time() - began < 10
    with pytest.raises(PatternRefused):
        pattern(r"(a)\1")
