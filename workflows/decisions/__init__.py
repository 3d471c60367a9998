"""Decisions: DMN 1.1 to 1.3 files as dmn-js writes them, read into our own expression language (nothing is evaluated as
code). Owns the model of a decision, its cells, its hit policies, and the check for overlaps and gaps. Pure; imports the
expression language and `workflows.check.problem` only.

`reading` (XML -> model), `cells` (one input cell), `table` (compiled tables and their hit policies), `graph` (decisions
that need each other), `checking` (what is wrong, and `domains`, the values a cell stands for).
"""

from __future__ import annotations

from collections.abc import Mapping

from workflows.decisions.checking import check
from workflows.decisions.graph import Decision, answers, names, read, reads

Decisions = Mapping[str, Decision]

__all__ = ["Decision", "Decisions", "answers", "check", "names", "read", "reads"]
