"""What dmn-js and other tools write in cells (FEEL) put into our expression language: `=`, `@"2026-01-01"`, `[18..65]`
and the functions whose names have blanks. What has no counterpart is refused by our language, in words."""

from __future__ import annotations

import re

from workflows.expressions import MAX_LENGTH

_TOKEN = re.compile(
    r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[A-Za-z_][A-Za-z0-9_]*|\d+\.\d+|\.\.|<=|>=|!=|==|\s+|.""", re.S
)
_SPACED = {
    "date and time": "datetime",
    "string length": "len",
    "upper case": "upper",
    "lower case": "lower",
    "starts with": "starts_with",
    "ends with": "ends_with",
    "list contains": "contains",
    "distinct values": "distinct",
}
_RENAMED = {"string": "text", "mean": "average", "ceiling": "round_up", "floor": "round_down"}
_SPACED_PATTERN = re.compile(r"\b(?:" + "|".join(name.replace(" ", r"\s+") for name in _SPACED) + r")(?=\s*\()")


def tokens(source: str) -> list[str]:
    """The text cut into strings, names, numbers and signs; together they are the text again."""
    return _TOKEN.findall(source)


def expression(source: str) -> str:
    """FEEL written as our expression."""
    if len(source) > MAX_LENGTH:
        return source  # refused there
    found: list[str] = []
    parts = tokens(_outside_strings(source))
    for place, part in enumerate(parts):
        after = next((one for one in parts[place + 1 :] if not one.isspace()), "")
        if part == "=":
            found.append("==")
        elif part in _RENAMED and after == "(":
            found.append(_RENAMED[part])
        else:
            found.append(part)
    return "".join(found).strip()


def _literal(quoted: str) -> str:
    """Which function reads the text behind an `@`."""
    inner = quoted[1:-1]
    if inner.startswith("P"):
        return "duration"
    return "datetime" if "T" in inner else "date"


def _outside_strings(source: str) -> str:
    pieces = re.split(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""", source)
    for place in range(0, len(pieces), 2):
        pieces[place] = _SPACED_PATTERN.sub(lambda found: _SPACED[re.sub(r"\s+", " ", found.group(0))], pieces[place])
    for place in range(1, len(pieces), 2):
        if pieces[place - 1].endswith("@"):
            pieces[place - 1] = pieces[place - 1][:-1]
            pieces[place] = f"{_literal(pieces[place])}({pieces[place]})"
    return "".join(pieces)


def split(source: str) -> list[str]:
    """A text cut at its commas, those within quotes and brackets left alone."""
    found, depth, current = [], 0, ""
    for part in tokens(source):
        if part in ("(", "[", "{"):
            depth += 1
        elif part in (")", "]", "}"):
            depth = max(depth - 1, 0)
        if part == "," and not depth:
            found.append(current.strip())
            current = ""
        else:
            current += part
    return [*found, current.strip()]
