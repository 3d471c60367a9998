"""Saved tests of a pathway: scripted runs that are played again at each publish; another outcome blocks it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now as clock
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from workflows import engine_data
from workflows.authoring import checking, reviews, trying
from workflows.authoring.checking import Drawing
from workflows.authoring.drafts import must_edit
from workflows.authoring.models import ProcessDraft, ProcessTest
from workflows.authoring.schemas_try import (
    ExpectedOutcome,
    NewPathwayTest,
    PathwayTest,
    PathwayTests,
    TryMove,
    TryRun,
)

MAX_TESTS = 100


class TestsFailed(Invalid):
    """A draft under which saved tests come out otherwise; `tests` lists them."""

    code, title = "tests_failed", "Tests of this pathway fail"
    __test__ = False  # not for pytest


async def tests_of(db: Db | ReadDb, process_id: str) -> list[ProcessTest]:
    """The tests of a process, by name."""
    return list(
        await db.scalars(select(ProcessTest).where(ProcessTest.process_id == process_id).order_by(ProcessTest.name))
    )


async def add(db: Db, draft: ProcessDraft, given: NewPathwayTest, *, actor: Actor) -> ProcessTest:
    """Save a scripted run as a test; without expectations it expects what this draft does now."""
    await must_edit(db, actor, draft.process_id)
    await reviews.must_be_right(db, draft)
    if len(known := await tests_of(db, draft.process_id)) >= MAX_TESTS:
        raise Conflict(f"A pathway has {MAX_TESTS} tests at most.", code="tests_too_many")
    if given.name in {one.name for one in known}:
        raise Conflict("There is a test of this name already.", code="test_exists")
    script = {"data": given.data, "now": (given.now or clock()).isoformat(),
              "moves": [move.model_dump(mode="json") for move in given.moves]}  # fmt: skip
    expected = given.expected
    if expected is None:
        expected = await asyncio.to_thread(_as_it_is, await checking.drawing(db, draft), script)
    test = ProcessTest(
        process_id=draft.process_id, name=given.name, script=script, author_id=actor.user_id,
        expected=expected.model_dump(mode="json", exclude_none=True),
    )  # fmt: skip
    db.add(test)
    audit.wrote(db, actor, test)
    try:
        await db.flush()
    except IntegrityError as error:
        raise Conflict("There is a test of this name already.", code="test_exists") from error
    return test


async def access_test(db: Db, draft: ProcessDraft, test_id: UUID) -> ProcessTest:
    """A test of the pathway of this draft, or 404."""
    found = await db.get(ProcessTest, test_id)
    if found is None or found.process_id != draft.process_id:
        raise NotFound()
    return found


async def remove(db: Db, draft: ProcessDraft, test: ProcessTest, *, actor: Actor) -> None:
    """Delete a test; who and what is audited."""
    await must_edit(db, actor, draft.process_id)
    audit.noted(db, actor, "delete", "process_test", test.id, before={"process": test.process_id, "name": test.name})
    await db.delete(test)


async def results(db: Db | ReadDb, draft: ProcessDraft) -> PathwayTests:
    """Every test of the pathway, played with this draft."""
    found = await tests_of(db, draft.process_id)
    drawn = await checking.drawing(db, draft)
    wrong = [one for one in checking.problems(drawn) if one.severity == "error"] if found else []
    said = ["The draft has to be put right first."] * len(found) if wrong else await _played(drawn, found)
    items = [_out(test, words) for test, words in zip(found, said, strict=True)]
    return PathwayTests(items=items, ok=all(item.passed for item in items))


async def must_pass(db: Db | ReadDb, drawn: Drawing) -> None:
    """422 tests_failed unless every saved test of the pathway comes out as expected, and so in those that call it."""
    found = await tests_of(db, drawn.process_id)
    failed = [
        {"name": test.name, "message": words}
        for test, words in zip(found, await _played(drawn, found), strict=True)
        if words
    ]
    if failed:
        raise TestsFailed(f"The test '{failed[0]['name']}' fails: {failed[0]['message']}", tests=failed)
    await callers_must_pass(db, drawn)


async def callers_must_pass(db: Db | ReadDb, drawn: Drawing) -> None:
    """422 tests_failed unless the pathways that call this one pass those of their tests that they pass now."""
    for caller in await checking.callers(db, drawn):
        tests = await tests_of(db, caller.now.process_id)
        then, now = await _played(caller.then, tests), await _played(caller.now, tests)
        failed = [
            {"name": test.name, "message": words}
            for test, words, already in zip(tests, then, now, strict=True)
            if words and not already
        ]
        if failed:
            raise TestsFailed(
                f"'{caller.name}' calls this pathway, and its test '{failed[0]['name']}' would fail: "
                f"{failed[0]['message']} Mend it here, or change the test in '{caller.name}'.",
                process_id=caller.now.process_id, tests=failed,
            )  # fmt: skip


async def _played(drawn: Drawing, tests: Sequence[ProcessTest]) -> list[str]:
    return await asyncio.to_thread(lambda: [outcome(drawn, test.script, test.expected) for test in tests])


def outcome(drawn: Drawing, script: dict[str, Any], expected: dict[str, Any]) -> str:
    """'' if the run comes out as expected, else a sentence that says what was otherwise."""
    shown = _run(drawn, script)
    if shown.problem is not None:
        return str(shown.problem.message)
    if "ended" in expected and shown.ended != expected["ended"]:
        return f"It should be {expected['ended'] or 'running'} at the end, it is {shown.ended or 'still running'}."
    if "outcome" in expected and shown.outcome != expected["outcome"]:
        return f"It should end at '{expected['outcome']}', it ends at '{shown.outcome or 'nothing'}'."
    passed = {step.element_id for step in shown.steps}
    if missing := [name for name in expected.get("elements") or () if name not in passed]:
        return f"It should pass '{missing[0]}', and does not."
    return _differs(expected.get("data") or {}, shown.data, "")


def _differs(wanted: Any, found: Any, path: str) -> str:
    if isinstance(wanted, dict):
        if not isinstance(found, dict):
            return f"'{path}' should be a group of values."
        for name, inner in wanted.items():
            if words := _differs(inner, found.get(name), f"{path}.{name}" if path else name):
                return words
        return ""
    return "" if _plain(wanted) == _plain(found) else f"'{path}' is not what it should be."


def _plain(value: Any) -> Any:
    return engine_data.encode(value) if not isinstance(value, int | float) or isinstance(value, bool) else float(value)


def _run(drawn: Drawing, script: dict[str, Any]) -> TryRun:
    moves = trying.moves_of([TryMove.model_validate(move) for move in script["moves"]])
    data = engine_data.clean(script["data"])
    return trying.scripted(drawn, data, moves, datetime.fromisoformat(script["now"])).runs[0]


def _as_it_is(drawn: Drawing, script: dict[str, Any]) -> ExpectedOutcome:
    shown = _run(drawn, script)
    if shown.problem is not None:
        raise Invalid(f"The run does not get through: {shown.problem.message}", code="test_does_not_run")
    passed = list(dict.fromkeys(step.element_id for step in shown.steps))
    return ExpectedOutcome(ended=shown.ended, outcome=shown.outcome, elements=passed)


def _out(test: ProcessTest, words: str) -> PathwayTest:
    return PathwayTest(
        id=test.id, name=test.name, moves=[TryMove.model_validate(move) for move in test.script["moves"]],
        data=test.script["data"], now=datetime.fromisoformat(test.script["now"]),
        expected=ExpectedOutcome.model_validate(test.expected), passed=not words, message=words,
    )  # fmt: skip


async def saved(db: Db, draft: ProcessDraft, given: NewPathwayTest, *, actor: Actor) -> PathwayTest:
    """Save a test and show it with its result."""
    test = await add(db, draft, given, actor=actor)
    drawn = await checking.drawing(db, draft)
    return _out(test, (await _played(drawn, [test]))[0])
