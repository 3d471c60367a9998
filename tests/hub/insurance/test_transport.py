"""The file link: nothing is half written, nothing is sent twice, a name cannot leave the folder."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from hub.core.settings import settings
from hub.insurance.models import ClaimStatus
from hub.insurance.simulator import desk
from hub.insurance.transport import LocalFolder
from tests.factories import insurance as make
from tests.hub.insurance import samples
from tests.hub.insurance.office import Office


def test_a_file_arrives_whole_and_once(tmp_path: Path) -> None:
    link = LocalFolder(tmp_path)
    link.send("a.x12", b"one")
    link.send("a.x12", b"two")
    assert (link.outbox / "a.x12").read_bytes() == b"one"
    (link.outbox / "a.x12").replace(link.taken / "a.x12")
    link.send("a.x12", b"three")
    assert not (link.outbox / "a.x12").exists()
    assert not list(tmp_path.rglob("*.tmp"))


def test_unfinished_files_are_left_alone(tmp_path: Path) -> None:
    link = LocalFolder(tmp_path)
    for name in ("b.x12", "a.x12", "c.x12.tmp", ".d.x12"):
        (link.inbox / name).write_bytes(b"x")
    assert [found.name for found in link.waiting()] == ["a.x12", "b.x12"]
    link.finish("a.x12")
    link.finish("a.x12")
    assert [found.name for found in link.waiting()] == ["b.x12"]


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", ".hidden", "done/x"])
def test_names_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    link = LocalFolder(tmp_path)
    with pytest.raises(FileNotFoundError):
        link.fetch(name)
    with pytest.raises(FileNotFoundError):
        link.finish(name)


def test_the_simulator_repeats_itself_after_a_crash(tmp_path: Path) -> None:
    """Killed after its answers and before its memory: the same names again, so the hub gets each answer once."""
    link = LocalFolder(tmp_path)
    link.send("1.x12", samples.CLAIMS)
    assert desk.work(tmp_path, make.NOW) == 7
    names = [found.name for found in link.waiting()]
    (tmp_path / desk.MEMORY).unlink()
    (link.taken / "1.x12").replace(link.outbox / "1.x12")
    assert desk.work(tmp_path, make.NOW) == 7
    assert [found.name for found in link.waiting()] == names


def test_one_simulator_at_a_time(tmp_path: Path) -> None:
    LocalFolder(tmp_path).send("1.x12", samples.CLAIMS)
    handle = os.open(tmp_path / "simulator.lock", os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    assert desk.work(tmp_path, make.NOW) == 0
    os.close(handle)
    assert desk.work(tmp_path, make.NOW) == 7


def test_what_the_simulator_cannot_read_is_put_aside(tmp_path: Path) -> None:
    link = LocalFolder(tmp_path)
    link.send("1.x12", b"not x12")
    assert desk.work(tmp_path, make.NOW) == 0
    assert (link.taken / "1.x12.unreadable").exists()


async def test_files_are_put_away_after_they_are_stored(office: Office) -> None:
    await office.submit(await office.cover("PAID"))
    link = await office.link()
    assert link.waiting() == [] and len(list(link.done.iterdir())) == 5
    assert [path.name for path in link.taken.iterdir()] == ["837P-000000001.x12"]
    assert json.loads((link.root / desk.MEMORY).read_text())["control"] > 0


async def test_a_file_dropped_by_somebody_else_is_picked_up(office: Office) -> None:
    link = await office.link()
    (link.inbox / "letter.txt").write_bytes(b"Dear hospital")
    await office.poll()
    (file,) = (await office.clerk.get("/api/interchanges", status="quarantined"))["items"]
    assert (file["name"], file["reason_code"]) == ("letter.txt", "x12_not_x12")
    assert link.waiting() == []
    (link.inbox / "letter.txt").write_bytes(b"Dear hospital, again")
    await office.poll()
    assert len((await office.clerk.get("/api/interchanges", status="quarantined"))["items"]) == 2


KILLED = """
import asyncio, sys
from hub.core import db as core_db
from hub.core.jobs import run
from hub.modules import load
load()
async def main():
    database = core_db.connect(sys.argv[1], pool_size=2)
    print(await run(database, int(sys.argv[2])))
asyncio.run(main())
"""


@pytest.mark.parametrize("point", ["insurance.before_file", "insurance.after_file"])
async def test_b61_killed_while_sending_leaves_one_claim_and_one_file(
    office: Office, point: str, tmp_path: Path
) -> None:
    from hub.core import jobs

    claim = await office.submit(await office.cover("PAID"), run=False)
    while True:
        await office.hub.publish()
        async with office.hub.transaction() as db:
            due = await jobs.due(db)
        names = await office.hub.sql("SELECT id, name FROM job WHERE state = 'queued'")
        sending = [row.id for row in names if row.name == "insurance.send_file"]
        if sending:
            break
        for job_id in due:
            await jobs.run(office.hub.database, job_id)
    environment = os.environ | {"HUB_FAULT_POINT": point, "HUB_CLEARING_HOUSE_DIR": str(settings().clearing_house_dir)}
    url = office.hub.database.url
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", KILLED, url, str(sending[0])], env=environment, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()[-2000:]
    assert (await office.claim(claim.id)).status is ClaimStatus.batched
    if point == "insurance.after_file":
        await office.later(timedelta())  # the payer is faster than the next worker: its answers prove what was sent
        assert (await office.claim(claim.id)).status is ClaimStatus.paid
    async with office.hub.transaction() as db:
        from sqlalchemy import text

        await db.execute(text("UPDATE job SET lease_until = now() - interval '1 minute' WHERE state = 'running'"))
    async with office.hub.transaction() as db:
        assert await jobs.reclaim(db) == 1
    await office.hub.run_jobs()
    assert (await office.claim(claim.id)).status is ClaimStatus.paid
    assert await office.hub.sql("SELECT name FROM job WHERE state = 'dead'") == []
    assert await office.hub.sql("SELECT status FROM interchange WHERE direction = 'out'") == [("accepted",)]
    link = await office.link()
    assert [path.name for path in link.taken.iterdir()] == ["837P-000000001.x12"]
    assert len(office.said("ClaimAdjudicated")) == 1
    await office.later(timedelta(days=2))
    assert (await office.claim(claim.id)).paid == 6_700
