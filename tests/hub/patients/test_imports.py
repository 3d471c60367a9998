"""Patients from a file: read, tried, taken in, given back and undone, over HTTP; jobs inline."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core import jobs
from hub.core.actor import SYSTEM
from hub.core.clock import now
from hub.core.errors import HubError
from hub.core.storage import storage
from hub.patients.erasure import journal, work
from hub.patients.erasure.models import ErasureRequest, ErasureStatus
from hub.patients.imports import actions, keeping, people, table
from hub.patients.imports.people import Asked
from tests.factories import patients
from tests.hub_fixture import Client, Hub

HEAD = "Given name;Surname;DOB;Gender;Mobile;E-mail;City;Old number\n"
LINES = (
    "José;Núñez;03.02.1980;m;(212) 555-0131;jose@example.org;Albany;7\n"
    "Ann;O'Hara;29.2.1984;F;'+12125550132;;Troy;8\n"
    "Ben;;1.1.1990;male;;;;9\n"  # no family name
    "Cara;Dent;31.02.1990;zz;12;no address;;10\n"  # four things are wrong
    "=HYPERLINK(1);Evil;1.1.1990;f;;;;11\n"
    "nunez;jose;03.02.1980;;;;;12\n"  # the first one again, names swapped
    "Maria;Known;17.05.1980;female;+1 212 555 0123;;Albany;13\n"  # is registered
    "\n"
    'Zoë;"Long, Hyphen";2001-12-31;x;;zoe@example.org;Cohoes;14\n'
)
MAPPING = {"given": "Given name", "family": "Surname", "birth_date": "DOB", "sex": "Gender", "phone": "Mobile",
           "email": "E-mail", "address.city": "City", "number.legacy": "Old number"}  # fmt: skip
NONE = Asked({}, [], now().date())


async def send(admin: Client, text: str, encoding: str = "cp1252", expect: int = 201) -> Any:
    url = "/api/patient-imports?" + urlencode({"name": "C:\\old\\people.xlsx"})
    return await admin.call("POST", url, data=text.encode(encoding), expect=expect)


async def test_a_file_is_tried_taken_in_and_undone(hub: Hub) -> None:
    admin, desk = await hub.sign_in("admin"), await hub.sign_in("receptionist")
    rule = {"code": "legacy", "name": "Old number", "kind": "other", "pattern": "", "check_digit": "",
            "exclusive": True, "required": False, "active": True}  # fmt: skip
    await admin.put("/api/registration/systems", rule)
    async with hub.transaction() as db:
        known = await patients.patient(db, account=False, given="Maria", family="Known")
    before = (await hub.sql("SELECT count(*) FROM patient"))[0][0]

    await desk.get("/api/patient-imports", expect=403)
    made = await send(admin, HEAD + LINES)
    url = f"/api/patient-imports/{made['summary']['id']}"
    assert (made["encoding"], made["delimiter"], made["date_order"]) == ("cp1252", ";", "dmy")
    assert made["mapping"] == MAPPING and made["sample"][0][1] == "Núñez" and made["summary"]["rows"] == 8
    assert made["summary"]["name"] == "people.csv"

    how = {name: made[name] for name in ("encoding", "delimiter", "date_order", "mapping")}
    lacking = {**how, "mapping": {"given": "Given name"}}
    assert (await admin.post(f"{url}/check", lacking, expect=422)).code == "columns_missing"
    assert (await admin.post(f"{url}/run", expect=409)).code == "illegal_move"
    assert (await admin.post(f"{url}/check", how))["summary"]["status"] == "checking"
    await hub.run_jobs()
    page = (await admin.get(url)).data
    assert (page["summary"]["status"], page["wrong"], page["alike"]) == ("checked", 4, 1)
    assert (await hub.sql("SELECT count(*) FROM patient"))[0][0] == before  # a dry run leaves nothing
    said = (await admin.get(f"{url}/rows"))["items"]
    assert {(row["line"], row["field"], row["code"]) for row in said} == {
        (4, "family", "missing"), (5, "birth_date", "bad_date"), (5, "sex", "bad_sex"), (5, "phone", "bad_phone"),
        (5, "email", "bad_email"), (6, "given", "formula"), (7, "", "repeated"), (8, "", "likely_duplicate"),
    }  # fmt: skip
    like = next(row["like"] for row in said if row["like"])
    assert (like["number"], like["name"]) == (known.number, "M. K.")  # an administrator sees no patients
    assert "31.02.1990" not in str(said) and "HYPERLINK" not in str([row["message"] for row in said])
    await admin.post(f"{url}/rows/4/accept", {"accepted": True}, expect=404)  # an error cannot be waved through

    await admin.post(f"{url}/run")
    await hub.run_jobs()
    done = (await admin.get(url))["summary"]
    assert (done["status"], done["imported"], done["skipped"]) == ("done", 3, 5)
    found = {row["given"]: row for row in (await desk.get("/api/patients", search="1984-02-29"))["items"]}
    assert found["Ann"]["phone"] == "+12125550132" and found["Ann"]["family"] == "O'Hara"
    assert [row["given"] for row in (await desk.get("/api/patients", search="nunes jose"))["items"]] == ["José"]
    [legacy] = (await desk.get("/api/patients", search="14"))["items"]
    assert (legacy["family"], legacy["sex"], legacy["birth_date"]) == ("Long, Hyphen", "other", "2001-12-31")

    # B29: what is given back is no formula either, and the refused lines can be mended and sent again.
    back = (await admin.get(f"{url}/result", refused="true")).raw
    sheet = list(csv.reader(io.StringIO(back.decode("utf-8-sig"))))
    assert [row[0] for row in sheet[1:]] == ["4", "5", "6", "7", "8"] and sheet[3][3] == "'=HYPERLINK(1)"
    assert (await admin.get(f"{url}/result")).raw.count(b"imported") == 3

    # Undo: who was worked with stays; the others leave nothing that finds or opens them.
    await desk.patch(f"/api/patients/{found['Ann']['id']}", {"preferred_name": "Annie"})
    await admin.post(f"{url}/undo")
    await hub.run_jobs()
    over = (await admin.get(url))["summary"]
    assert (over["status"], over["undone"], over["imported"]) == ("undone", 2, 3)
    assert [row["made_number"] for row in (await admin.get(f"{url}/rows", made="true"))["items"]
            if row["code"] == "kept"] == [found["Ann"]["number"]]  # fmt: skip
    assert (await desk.get("/api/patients", search="nunes jose"))["items"] == []
    await desk.get(f"/api/patients/{legacy['id']}", expect=404)
    assert (await hub.sql("SELECT count(*) FROM data_key WHERE owner_id = :id", id=legacy["id"]))[0][0] == 0
    assert (await admin.post(f"{url}/undo", expect=409)).code == "illegal_move"
    assert "Núñez" not in str(hub.facts)


async def test_somebody_decides_about_a_likely_duplicate_and_an_import_is_stopped(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(actions, "BATCH", 4)
    admin = await hub.sign_in("admin")
    async with hub.transaction() as db:
        await patients.patient(db, account=False, given="Maria", family="Known")
    lines = "".join(
        f"Name{chr(97 + n // 26)}{chr(97 + n % 26)},Town,19{40 + n % 50}-01-{1 + n % 28:02}\n" for n in range(150)
    )
    made = await send(admin, "First name,Last name,Date of birth\nMaria,Known,1980-05-17\n" + lines, "utf-16")
    assert (made["encoding"], made["delimiter"]) == ("utf-16", ",")
    url = f"/api/patient-imports/{made['summary']['id']}"
    await admin.post(f"{url}/check", {name: made[name] for name in ("encoding", "delimiter", "date_order", "mapping")})
    await hub.run_jobs()
    assert (await admin.get(url))["alike"] == 1
    assert (await admin.post(f"{url}/rows/2/accept", {"accepted": True}))["alike"] == 0
    await admin.post(f"{url}/run")
    # One batch runs, then somebody stops it.
    async with hub.transaction() as db:
        [first] = await jobs.due(db)
    assert await jobs.run(hub.database, first) == "done"
    await admin.post(f"{url}/stop")
    await hub.run_jobs()
    over = (await admin.get(url))["summary"]
    assert (over["status"], over["imported"], over["stopped"]) == ("done", 4, True)
    [[twice]] = await hub.sql("SELECT count(*) FROM patient WHERE given = 'Maria' AND family = 'Known'")
    assert twice == 2


async def test_a_lost_file_is_refused_and_leaves_no_import_running_for_ever(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    made = await send(admin, "First name,Last name,Date of birth\nLena,Late,1980-05-17\n", "utf-8")
    url = f"/api/patient-imports/{made['summary']['id']}"
    await admin.post(f"{url}/check", {name: made[name] for name in ("encoding", "delimiter", "date_order", "mapping")})
    await hub.run_jobs()
    [[file_id]] = await hub.sql("SELECT file_id FROM patient_import")
    stored = await storage().get(file_id)
    await storage().delete(file_id)
    assert (await admin.post(f"{url}/run", expect=410)).code == "file_lost"
    assert (await admin.get(url))["sample"] == []  # its page opens, so that it can be put aside
    assert (await admin.get(f"{url}/rows"))["items"] == []
    await storage().put(stored, file_id)
    # As at the desk: what the hospital requires is missing, in a column that is empty or not there at all.
    rule = {"code": "ssn", "name": "Number", "kind": "other", "pattern": "", "check_digit": "", "exclusive": True}
    await admin.put("/api/registration/systems", {**rule, "required": True, "active": True})
    faith = {"code": "faith", "label": "Faith", "kind": "choice", "choices": ["none", "other"], "required": True}
    await admin.put("/api/registration/fields", faith)
    await admin.post(f"{url}/check", {name: made[name] for name in ("encoding", "delimiter", "date_order", "mapping")})
    await hub.run_jobs()
    said = {(row["field"], row["code"]) for row in (await admin.get(f"{url}/rows"))["items"]}
    assert said == {("number.ssn", "missing"), ("extra.faith", "missing")}
    await admin.post(f"{url}/run")
    await storage().delete(file_id)  # after it was started: the job ends for good
    await hub.run_jobs(failures=True)
    assert (await admin.get(url))["summary"]["status"] == "running"
    await admin.post(f"{url}/stop")
    await hub.run_jobs()
    assert (await admin.get(url))["summary"]["status"] == "done"


async def test_b70_the_file_goes_when_somebody_who_came_in_by_it_is_erased(hub: Hub) -> None:
    admin = await hub.sign_in("admin")
    made = await send(
        admin, "First name,Last name,Date of birth\nLena,Late,1980-05-17\nOtto,Other,1990-05-17\n", "utf-8"
    )
    url = f"/api/patient-imports/{made['summary']['id']}"
    await admin.post(f"{url}/check", {name: made[name] for name in ("encoding", "delimiter", "date_order", "mapping")})
    await hub.run_jobs()
    await admin.post(f"{url}/run")
    await hub.run_jobs()
    [[file_id]] = await hub.sql("SELECT file_id FROM patient_import")
    [[lena]] = await hub.sql("SELECT id FROM patient WHERE family = 'Late'")
    for erased in (False, True):
        async with hub.transaction() as db:
            if erased:
                row = ErasureRequest(patient_id=lena, by_patient=False, status=ErasureStatus.running)
                db.add(row)
                await db.flush()
                await work.go_on(db, row)
        await hub.run_jobs()
        async with hub.transaction() as db:
            await keeping.expire(db, actor=SYSTEM)
        await hub.run_jobs()
        [[kept]] = await hub.sql("SELECT file_id FROM patient_import")
        assert kept == (None if erased else file_id)
    with pytest.raises(FileNotFoundError):
        await storage().get(file_id)
    assert [row["code"] for row in (await admin.get(f"{url}/rows", made="true"))["items"]].count("imported") == 1
    journal.path().unlink()


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "file_empty"), (b"\n\n", "no_header"), (b"Name,DOB\n", "no_rows"), (b"a\0b,c\n1,2\n", "not_csv"),
     (b",".join(b"c" for _ in range(101)) + b"\nx\n", "too_many_columns"),
     (b"Name,DOB\n" + b'"' + b"x" * 200_000 + b'",1\n', "not_csv")],
)  # fmt: skip
def test_what_is_no_list_of_patients(content: bytes, code: str) -> None:
    with pytest.raises(HubError) as caught:
        if not content:
            raise HubError(code="file_empty")
        form = table.guessed(content)
        table.header(content, form)
        if not table.count(content, form):
            raise HubError(code="no_rows")
    assert caught.value.code == code


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(table.ENCODINGS), st.sampled_from(table.DELIMITERS))
def test_any_bytes_are_read_or_refused(raw: bytes, encoding: str, delimiter: str) -> None:
    """Whatever somebody uploads: a clear refusal or lines, never anything else; a line names what is wrong."""
    try:
        form = table.Form(encoding, delimiter)
        columns = table.header(raw, form)
        mapping = {"given": columns[0], "family": columns[-1], "birth_date": columns[0]}
        for _, cells in table.rows(raw, form):
            person = people.read(cells, columns, mapping, "mdy", NONE)
            assert person.wrong or person.to_register()["birth_date"]
    except HubError as error:
        assert error.status < 500
