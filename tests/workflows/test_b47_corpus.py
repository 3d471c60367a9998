"""B47: cases saved by past releases resume and finish under this code with the same result."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.workflows.corpus.record import parsed_in, record, result
from tests.workflows.play import Play
from workflows import engine

FOLDER = Path(__file__).parent / "corpus"
FILES = sorted(FOLDER.glob("*/*.jsonl"))
THEN: dict[str, dict[str, Any]] = {"0.1.0": {"billing.submit_claim": {"claim": {"claim_id": "c1"}}}}
"""What steps gave in a release, where they give more today."""


def resume(folder: Path, process: str, line: dict[str, Any]) -> None:
    case = engine.load(parsed_in(folder, process), line["state"].encode(), now=datetime.fromisoformat(line["now"]))
    play = Play(process, {}, THEN.get(folder.name, {}) | line["results"], case=case)
    for move in line["moves"]:
        play.move(move)
    assert result(play) == line["end"], line["story"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_b47_saved_cases_finish_as_they_would_have(file: Path) -> None:
    for line in file.read_text().splitlines():
        resume(file.parent, file.stem, json.loads(line))


def test_b47_there_are_enough_of_them() -> None:
    releases = {file.parent.name for file in FILES}
    assert releases
    for release in releases:
        lines = [line for file in FILES if file.parent.name == release for line in file.read_text().splitlines()]
        assert len(lines) >= 30


def test_b47_todays_states_could_be_recorded(tmp_path: Path) -> None:
    assert record(tmp_path / "today") >= 30
    for process in ("visit", "admission", "elements"):
        for line in (tmp_path / "today" / f"{process}.jsonl").read_text().splitlines():
            resume(tmp_path / "today", process, json.loads(line))
