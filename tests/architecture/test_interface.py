"""The HTTP interface as a document: what the front end's types are generated from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from quart import Quart

from hub.core.http import Body, Out
from hub.core.web import PLACE, openapi_document
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


def test_the_document_names_every_route_by_its_path_and_its_values(app: Quart) -> None:
    """The typed client is made from this: a path named wrongly is an operation that nobody can call."""
    document = openapi_document(app)
    operations = [one.get("operationId", "") for found in document["paths"].values() for one in found.values()]
    for rule in app.url_map.iter_rules():
        path = PLACE.sub(r"{\1}", rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            operation = document["paths"].get(path, {}).get(method.lower())
            if operation is None:
                assert not [one for one in operations if one.endswith(f"_{rule.endpoint}")], (
                    f"{method} {path} is elsewhere"
                )
                continue
            named = [one["name"] for one in operation.get("parameters", []) if one["in"] == "path"]
            assert named == PLACE.findall(rule.rule), f"{method} {path}"
    assert "/api/processes/{process_id}/versions/{number}" in document["paths"]
