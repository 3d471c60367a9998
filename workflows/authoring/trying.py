"""Try a draft: every branch, or one scripted run. The work is done in a thread, and no transaction waits for it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from hub.core import db as core_db
from hub.core.actor import Actor
from hub.core.clock import now as clock
from hub.core.errors import HubError
from workflows import cases, engine_data, engine_parse
from workflows.authoring import checking, covering, drafts, explore, reviews
from workflows.authoring.checking import Drawing
from workflows.authoring.schemas_try import (
    TryCoverage,
    TryDraft,
    TryMove,
    TryOut,
    TryProblem,
    TryRun,
    TryStep,
)
from workflows.authoring.trial import Move, Passed, Player, play

_PSEUDONYMS = UUID("6f1d8f5e-5d3e-4b8e-9d55-5a2f2f1c7a10")


async def try_draft(draft_id: UUID, given: TryDraft, *, actor: Actor) -> TryOut:
    """Play a draft on the real engine and a virtual clock. 422 diagram_invalid while the check finds errors."""
    async with core_db.transaction() as db:  # the reading of a case is audited
        draft = await drafts.access_draft(db, actor, draft_id)
        await reviews.must_be_right(db, draft)
        drawn = await checking.drawing(db, draft)
        start = await copied(db, given.case_id, actor) if given.case_id else {}
    begin = given.now or clock()
    data = engine_data.clean({**start, **given.data})
    if given.moves is not None:
        return await asyncio.to_thread(scripted, drawn, data, moves_of(given.moves), begin)
    choices = {name: value if isinstance(value, list) else [value] for name, value in given.choices.items()}
    return await asyncio.to_thread(everything, drawn, data, choices, begin)


async def copied(db: core_db.Db, case_id: UUID, actor: Actor) -> dict[str, Any]:
    """The data of a case that this person may see, de-identified: no words, no names, ids replaced by others."""
    case = await cases.access_case(db, actor, case_id)
    data: dict[str, Any] = _others(cases.masked(await cases.data_of(db, case)))
    return data


def _others(value: Any) -> Any:
    """Every id replaced by a pseudonym, the same each time, so that what belonged together still does."""
    if isinstance(value, dict):
        return {name: _others(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_others(inner) for inner in value]
    if isinstance(value, str):
        try:
            return str(uuid5(_PSEUDONYMS, str(UUID(value))))
        except ValueError:
            return value
    return value


def everything(drawn: Drawing, data: dict[str, Any], choices: dict[str, list[dict[str, Any]]], now: datetime) -> TryOut:
    """Visit every branch."""
    diagram = checking.compiled(drawn)
    roots = [engine_parse.read_xml(source.encode()) for source in (drawn.xml, *(one.xml for one in drawn.called))]
    found = explore.Search(diagram, roots, (drawn.all_forms, drawn.all_decisions), data, choices, now).run()
    runs = [
        TryRun(
            steps=[_step(one) for one in run.passed], moves=[_move(one) for one in run.moves], start=run.start,
            data=run.data, ended=run.ended, outcome=run.outcome, problem=_problem(run.problem),
        )
        for run in found.runs
    ]  # fmt: skip
    coverage = TryCoverage(elements=sorted(found.elements), flows=sorted(found.flows), missing=found.missing)
    return TryOut(runs=runs, coverage=coverage, assumed=found.assumed, complete=found.complete, now=now)


def scripted(drawn: Drawing, data: dict[str, Any], moves: list[Move], now: datetime) -> TryOut:
    """Play exactly these moves."""
    player, error = run(drawn, data, moves, now)
    root = engine_parse.read_xml(drawn.xml.encode())
    completed = {one.element for one in player.passed if one.outcome == "completed"}
    flows = covering.taken(covering.flows(root), player.seen, completed)
    elements = {one.element for one in player.passed} | {target for _, target in player.seen}
    problem = ("", error.code, error.detail) if error else None
    if error is not None and (done := len([one for one in player.passed if one.choice is not None])) < len(moves):
        problem = (
            str(error.extra.get("element") or moves[min(done, len(moves) - 1)].element),
            error.code,
            error.detail,
        )
    shown = TryRun(
        steps=[_step(one) for one in player.passed], moves=[_move(one) for one in moves], start=data,
        data=dict(player.case.data), ended=player.ended, outcome=player.case.outcome, problem=_problem(problem),
    )  # fmt: skip
    coverage = TryCoverage(elements=sorted(elements), flows=sorted(flows), missing=[])
    return TryOut(runs=[shown], coverage=coverage, assumed=[], complete=True, now=now)


def run(drawn: Drawing, data: dict[str, Any], moves: list[Move], now: datetime) -> tuple[Player, HubError | None]:
    """Play a script on a drawing."""
    return play(checking.compiled(drawn), engine_data.copy(data), moves, now)


def moves_of(given: list[TryMove]) -> list[Move]:
    """Moves as the player takes them; values are cleaned as if a person had sent them."""
    return [
        Move(one.kind, one.element, None if one.value is None else engine_data.clean(one.value), one.code)
        for one in given
    ]


def _step(one: Passed) -> TryStep:
    return TryStep(
        element_id=one.element, name=one.name, kind=one.kind, at=one.at, came_from=one.came_from, outcome=one.outcome,
        choices=one.choice,
    )  # fmt: skip


def _move(one: Move) -> TryMove:
    return TryMove(kind=one.kind, element=one.element, value=one.value, code=one.code)


def _problem(found: tuple[str, str, str] | None) -> TryProblem | None:
    return TryProblem(element_id=found[0], code=found[1], message=found[2]) if found else None
