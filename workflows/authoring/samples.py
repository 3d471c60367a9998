"""Sample data for trying a pathway: what its conditions ask decides which answers are worth trying."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product
from math import prod
from random import Random
from typing import Any

from lxml import etree

from workflows import engine_parse as parse
from workflows import forms, patterns
from workflows.decisions import cells
from workflows.engine_parse import tag
from workflows.errors import EngineError
from workflows.expression_text import python_source

Path = tuple[str, ...]
MOST = 40  # alternatives at one place
_ID = "00000000-0000-4000-8000-000000000001"
_OTHER = "something else"
ABSENT = object()  # not answered
_ISO = re.compile(r"P[\dT]|R\d*/|\d{4}-?\d\d")
_PRIORITIES = ("low", "normal", "high", "critical")
_ARGUMENTS = {
    ("next_time", 0): "clock", ("next_time", 1): "zone", ("today", 0): "zone", ("in_zone", 0): "datetime",
    ("in_zone", 1): "zone", ("age", 0): "birth", ("age", 1): "date", ("date", 0): "date", ("datetime", 0): "datetime",
    ("len", 0): "list", ("sum", 0): "list", ("any", 0): "list", ("all", 0): "list", ("first", 0): "list",
    ("last", 0): "list", ("seconds", 0): "integer", ("minutes", 0): "integer", ("hours", 0): "integer",
    ("days", 0): "integer", ("weeks", 0): "integer", ("round", 0): "integer", ("abs", 0): "integer",
    ("number", 0): "integer",
}  # fmt: skip
"""What some functions expect, by name and place."""


@dataclass(slots=True)
class Asked:
    """What a drawing asks of its data: values worth trying per path, and what a path must look like."""

    values: dict[Path, list[Any]] = field(default_factory=dict)
    shapes: dict[Path, str] = field(default_factory=dict)

    def note(self, path: Path, *values: Any) -> None:
        kept = self.values.setdefault(path, [])
        for value in values:
            if not any(value == one and type(value) is type(one) for one in kept) and len(kept) < 12:
                kept.append(value)


@dataclass(frozen=True, slots=True)
class Output:
    """What an element puts into the data: under `key`, or (None) as keys of its own."""

    element: str
    key: str | None
    form: forms.Form | None = None
    free: bool = False
    """Its result is not the answers themselves (a step, a message, a task with `onComplete`)."""
    told: bool = False
    """A message."""


def asked(roots: Iterable[Any], decisions: Iterable[str], now: datetime) -> Asked:
    """Reads every expression of the drawings and every cell of the decision tables."""
    found = Asked()
    roots = list(roots)
    for root in roots:
        for source, shape in _expressions(root):
            _read(found, source, shape, now)
    for source, shape in _cells(decisions):
        _read(found, source, shape, now)
    loops = (node for root in roots for node in root.iter(tag("multiInstanceLoopCharacteristics")))
    local = {"loop", "item", "arrived", *(node.get(f"{{{parse.WARDLINE}}}item") for node in loops)}
    found.values = {path: values for path, values in found.values.items() if path[0] not in local}
    return found


def outputs(roots: list[Any], process_id: str, drawn: Mapping[str, Any]) -> dict[str, Output]:
    """Per element, by what it goes by in a case: what it adds to the case data."""
    found: list[Output] = []
    for root, names in zip(roots, parse.names(roots), strict=True):
        messages = {message.get("id"): message.get("name") or "" for message in root.findall(tag("message"))}
        for node in root.iter(tag("userTask"), tag("manualTask"), tag("receiveTask")):
            human = parse.human_spec(node)
            form = forms.form(process_id, human.form or node.get("id"), drawn)
            found.append(Output(names[node.get("id")], human.result, form, human.on_complete is not None))
        for node in root.iter(tag("serviceTask")):
            found.append(Output(names[node.get("id")], parse.step_spec(node).result, free=True))
        for node in root.iter():
            caught = isinstance(node.tag, str) and node.tag not in (tag("sendTask"), tag("intermediateThrowEvent"))
            if caught and _is_told(node):
                key = parse.message_spec(node, messages).result
                found.append(Output(names[node.get("id")], key, free=True, told=True))
    return {one.element: one for one in found}


def _cells(decisions: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What the columns of decision tables read, and their cells as conditions on it."""
    for table in decisions:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        root = etree.fromstring(table.encode(), parser)
        for grid in root.iter("{*}decisionTable"):
            inputs = [(one.findtext("{*}inputExpression/{*}text") or "").strip() for one in grid.findall("{*}input")]
            yield from ((source, "any") for source in inputs)
            for rule in grid.findall("{*}rule"):
                for source, entry in zip(inputs, rule.findall("{*}inputEntry"), strict=False):
                    try:
                        condition = cells.read((entry.findtext("{*}text") or "-").strip()).expression
                    except EngineError:
                        continue
                    # That nothing fits no cell is true, and not worth a trial of its own.
                    condition = condition.replace(f"{cells.VALUE} != null and ", "")
                    yield condition.replace(cells.VALUE, f"({source})"), "boolean"


def _is_told(node: Any) -> bool:
    return node.tag == tag("receiveTask") or any(
        node.find(tag(f"{kind}EventDefinition")) is not None for kind in ("message", "signal")
    )


def _expressions(root: Any) -> Iterator[tuple[str, str]]:
    for name in ("conditionExpression", "completionCondition", "loopCondition", "activationCondition",
                 "loopCardinality"):  # fmt: skip
        shape = "integer" if name == "loopCardinality" else "boolean"
        for node in root.iter(tag(name)):
            yield node.text or "", shape
    for node in root.iter(tag("multiInstanceLoopCharacteristics")):
        yield node.get(f"{{{parse.WARDLINE}}}collection") or "", "items"
    for kind, shape in (("timeDate", "datetime"), ("timeDuration", "duration"), ("timeCycle", "cycle")):
        for node in root.iter(tag(kind)):
            yield node.text or "", shape
    for node in root.iter(f"{{{parse.WARDLINE}}}param"):
        yield node.get("value") or "", node.get("type") or "any"
    for name, shape in (("due", "datetime"), ("priority", "integer"), ("candidate", "uuid"), ("sla", "duration"),
                        ("followUp", "datetime"), ("roles", "text")):  # fmt: skip
        for node in root.iter(f"{{{parse.WARDLINE}}}task"):
            yield node.get(name) or "", shape
    for node in root.iter(f"{{{parse.WARDLINE}}}message"):
        yield node.get("key") or "", "text"
        yield node.get("payload") or "", "any"
    for node in root.iter("{*}inputExpression"):
        yield node.findtext("{*}text") or "", "any"


def _read(found: Asked, source: str, shape: str, now: datetime) -> None:
    if _ISO.match(source.strip()) or source.strip() in _PRIORITIES:
        return
    try:
        tree = ast.parse(python_source(source).strip(), mode="eval")
    except (SyntaxError, ValueError, EngineError, MemoryError, RecursionError):
        return  # something the check has words for
    whole = _path(_otherwise(tree.body)[0])
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    if whole is not None:
        found.shapes.setdefault(whole, shape)
        found.note(whole, *((True, False) if shape == "boolean" else ()))
    for node in ast.walk(tree):
        wanted, instead = _otherwise(node)
        if instead is not None and any(isinstance(value, bool) for value in _constants(instead)):
            _truth(found, wanted)
        if isinstance(node, ast.Compare):
            _compare(found, node, now)
        elif isinstance(node, ast.BoolOp):
            for part in node.values:
                _truth(found, part)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            _truth(found, node.operand)
        elif isinstance(node, ast.IfExp):
            _truth(found, node.test)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            for place, argument in enumerate(node.args):
                expected = _ARGUMENTS.get((node.func.id, place))
                found.shapes |= {path: expected for path in _paths(argument) if expected}
        elif isinstance(node, ast.Name | ast.Attribute) and id(node) not in called and (path := _path(node)):
            found.note(path)


def _otherwise(node: ast.AST) -> tuple[ast.AST, ast.AST | None]:
    """`x ?? y` and `default(x, y)`: x must look like what is wanted, and y shows what it is."""
    match node:
        case ast.BinOp(left=x, op=ast.BitOr(), right=y):
            return x, y
        case ast.Call(func=ast.Name(id="default"), args=[x, y]):
            return x, y
    return node, None


def _truth(found: Asked, node: ast.AST) -> None:
    if (path := _path(node)) is not None:
        found.note(path, True, False)


def _compare(found: Asked, node: ast.Compare, now: datetime) -> None:
    sides = [node.left, *node.comparators]
    constants = [value for side in sides for value in _constants(side)]
    for side in sides:
        call = side.func.id if isinstance(side, ast.Call) and isinstance(side.func, ast.Name) else ""
        for path in _paths(side):
            if constants:
                found.note(path, *_around(constants, call, now))
            elif len([one for other in sides for one in _paths(other)]) > 1:
                found.note(path, 1, 2)


def _constants(node: ast.AST) -> list[Any]:
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.Name) and node.id in ("true", "false", "null"):
        return [{"true": True, "false": False, "null": None}[node.id]]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        return [-node.operand.value] if isinstance(node.operand.value, int | float) else []
    if isinstance(node, ast.List | ast.Tuple):
        return [value for part in node.elts for value in _constants(part)]
    return []


def _around(constants: list[Any], call: str, now: datetime) -> Iterator[Any]:
    """The values of a comparison, and one that is none of them on each side."""
    for value in constants:
        if call == "age" and isinstance(value, int):
            for years in (value + 1, value, value - 1):
                yield (now - timedelta(days=years * 365.25 + 1)).date().isoformat()
        elif call == "len" and isinstance(value, int):
            for length in (value + 1, value, max(0, value - 1)):
                yield ["x"] * min(length, 50)
        elif isinstance(value, bool):
            yield from (value, not value)
        elif isinstance(value, int | float):
            yield from (value, value + 1, value - 1)
        elif value is None:
            yield from (None, "x")
        else:
            yield value
    if any(isinstance(value, str) for value in constants):
        yield _OTHER


def _paths(node: ast.AST) -> list[Path]:
    """The data that one side of a comparison is about: itself, or what is given to a function."""
    if (path := _path(node)) is not None:
        return [path]
    if isinstance(node, ast.Call):
        return [found for argument in node.args for found in _paths(argument)]
    return []


def _path(node: ast.AST) -> Path | None:
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id in ("true", "false", "null"):
        return None
    return tuple(reversed([*names, node.id]))


# ---- values ---------------------------------------------------------------------------------------------------------


def default(shape: str, now: datetime) -> Any:
    """A value of the kind that an expression needs."""
    return {
        "boolean": False, "datetime": (now + timedelta(minutes=30)).isoformat(), "date": now.date().isoformat(),
        "duration": "PT30M", "cycle": "R1/PT30M", "uuid": _ID, "integer": 1, "decimal": 1, "list": [], "group": {},
        "items": [{"id": _ID}, {"id": _ID}],
        "zone": "UTC", "clock": "08:00", "birth": "1980-05-05",
    }.get(shape, "sample")  # fmt: skip


def alternatives(
    asked_for: Asked, key: str | None, roots: set[str], base: dict[str, Any], now: datetime
) -> list[dict[str, Any]]:
    """Groups of values worth trying. With `key`: what goes under that key; without: whole roots of the data."""
    options: list[tuple[Path, list[Any]]] = []
    for path in sorted(asked_for.values):
        if (key is not None and (path[0] != key or len(path) < 2)) or (key is None and path[0] not in roots):
            continue
        if any(other[: len(path)] == path and other != path for other in asked_for.values):
            continue  # a group: its members are asked for themselves
        inner = path[1:] if key is not None else path
        values = asked_for.values[path] or [default(asked_for.shapes.get(path, ""), now)]
        options.append((inner, values))
    return _combined(base, options)


def _combined(base: dict[str, Any], options: list[tuple[Path, list[Any]]]) -> list[dict[str, Any]]:
    """All combinations while they are few; else every value at least once, each change alone, and some mixtures."""
    paths = [path for path, _ in options]
    size = prod(len(values) for _, values in options)
    if size <= MOST:
        chosen = [list(one) for one in product(*(values for _, values in options))]
    else:
        longest = max(len(values) for _, values in options)
        chosen = [[values[place % len(values)] for _, values in options] for place in range(longest)]
        for place, (_, values) in enumerate(options):
            chosen += [[*chosen[0][:place], value, *chosen[0][place + 1 :]] for value in values[1:]]
        mixed = Random(size)
        chosen += [[mixed.choice(values) for _, values in options] for _ in range(max(0, MOST - len(chosen)))]
    return [_with(base, zip(paths, values, strict=True)) for values in chosen[: MOST * 2]]


def _with(base: dict[str, Any], changes: Iterable[tuple[Path, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = _copy(base)
    for path, value in changes:
        group = made
        for name in path[:-1]:
            inner = group.get(name)
            group[name] = inner if isinstance(inner, dict) else {}
            group = group[name]
        if value is ABSENT:
            group.pop(path[-1], None)
        else:
            group[path[-1]] = value
    return made


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(inner) for name, inner in value.items()}
    return [_copy(inner) for inner in value] if isinstance(value, list) else value


def answers(schema: dict[str, Any] | None) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Sample answers of a form (what is required), and for fields with few possibilities all of them."""
    if not schema:
        return {}, {}
    base: dict[str, Any] = {}
    few: dict[str, list[Any]] = {}
    for name, field_schema in schema.get("properties", {}).items():
        options = _options(field_schema, schema)
        if len(options) > 1:
            few[name] = options
        if name in schema.get("required", ()):
            base[name] = options[0] if options else sample(field_schema, schema)
    return base, few


def _options(field_schema: Any, root: dict[str, Any]) -> list[Any]:
    found = _resolved(field_schema, root)
    if "enum" in found:
        return list(found["enum"])[:12]
    if found.get("type") == "boolean":
        return [True, False]
    choices = [one["const"] for one in found.get("oneOf", ()) if isinstance(one, dict) and "const" in one]
    return choices[:12]


def _resolved(schema: Any, root: dict[str, Any]) -> dict[str, Any]:
    for _ in range(10):
        if not isinstance(schema, dict):
            return {}
        if isinstance(reference := schema.get("$ref"), str):
            _, group, name = [*reference.split("/", 2), "", ""][:3]
            schema = root.get(group, {}).get(name, {})
        elif isinstance(some := schema.get("anyOf") or schema.get("allOf"), list) and "type" not in schema:
            schema = next((one for one in some if isinstance(one, dict) and one.get("type") != "null"), {})
        else:
            return schema
    return {}


def sample(schema: Any, root: dict[str, Any], depth: int = 0) -> Any:
    """One value that (mostly) fits a schema."""
    found = _resolved(schema, root)
    if "const" in found:
        return found["const"]
    if "default" in found and found["default"] is not None:
        return found["default"]
    if options := _options(found, root):
        return options[0]
    kind = found.get("type")
    if kind in ("integer", "number"):
        return found.get("minimum", found.get("exclusiveMinimum", 0) + (1 if "exclusiveMinimum" in found else 0))
    if kind == "array":
        return [sample(found.get("items", {}), root, depth + 1)] * min(int(found.get("minItems", 0)), 20)
    if kind == "object" and depth < 8:
        needed = found.get("required", ())
        return {
            name: sample(one, root, depth + 1) for name, one in found.get("properties", {}).items() if name in needed
        }
    return _text(found)


def _text(schema: dict[str, Any]) -> str:
    known = {"date": "2026-01-15", "date-time": "2026-01-15T09:00:00+00:00", "time": "09:00:00", "uuid": _ID,
             "email": "somebody@example.org"}  # fmt: skip
    text = known.get(str(schema.get("format")), "sample")
    if isinstance(source := schema.get("pattern"), str):
        text = patterns.pattern(source).example()
    least = min(int(schema.get("minLength", 0)), 1_000)
    return text.ljust(least, "x")[: max(least, int(schema.get("maxLength", 1_000)))]
