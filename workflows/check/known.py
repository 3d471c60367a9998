"""What an installation has, as far as the checker is told: None means unknown, and is not checked against."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ParamRule:
    """One parameter of a step: whether it must be given, and which parameter types of a diagram fit it."""

    required: bool = False
    types: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """`steps` maps a step's name to its parameters (names, or names with a ParamRule); `decisions` holds the ids of the
    decisions that come with the drawing; `starts` the names of the data a case begins with."""

    processes: Collection[str] = ()
    steps: Mapping[str, Collection[str] | Mapping[str, ParamRule]] | None = None
    forms: Collection[str] | None = None
    roles: Collection[str] | None = None
    decisions: Collection[str] | None = None
    starts: Collection[str] | None = None
    scripts: bool = False
    fields: Mapping[str, Mapping[str, Sequence[Any]]] | None = None
    """By form: its fields whose values can be counted, with all of them."""
    answers: Mapping[str, Mapping[str, Sequence[Any]]] = field(default_factory=dict)
    """By decision: its outputs ('' for the only one) whose values can be counted, with all of them."""
    gone: Collection[str] = ()
    """What the pathways that are called set until now, and do not set any more."""
    waiting_processes: Collection[str] = field(default_factory=frozenset)
    """Called processes that always wait for somebody or something before they end."""
    calls: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By process: those that it calls, directly or not."""
