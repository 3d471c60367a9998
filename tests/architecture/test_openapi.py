"""B39: schemathesis asks every operation of the OpenAPI document, and every answer is one that the document tells of.

Its cases come from the document alone: values that each schema allows, and values that it does not. The ids in a path
are mostly those of objects that exist, so that a case gets as deep as it can; each call is undone.
HUB_TEST_EXAMPLES=200 tries more of each operation.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from typing import Any, cast

import hypothesis
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase
from quart import Quart
from schemathesis import Case, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hub.core.http import ROUTES, Route
from hub.core.web import PLACE, openapi_document
from tests.architecture.caller import Caller, deepest, objects, opened
from tests.architecture.test_garbage import OAUTH
from tests.exchanges import Reply
from tests.hub_fixture import Hub

EXAMPLES = int(os.environ.get("HUB_TEST_EXAMPLES", "1"))
"""Of each operation, so many that its schema allows and so many that it does not."""
SHARDS = 4
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
async def caller(hub: Hub) -> AsyncIterator[Caller]:
    async with opened(hub) as found:
        yield found


@pytest.fixture(scope="session")
def operations(app: Quart) -> list[Any]:
    """All of the document, in its order; read once for all shards."""
    schema = schemathesis.openapi.from_dict(openapi_document(app))
    return [cast(Any, found).ok() for found in schema.get_all_operations()]


def cases(operation: Any, mode: GenerationMode) -> list[Case[Any]]:
    """The same few cases of an operation at every run; [] where everything (or nothing) is allowed."""
    found: list[Case[Any]] = []

    @hypothesis.seed(39)
    @hypothesis.settings(max_examples=EXAMPLES, database=None, phases=[Phase.generate], deadline=None,
                         suppress_health_check=list(HealthCheck))  # fmt: skip
    @hypothesis.given(operation.as_strategy(generation_mode=mode))
    def collect(case: Case[Any]) -> None:
        found.append(case)

    try:
        collect()
    except hypothesis.errors.Unsatisfiable:
        return []
    return found[:EXAMPLES]


async def answer(caller: Caller, route: Route, who: str, case: Case[Any]) -> Reply:
    """Send the case, for objects that exist."""
    kwargs = case.as_transport_kwargs(base_url="http://localhost")
    wire = requests.Request(**{k: v for k, v in kwargs.items() if k not in ("allow_redirects", "cookies")}).prepare()
    known = {name: str(value) for name, value in (case.path_parameters or {}).items() if name not in objects(route)}
    body = wire.body.encode() if isinstance(wire.body, str) else wire.body or b""
    kind = {"Content-Type": str(wire.headers["Content-Type"])} if "Content-Type" in wire.headers else {}
    return await caller.call(route, who, values=known, data=body, headers=kind, query=case.query or {})


def wrong_with(case: Case[Any], reply: Reply) -> str:
    """What the document does not allow about this answer, or ''."""
    sent = requests.Request(case.method, "http://localhost" + case.formatted_path).prepare()
    headers = {name.lower(): [value] for name, value in reply.headers.items()}
    try:
        case.validate_response(Response(reply.status, headers, reply.raw, sent, 0.0, False), checks=CHECKS)
    except FailureGroup as group:
        return "; ".join(f"{one.title}: {one.message}" for one in group.exceptions)
    except Failure as one:
        return f"{one.title}: {one.message}"
    return ""


@pytest.mark.parametrize("shard", range(SHARDS))
async def test_b39_every_answer_is_one_that_the_document_tells_of(
    caller: Caller, operations: list[Any], shard: int
) -> None:
    routes = {(route.method, PLACE.sub(r"{\1}", route.path)): route for route in ROUTES}
    problems, calls = [], 0
    for operation in operations[shard::SHARDS]:
        route = routes[operation.method.upper(), operation.path]
        who = await deepest(caller, route)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            for case in cases(operation, mode):
                reply = await answer(caller, route, who, case)
                calls += 1
                if f"{route.method} {route.path}" in OAUTH and reply.status in (400, 401):
                    continue
                if said := wrong_with(case, reply):
                    problems.append(f"{operation.label} as {who}: {reply.status} {said[:400]} for {case.body!r:.200}")
    print(calls, "calls")
    assert not problems, "\n".join(problems)
