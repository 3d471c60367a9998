"""Pure: rules of patient numbers. A pattern is written as people read the number:

#  a digit    A  a letter    *  a letter or digit    {n:6}  our next number, six digits wide
{yyyy}  the year of registration    {c}  the check character(s)    anything else stands for itself
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from hub.core.errors import Invalid

_PART = re.compile(r"\{n(?::(\d{1,2}))?\}|\{(yyyy|c)\}|(.)", re.DOTALL)


def luhn(digits: str) -> str:
    """ISO/IEC 7812-1: catches every single wrong digit and nearly every swap."""
    total = sum(
        sum(divmod(int(d) * 2, 10)) if place % 2 == 0 else int(d) for place, d in enumerate(reversed(digits))
    )  # fmt: skip
    return str(-total % 10)


def mod11(digits: str) -> str:
    """Weights 2, 3, 4 ... from the right (as the NHS number does); X for ten."""
    rest = -sum(int(d) * weight for weight, d in enumerate(reversed(digits), 2)) % 11
    return "X" if rest == 10 else str(rest)


def mod97(digits: str) -> str:
    """ISO 7064 MOD 97-10: two digits."""
    return f"{98 - int(digits + '00') % 97:02}"


_DAMM = ("0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
         "3674209581", "5869720134", "8945362017", "9438617205", "2581436790")  # fmt: skip


def damm(digits: str) -> str:
    """Damm's quasigroup: every single wrong digit and every swap of neighbours."""
    row = 0
    for digit in digits:
        row = int(_DAMM[row][int(digit)])
    return str(row)


CHECKS: dict[str, Callable[[str], str]] = {"luhn": luhn, "mod11": mod11, "mod97": mod97, "damm": damm}
"""name -> check character(s) of the digits before them."""


def draws(pattern: str) -> bool:
    """Whether the hospital gives these numbers out itself."""
    return "{n" in pattern


def made(pattern: str, check: str, number: int, year: int) -> str:
    """The number that the rule makes of the next `number`."""
    out = ""
    for width, what, literal in _parts(pattern):
        if literal:
            out += literal
        elif what == "yyyy":
            out += f"{year:04}"
        elif what == "c":
            out += CHECKS[check](re.sub(r"\D", "", out))
        else:
            out += f"{number:0{width}}"
    return out


def fits(pattern: str, check: str, value: str) -> bool:
    """Whether somebody else's number is spelt as the rule says and its check character is right."""
    if not pattern:
        return bool(value)
    match = _expression(pattern, check).fullmatch(value)
    if match is None:
        return False
    return "{c}" not in pattern or match["c"].upper() == CHECKS[check](re.sub(r"\D", "", value[: match.start("c")]))


def check_rule(pattern: str, check: str) -> None:
    """Raise 422 bad_pattern unless a number can be made or tested by this rule."""
    parts = _parts(pattern)
    wrong = ""
    if sum(1 for width, what, literal in parts if not literal and not what) > 1 or pattern.count("{c}") > 1:
        wrong = "The pattern may hold {n} and {c} once each."
    elif ("{c}" in pattern) != bool(check) or (check and check not in CHECKS):
        wrong = "A check digit needs {c} in the pattern, and {c} needs a check digit."
    elif draws(pattern) and any(literal in "#A*" for _, _, literal in parts if literal):
        wrong = "A number that we give out cannot hold #, A or *."
    elif check and not re.search(r"[\d#]|\{n|\{yyyy", pattern.partition("{c}")[0]):
        wrong = "There are no digits before the check digit."
    if wrong:
        raise Invalid(wrong, code="bad_pattern", errors=[{"path": "pattern", "message": wrong, "type": "pattern"}])


@lru_cache(200)
def _parts(pattern: str) -> tuple[tuple[int, str, str], ...]:
    """(width of {n}, 'yyyy' or 'c', literal) of each part."""
    return tuple((int(m[1] or 1), m[2] or "", m[3] or "") for m in _PART.finditer(pattern))


@lru_cache(200)
def _expression(pattern: str, check: str) -> re.Pattern[str]:
    """Only bounded pieces, so that no value can make it slow."""
    out = ""
    for width, what, literal in _parts(pattern):
        if what == "c":
            out += rf"(?P<c>{'[0-9]{2}' if check == 'mod97' else '[0-9Xx]'})"
        elif what == "yyyy":
            out += "[0-9]{4}"
        elif not literal:
            out += f"[0-9]{{{width},18}}"
        else:
            out += {"#": "[0-9]", "A": "[A-Za-z]", "*": "[A-Za-z0-9]"}.get(literal, re.escape(literal))
    return re.compile(out)
