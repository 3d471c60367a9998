"""The demo's patients: invented names, numbers from ranges that are reserved for fiction (555-01xx)."""

from __future__ import annotations

import random
from datetime import date, timedelta

from hub.core import audit
from hub.core.actor import SYSTEM
from hub.core.db import Db
from hub.core.demo import SEED, Demo
from hub.identity.demo_logins import email
from hub.patients import actions, demo_faces, demo_onboarding, documents, identifiers, proxies, queries, search
from hub.patients.models import (
    CareRelation,
    ConsentKind,
    IdentifierKind,
    Kinship,
    Patient,
    RelationKind,
    Sex,
    SignatureKind,
)
from hub.patients.rules import age_on

HOW_MANY = 60
WOMEN = ("Alice", "Beatriz", "Chiara", "Dalia", "Emma", "Farah", "Giulia", "Hanna", "Irina", "Jasmine", "Keiko",
         "Leila", "Mei", "Nadia", "Olga", "Petra", "Ruth", "Sofia", "Thandi", "Yara")  # fmt: skip
MEN = ("Adam", "Bruno", "Carlos", "Daniel", "Elias", "Femi", "George", "Hugo", "Ivan", "Jamal", "Kenji", "Liam",
       "Mateo", "Nils", "Omar", "Pavel", "Rafael", "Simon", "Tariq", "Walter")  # fmt: skip
FAMILIES = ("Abbott", "Baptiste", "Castillo", "Dimitrov", "Eriksen", "Farouk", "Gallagher", "Hoffmann", "Ibrahim",
            "Jankowski", "Kowalski", "Larsen", "Moreau", "Nakamura", "O'Brien", "Papadakis", "Quinn", "Rossi",
            "Sandoval", "Tanaka", "Ueda", "Vargas", "Whitfield", "Yilmaz", "Zhang")  # fmt: skip
AGES = (2, 7, 16, 25, 31, 38, 45, 52, 61, 68, 77, 86)
STREETS = ("Maple Avenue", "Second Street", "Hudson Lane", "Chestnut Road", "Orchard Way", "Mill Street")
TOWNS = (("Albany", "12203"), ("Troy", "12180"), ("Schenectady", "12305"), ("Delmar", "12054"), ("Cohoes", "12047"))
LOGINS = (
    ("patient", "Elena", "Marsh", Sex.female, 34, "en"),
    ("patient2", "Tomas", "Rivera", Sex.male, 58, "es"),
)

SIGNATURE = [
    [120, 640, 150, 420, 210, 300, 250, 330, 230, 470, 180, 600, 230, 660, 300, 560, 340, 520, 350, 600, 400, 610,
     430, 540, 450, 530, 460, 600, 500, 610, 540, 520, 560, 300, 540, 600, 590, 600, 640, 520, 670, 590, 760, 560],
    [300, 760, 520, 720, 820, 690],
]  # fmt: skip


NUMBERS = (
    ("passport", "Passport", IdentifierKind.national, ""), ("old", "Former number", IdentifierKind.other, "ST-{n:5}"),
    ("medicaid", "Medicaid number", IdentifierKind.insurance, ""),
)  # fmt: skip


async def load(db: Db, demo: Demo) -> None:
    """Two who can sign in and the rest of the town."""
    demo.made["patients"] = []
    for code, name, sort, pattern in NUMBERS:
        values = {"code": code, "name": name, "kind": sort, "pattern": pattern, "check_digit": ""}
        await identifiers.keep_system(db, values, actor=SYSTEM)
    faces = random.Random(SEED)  # its own, so that a picture more or less makes nobody another person
    for n, (login, given, family, sex, age, language) in enumerate(LOGINS):
        row, _ = await actions.register_self(
            db, password="", email=email(login), actor=SYSTEM, demo=True, given=given, family=family, sex=sex,
            birth_date=_born(demo, age), phone=f"+1518555010{n + 1}", address=_address(demo), language=language,
            password_hash=demo.password_hash,
        )  # fmt: skip
        for kind, signed in ((ConsentKind.treatment, SignatureKind.drawn), (ConsentKind.privacy, SignatureKind.typed)):
            await actions.give_consent(db, row, kind, row.name, actor=SYSTEM, source="reception", signed=signed,
                                       strokes=SIGNATURE)  # fmt: skip
        await documents.set_photo(db, row, demo_faces.drawn(faces, long_hair=sex == Sex.female), actor=SYSTEM)
        demo.made[login] = row
        demo.made["patients"].append(row)
    with db.no_autoflush:  # many rows per round trip
        numbers = await identifiers.next_numbers(db, HOW_MANY - len(LOGINS))
        town = [await _somebody(db, demo, n, number) for n, number in enumerate(numbers)]
        await search.index(db, town)
        for row in town[::9]:
            face = demo_faces.drawn(faces, long_hair=row.sex == Sex.female)
            await documents.set_photo(db, row, face, actor=SYSTEM)
        demo.made["patients"] += town
        await _family(db, demo, town)
        _care_team(db, demo)
        await db.flush()
    for patient in demo.made["patients"][::6]:
        await identifiers.add(db, patient, "old", "", actor=SYSTEM)
    await demo_onboarding.load(db, demo)


async def _family(db: Db, demo: Demo, town: list[Patient]) -> None:
    """The first login is a mother, and holds a power of attorney; both were registered at the desk."""
    today = demo.now.date()
    child = next(row for row in town if age_on(row.birth_date, today) < proxies.DEFAULT_AGES[0])
    elder = next(row for row in town if age_on(row.birth_date, today) > 70)
    given = {"proxy_patient_id": demo.made["patient"].id, "identity": "passport"}
    parent = {"kind": "parent", "kinship": Kinship.mother, "rights": list(proxies.RIGHTS)}
    paper = {"kind": "paper", "kinship": Kinship.child, "rights": ["details", "book", "bills"],
             "paper": "Power of attorney", "ends_on": today + timedelta(days=300)}  # fmt: skip
    await proxies.give(db, child, {**given, **parent}, actor=SYSTEM)
    await proxies.give(db, elder, {**given, **paper}, actor=SYSTEM)


async def _somebody(db: Db, demo: Demo, n: int, number: str) -> Patient:
    pick = demo.random
    woman = pick.random() < 0.54
    given, family = pick.choice(WOMEN if woman else MEN), pick.choice(FAMILIES)
    mail = f"{given}.{family}{n}".lower().replace("'", "") + "@example.org" if pick.random() < 0.8 else ""
    return await actions.register(
        db, given=given, family=family, birth_date=_born(demo, pick.choice(AGES)),
        sex=Sex.female if woman else Sex.male, actor=SYSTEM, email=mail, phone=f"+151855501{n:02}",
        address=_address(demo), language="es" if pick.random() < 0.15 else "en", demo=True, findable=False,
        number=number,
    )  # fmt: skip


def _care_team(db: Db, demo: Demo) -> None:
    """Everybody has a family doctor; some are known on the ward. Nobody listens yet, so no fact is stated."""
    doctors = demo.made.get("doctors", [])
    for n, patient in enumerate(demo.made["patients"]):
        carers = doctors[n % 3 : n % 3 + 1] + ([demo.made["nurse"]] if n % 5 == 0 and "nurse" in demo.made else [])
        for carer in carers:
            row = CareRelation(
                patient_id=patient.id, practitioner_id=carer.id, kind=RelationKind.care_team, source=queries.MANUAL
            )
            db.add(row)
            audit.wrote(db, SYSTEM, row)


def _born(demo: Demo, age: int) -> date:
    return demo.now.date() - timedelta(days=int(age * 365.25) + demo.random.randrange(20, 340))


def _address(demo: Demo) -> dict[str, str]:
    town, code = demo.random.choice(TOWNS)
    line = f"{demo.random.randrange(2, 190)} {demo.random.choice(STREETS)}"
    return {"line": line, "city": town, "state": "NY", "postal_code": code, "country": "US"}
