"""Reference data: ICD-10-CM (a work of the US government) and the catalogue of services, in our own wording."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hub.core.db import Db
from hub.core.settings import settings
from hub.encounters import starters
from hub.encounters.models import Icd10, ServiceDefinition
from hub.encounters.rules import COMMON

# (code, system, display, UCUM unit, may be rendered by video). No CPT: neither its codes nor its words.
SERVICES: tuple[tuple[str, str, str, str, bool], ...] = (
    ("G0425", "hcpcs", "Video consultation, about 30 minutes", "1", True),
    ("G0426", "hcpcs", "Video consultation, about 50 minutes", "1", True),
    ("G0427", "hcpcs", "Video consultation, 70 minutes or more", "1", True),
    ("G2252", "hcpcs", "Short video or phone check-in, 11 to 20 minutes", "1", True),
    ("G2250", "hcpcs", "Review of pictures or video that the patient sent", "1", True),
    ("G0406", "hcpcs", "Video follow-up of an inpatient, short", "1", True),
    ("G0407", "hcpcs", "Video follow-up of an inpatient, medium", "1", True),
    ("G0408", "hcpcs", "Video follow-up of an inpatient, long", "1", True),
    ("G0459", "hcpcs", "Video review of an inpatient's psychiatric medication", "1", True),
    ("G0108", "hcpcs", "Diabetes self-management training, 30 minutes", "1", True),
    ("G0270", "hcpcs", "Nutrition counselling, 15 minutes", "1", True),
    ("G0444", "hcpcs", "Depression screening, 15 minutes", "1", True),
    ("G0446", "hcpcs", "Heart health counselling, 15 minutes", "1", True),
    ("G0447", "hcpcs", "Weight counselling, 15 minutes", "1", True),
    ("Q3014", "hcpcs", "Room and equipment for a video visit at our site", "1", True),
    ("G0463", "hcpcs", "Visit in the outpatient clinic", "1", False),
    ("WL001", "own", "Interpreter, 15 minutes", "1", True),
    ("WL002", "own", "Written report or certificate", "1", True),
    ("WL100", "own", "Bed day, general ward", "d", False),
)

# Chapters a clinician means first; injuries and external causes have tens of thousands of near-twins.
_LATE = {"S": 3, "T": 3, "V": 4, "W": 4, "X": 4, "Y": 4, "O": 2, "P": 2, "Q": 2, "Z": 1}


TEST_CATEGORIES = frozenset(
    {
        "A09", "E03", "E11", "E66", "E78", "F32", "F41", "G43", "G47", "H10", "I10", "J02", "J06", "J30", "J45", "K21",
        "L20", "M25", "M54", "R05", "R51", "S52", "Z00",
    }
)  # fmt: skip
"""The few categories that a test database holds, so that it is made in no time."""


async def load(db: Db) -> None:
    """Fill what is missing. Running it again changes nothing."""
    await load_services(db)
    await starters.load(db)
    if await db.scalar(select(Icd10.code).limit(1)) is None:
        await load_icd10(db, only=TEST_CATEGORIES if settings().environment == "test" else None)


async def load_services(db: Db) -> None:
    """Bring the catalogue up to date; a service that a hospital switched off stays off."""
    rows = [
        {"code": code, "system": system, "display": display, "unit": unit, "virtual": virtual, "position": n,
         "active": True}
        for n, (code, system, display, unit, virtual) in enumerate(SERVICES)
    ]  # fmt: skip
    query = insert(ServiceDefinition).values(rows)
    fresh = {name: query.excluded[name] for name in ("system", "display", "unit", "virtual", "position")}
    await db.execute(query.on_conflict_do_update(index_elements=["code"], set_=fresh))


async def load_icd10(db: Db, *, only: Collection[str] | None = None) -> int:
    """Copy the code set into its empty table (COPY, a few seconds for all of it); returns how many codes."""
    rows = await asyncio.to_thread(lambda: list(icd10_rows(only)))
    connection = await db.connection()
    raw = (await connection.get_raw_connection()).driver_connection
    assert raw is not None
    await raw.copy_records_to_table(
        "icd10", records=rows, columns=["code", "display", "billable", "position", "search"]
    )
    return len(rows)


def icd10_rows(only: Collection[str] | None = None) -> Iterator[tuple[str, str, bool, int, str]]:
    """(code, display, billable, position, search words) of every code, chapters and blocks left out."""
    import simple_icd_10_cm as cm  # two seconds to read its file: only who loads pays for it

    found = []
    for code in cm.get_all_codes(True):
        if cm.is_chapter_or_block(code) or (only is not None and code[:3] not in only):
            continue
        display = cm.get_description(code)
        also = " ".join(cm.get_inclusion_term(code))
        found.append((_rank(code, display), code, display, cm.is_leaf(code), f"{code} {display} {also}"))
    found.sort()
    for position, (_, code, display, billable, search) in enumerate(found):
        yield code, display, billable, position, search


def _rank(code: str, display: str) -> tuple[Any, ...]:
    """What sorts first: everyday codes, common chapters, few qualifiers, the unspecified and short form."""
    common = COMMON.index(code) if code in COMMON else len(COMMON)
    late = _LATE.get(code[0], 0)
    later_visit = code[7:8] not in ("", "A")
    return (common, late, later_visit, len(code) > 5, len(display.split()), code)
