"""The steps that diagrams may ask of the hospital: a registry filled by each module's `steps.py`.

    @step("beds.reserve", params=ReserveBed, title="Reserve the bed", help="Holds the bed for this patient.")
    async def reserve(db: Db, case: StepContext, *, actor: Actor, bed_id: UUID) -> dict[str, Any]: ...

A handler runs with the session and actor of whoever moved the case, in the same transaction: it is an ordinary action.
It returns the small facts to merge into the case data, or None: under the key that the diagram names with
`result="..."`, else as keys of their own. A HubError it raises becomes an incident on
the case, unless the step `raises`: then it is the answer to the person who moved the case.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel, ValidationError

from hub.core.errors import Invalid
from workflows.check.known import ParamRule
from workflows.errors import EngineError

Handler = Callable[..., Awaitable[Mapping[str, Any] | None]]
H = TypeVar("H", bound=Handler)


@dataclass(frozen=True, slots=True)
class StepContext:
    """What a step may know of its case: ids and a private copy of the case data (changing it changes nothing).

    `element` and `task_id` say where in the diagram it runs; `key` is the same each time this very step is tried
    again, so it serves as an idempotency key towards the outside. `answers` are a person's, for an `onComplete` step.
    """

    instance_id: UUID
    process: str
    element: str
    task_id: UUID
    data: Mapping[str, Any]
    patient_id: UUID | None = None
    subject: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Any] | None = None

    @property
    def case_id(self) -> UUID:
        return self.instance_id

    @property
    def key(self) -> str:
        return f"{self.instance_id}:{self.task_id}"


@dataclass(frozen=True, slots=True)
class Step:
    """A registered step: its handler, the model of its parameters, and words for the person drawing."""

    name: str
    handler: Handler
    params: type[BaseModel] | None
    title: str
    help: str
    raises: bool
    pure: bool = False
    """It works with its parameters and the case data only: nothing in the database to undo, so it gets no savepoint."""
    hidden: bool = False
    """It serves an element of its own: no diagram names it, no palette offers it."""

    def arguments(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The keyword arguments for the handler, checked against the model; Invalid names the parameter."""
        if self.params is None:
            if given:
                raise Invalid(f"The step '{self.name}' takes no parameters.", code="step_params")
            return {}
        try:
            checked = self.params.model_validate({key: value for key, value in given.items() if value is not None})
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise Invalid(f"Step '{self.name}', parameter '{where}': {first['msg']}.", code="step_params") from error
        return {name: getattr(checked, name) for name in self.params.model_fields}


_STEPS: dict[str, Step] = {}


def step(
    name: str,
    *,
    params: type[BaseModel] | None = None,
    title: str,
    help: str = "",
    raises: bool = False,
    pure: bool = False,
    hidden: bool = False,
) -> Callable[[H], H]:
    """Registers a handler under a name like 'lab.place_order'; a name can be given once only."""

    def register(handler: H) -> H:
        known = _STEPS.get(name)
        if known is not None and known.handler is not handler:
            raise RuntimeError(f"step {name!r} is registered twice")
        if "." not in name:
            raise RuntimeError(f"step {name!r} needs its module's name, as in 'lab.place_order'")
        _STEPS[name] = Step(name, handler, params, title, help, raises, pure, hidden)
        return handler

    return register


def get(name: str) -> Step:
    """The step of this name; EngineError `step_unknown` if this installation has none."""
    try:
        return _STEPS[name]
    except KeyError:
        raise EngineError(f"There is no step '{name}'.", code="step_unknown", step=name) from None


def catalogue() -> dict[str, tuple[str, ...]]:
    """Every step and its parameter names: what `engine.problems(steps=...)` checks a diagram against."""
    return {
        name: tuple(found.params.model_fields) if found.params is not None else ()
        for name, found in sorted(_STEPS.items())
        if not found.hidden
    }


_TYPES: dict[Any, frozenset[str]] = {
    UUID: frozenset({"uuid", "text"}),
    int: frozenset({"integer"}),
    Decimal: frozenset({"decimal", "integer"}),
    float: frozenset({"decimal", "integer"}),
    str: frozenset({"text", "uuid"}),
    bool: frozenset({"boolean"}),
    date: frozenset({"date"}),
    datetime: frozenset({"datetime"}),
    timedelta: frozenset({"duration"}),
    list: frozenset({"list"}),
    dict: frozenset({"group"}),
}


def signatures() -> dict[str, dict[str, ParamRule]]:
    """Every step with the rules for its parameters: what the checker holds a diagram against."""
    return {
        name: {
            field_name: ParamRule(given.is_required(), _fitting(given.annotation))
            for field_name, given in (found.params.model_fields if found.params is not None else {}).items()
        }
        for name, found in sorted(_STEPS.items())
        if not found.hidden
    }


def _fitting(annotation: Any) -> frozenset[str]:
    """The parameter types of a diagram that fit a field; empty: any may."""
    if get_origin(annotation) in (Union, UnionType):
        wanted = [_fitting(one) for one in get_args(annotation) if one is not type(None)]
        return frozenset().union(*wanted) if all(wanted) else frozenset()
    return _TYPES.get(get_origin(annotation) or annotation, frozenset())


def all_steps() -> list[Step]:
    """Every registered step, by name: the palette of the diagram editor."""
    return [_STEPS[name] for name in sorted(_STEPS) if not _STEPS[name].hidden]
