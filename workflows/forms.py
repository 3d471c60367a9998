"""The forms of human tasks: one pydantic model per form key, in the `forms.py` of the process that asks it.

    # workflows/processes/visit/forms.py
    FORMS = {"confirm_details": ConfirmDetails, "intake": Intake}

Answers are checked here and nowhere else; the JSON schema that the browser draws comes from the same model. A room may
say what a form starts from:

    @prefills("confirm_details")
    async def details(db, task, *, actor) -> dict[str, Any]: ...
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from pydantic import BaseModel, ValidationError

from hub.core.actor import Actor
from hub.core.db import Db
from hub.core.errors import Invalid
from workflows.models import Task

Prefill = Callable[..., Awaitable[dict[str, Any]]]
_PREFILLS: dict[str, Prefill] = {}


def prefills(form_key: str) -> Callable[[Prefill], Prefill]:
    """Register what a form starts from: `async (db, task, *, actor) -> answers so far`."""

    def register(handler: Prefill) -> Prefill:
        if form_key in _PREFILLS:
            raise RuntimeError(f"two rooms fill in the form {form_key}")
        _PREFILLS[form_key] = handler
        return handler

    return register


@lru_cache
def forms_of(process_id: str) -> Mapping[str, type[BaseModel]]:
    """The forms of a process, by key; a process without a `forms.py` asks nothing but 'done'."""
    name = f"workflows.processes.{process_id}.forms"
    parent = f"workflows.processes.{process_id}"
    if not process_id.isidentifier() or find_spec("workflows.processes") is None:
        return {}
    if find_spec(parent) is None or find_spec(name) is None:
        return {}
    found: Mapping[str, type[BaseModel]] = import_module(name).FORMS
    return found


def form(process_id: str, key: str) -> type[BaseModel] | None:
    """The model of one form, or None: the task takes no answers."""
    return forms_of(process_id).get(key)


def schema(model: type[BaseModel] | None) -> dict[str, Any] | None:
    """The JSON schema that the browser draws the form from."""
    return model.model_json_schema() if model is not None else None


def checked(process_id: str, key: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as the form wants them, or 422 with one message per wrong field (values are never repeated)."""
    model = form(process_id, key)
    if model is None:
        if answers:
            raise Invalid("This task takes no answers.", errors=[{"path": "", "message": "No answers are expected."}])
        return {}
    try:
        return model.model_validate(dict(answers)).model_dump(mode="python")
    except ValidationError as error:
        problems = [
            {"path": ".".join(map(str, e["loc"])), "message": e["msg"], "type": e["type"]}
            for e in error.errors(include_input=False, include_url=False, include_context=False)
        ]
        first = problems[0]
        raise Invalid(f"{first['path'] or 'The form'}: {first['message']}", errors=problems) from None


async def initial(db: Db, task: Task, *, actor: Actor) -> dict[str, Any]:
    """What the form starts from; empty when no room knows better."""
    handler = _PREFILLS.get(task.form)
    return await handler(db, task, actor=actor) if handler is not None else {}
