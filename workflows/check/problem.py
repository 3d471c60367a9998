"""A problem of a drawing: where it is, what is wrong in words an administrator understands, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from workflows.check.remedies import REMEDIES

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right. `code` is stable, `element_id` is the BPMN id ('' for the whole file). An error forbids
    publishing, a warning does not."""

    element_id: str
    code: str
    message: str
    element_name: str = ""
    severity: Severity = "error"
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.element_name or self.element_id}: {self.message}" if self.element_id else self.message


Problems = Iterator[Problem]


def error(element_id: str, code: str, message: str, name: str = "", remedy: str = "") -> Problem:
    """A problem that forbids publishing."""
    return Problem(element_id, code, message, name, "error", remedy or REMEDIES.get(code, ""))


def warning(element_id: str, code: str, message: str, name: str = "", remedy: str = "") -> Problem:
    """A problem to look at; the engine would run the drawing."""
    return Problem(element_id, code, message, name, "warning", remedy or REMEDIES.get(code, ""))
