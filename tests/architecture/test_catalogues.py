"""Catalogues of words: a key that stands twice in an object silently takes the last of its words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CATALOGUES = sorted([*ROOT.glob("web/src/locales/**/*.json"), *ROOT.glob("notifications/templates/*.json")])


def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    twice = sorted({key for key, _ in pairs if sum(key == other for other, _ in pairs) > 1})
    if twice:
        raise ValueError(f"twice in one object: {', '.join(twice)}")
    return found


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_key_stands_twice(path: Path) -> None:
    json.loads(path.read_text(), object_pairs_hook=once)


def test_there_are_catalogues_and_a_key_that_stands_twice_is_found() -> None:
    assert len(CATALOGUES) > 20
    with pytest.raises(ValueError, match="twice in one object: start"):
        json.loads('{"start": "One", "end": {"start": "x"}, "start": "Two"}', object_pairs_hook=once)
