"""What every message of a language shares: the button, the last line, texts and pushes. One file per language."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from babel import Locale, UnknownLocaleError

FOLDER = Path(__file__).with_name("templates")
ENGLISH = "en"


@lru_cache
def shipped_languages() -> tuple[str, ...]:
    """The languages that we ship words in, English first."""
    return (ENGLISH, *sorted(path.stem for path in FOLDER.glob("*.json") if path.stem != ENGLISH))


def candidates(language: str) -> tuple[str, ...]:
    """In which languages somebody is written to, the best first: `pt-BR` is `pt-br`, `pt`, then English."""
    wanted = language.lower()
    return tuple(dict.fromkeys(one for one in (wanted, wanted.split("-")[0], ENGLISH) if one))


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """Names of days and months; English for a language that nobody has described (CLDR)."""
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale(ENGLISH)


@lru_cache(maxsize=64)
def phrases(language: str) -> dict[str, Any]:
    """The shared words in the best language that there is."""
    best = next(one for one in candidates(language) if one in shipped_languages())
    found: dict[str, Any] = orjson.loads((FOLDER / f"{best}.json").read_bytes())
    return found


def sentence(medium: str, kind: str, language: str) -> str:
    """What a text (`text`) or a locked screen (`push`) says of a kind: one general sentence."""
    said: dict[str, str] = phrases(language)[medium]
    return said.get(kind, said["other"])
