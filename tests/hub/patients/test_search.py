"""Names taken apart, and patients found by them: misspelt, misheard, by number, phone and date, at any size."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from random import Random
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, insert, text

from hub.core.actor import SYSTEM
from hub.core.ids import uuid7
from hub.core.settings import settings
from hub.patients import names, queries, search
from hub.patients.likeness import LIKELY, SHOWN, SURE, Person, compare
from hub.patients.models import Patient, Sex
from signaling.manager import channel
from tests.counting import counted
from tests.factories import patients
from tests.hub_fixture import Hub


@pytest.mark.parametrize(
    ("one", "other"),
    [("Catherine", "Kathryn"), ("Smith", "Smyth"), ("Philip", "Filip"), ("Stephen", "Steven"), ("Meyer", "Maier"),
     ("Mohammed", "Muhamad"), ("Schmidt", "Schmitt"), ("Yusuf", "Youssef"), ("Johnson", "Jonson"), ("Wright", "Rite"),
     ("Nguyễn", "Nguyen"), ("Christina", "Kristina"), ("McDonald", "MacDonald"), ("Jimenez", "Gimenez")],
)  # fmt: skip
def test_names_that_sound_alike(one: str, other: str) -> None:
    assert names.sound(one) == names.sound(other) != ""


def test_names_that_do_not_sound_alike() -> None:
    assert len({names.sound(name) for name in ("Garcia", "Smith", "Okafor", "Tanaka", "Larsen", "Rossi")}) == 6
    assert names.sound("Жанна") == names.sound("") == ""


WORD = st.text("abcdefghijklmnop", min_size=3, max_size=12)


@given(WORD, st.integers(0, 30), st.sampled_from(["take", "change", "swap", "add"]), st.sampled_from("xyz"))
def test_one_slip_is_always_found(word: str, at: int, how: str, letter: str) -> None:
    n = at % len(word)
    slipped = {
        "take": word[:n] + word[n + 1 :], "change": word[:n] + letter + word[n + 1 :],
        "add": word[:n] + letter + word[n:],
        "swap": word[: n - 1] + word[n] + word[n - 1] + word[n + 1 :] if n else word,
    }[how]  # fmt: skip
    if len(slipped) > 2 and slipped != word:
        assert names.distance(slipped, word) == 1
        assert names.slips(slipped) & names.slips(word)
        assert names.near(slipped, [word]) == [word]


def test_a_score_says_why() -> None:
    maria = Person("María", "García", date(1984, 2, 9), "female", "+12125550123", "m@example.org")
    assert compare(maria, maria)[0] == 100
    score, why = compare(Person("Maria", "Garzia", date(1984, 9, 2)), maria)
    assert SURE > score >= LIKELY and {r.how for r in why} == {"same", "slip", "swapped"}
    assert compare(Person("Maria", "Garcia"), maria)[0] < LIKELY  # many people are called that
    twin = Person("Elena", "García", date(1984, 2, 9), "female", "+12125550123")
    assert SHOWN <= compare(twin, maria)[0] < LIKELY
    assert compare(Person("García", "Maria", date(1984, 2, 9)), maria)[0] >= LIKELY  # the two fields exchanged
    assert compare(Person("Maria", "Garcia", date(1950, 1, 1), "male"), maria)[0] < SHOWN


async def test_a_name_survives_a_slip_and_exact_ones_come_first(hub: Hub) -> None:
    desk = await hub.sign_in("receptionist")
    async with hub.transaction() as db:
        for given_name, family in (("Jon", "Smith"), ("John", "Smyth"), ("Ana Maria", "Smithson"), ("Wei", "Zhang")):
            await patients.patient(db, account=False, given=given_name, family=family)

    async def found(text: str) -> list[tuple[str, bool]]:
        rows = (await desk.get("/api/patients", search=text, expect=200))["items"]
        return [(row["family"], row["similar"]) for row in rows]

    assert await found("smith") == [("Smith", False), ("Smithson", False), ("Smyth", True)]
    assert await found("smiht jon") == [("Smith", True), ("Smyth", True)]
    assert await found("jon smit") == [("Smith", False), ("Smyth", True)]
    assert await found("maria smithsen ana") == [("Smithson", True)]
    assert await found("zhnag") == [("Zhang", True)]
    assert await found("smith 1980") == [("Smith", False), ("Smithson", False), ("Smyth", True)]
    assert await found("smith 1981") == [] and await found("jon 05/17/1980") == [("Smith", False), ("Smyth", True)]
    async with hub.transaction() as db:
        row = await queries.patient(db, (await queries.search(db, SYSTEM, search="zhang"))[0].patient.id)
        row.family = "Petrov"
        await search.index(db, [row])
    assert await found("zhang") == [] and await found("petrov wei") == [("Petrov", False)]


async def _town(hub: Hub, size: int) -> None:
    """So many more people with the names that people have: few are had by many, many by few."""
    pick, made = Random(size), []
    given_names = [
        f"{a}{b}" for a in ("al", "be", "ca", "da", "el", "fa", "gi", "ha") for b in ("na", "ro", "mi", "to")
    ]
    families = [f"{a}{b}{c}" for a in given_names for b in ("k", "m", "r", "s") for c in ("er", "son", "ov")]
    for n in range(size):
        made.append(
            Patient(
                id=uuid7(), number=f"T-{size}-{n}",
                given=given_names[int(len(given_names) * pick.random() ** 2)].title(),
                family=families[int(len(families) * pick.random() ** 2)].title(), sex=Sex.female,
                birth_date=date(1930, 1, 1) + timedelta(days=pick.randrange(33_000)), email="",
                phone=f"+1212{pick.randrange(2_000_000, 9_999_999)}",
            )
        )  # fmt: skip
    async with hub.transaction() as db:
        for start in range(0, size, 4000):
            some = made[start : start + 4000]
            columns = ("id", "number", "given", "family", "sex", "birth_date", "phone", "email")
            await db.execute(insert(Patient), [
                {**{name: getattr(row, name) for name in columns}, "sound": names.sound_of(row.given, row.family)}
                for row in some
            ])  # fmt: skip
            await search.index(db, some)
    async with hub.transaction() as db:
        await db.execute(text("ANALYZE"))


async def _pages(hub: Hub, question: Awaitable[Any]) -> tuple[int, int]:
    """(pages of the database that the statements of `question` touch, number of statements)."""
    engine, seen = hub.database.engine.sync_engine, []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        await question
    finally:
        event.remove(engine, "before_cursor_execute", note)
    touched = 0
    async with hub.database.engine.connect() as connection:
        for statement, parameters in seen:
            plan = await connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", parameters)
            top = plan.scalar_one()[0]["Plan"]
            touched += top["Shared Hit Blocks"] + top["Shared Read Blocks"]
    return touched, len(seen)


async def test_search_touches_no_more_of_a_large_town_than_of_a_small_one(hub: Hub) -> None:
    """Thirty times the people: counted in pages that PostgreSQL touches, which no busy machine changes."""
    desk = await hub.sign_in("receptionist")
    small: dict[str, int] = {}
    large: dict[str, int] = {}
    typed = ("alnakre", "dana", "alnaker dana", "da al", "(212) 555-0199", "02/09/1984", "T-300-7", "dnaa alnaker")
    person = Person("Dana", "Albaker", date(1984, 2, 9), "female", "+12125550199", "x@example.org")
    for size, pages in ((300, small), (9000, large)):
        await _town(hub, size)
        for words in typed:
            async with hub.reading() as db:
                pages[words], statements = await _pages(hub, queries.search(db, desk.actor, search=words))
            assert statements <= 4
        async with hub.reading() as db:
            pages["alike"], _ = await _pages(hub, queries.alike(db, person))
        async with hub.reading() as db:
            pages["list"], _ = await _pages(hub, queries.search(db, desk.actor))
    # A page of 50 people is 50 rows of the table whatever its size; in the small town there were not 50 to show.
    assert {words: (small[words], n) for words, n in large.items() if n > max(small[words] * 2, 450)} == {}
    with counted(hub.database) as seen:
        assert (await desk.get("/api/patients", search="alnakre dnaa", expect=200))["items"]
    assert len(seen) <= 12, seen


async def test_b14_one_number_of_two_houses_names_two_people(hub: Hub) -> None:
    """Two houses gave out the same number: in search, likeness, files, exports and channels it stays two people."""
    desk, admin, officer = [await hub.sign_in(role) for role in ("receptionist", "admin", "privacy_officer")]
    rule = {"kind": "other", "pattern": "", "check_digit": "", "exclusive": True, "required": False, "active": True}
    people = {}
    for code, given_name in (("north", "Nora"), ("south", "Sal")):
        await admin.put("/api/registration/systems", {**rule, "code": code, "name": f"Number of {code}"})
        async with hub.transaction() as db:
            row = await patients.patient(db, account=False, given=given_name, family=f"Of{code}", email="")
            people[code] = row
        await desk.post(f"/api/patients/{row.id}/identifiers", {"system": code, "value": "1001"}, expect=201)
    found = (await desk.get("/api/patients", search="1001"))["items"]
    assert {(row["id"], row["family"]) for row in found} == {(str(row.id), row.family) for row in people.values()}
    for code, row in people.items():
        (number,) = (await desk.get(f"/api/patients/{row.id}"))["identifiers"]
        assert (number["system"], number["value"]) == (code, "1001")
        other = people["south" if code == "north" else "north"]
        taken = await desk.post(f"/api/patients/{other.id}/identifiers", {"system": code, "value": "1001"}, expect=409)
        assert taken.code == "identifier_taken"
    north, south = ({("north", "1001")}, {("south", "1001")})
    one = Person("Nora", "Ofnorth", date(1980, 5, 17), identifiers=frozenset(north))
    assert not any(why.what == "identifier" for why in compare(one, replace(one, identifiers=frozenset(south)))[1])
    files = {}
    for code, row in people.items():
        await officer.post(f"/api/patients/{row.id}/exports", {"reason": "asked for"}, expect=201)
        await hub.run_jobs()
        (made,) = (await officer.get(f"/api/patients/{row.id}/exports"))["items"]
        reply = await officer.get(f"/api/patients/{row.id}/exports/{made['id']}")
        files[reply.headers["Content-Disposition"]] = reply.raw
        with ZipFile(BytesIO(reply.raw)) as archive:
            told = b"".join(archive.read(name) for name in archive.namelist())
        assert row.family.encode() in told and f"Of{'south' if code == 'north' else 'north'}".encode() not in told
    assert len(files) == 2 and not any("1001" in name for name in files), "no file is named by such a number"
    # Two hospitals on one Valkey: a room of the one is never a room of the other.
    options = [settings().model_copy(update={"database_url": f"postgresql:///{name}"}) for name in ("north", "south")]
    assert channel(options[0]) != channel(options[1])
