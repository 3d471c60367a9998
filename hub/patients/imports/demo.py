"""The demo's import: the list of a practice that closed, tried and waiting for somebody to decide."""

from __future__ import annotations

from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.demo import Demo
from hub.patients.imports import actions
from hub.patients.models import Patient

STRANGERS = (
    "Agneta;Lindqvist;14.07.1958;f;(518) 555-0171;agneta.l@example.org;14 Orchard Way;Troy;12180",
    "Dmitri;Sokolov;02.11.1971;m;(518) 555-0172;;9 Mill Street;Albany;12203",
    "Priya;Raman;29.02.1992;f;(518) 555-0173;priya.raman@example.org;3 Hudson Lane;Delmar;12054",
    "Owen;;21.05.1966;m;(518) 555-0174;;;Cohoes;12047",  # no family name
    "Clara;Beckett;31.06.1980;f;555;clara@;;;",  # three things that cannot be
    "Lindqvist;Agneta;14.07.1958;;;;;;",  # the first again, swapped
    "Haruto;Mori;08.12.2003;m;(518) 555-0175;;77 Maple Avenue;Albany;12203",
)


async def load(db: Db, demo: Demo) -> None:
    """Checked, not run: two of its lines are patients of this hospital already."""
    known: list[Patient] = demo.made["patients"][2:4]
    lines = [f"{one.given};{one.family};{one.birth_date:%d.%m.%Y};;;;;;" for one in known]
    head = "First name;Last name;Date of birth;Sex;Mobile;E-mail;Street;City;ZIP"
    raw = "\r\n".join([head, *STRANGERS, *lines, ""]).encode("utf-8-sig")
    row = await actions.upload(db, "Dr Whitman, patients 2019-2024.csv", raw, actor=SYSTEM)
    how = {"encoding": row.encoding, "delimiter": row.delimiter, "date_order": row.date_order, "mapping": row.mapping}
    await actions.check(db, row, how, actor=SYSTEM)
    await actions.check_batch(db, row.id, 1, actor=SYSTEM)
