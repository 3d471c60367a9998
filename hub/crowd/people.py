"""The crowd's people: staff with accounts, and households of patients with a family doctor each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from hub.core import keys, sealed
from hub.core.db import Db
from hub.core.keys import DataKey
from hub.crowd.scale import DAY_STARTS, SLOT_MINUTES, Scale
from hub.crowd.sink import Sink, Told, id_at, write_objects
from hub.identity.models import UserAccount, UserRole
from hub.patients import names, queries, rules, search
from hub.patients.demo import AGES, FAMILIES, MEN, STREETS, TOWNS, WOMEN
from hub.patients.index_models import PatientKey, PatientWord
from hub.patients.models import CareRelation, Patient, RelationKind, Sex
from hub.scheduling.models import Availability, HoursKind
from hub.staff.models import Facility, Practitioner, PractitionerRole
from hub.staff.rules import SPECIALTIES

OTHERS = ("receptionist", "billing_clerk", "pharmacist", "lab_technician", "team_lead", "store_manager")
HEADS = ("Ash", "Beck", "Brook", "Carl", "Cole", "Dun", "East", "Ell", "Fair", "Glen", "Grant", "Hal", "Harl", "Holm",
         "Kirk", "Lang", "Lind", "Mar", "Nor", "Oak", "Penn", "Ridge", "Sand", "Shel", "Stan", "Thorn", "Wald", "West",
         "Whit", "Wind")  # fmt: skip
TAILS = ("berg", "by", "dale", "den", "field", "ford", "gate", "ham", "hurst", "land", "ley", "low", "man", "more",
         "quist", "sen", "son", "stead", "stein", "stone", "ton", "wall", "ward", "well", "wick", "wood", "worth",
         "worthy", "yard", "zell")  # fmt: skip
SURNAMES = (*FAMILIES, *(head + tail for head in HEADS for tail in TAILS))
SECOND = ("Ana", "Bea", "Cleo", "Dora", "Eva", "Fay", "Gil", "Ina", "Jo", "Kai", "Lou", "May", "Noa", "Ole", "Pia",
          "Ray", "Sol", "Tia", "Uma", "Val")  # fmt: skip
AREAS = [area for area in range(212, 990) if area % 100 // 10 != 9 and area % 100 != 11]
"""Area codes; the last seven digits are 555-01xx, which no telephone company gives out."""


Key = tuple[UUID, bytes]
"""A data key, by which one seals."""


@dataclass
class People:
    """Who was made: ids that later tables refer to."""

    doctors: list[Practitioner] = field(default_factory=list)
    nurses: list[Practitioner] = field(default_factory=list)
    patients: list[UUID] = field(default_factory=list)
    keys: dict[UUID, Key] = field(default_factory=dict)
    """Patient -> his key."""
    wrapped: list[dict[str, Any]] = field(default_factory=list)
    """Rows of data_key that are still to be written."""
    search: list[Patient] = field(default_factory=list)
    """Whom a search cannot find yet."""

    def doctor_of(self, patient: int) -> int:
        """Everybody is in the panel of one doctor."""
        return patient % len(self.doctors)


async def staff(
    db: Db, scale: Scale, pick: Random, facility: Facility, departments: list[UUID], password_hash: str, at: datetime,
    told: Told,
) -> People:  # fmt: skip
    """Doctors with hours, nurses, and people at desks; each can sign in with the demo's password."""
    people = People()
    accounts: list[UserAccount] = []
    roles: list[tuple[UUID, str]] = []
    specialties = [code for code in SPECIALTIES if code != "nursing"]
    plan = [("doctor", n) for n in range(scale.doctors)] + [("nurse", n) for n in range(scale.nurses)]
    plan += [(OTHERS[n % len(OTHERS)], n) for n in range(scale.others)]
    for role, n in plan:
        given, family = pick.choice(WOMEN + MEN), pick.choice(SURNAMES)
        user = UserAccount(
            id=id_at(pick, at), email=address_of(role, n), password_hash=password_hash,
            display_name=f"{given} {family}",
        )  # fmt: skip
        if role in ("doctor", "nurse"):
            practitioner = Practitioner(
                id=id_at(pick, at), user_id=user.id, department_id=departments[n % len(departments)],
                role=PractitionerRole(role), given=given, family=family, title="Dr" if role == "doctor" else "RN",
                specialty=specialties[n % len(specialties)] if role == "doctor" else "nursing", languages=["en"],
                demo=True, created_at=at,
            )  # fmt: skip
            user.practitioner_id = practitioner.id
            (people.doctors if role == "doctor" else people.nurses).append(practitioner)
        accounts.append(user)
        roles.append((user.id, role))
    await write_objects(db, iter(accounts), told)
    await Sink(db, UserRole, ("user_id", "role"), told).write(roles)
    await write_objects(db, iter([*people.doctors, *people.nurses]), told)
    await Sink(db, Availability, _HOURS, told).write(_hours(people, facility, pick, at))
    return people


def address_of(role: str, n: int) -> str:
    """The e-mail with which the n-th doctor, nurse … of the crowd signs in."""
    return f"{role}{n + 1}@crowd.example.org"


_HOURS = ("id", "practitioner_id", "facility_id", "weekday", "starts", "ends", "slot_minutes", "kind", "valid_from")


def _hours(people: People, facility: Facility, pick: Random, at: datetime) -> Iterator[tuple[object, ...]]:
    for doctor in people.doctors:
        for weekday in range(5):
            for starts in DAY_STARTS:
                yield (id_at(pick, at), doctor.id, facility.id, weekday, starts, time(starts.hour + 4), SLOT_MINUTES,
                       HoursKind.any, date(2020, 1, 1))  # fmt: skip


async def patients(db: Db, people: People, scale: Scale, pick: Random, first: int, at: datetime, told: Told) -> None:
    """Households that share a name, an address and a telephone; then who looks after whom."""
    await write_objects(db, _somebody(people, scale, pick, first, at), told)
    columns = ("id", "owner_id", "kek", "wrapped", "created_at")
    await Sink(db, DataKey, columns, told).write([one[name] for name in columns] for one in people.wrapped)
    people.wrapped.clear()
    await _made_findable(db, people, told)
    columns = ("id", "patient_id", "practitioner_id", "kind", "source")
    await Sink(db, CareRelation, columns, told).write(_cared_for(people, pick, at))


async def _made_findable(db: Db, people: People, told: Told) -> None:
    """What a search looks into, as hub.patients.search keeps it."""
    pairs = ((word, other, row.id) for row in people.search for word, other in search.pairs_of(row))
    await Sink(db, PatientWord, ("word", "other", "patient_id"), told).write(pairs)
    exact = ((kind, value, row.id) for row in people.search for kind, value in search.keys_of(row))
    await Sink(db, PatientKey, ("kind", "value", "patient_id"), told).write(exact)
    await search.learn(db, {word for row in people.search for word, _ in search.pairs_of(row)})
    people.search.clear()


def _somebody(people: People, scale: Scale, pick: Random, first: int, at: datetime) -> Iterator[Patient]:
    left, household = 0, -1
    for n in range(scale.patients):
        if left == 0:
            left, household = 1 + pick.randrange(4), household + 1
            family = pick.choice(SURNAMES)
            town, code = pick.choice(TOWNS)
            home = {"line": f"{pick.randrange(2, 999)} {pick.choice(STREETS)}", "city": town, "state": "NY",
                    "postal_code": code, "country": "US"}  # fmt: skip
            phone = f"+1{AREAS[household // 100 % len(AREAS)]}55501{household % 100:02}"
        left -= 1
        woman = pick.random() < 0.53
        given = pick.choice(WOMEN if woman else MEN)
        if pick.random() < 0.7:  # two names: so many people are not all called the same
            given = f"{given} {pick.choice(SECOND)}"
        born = at.date() - timedelta(days=int(pick.choice(AGES) * 365.25) + pick.randrange(-900, 900) % 1800 + 10)
        registered = at - timedelta(days=pick.randrange(400, 2400))
        row = Patient(
            id=id_at(pick, registered), created_at=registered, number=rules.number_of(first + n), given=given,
            family=family, birth_date=born, sex=Sex.female if woman else Sex.male, phone=phone, address=home,
            email=f"{given}.{family}.{n}@example.org".lower().replace(" ", ".") if pick.random() < 0.6 else "",
            language="es" if pick.random() < 0.1 else "en", demo=True,
        )  # fmt: skip
        row.sound = names.sound_of(row.given, row.family)
        made = keys.make(row.id)
        people.wrapped.append(made)
        people.keys[row.id] = made["id"], keys.unwrap(made["kek"], made["wrapped"], made["id"], row.id)
        sealed.seal(row, *people.keys[row.id])
        people.search.append(row)
        people.patients.append(row.id)
        yield row


def _cared_for(people: People, pick: Random, at: datetime) -> Iterator[tuple[object, ...]]:
    for n, patient_id in enumerate(people.patients):
        doctor = people.doctors[people.doctor_of(n)]
        nurse = people.nurses[n % len(people.nurses)]
        for carer in (doctor, nurse):
            yield id_at(pick, at), patient_id, carer.id, RelationKind.care_team, queries.MANUAL
