"""Letters in the configuration file."""

from __future__ import annotations

from sqlalchemy import select

from hub.core.actor import Actor
from hub.core.configuration import Row, configures
from hub.core.db import Db, ReadDb
from hub.encounters import letters
from hub.encounters.letter_models import LetterTemplate
from hub.encounters.letter_schemas import SaveLetterTemplate


async def _letters(db: Db | ReadDb) -> list[Row]:
    fields = sorted(SaveLetterTemplate.model_fields.keys() - {"version"})
    rows = sorted(await letters.templates(db, all_=True), key=lambda row: row.key)
    return [{name: getattr(row, name) for name in fields} for row in rows]


async def _take_letter(db: Db, row: Row, actor: Actor) -> None:
    version = await db.scalar(select(LetterTemplate.version).where(LetterTemplate.key == row["key"]))
    await letters.save_template(db, SaveLetterTemplate.model_validate({**row, "version": version}), actor=actor)


configures("letters", "key", reads=_letters, writes=_take_letter)
