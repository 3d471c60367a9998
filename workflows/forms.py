"""The forms of human tasks: one pydantic model per form key, in the `forms.py` of the process that asks it, or a JSON
Schema drawn by an administrator and pinned to the version of the pathway.

    # workflows/processes/visit/forms.py
    FORMS = {"confirm_details": ConfirmDetails, "intake": Intake}

Answers are checked here and nowhere else; the JSON schema that the browser draws comes from the same model. A room may
say what a form starts from:

    @prefills("confirm_details")
    async def details(db, task, *, actor) -> dict[str, Any]: ...
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any

from pydantic import BaseModel, ValidationError

from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Invalid
from workflows import diagrams, form_schema, form_values
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


@lru_cache
def shipped() -> Mapping[str, type[BaseModel]]:
    """Every shipped form whose key means one thing only, whichever process asks it: drawn pathways may ask them too."""
    found: dict[str, type[BaseModel]] = {}
    doubtful: set[str] = set()
    for name in _processes():
        for key, model in forms_of(name).items():
            if found.setdefault(key, model) is not model:
                doubtful.add(key)
    return {key: model for key, model in found.items() if key not in doubtful}


def processes_of(key: str) -> list[str]:
    """The shipped processes that ask a form."""
    return [name for name in _processes() if key in forms_of(name)]


def _processes() -> list[str]:
    package = import_module("workflows.processes")
    return sorted(found.name for found in iter_modules(package.__path__) if found.ispkg)


@dataclass(frozen=True, slots=True)
class Form:
    """What one task asks: a shipped form, a drawn one, or nothing but 'done'."""

    model: type[BaseModel] | None = None
    drawn: Mapping[str, Any] | None = None

    def schema(self) -> dict[str, Any] | None:
        """The JSON schema that the browser draws the form from."""
        if self.drawn is not None:
            return dict(self.drawn["schema"])
        return self.model.model_json_schema() if self.model is not None else None

    def ui(self) -> dict[str, Any] | None:
        """How a drawn form is laid out (rjsf's uiSchema)."""
        return dict(self.drawn.get("ui") or {}) if self.drawn is not None else None

    def values(self) -> dict[str, tuple[Any, ...]]:
        """All that its answers can say, by field, where that can be counted."""
        if self.drawn is not None:
            return form_values.values(self.drawn["schema"], complete=False)
        return _values(self.model) if self.model is not None else {}

    def checked(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers as the form wants them, or 422 with one message per wrong field (values are never repeated)."""
        if self.drawn is not None:
            return form_schema.checked(self.drawn["schema"], answers)
        if self.model is not None:
            return _checked(self.model, answers)
        if answers:
            raise Invalid("This task takes no answers.", errors=[{"path": "", "message": "No answers are expected."}])
        return {}


def form(process_id: str, key: str, drawn: Mapping[str, Any] | None = None) -> Form:
    """The form of a key: drawn with the version, else shipped with the process, else shipped at all."""
    if drawn and key in drawn:
        return Form(drawn=drawn[key])
    return Form(forms_of(process_id).get(key) or shipped().get(key))


async def of_task(db: Db | ReadDb, task: Task) -> Form:
    """The form of a task whose case is loaded: pinned to the version that the case runs on."""
    return form(task.process_id, task.form, await diagrams.drawn_forms(db, task.case.process_version_id))


@lru_cache
def _values(model: type[BaseModel]) -> dict[str, tuple[Any, ...]]:
    """Asked at each check of a drawing, and the same until the process ends."""
    return form_values.values(model.model_json_schema(by_alias=False), complete=True)


def _checked(model: type[BaseModel], answers: Mapping[str, Any]) -> dict[str, Any]:
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
