"""The hospital's own registration fields: kept by an administrator, checked with every answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from hub.core import audit
from hub.core.actor import Actor
from hub.core.db import Db, ReadDb
from hub.core.errors import Invalid
from hub.patients.models import FieldKind, RegistrationField


async def all_of(db: Db | ReadDb, *, with_inactive: bool = False) -> list[RegistrationField]:
    """The fields in the order in which they are asked."""
    found = select(RegistrationField).order_by(RegistrationField.position, RegistrationField.id)
    return list(await db.scalars(found if with_inactive else found.where(RegistrationField.active)))


async def keep(db: Db, values: Mapping[str, Any], *, actor: Actor) -> RegistrationField:
    """A field, new or corrected by its code. Answers that were given before stay."""
    if values["kind"] == FieldKind.choice and len(values["choices"]) < 2:
        raise Invalid("A choice needs at least two answers.", code="no_choices")
    row = await db.scalar(select(RegistrationField).where(RegistrationField.code == values["code"]).with_for_update())
    if row is None:
        row = RegistrationField(**values)
        db.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    audit.wrote(db, actor, row)
    await db.flush()
    return row


async def checked(db: Db | ReadDb, answers: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    """The answers as they are kept; `whole`: everything required must be there. 422 with every wrong field."""
    known = {row.code: row for row in await all_of(db)}
    wrong = [(code, "There is no such field.") for code in answers if code not in known]
    wrong += [(row.code, f"{row.label} is missing.") for row in lacking(known.values(), answers)
              if whole or row.code in answers]  # fmt: skip
    kept: dict[str, Any] = {}
    for code, row in known.items():
        if (value := answers.get(code)) in EMPTY:
            continue
        if message := unfit(row, value):
            wrong.append((code, message))
        kept[code] = value
    if wrong:
        raise Invalid(wrong[0][1], code="bad_field", errors=[
            {"path": f"extra.{code}", "message": message, "type": "field"} for code, message in wrong])  # fmt: skip
    return kept


EMPTY = (None, "")


def lacking(asked: Iterable[RegistrationField], answers: Mapping[str, Any]) -> list[RegistrationField]:
    """What this hospital requires and nobody has answered."""
    return [row for row in asked if row.required and answers.get(row.code) in EMPTY]


def unfit(row: RegistrationField, value: Any) -> str:
    """What is wrong with an answer, '' for nothing."""
    match row.kind:
        case FieldKind.boolean:
            return "" if isinstance(value, bool) else f"{row.label}: yes or no."
        case FieldKind.number:
            fine = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15
            return "" if fine else f"{row.label}: a number."
        case FieldKind.choice:
            return "" if value in row.choices else f"{row.label}: one of {', '.join(row.choices)}."
        case FieldKind.date:
            try:
                date.fromisoformat(str(value))
            except ValueError:
                return f"{row.label}: a date."
            return ""
    return "" if isinstance(value, str) and len(value) <= 500 else f"{row.label}: at most 500 letters."
