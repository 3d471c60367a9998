"""What a person who draws may use: steps with typed parameters, forms, roles, messages, functions, elements."""

from __future__ import annotations

import types
import typing
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, Literal, Union
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select

from hub.core.db import Db, ReadDb
from workflows import diagrams, directory, forms, language, steps
from workflows.authoring.schemas import (
    BlockParam,
    BuildingBlocks,
    ElementBlock,
    FormBlock,
    FormField,
    FunctionBlock,
    ProcessBlock,
    RoleBlock,
    StepBlock,
)
from workflows.errors import EngineError
from workflows.models import ProcessVersion
from workflows.steps import Step

_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"), (Enum, "text"), (int, "integer"), (Decimal, "decimal"), (float, "decimal"), (str, "text"),
    (UUID, "uuid"), (datetime, "datetime"), (date, "date"), (timedelta, "duration"), (list, "list"), (tuple, "list"),
    (set, "list"), (dict, "group"), (BaseModel, "group"),
)  # fmt: skip


async def building_blocks(db: Db | ReadDb) -> BuildingBlocks:
    """Everything this installation offers to who draws a pathway."""
    active = list(await db.scalars(select(ProcessVersion).where(ProcessVersion.active).order_by(ProcessVersion.name)))
    return BuildingBlocks(
        steps=[step_block(step) for step in steps.all_steps()],
        forms=form_blocks(),
        roles=[RoleBlock(code=code, name=name) for code, name in directory.roles()],
        messages=_messages(active),
        functions=function_blocks(),
        elements=[ElementBlock(type=kind, title=title, help=text) for kind, title, text in ELEMENTS],
        processes=[ProcessBlock(process_id=version.process_id, name=version.name) for version in active],
    )


def step_block(step: Step) -> StepBlock:
    """A step with its parameters as the model of its handler says them."""
    fields = step.params.model_fields if step.params is not None else {}
    returned = typing.get_type_hints(step.handler).get("return")
    return StepBlock(
        name=step.name, title=step.title, help=step.help or _first_line(step.handler.__doc__),
        params=[
            BlockParam(
                name=name, type=param_type(field.annotation), required=field.is_required(),
                help=field.description or field.title or "",
            )
            for name, field in fields.items()
        ],
        result="nothing" if returned is type(None) else "group",
    )  # fmt: skip


def param_type(annotation: Any) -> str:
    """The parameter type of a diagram that fits an annotation of a handler's model."""
    origin = typing.get_origin(annotation)
    if origin in (Union, types.UnionType):
        kinds = {param_type(one) for one in typing.get_args(annotation) if one is not type(None)}
        return kinds.pop() if len(kinds) == 1 else "any"
    if origin is typing.Annotated:
        return param_type(typing.get_args(annotation)[0])
    if origin is Literal:
        return param_type(type(typing.get_args(annotation)[0]))
    kind = origin or annotation
    if isinstance(kind, type):
        for known, name in _TYPES:
            if issubclass(kind, known):
                return name
    return "any"


@lru_cache
def form_blocks() -> list[FormBlock]:
    """The forms that are shipped, with their fields."""
    found = []
    for key, model in sorted(forms.shipped().items()):
        schema = model.model_json_schema()
        needed = set(schema.get("required", ()))
        found.append(
            FormBlock(
                key=key, title=schema.get("title") or key, processes=forms.processes_of(key),
                fields=[
                    FormField(name=name, title=one.get("title") or name, type=_json_type(one), required=name in needed)
                    for name, one in schema.get("properties", {}).items()
                ],
            )
        )  # fmt: skip
    return found


def _json_type(schema: dict[str, Any]) -> str:
    if isinstance(schema.get("type"), str):
        return str(schema["type"])
    kinds = {one["type"] for one in schema.get("anyOf", ()) if one.get("type") not in (None, "null")}
    return kinds.pop() if len(kinds) == 1 else "any"


def _messages(active: list[ProcessVersion]) -> list[str]:
    names: set[str] = set()
    for version in active:
        try:
            names |= diagrams.catches(diagrams.compiled(version))
        except EngineError:  # drawn for an earlier release: whoever opens it is told
            continue
    return sorted(names)


@lru_cache
def function_blocks() -> list[FunctionBlock]:
    """The functions of the expression language, with a signature and an example each."""
    return [
        FunctionBlock(name=one["name"], signature=one["signature"], help=one["help"], example=one["example"])
        for one in sorted(language.functions(), key=lambda one: one["name"])
    ]


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]


ELEMENTS: tuple[tuple[str, str, str], ...] = (
    ("bpmn:StartEvent", "Start", "Where a case begins. A pathway has one."),
    ("bpmn:EndEvent", "End", "Where a path ends; with a terminate mark it ends everything that is still open."),
    ("bpmn:UserTask", "Person's task", "Somebody does something, with a form, a role, and if you like a due time."),
    ("bpmn:ServiceTask", "Service step", "The hub does something by itself: choose one of its steps."),
    ("bpmn:BusinessRuleTask", "Decision table", "Looks a value up in a decision table of this pathway."),
    ("bpmn:ReceiveTask", "Task that ends by a message", "Somebody's task that is done when a message arrives."),
    ("bpmn:SendTask", "Send a message", "Tells others something."),
    ("bpmn:CallActivity", "Call another pathway", "Runs another pathway and goes on when it has ended."),
    ("bpmn:SubProcess", "Subprocess", "A part of the pathway with a border: events can sit on it."),
    ("bpmn:ExclusiveGateway", "Either-or", "Exactly one path is taken: the first whose condition holds."),
    ("bpmn:InclusiveGateway", "One or several", "Every path whose condition holds is taken."),
    ("bpmn:ParallelGateway", "All at once", "All paths are taken; where they join, all are waited for."),
    ("bpmn:EventBasedGateway", "Whatever comes first", "Waits for several events; the first one decides."),
    ("bpmn:IntermediateCatchEvent", "Wait", "Waits for a time or a message."),
    ("bpmn:IntermediateThrowEvent", "Tell", "Sends a message and goes on."),
    ("bpmn:BoundaryEvent", "Event on a border", "Something happens while a task is open: a time, a message, an error."),
)
