"""Forms that people draw: a JSON Schema (2020-12, the part that forms need) is checked once, when it is saved, and
answers are checked against it on the server. A hostile schema can neither reach the network, nor hang, nor fill memory:
only the keywords listed here, no references out of the document, none that go round in circles, size and work limited.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend
from jsonschema_specifications import REGISTRY as SPECIFICATIONS
from referencing import Registry

from hub.core.errors import Invalid
from workflows.patterns import PatternRefused, pattern

MAX_BYTES = 64 * 1024
MAX_DEPTH = 16
MAX_SCHEMAS = 1_000
"""Sub-schemas, each counted as often as it is referred to."""
MAX_ANSWERS = 256 * 1024
MAX_WORK = 20_000
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")

_ONE = {"items", "contains", "not", "if", "then", "else", "propertyNames", "additionalProperties",
        "unevaluatedProperties", "unevaluatedItems", "additionalItems"}  # fmt: skip
_LIST = {"allOf", "anyOf", "oneOf", "prefixItems"}
_MAP = {"properties", "$defs", "definitions", "dependentSchemas"}
_PLAIN = {
    "$schema", "$ref", "$comment", "title", "description", "default", "examples", "deprecated", "readOnly",
    "writeOnly", "type", "enum", "enumNames", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum",
    "exclusiveMinimum", "maxLength", "minLength", "pattern", "format", "maxItems", "minItems", "uniqueItems",
    "maxContains", "minContains", "maxProperties", "minProperties", "required", "dependentRequired",
    "contentEncoding", "contentMediaType",
}  # fmt: skip
_FORMATS = {"date", "time", "date-time", "email", "tel", "uuid"}
"""`tel` is the screen's alone: telephone numbers have no form that could be checked."""


@dataclass(frozen=True, slots=True)
class SchemaProblem:
    """One thing wrong with a drawn form: where (a path into the schema), a stable code and a sentence."""

    path: str
    code: str
    message: str


class SchemaInvalid(Invalid):
    """A form that cannot be used."""

    code, title = "form_invalid", "The form is not right"


class TooMuchWork(Invalid):
    """Answers that would take too long to check against their form."""

    code, title = "answers_too_complex", "This is too much to check"


def problems(schema: Any) -> list[SchemaProblem]:
    """Everything that keeps a schema from being used as a form; [] = fine."""
    if not isinstance(schema, dict):
        return [SchemaProblem("", "form_not_object", "A form is a JSON Schema: a group of values.")]
    if (size := len(_encoded(schema))) > MAX_BYTES:
        return [
            SchemaProblem("", "form_too_large", f"The form is {size // 1024} KB; {MAX_BYTES // 1024} KB is the limit.")
        ]
    found = list(_Walk(schema).run())
    if not found and schema.get("type") != "object":
        found.append(
            SchemaProblem("type", "form_not_object", "The answers of a form are a group: its type is 'object'.")
        )
    if not found:
        found += _standard(schema)
    return found


def check(schema: Any) -> None:
    """SchemaInvalid with all problems, unless the schema can be used."""
    if found := problems(schema):
        raise SchemaInvalid(
            f"{found[0].path or 'The form'}: {found[0].message}", code=found[0].code,
            errors=[{"path": one.path, "code": one.code, "message": one.message} for one in found[:50]],
        )  # fmt: skip


def _encoded(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except (TypeError, RecursionError) as error:  # deeper than orjson goes
        raise SchemaInvalid("The form is nested too deeply.", code="form_too_deep") from error


def _standard(schema: dict[str, Any]) -> Iterator[SchemaProblem]:
    for error in Draft202012Validator(Draft202012Validator.META_SCHEMA, registry=SPECIFICATIONS).iter_errors(schema):
        where = ".".join(str(part) for part in error.absolute_path)
        yield SchemaProblem(where, "form_unreadable", f"This is not as JSON Schema wants it: {error.validator}.")
        return


class _Walk:
    """Looks at every sub-schema once, and counts each as often as references lead to it."""

    def __init__(self, root: dict[str, Any]) -> None:
        self.root = root
        self.sizes: dict[str, int] = {}
        self.open: list[str] = []
        self.found: list[SchemaProblem] = []

    def run(self) -> list[SchemaProblem]:
        size = self._size(self.root, "", 0)
        if not self.found and size > MAX_SCHEMAS:
            self._say("", "form_too_large", f"The form has more than {MAX_SCHEMAS} parts, counted with its references.")
        return self.found

    def _say(self, path: str, code: str, message: str) -> int:
        if len(self.found) < 50:
            self.found.append(SchemaProblem(path, code, message))
        return 0

    def _size(self, schema: Any, path: str, depth: int) -> int:
        if isinstance(schema, bool):
            return 1
        if not isinstance(schema, dict):
            return self._say(path, "form_unreadable", "A schema is a group of values.")
        if depth > MAX_DEPTH:
            return self._say(path, "form_too_deep", f"The form is nested deeper than {MAX_DEPTH} levels.")
        total = 1
        for key, value in schema.items():
            at = f"{path}.{key}" if path else key
            if key in _ONE:
                total += self._size(value, at, depth + 1)
            elif (key in _LIST and not isinstance(value, list)) or (key in _MAP and not isinstance(value, dict)):
                self._say(at, "form_unreadable", "This is not as JSON Schema wants it.")
            elif key in _LIST:
                total += sum(self._size(one, f"{at}.{place}", depth + 1) for place, one in enumerate(value))
            elif key in _MAP:
                total += self._members(key, value, at, depth)
            elif key == "$ref":
                total += self._reference(value, at, depth)
            else:
                self._plain(key, value, at)
            if len(self.found) >= 50 or total > MAX_SCHEMAS * 1_000:
                break
        return total

    def _members(self, key: str, members: dict[str, Any], at: str, depth: int) -> int:
        total = 0
        for name, inner in members.items():
            if key == "properties" and _NAME.fullmatch(name) is None:
                self._say(f"{at}.{name[:60]}", "field_unreadable",
                          "A field's name is letters, digits and '_', and begins with a letter.")  # fmt: skip
            size = self._size(inner, f"{at}.{name[:60]}", depth + 1)
            if key not in ("$defs", "definitions"):
                total += size
        return total

    def _reference(self, value: Any, at: str, depth: int) -> int:
        parts = value.split("/") if isinstance(value, str) else []
        if len(parts) != 3 or parts[0] != "#" or parts[1] not in ("$defs", "definitions"):
            return self._say(at, "form_remote_ref", "A form can only refer to its own '#/$defs/…'.")
        group = self.root.get(parts[1])
        if not isinstance(group, dict) or parts[2] not in group:
            return self._say(at, "form_ref_unknown", f"There is no '{value[:80]}' in the form.")
        if value in self.open:
            return self._say(at, "form_recursive", f"'{value[:80]}' refers to itself.")
        if value not in self.sizes:
            self.open.append(value)
            self.sizes[value] = self._size(group[parts[2]], value, depth + 1)
            self.open.pop()
        return self.sizes[value]

    def _plain(self, key: str, value: Any, at: str) -> None:
        if key == "pattern":
            try:
                pattern(value if isinstance(value, str) else "")
            except PatternRefused as error:
                self._say(at, error.code, error.detail)
        elif key == "format" and value not in _FORMATS:
            self._say(at, "format_unknown", f"'{str(value)[:40]}' is not a format ({', '.join(sorted(_FORMATS))}).")
        elif key == "$schema" and not str(value).rstrip("#").endswith(("2020-12/schema", "draft-07/schema")):
            self._say(at, "form_dialect", "Forms are JSON Schema 2020-12.")
        elif key not in _PLAIN and not key.startswith(("ui:", "x-")):
            self._say(at, "keyword_unknown", f"'{key[:60]}' is not supported in forms.")


# ---- answers --------------------------------------------------------------------------------------------------------

_left: ContextVar[int] = ContextVar("form_work_left", default=MAX_WORK)


def _spend(work: int) -> None:
    left = _left.get() - work
    _left.set(left)
    if left < 0:
        raise TooMuchWork("These answers are too many or too large for their form.")


def _counted(rule: Callable[..., Any]) -> Callable[..., Any]:
    def check_one(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        _spend(1)
        yield from rule(validator, value, instance, schema) or ()

    return check_one


def _pattern(validator: Any, source: str, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if not isinstance(instance, str):
        return
    compiled = pattern(source)
    _spend(len(instance) * min(len(compiled), 40) // 10)
    if not compiled.found_in(instance):
        yield ValidationError("does not have the form that is asked for")


def _unique(validator: Any, wanted: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if wanted is True and isinstance(instance, list):
        keys = [orjson.dumps(item, option=orjson.OPT_SORT_KEYS) for item in instance]
        _spend(len(keys))
        if len(set(keys)) != len(keys):
            yield ValidationError("has the same entry twice")


_Checker = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {name: _counted(rule) for name, rule in Draft202012Validator.VALIDATORS.items()}
    | {"pattern": _pattern, "uniqueItems": _unique},
)
_NOWHERE: Registry[Any] = Registry()
"""Nothing can be fetched from here."""
_formats = FormatChecker(formats=())


def _format(name: str, read: Callable[[str], Any]) -> None:
    def holds(value: object) -> bool:
        if isinstance(value, str):
            read(value)
        return True

    _formats.checks(name, raises=ValueError)(holds)


def _email(value: str) -> None:
    name, at, host = value.partition("@")
    if not (at and name and "." in host) or any(letter.isspace() for letter in value) or "@" in host:
        raise ValueError


def _moment(value: str) -> None:
    if datetime.fromisoformat(value).tzinfo is None:
        raise ValueError


_format("date", date.fromisoformat)
_format("time", time.fromisoformat)
_format("date-time", _moment)
_format("uuid", UUID)
_format("email", _email)


@lru_cache(maxsize=512)
def _compiled(source: bytes) -> Any:
    schema = orjson.loads(source)
    check(schema)
    # What nobody asked for is refused, as in the forms we ship (B07).
    if "additionalProperties" not in schema and "unevaluatedProperties" not in schema:
        schema["unevaluatedProperties"] = False
    return _Checker(schema, registry=_NOWHERE, format_checker=_formats)


def checked(schema: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers, if they fit the schema; else Invalid with one message per wrong field (values are not repeated)."""
    given = dict(answers)
    if len(orjson.dumps(given)) > MAX_ANSWERS:
        raise TooMuchWork(f"The answers of a form are at most {MAX_ANSWERS // 1024} KB.")
    checker = _compiled(orjson.dumps(schema))
    _left.set(MAX_WORK)
    wrong = _asked_for(schema, given)
    for error in checker.iter_errors(given):
        wrong.append(_said(error))
        if len(wrong) == 50:
            break
    if wrong:
        wrong.sort(key=lambda one: one["path"])
        raise Invalid(f"{wrong[0]['path'] or 'The form'}: {wrong[0]['message']}", errors=wrong)
    return given


def _asked_for(schema: Mapping[str, Any], given: dict[str, Any]) -> list[dict[str, str]]:
    """Our own words of drawn forms: a field with `x-required` must be answered while its `x-when` shows it."""
    missing = []
    for name, one in schema.get("properties", {}).items():
        if isinstance(one, dict) and one.get("x-required") is True and given.get(name) in (None, "", []):
            when = one.get("x-when")
            if not isinstance(when, dict) or all(given.get(key) == value for key, value in when.items()):
                missing.append({"path": name, "message": "is missing", "type": "required"})
    return missing


_WORDS: dict[str, str] = {
    "type": "is of the wrong kind (it should be: {})",
    "enum": "is not one of the choices",
    "const": "is not the value that is asked for",
    "minimum": "is less than {}",
    "exclusiveMinimum": "must be more than {}",
    "maximum": "is more than {}",
    "exclusiveMaximum": "must be less than {}",
    "multipleOf": "must be a multiple of {}",
    "minLength": "is shorter than {} characters",
    "maxLength": "is longer than {} characters",
    "format": "is not a valid {}",
    "minItems": "needs {} entries at least",
    "maxItems": "takes {} entries at most",
    "anyOf": "fits none of the possibilities",
    "oneOf": "must fit exactly one of the possibilities",
    "unevaluatedProperties": "has a field that is not in the form",
    "additionalProperties": "has a field that is not in the form",
}


def _said(error: ValidationError) -> dict[str, str]:
    """One message in words; the library's own repeats the value, which may be clinical."""
    path = ".".join(str(part) for part in error.absolute_path)
    rule = str(error.validator)
    if rule == "required" and isinstance(error.instance, dict):
        missing = next(
            (
                name
                for name in tuple(error.schema.get("required", ()) if isinstance(error.schema, dict) else ())
                if name not in error.instance
            ),
            "",
        )
        return {"path": f"{path}.{missing}" if path else missing, "message": "is missing", "type": rule}
    if rule in ("pattern", "uniqueItems", "None"):
        return {"path": path, "message": error.message, "type": rule}
    value = error.validator_value if isinstance(error.validator_value, str | int | float) else ""
    return {"path": path, "message": _WORDS.get(rule, "is not as the form wants it").format(value), "type": rule}
