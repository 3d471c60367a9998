"""How long the law makes a hospital keep which class of record. Data, with the source; no I/O.

Years count from the last day on which there was any of it; for who was a child then, never before the birthday named.
Reviewed 2026-11. These are the rules of thumb of a country, not advice: a hospital whose own law keeps longer says so
with the switch `privacy.keep_years`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

ADULT: Final = 18


@dataclass(frozen=True)
class Term:
    """So many years after the last day; of somebody who was a child then, not before his `child_until`th birthday."""

    years: int
    child_until: int
    source: str


CLASSES: Final = ("chart", "imaging", "money")

TERMS: Final[Mapping[str, Mapping[str, Term]]] = {
    "us": {
        "chart": Term(10, 28, "State laws ask for 5 to 10 years, of children until some years after they are of age; "
                              "42 CFR 422.504(d): 10 years for Medicare Advantage"),
        "imaging": Term(10, 28, "As the chart; 21 CFR 900.12(c)(4): mammograms up to 10 years"),
        "money": Term(10, 0, "31 USC 3731(b): the False Claims Act reaches back 10 years"),
    },
    "de": {
        "chart": Term(10, 0, "§ 630f (3) BGB: 10 years after the treatment has ended"),
        "imaging": Term(10, 28, "§ 85 (2) StrlSchG: 10 years, of minors until their 28th birthday"),
        "money": Term(10, 0, "§ 147 (3) AO, § 257 (4) HGB: 8 to 10 years"),
    },
    "uk": {
        "chart": Term(8, 26, "Records Management Code of Practice: 8 years, of children until the 26th birthday"),
        "imaging": Term(8, 26, "As the chart"),
        "money": Term(6, 0, "Limitation Act 1980, s. 5; HMRC: 6 years"),
    },
}  # fmt: skip
"""Jurisdiction -> class of record -> how long."""


def birthday(born: date, years: int) -> date:
    """The day on which somebody becomes so old; who was born on 29 February, on 1 March of a common year."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def kept_until(kind: str, last: date, born: date, *, jurisdiction: str, least_years: int = 0) -> date:
    """The day from which a class of record may be erased."""
    term = TERMS.get(jurisdiction, TERMS["us"])[kind]
    until = birthday(last, max(term.years, least_years))
    if term.child_until and last < birthday(born, ADULT):
        until = max(until, birthday(born, term.child_until))
    return until
