"""Names in the OpenAPI document are shared by all modules: two models of one name would silently become one type."""

from __future__ import annotations

from collections import defaultdict

from hub.core.http import Body, Out
from hub.modules import load


def _below(model: type) -> list[type]:
    return [found for child in model.__subclasses__() for found in (child, *_below(child))]


def test_no_two_models_that_cross_http_have_one_name() -> None:
    load()
    homes: dict[str, set[str]] = defaultdict(set)
    for model in (*_below(Out), *_below(Body)):
        if "[" not in model.__name__:
            homes[model.__name__].add(model.__module__)
    assert {name: sorted(modules) for name, modules in homes.items() if len(modules) > 1} == {}
