"""Numbers of patients: the hospital's rules for them, numbers given out, noted and ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, any_, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import IntegrityError

from hub.core import audit
from hub.core.actor import Actor
from hub.core.clock import now
from hub.core.db import Db, ReadDb
from hub.core.errors import Conflict, Invalid, NotFound
from hub.core.once import forget, once
from hub.core.prepared import Loaded
from hub.identity import house
from hub.patients import names, numbering, rules, search
from hub.patients.models import IdentifierKind, IdentifierSystem, Patient, PatientIdentifier, patient_number

_RULE = "patients.numbering"


async def systems(db: Db | ReadDb, *, with_inactive: bool = False) -> list[IdentifierSystem]:
    """The kinds of numbers that this hospital knows, by name."""
    found = select(IdentifierSystem).order_by(IdentifierSystem.name, IdentifierSystem.id)
    return list(await db.scalars(found if with_inactive else found.where(IdentifierSystem.active)))


async def keep_system(db: Db, values: Mapping[str, Any], *, actor: Actor) -> IdentifierSystem:
    """A kind of number, new or corrected by its code; numbers given before stay what they are."""
    numbering.check_rule(values["pattern"], values["check_digit"])
    if values["kind"] == IdentifierKind.mrn and not numbering.draws(values["pattern"]):
        raise Invalid("The hospital's own number needs {n} in its pattern.", code="bad_pattern")
    row = await db.scalar(select(IdentifierSystem).where(IdentifierSystem.code == values["code"]).with_for_update())
    if row is None:
        row = IdentifierSystem(**values)
        db.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    audit.wrote(db, actor, row)
    await db.flush()
    forget(db, _RULE)
    return row


async def next_number(db: Db) -> str:
    """The next number of this hospital's own (MRN), by the rule that is in force; never given twice."""
    (number,) = await next_numbers(db, 1)
    return number


async def next_numbers(db: Db, count: int) -> list[str]:
    """As many of them at once, for who registers many."""
    each = func.generate_series(1, count).table_valued("n")
    drawn = list(await db.scalars(select(patient_number.next_value()).select_from(each)))

    async def ask() -> Any:
        found = await db.execute(
            select(IdentifierSystem.pattern, IdentifierSystem.check_digit)
            .where(IdentifierSystem.kind == IdentifierKind.mrn, IdentifierSystem.active)
            .order_by(IdentifierSystem.id.desc()).limit(1)
        )  # fmt: skip
        return found.first()

    with db.no_autoflush:  # to ask for the rule writes nothing: patients who come together are written together
        rule = await once(db, _RULE, ask)
    if rule is None:
        return [rules.number_of(n) for n in drawn]
    year = (await house.today(db)).year
    return [numbering.made(rule.pattern, rule.check_digit, n, year) for n in drawn]


_OF_PATIENTS = Loaded(
    select(PatientIdentifier, IdentifierSystem)
    .join(IdentifierSystem, IdentifierSystem.id == PatientIdentifier.system_id)
    .where(PatientIdentifier.patient_id == any_(bindparam("ids", type_=ARRAY(Uuid()))),
           PatientIdentifier.ended_at.is_(None))
    .order_by(IdentifierSystem.name, PatientIdentifier.id)
)  # fmt: skip


async def of_patients(db: Db | ReadDb, ids: Sequence[UUID]) -> list[tuple[PatientIdentifier, IdentifierSystem]]:
    """The numbers in force of these patients, each with its kind."""
    return await db.load(_OF_PATIENTS, ids=list(ids))


async def add(db: Db, patient: Patient, code: str, value: str, *, actor: Actor) -> PatientIdentifier:
    """Note a number of the patient ('' where we give them out: the next one). 409 when it is somebody else's."""
    row = await _made(db, patient, code, value)
    db.add(row)
    audit.wrote(db, actor, row)
    try:
        await db.flush()
    except IntegrityError as error:
        raise Conflict("Another patient has this number.", code="identifier_taken") from error
    await search.index(db, [patient])
    return row


async def _made(db: Db, patient: Patient, code: str, value: str) -> PatientIdentifier:
    system = await db.scalar(select(IdentifierSystem).where(IdentifierSystem.code == code, IdentifierSystem.active))
    if system is None or system.kind == IdentifierKind.mrn:
        raise Invalid("There is no such kind of number.", code="unknown_system")
    if not value and numbering.draws(system.pattern):
        n = await db.scalar(
            update(IdentifierSystem).where(IdentifierSystem.id == system.id)
            .values(next_number=IdentifierSystem.next_number + 1, version=IdentifierSystem.version + 1)
            .returning(IdentifierSystem.next_number)
        )  # fmt: skip
        value = numbering.made(system.pattern, system.check_digit, int(n or 1) - 1, (await house.today(db)).year)
    elif not numbering.fits(system.pattern, system.check_digit, value.strip()):
        message = f"This is not a {system.name}: {system.pattern}" if system.pattern else "Please enter the number."
        raise Invalid(message, code="bad_identifier", errors=[
            {"path": f"identifiers.{code}", "message": message, "type": "identifier"}])  # fmt: skip
    key = search.stored("identifier", names.key_value("identifier", value))
    return PatientIdentifier(patient_id=patient.id, system_id=system.id, value=value.strip(), key=key,
                             exclusive=system.exclusive)  # fmt: skip


async def end(db: Db, patient: Patient, identifier_id: UUID, *, actor: Actor) -> None:
    """No longer this patient's number; it stays in the record and finds nobody any more."""
    row = await db.get(PatientIdentifier, identifier_id, with_for_update=True)
    if row is None or row.patient_id != patient.id or row.ended_at is not None:
        raise NotFound()
    row.ended_at = now()
    audit.wrote(db, actor, row)
    await search.index(db, [patient])


async def missing(db: Db | ReadDb, given: Sequence[str]) -> list[str]:
    """Names of the kinds that registration asks for and `given` (their codes) lacks."""
    wanted = select(IdentifierSystem).where(IdentifierSystem.active, IdentifierSystem.required)
    return [row.name for row in await db.scalars(wanted) if row.code not in given]
