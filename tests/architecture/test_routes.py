"""The permission matrix: every route x every role x {own, related, foreign}, called over HTTP, is what was committed.

The committed files are tests/architecture/matrix/<module>.txt, to be read in review. After adding or changing a route:
`HUB_WRITE_MATRIX=1 python -m pytest tests/architecture/test_routes.py` and look at the difference.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from quart import Quart

from hub.core.http import PUBLIC, ROUTES, SIGNED_IN, Route
from hub.identity.roles import PERMISSIONS, ROLES
from tests.architecture.caller import PLACE, Caller, key_of, objects, opened, unguarded
from tests.architecture.samples import SAMPLES
from tests.hub_fixture import Hub

MATRIX = Path(__file__).parent / "matrix"
OUTSIDE = {
    "/healthz",
    "/readyz",
    "/metrics",
    "/authority.crt",
    "/openapi.json",
    "/api/<path:rest>",
    "/",
    "/<path:path>",
}
"""Served by hub.core.web, outside the API."""


@pytest.fixture
async def caller(hub: Hub) -> AsyncIterator[Caller]:
    async with opened(hub) as found:
        yield found


async def test_b01_b02_b28_the_permission_matrix_is_what_was_committed(caller: Caller) -> None:
    """Whoever adds a route, a role or a right sees here what that means for everybody."""
    lines: dict[str, list[str]] = defaultdict(list)
    problems = []
    for route in sorted(ROUTES, key=lambda r: (r.path, r.method)):
        cells, wrong = await _row(caller, route)
        problems += wrong
        lines[route.name.partition(".")[0]] += [f"{route.method} {route.path}  needs {route.may}", *cells, ""]
    assert not problems, "\n".join(problems)
    found = {f"{module}.txt": "\n".join(rows) for module, rows in lines.items()}
    if os.environ.get("HUB_WRITE_MATRIX"):
        _write(found)
    committed = {path.name: path.read_text() for path in MATRIX.glob("*.txt")}
    assert found == committed, f"run HUB_WRITE_MATRIX=1 python -m pytest {Path(__file__).name} and read the difference"


async def _row(caller: Caller, route: Route) -> tuple[list[str], list[str]]:
    """What each kind of person gets, grouped by answer; and what is plainly wrong with the route."""
    unknown = [n for n in PLACE.findall(route.path) if n not in SAMPLES]
    wrong = [f"{route.method} {route.path}: no sample for <{name}> (tests/architecture/samples.py)" for name in unknown]
    answers: dict[str, list[str]] = defaultdict(list)
    for who in caller.clients:
        if " foreign" in who and not objects(route):
            continue
        reply = await caller.call(route, who)
        label = who if not objects(route) else {"patient": "patient own", "doctor": "doctor related",
                                                 "nurse": "nurse related"}.get(who, who)  # fmt: skip
        answers[str(reply.status) if reply.status in (401, 403, 404) else "yes"].append(label)
        if reply.status == 429 or reply.status >= 500:
            wrong.append(f"{route.method} {route.path} as {who}: {reply.status} {reply.raw[:300]!r}")
        if reply.status in (400, 422) and "data" in route.hints and objects(route) and reply.code != "csrf":
            wrong.append(f"{route.method} {route.path} as {who}: needs a body in BODIES: {reply.raw[:300]!r}")
        wrong += [f"{key_of(route)}: {reply.status} {found}" for found in unguarded(reply.headers, record=True)]
    order = sorted(answers, key=lambda answer: (answer != "yes", answer))
    return [f"    {answer}: {', '.join(sorted(answers[answer]))}" for answer in order], wrong


def _write(found: dict[str, str]) -> None:
    MATRIX.mkdir(exist_ok=True)
    for path in MATRIX.glob("*.txt"):
        if path.name not in found:
            path.unlink()
    for name, content in found.items():
        (MATRIX / name).write_text(content)


def test_b01_every_route_names_a_permission_that_a_role_has(app: Quart) -> None:
    held = frozenset().union(*ROLES.values())
    assert held <= PERMISSIONS.keys()
    for route in ROUTES:
        assert route.may in held | {PUBLIC, SIGNED_IN}, f"{route.name}: nobody holds {route.may!r}"


def test_b01_no_route_goes_round_the_edge(app: Quart) -> None:
    known = {(route.method, route.path) for route in ROUTES}
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            assert (method, rule.rule) in known or rule.rule in OUTSIDE, f"{method} {rule.rule} is not made with Api"


def test_b07_every_body_refuses_members_that_it_does_not_know(app: Quart) -> None:
    """Mass assignment: role, price, verified, patient_id … cannot be smuggled in anywhere."""
    seen: set[type[BaseModel]] = set()
    for route in ROUTES:
        for name in ("data", "query"):
            if name in route.hints:
                _refuses(route.hints[name], route.name, seen)


def _refuses(kind: Any, where: str, seen: set[type[BaseModel]]) -> None:
    for part in [kind, *getattr(kind, "__args__", ())]:
        if isinstance(part, type) and issubclass(part, BaseModel) and part not in seen:
            seen.add(part)
            assert part.model_config.get("extra") == "forbid", f"{where}: {part.__name__} takes unknown members"
            for field in part.model_fields.values():
                _refuses(field.annotation, where, seen)
        elif part is not kind:
            _refuses(part, where, seen)


async def test_b08_a_foreign_id_and_an_absent_id_answer_alike(caller: Caller) -> None:
    for route in ROUTES:
        if not objects(route):
            continue
        for who in ("doctor foreign", "nurse foreign", "patient foreign"):
            if not caller.lets_in(route, who):
                continue
            foreign = await caller.call(route, who)
            if foreign.status == 404:
                absent = await caller.call(route, who, absent=True)
                assert (foreign.status, foreign.data) == (absent.status, absent.data), f"{route.name} as {who}"


async def test_b25_writes_need_the_csrf_token_our_origin_and_json(caller: Caller) -> None:
    for route in ROUTES:
        if route.method == "GET" or not route.csrf:
            continue
        key = f"{route.method} {route.path}"
        foreign = await caller.call(route, "admin", headers={"Origin": "https://evil.example"})
        assert (foreign.status, foreign.code) == (403, "foreign_origin"), key
        cross = await caller.call(route, "admin", headers={"Origin": "", "Sec-Fetch-Site": "cross-site"})
        assert (cross.status, cross.code) == (403, "foreign_origin"), key
        without = await caller.call(route, "admin", headers={"X-CSRF-Token": ""})
        assert (without.status, without.code) == (403, "csrf"), key
        if "data" in route.hints and caller.clients["admin"].actor.may(route.may):
            plain = await caller.call(route, "admin", headers={"Content-Type": "text/plain"})
            assert (plain.status, plain.code) == (400, "not_json"), key


def test_b06_roles_that_may_not_see_notes_or_patients() -> None:
    notes = {role for role, may in ROLES.items() if may & {"chart.read", "chart.write"}}
    assert notes == {"doctor", "nurse", "patient"}
    for role in ("admin", "store_manager", "pharmacist", "lab_technician", "auditor"):
        assert not ROLES[role] & {"patient.read", "patient.any", "patient.write", "chart.read"}, role


def test_every_schema_has_a_name_of_its_own(app: Quart) -> None:
    """Two models of one name become one schema in the OpenAPI document, and the typed client believes the wrong one."""
    seen: dict[str, type[BaseModel]] = {}
    for route in ROUTES:
        for kind in (route.hints.get(name) for name in ("data", "query", "return")):
            _named(kind, seen)


def _named(kind: Any, seen: dict[str, type[BaseModel]]) -> None:
    for part in [kind, *getattr(kind, "__args__", ())]:
        if isinstance(part, type) and issubclass(part, BaseModel):
            if seen.get(part.__name__) is part:
                continue
            known = seen.setdefault(part.__name__, part)
            assert known is part, f"{part.__module__} and {known.__module__} both have a {part.__name__}"
            for field in part.model_fields.values():
                _named(field.annotation, seen)
        elif part is not kind:
            _named(part, seen)
