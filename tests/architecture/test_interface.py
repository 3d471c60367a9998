"""The HTTP interface as a document: what the front end's types are generated from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from hub.core.http import Body, Out
from hub.modules import load


def _all(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for below in model.__subclasses__():
        yield below
        yield from _all(below)


def test_one_name_means_one_shape() -> None:
    """The document names shapes by class name alone: of two with one name, one would silently replace the other."""
    load()
    shapes: dict[str, dict[str, Any]] = defaultdict(dict)
    for model in {*_all(Out), *_all(Body)}:
        generic = bool(model.__pydantic_generic_metadata__["parameters"])
        if model.__module__.split(".")[0] in ("hub", "workflows", "signaling", "notifications") and not generic:
            schema = model.model_json_schema()
            schema.pop("description", None)
            shapes[model.__name__][f"{model.__module__}.{model.__qualname__}"] = schema
    assert len(shapes) > 20
    assert {
        name: sorted(owners)
        for name, owners in shapes.items()
        if any(shape != next(iter(owners.values())) for shape in owners.values())
    } == {}
