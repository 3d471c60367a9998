"""Sealed columns, their keys, and the signed heads of the audit trail."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import orjson
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from hub.core import audit, heads, keys, rotation, sealed
from hub.core.actor import SYSTEM
from hub.core.keys import Unreadable
from hub.core.rotation import RotationKind
from hub.encounters.models import Referral
from hub.identity.factors.models import Letter, SecondFactor
from tests.counting import counted
from tests.factories import identity
from tests.hub_fixture import Hub
from tests.workflows.hosting import chain, publish, start

CANARY = "canary-0451-seed"


async def seeds(hub: Hub, count: int) -> list[UUID]:
    async with hub.transaction() as db:
        users = [await identity.user(db, "pharmacist") for _ in range(count)]
        await db.flush()
        for user in users:
            db.add(SecondFactor(user_id=user.id, seed=f"{CANARY}-{user.id}"))
        return [user.id for user in users]


async def all_right(hub: Hub, ids: list[UUID]) -> None:
    async with hub.reading() as db:
        for row in await db.scalars(select(SecondFactor)):
            assert row.seed == f"{CANARY}-{row.user_id}"


async def test_b68_nothing_stands_in_clear_and_a_moved_value_does_not_open(hub: Hub) -> None:
    one, two = await seeds(hub, 2)
    stored = await hub.sql("SELECT user_id, seed_sealed FROM second_factor")
    assert all(row[1].startswith("1|") and CANARY not in row[1] for row in stored)
    with counted(hub.database) as statements:
        await all_right(hub, [one, two])
    assert len(statements) == 1  # the wrapped keys come with the rows
    async with hub.transaction() as db:
        await db.execute(text("UPDATE second_factor SET seed_sealed = (SELECT seed_sealed FROM second_factor WHERE "
                              "user_id = :two) WHERE user_id = :one"), {"one": one, "two": two})  # fmt: skip
    async with hub.reading() as db:
        moved = (await db.scalars(select(SecondFactor).where(SecondFactor.user_id == one))).one()
        assert moved.seed == ""  # sealed under a key of somebody else
    async with hub.transaction() as db:
        letter = Letter(kind="invite", to="a@example.org", link="/x", house=keys.HOUSE)
        db.add(letter)
        await db.flush()
        await db.execute(text("UPDATE account_letter SET to_sealed = link_sealed"))
    async with hub.reading() as db:
        with pytest.raises(Unreadable):  # the same key, the same row, another column
            _ = (await db.get_one(Letter, letter.id)).to
    with pytest.raises(TypeError):
        _ = SecondFactor.seed == "x"


async def test_b69_keys_rotate_step_by_step_and_the_old_ones_are_gone(hub: Hub) -> None:
    ids = await seeds(hub, 3)
    for kind in (RotationKind.keks, RotationKind.data):
        before = {row[0] for row in await hub.sql("SELECT kek FROM data_key")}
        old = {row[0] for row in await hub.sql("SELECT id FROM data_key")}
        async with hub.transaction() as db:
            await rotation.start(db, kind, actor=SYSTEM)
        while True:
            try:  # killed in the middle of every part: it is done again
                async with hub.transaction() as db:
                    await rotation.step(db)
                    raise KeyboardInterrupt
            except KeyboardInterrupt:
                await all_right(hub, ids)
            async with hub.transaction() as db:
                more = await rotation.step(db)
            await all_right(hub, ids)
            if not more:
                break
        if kind is RotationKind.keks:
            assert not before & {row[0] for row in await hub.sql("SELECT kek FROM data_key")}
            assert not before & keys.keyring().keys.keys()
        else:
            assert not old & {row[0] for row in await hub.sql("SELECT id FROM data_key")}
    assert (await hub.sql("SELECT count(*) FROM key_rotation WHERE finished_at IS NOT NULL"))[0][0] == 2
    async with hub.transaction() as db:
        assert await rotation.shred(db, ids[0], actor=SYSTEM, reason="erasure") == 1
    async with hub.reading() as db:
        gone = (await db.scalars(select(SecondFactor).where(SecondFactor.user_id == ids[0]))).one()
        assert gone.seed == ""
    async with hub.transaction() as db:  # something new of him, under a new key: the shut value stops no rotation
        db.add(Letter(kind="invite", to="a@example.org", link="/x", house=ids[0]))
        await rotation.start(db, RotationKind.data, actor=SYSTEM)
        while await rotation.step(db):
            pass
    async with hub.reading() as db:
        letter = (await db.scalars(select(Letter).where(Letter.house == ids[0]))).one()
        gone = (await db.scalars(select(SecondFactor).where(SecondFactor.user_id == ids[0]))).one()
        assert (letter.to, gone.seed) == ("a@example.org", "")


async def test_what_was_undone_with_a_savepoint_is_sealed_anew_when_it_is_added_again(hub: Hub) -> None:
    """Its first key went with the savepoint: kept under that, it could never be opened again."""
    async with hub.transaction() as db:
        user = await identity.user(db, "pharmacist")
        await db.flush()
        row = SecondFactor(user_id=user.id, seed=f"{CANARY}-{user.id}")
        with pytest.raises(RuntimeError):
            async with db.begin_nested():
                db.add(row)
                await db.flush()
                raise RuntimeError
        assert row.seed == f"{CANARY}-{user.id}"
        db.add(row)
    await all_right(hub, [user.id])
    assert await hub.sql("SELECT count(*) FROM data_key WHERE owner_id = :u", u=user.id) == [(1,)]


async def test_b69_two_who_need_the_first_key_of_one_owner_make_one(hub: Hub) -> None:
    owner, both = uuid4(), asyncio.Barrier(2)

    async def add() -> None:
        async with hub.transaction() as db:
            db.add(Letter(kind="invite", to=f"{CANARY}@example.org", link="/x", house=owner))
            await both.wait()

    await asyncio.gather(add(), add())
    async with hub.reading() as db:
        letters = list(await db.scalars(select(Letter).where(Letter.house == owner)))
    assert [row.to for row in letters] == [f"{CANARY}@example.org"] * 2
    assert await hub.sql("SELECT count(*) FROM data_key WHERE owner_id = :o", o=owner) == [(1,)]


async def written(hub: Hub, count: int = 3) -> None:
    for _ in range(count):
        async with hub.transaction() as db:
            audit.noted(db, SYSTEM, "test", "thing")


async def signed(hub: Hub) -> None:
    async with hub.transaction() as db:
        await heads.sign(db, SYSTEM)


async def problem(hub: Hub) -> str | None:
    async with hub.reading() as db:
        return (await heads.verify(db)).problem


async def as_owner(hub: Hub, *statements: str) -> None:
    """What the owner of the tables can do: switch the triggers off and write."""
    async with hub.transaction() as db:
        for statement in ("ALTER TABLE audit_event DISABLE TRIGGER USER", *statements,
                          "ALTER TABLE audit_event ENABLE TRIGGER USER"):  # fmt: skip
            await db.execute(text(statement))


LAST = "(SELECT max(id) FROM audit_event)"
REHASH = """
DO $$ DECLARE l integer; e audit_event; h bytea; n bigint; BEGIN
  FOR l IN 0..15 LOOP
    h := ''; n := 0;
    FOR e IN SELECT * FROM audit_event WHERE lane = l ORDER BY seq LOOP
      n := n + 1; e.seq := n; h := sha256(h || convert_to(audit_text(e), 'UTF8'));
      UPDATE audit_event SET seq = n, hash = h WHERE id = e.id;
    END LOOP;
    UPDATE audit_lane SET seq = n, hash = h WHERE lane = l;
  END LOOP;
END $$"""


@pytest.mark.parametrize(
    ("how", "statements"),
    [
        ("edit", [f"UPDATE audit_event SET actor_name = 'somebody else' WHERE id = {LAST}"]),
        ("delete", [f"DELETE FROM audit_event WHERE id = {LAST} - 1", "UPDATE audit_lane SET seq = seq WHERE true"]),
        ("reorder", [f"UPDATE audit_event SET at = at - interval '1 hour' WHERE id = {LAST}"]),
        ("cut tail", [f"DELETE FROM audit_event WHERE id = {LAST}", REHASH]),
        ("rewrite", ["UPDATE audit_event SET actor_name = 'somebody else'", REHASH]),
    ],
)
async def test_b66_whatever_is_done_to_the_trail_is_found(
    hub: Hub, how: str, statements: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(heads, "path", lambda: tmp_path / "heads.jsonl")  # type: ignore[operator]
    await written(hub)
    await signed(hub)
    await written(hub)
    await signed(hub)
    assert await problem(hub) is None
    await as_owner(hub, *statements)
    assert await problem(hub) is not None, how


async def test_b66_a_forged_line_of_the_signed_heads_is_found(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    file = tmp_path / "heads.jsonl"  # type: ignore[operator]
    monkeypatch.setattr(heads, "path", lambda: file)
    for _ in range(2):
        await written(hub, 1)
        await signed(hub)
    await signed(hub)  # nothing new: no line
    lines = file.read_bytes().splitlines()
    assert len(lines) == 2
    forged = {**orjson.loads(lines[0]), "root": "00"}
    file.write_bytes(orjson.dumps(forged) + b"\n" + lines[1] + b"\n")
    assert "line 1" in (await problem(hub) or "")
    file.write_bytes(lines[1] + b"\n")
    assert "does not follow" in (await problem(hub) or "")


def test_a_merkle_root_depends_on_every_leaf() -> None:
    leaves = [bytes([n]) for n in range(5)]
    roots = {heads.merkle_root(leaves[:n]) for n in range(1, 6)} | {heads.merkle_root(leaves[::-1])}
    assert len(roots) == 6
    assert sealed.FORMAT == "1"


async def test_b69_what_stood_in_clear_is_sealed_beside_peoples_work(hub: Hub) -> None:
    """As an upgrade leaves it: the column is sealed from then on, and what stood there before waits for the job."""
    await publish(hub, chain("look", role="nurse"))
    nurse, patient, other = [await hub.sign_in(role, name) for role, name in
                             (("nurse", ""), ("patient", ""), ("patient", "Forgotten"))]  # fmt: skip
    case = await start(hub, by=nurse.actor, patient_id=patient.patient_id)
    talk = f"/api/cases/{case}/comments"
    for n in range(3):
        await nurse.post(talk, {"text": f"{CANARY}-{n}"}, expect=201, key=f"comment-{n}")
    assert await hub.sql("SELECT 1 FROM task_comment WHERE text IS NOT NULL OR text_sealed NOT LIKE '1|%'") == []
    asker = (await hub.actor("doctor")).practitioner_id
    async with hub.transaction() as db:
        await db.execute(text("SELECT set_config('hub.resealing', 'on', true)"))
        await db.execute(text(f"UPDATE task_comment SET text_sealed = '', text = '{CANARY}-' || id"))
        referral = Referral(patient_id=patient.patient_id, practitioner_id=asker, specialty="cardiology",
                            question="Is it the heart?")  # fmt: skip
        forgotten = Referral(patient_id=other.patient_id, practitioner_id=asker, specialty="cardiology",
                             question="The other one's")  # fmt: skip
        db.add_all([referral, forgotten])
        await db.flush()
        await db.execute(text("UPDATE referral SET question_sealed = '', question = 'Is it the heart?', answer = ''"))
    said = sorted(item["text"] for item in (await nurse.get(talk))["items"])
    assert len(said) == 3 and all(one.startswith(CANARY) for one in said), "it can be read as before"
    async with hub.transaction() as db:
        await rotation.start(db, RotationKind.clear, actor=SYSTEM)
        await rotation.shred(db, other.patient_id, actor=SYSTEM, reason="erasure")  # before the job came to his rows
    more = True
    while more:
        with pytest.raises(KeyboardInterrupt):  # killed in the middle of every part: it is done again
            async with hub.transaction() as db:
                await rotation.step(db)
                raise KeyboardInterrupt
        async with hub.transaction() as db:
            more = await rotation.step(db)
    whole = "SELECT row_to_json(c)::text FROM task_comment c UNION ALL SELECT row_to_json(r)::text FROM referral r"
    kept = await hub.sql(whole)
    assert len(kept) == 5 and not any(CANARY in row[0] or "heart" in row[0] for row in kept)
    assert said == sorted(item["text"] for item in (await nurse.get(talk))["items"])
    async with hub.transaction() as db:
        again = await db.get_one(Referral, referral.id)
        assert (again.question, again.answer) == ("Is it the heart?", "")
        assert (await db.get_one(Referral, forgotten.id, populate_existing=True)).question == ""
        with pytest.raises(DBAPIError, match="append-only"):
            async with db.begin_nested():
                await db.execute(text("UPDATE task_comment SET text = 'changed'"))
