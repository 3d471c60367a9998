"""B70: the archive tells the record as FHIR R4, and every resource of it is valid."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import ARRAY, JSON, Boolean, Column, Date, DateTime, Enum, Integer, Numeric, String, Uuid, select
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range

from hub import demo
from hub.core.db import Base
from hub.core.sealed import SEALED
from hub.interop.fhir import archive
from hub.interop.fhir.box import HOMELESS, TOLD, Box, Row
from hub.interop.fhir.words import clean, code, div
from hub.modules import load
from hub.patients import exports, merging
from hub.patients.access import labels
from hub.patients.access.models import Label, Labelled
from hub.patients.belongings import BELONGINGS
from hub.patients.models import Patient
from tests.factories import encounters
from tests.hub.interop.judges import dangling, problems
from tests.hub_fixture import Hub

load()


def test_b70_every_table_of_an_archive_is_told_or_has_no_place_in_fhir_for_a_reason() -> None:
    """A new table? Tell it in hub/interop/fhir, or say in HOMELESS why FHIR has no place for it."""
    exported = {one.table for one in BELONGINGS.values() if one.export} | {"patient"}
    exported |= {child for one in BELONGINGS.values() if one.export for child, _ in one.children}
    told = {one.table for one in TOLD}
    within = {"message_thread"}  # its messages bear its subject
    assert exported - told - set(HOMELESS) - within == set()
    assert set(HOMELESS) - exported - {"audit_event"} == set(), "named, and in no archive"
    beside = {*archive.BESIDE, "ward"}
    assert told - exported - beside == set()


def test_the_judges_can_say_no() -> None:
    good: Row = {"resourceType": "Patient", "id": "a", "gender": "female"}
    assert problems(orjson.dumps(good)) == []
    for wrong in ({"gender": "xyz"}, {"birthDate": "01.02.2020"}, {"unknown": 1}, {"contact": [{"gender": "male"}]},
                  {"deceasedBoolean": True, "deceasedDateTime": "2020"}):  # fmt: skip
        assert problems(orjson.dumps(good | wrong)), wrong
    sign: Row = {"resourceType": "Observation", "id": "a", "status": "final", "code": {"text": "pulse"}}
    assert problems(orjson.dumps(sign)) == []
    for wrong in (
        {"status": "bogus"},
        {"valueString": "a", "valueInteger": 1},
        {"effectiveDateTime": "2020-01-01T10:00"},
    ):
        assert problems(orjson.dumps(sign | wrong)), wrong
    assert problems(orjson.dumps({"resourceType": "Observation", "id": "a", "code": {"text": "pulse"}}))
    assert dangling([{**good, "link": [{"other": {"reference": "Patient/b"}}]}]) == ["Patient/a -> Patient/b"]
    assert dangling([good, good]) == ["Patient/a is there 2 times"]


def resources(found: Box) -> Iterator[bytes]:
    for kind in found.kinds():
        yield from map(archive.line, found.resources(kind))


async def test_b70_every_patient_of_the_demo_is_told_validly(hub: Hub) -> None:
    async with hub.transaction() as db:
        await demo.load(db)
    counts: Counter[str] = Counter()
    async with hub.transaction() as db:
        everybody = await db.scalars(select(Patient).where(Patient.demo, Patient.merged_into_id.is_(None))
                                     .order_by(Patient.number))  # fmt: skip
        for patient in everybody.all():
            tables = await exports._collected(db, patient, await merging.records_of(db, patient.id))
            raw = list(resources(await archive.box(db, tables)))
            assert [words for one in raw for words in problems(one)] == []
            read = [orjson.loads(one) for one in raw]
            assert dangling(read) == []
            counts.update(one["resourceType"] for one in read)
    print(counts)
    assert counts["Patient"] == 60 and counts["Encounter"] and counts["Observation"]


async def test_b70_the_archive_has_the_same_record_as_fhir_and_labels_hold_in_it(hub: Hub) -> None:
    own, doctor = await hub.sign_in("patient"), await hub.sign_in("doctor")
    officer = await hub.sign_in("privacy_officer")
    async with hub.transaction() as db:
        met = await encounters.encounter(db, own.actor, doctor.actor)
        hidden = await encounters.encounter(db, own.actor, doctor.actor)
        patient = await db.get_one(Patient, own.patient_id)
        await labels.put(db, patient, Label.psychiatry, actor=officer.actor, entity=Labelled.encounter,
                         entity_id=hidden.id)  # fmt: skip
    path = f"/api/patients/{own.patient_id}/exports"

    async def told(**asked: Any) -> dict[str, list[Row]]:
        await officer.post(path, {"reason": "court", **asked}, expect=201)
        await hub.run_jobs()
        made = (await officer.get(path))["items"][0]["id"]
        packed = zipfile.ZipFile(io.BytesIO((await officer.get(f"{path}/{made}", expect=200)).raw))
        names = [one for one in packed.namelist() if one.startswith("fhir/")]
        lines = {name: packed.read(name).splitlines() for name in names}
        assert [words for found in lines.values() for one in found for words in problems(one)] == []
        read = {name[5:-7]: [orjson.loads(one) for one in found] for name, found in lines.items()}
        assert dangling(one for found in read.values() for one in found) == []
        assert set(orjson.loads(packed.read("manifest.json"))["files"]) >= set(names)
        return read

    kept = await told()
    assert [one["id"] for one in kept["Encounter"]] == [str(met.id)]
    assert [one["name"][0]["family"] for one in kept["Patient"]] == [patient.family]
    whole = await told(whole=True)
    borne = {one["id"]: [c["code"] for c in one.get("meta", {}).get("security", [])] for one in whole["Encounter"]}
    assert borne == {str(met.id): [], str(hidden.id): ["R", "PSY"]}
    assert whole["Practitioner"] and whole["Patient"][0]["identifier"][0]["value"] == patient.number


def test_words_are_safe_in_every_place() -> None:
    assert clean({"a": "", "b": [None, {}], "c": 0, "d": False, "e": "x\u00a0y\x00"}) == {
        "c": 0,
        "d": False,
        "e": "x y",
    }
    assert "<script" not in div("<script>alert(1)</script> & more") and "&amp;" in div("a & b")
    assert "display" not in (clean(code("cpt", "99213", "somebody's words"))["coding"][0])


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
IDS = [UUID(int=n) for n in range(1, 9)]
MOMENT = st.integers(-2_000_000_000, 4_000_000_000).map(lambda at: datetime.fromtimestamp(at, UTC))
SAID: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**40), 2**40), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(TEXT.filter(str.strip), inner, max_size=2)),
    max_leaves=4,
)
ANSWERS = st.dictionaries(TEXT.filter(str.strip), SAID, max_size=3)
SHAPES: dict[str, st.SearchStrategy[Any]] = {
    "sections": st.dictionaries(st.sampled_from(["reason", "plan", "other"]), TEXT),
    "answers": ANSWERS,
    "content": st.fixed_dictionaries(
        {"parts": st.lists(st.fixed_dictionaries({"title": TEXT, "text": TEXT}), max_size=2)}
    ),
    "snapshot": st.fixed_dictionaries({"diagnoses": st.lists(st.sampled_from(["I10", "E11.9"]), max_size=2)}),
    "diagnoses": st.lists(st.sampled_from(["I10", "E11.9"]), max_size=2),
    "tests": st.lists(st.fixed_dictionaries({"code": TEXT, "name": TEXT}), max_size=2),
    "points": st.dictionaries(st.sampled_from(["hr", "rr"]), st.integers(0, 3)),
    "address": st.dictionaries(st.sampled_from(["line", "city", "state", "country", "postal_code"]), TEXT),
    "subscriber": st.dictionaries(st.sampled_from(["given", "family"]), TEXT),
    "extra": st.dictionaries(TEXT, TEXT, max_size=1),
    "modifiers": st.lists(TEXT, max_size=2),
}
FIXED: dict[str, st.SearchStrategy[Any]] = {
    "vital.sign": st.sampled_from(["systolic", "weight"]),
    "family_history.relation": st.sampled_from(["mother", "uncle"]),
    "currency": st.sampled_from(["USD", "JPY", "KWD"]),
    "interpretation": st.sampled_from(["", "H", "LL", "A"]),
    "media_type": st.sampled_from(["application/pdf", "image/png"]),
    "photo_type": st.just("image/png"),
}


def _value(table: str, column: Column[Any], name: str) -> st.SearchStrategy[Any]:
    kind = column.type
    if found := FIXED.get(f"{table}.{name}") or FIXED.get(name):
        return found
    if name in SHAPES and isinstance(kind, String | JSON):
        return SHAPES[name]
    if isinstance(kind, Enum):
        found = st.sampled_from([str(one) for one in kind.enums])
    elif isinstance(kind, Uuid):
        found = st.sampled_from(IDS)
    elif isinstance(kind, Boolean):
        found = st.booleans()
    elif isinstance(kind, DateTime):
        found = MOMENT
    elif isinstance(kind, Date):
        found = st.dates(date(1900, 1, 1), date(2100, 1, 1))
    elif isinstance(kind, Numeric):
        found = st.decimals(Decimal("-999"), Decimal("99999"), places=3)
    elif isinstance(kind, Integer):
        found = st.integers(0, 10_000)
    elif isinstance(kind, ARRAY):
        found = st.lists(TEXT, max_size=2)
    elif isinstance(kind, TSTZRANGE):
        found = st.tuples(MOMENT, MOMENT).map(lambda pair: Range(min(pair), max(pair)))
    elif isinstance(kind, JSON):
        found = st.none()
    else:
        found = TEXT
    return st.one_of(st.none(), found) if column.nullable else found


def _rows(table: str) -> st.SearchStrategy[list[Row]]:
    sealed = {one.column: one.name for one in SEALED if one.table == table}
    clear = {one.clear for one in SEALED if one.table == table and one.clear}
    fields = {
        sealed.get(one.name, one.name): _value(table, one, sealed.get(one.name, one.name))
        for one in Base.metadata.tables[table].c if one.name not in clear
    }  # fmt: skip
    rows = st.lists(st.fixed_dictionaries(fields), max_size=2, unique_by=lambda row: row.get("id"))
    return rows.filter(lambda found: len(found) == 1) if table == "patient" else rows


WITHIN = {
    "patient_identifier", "identifier_system", "stay", "vital", "document_version", "message_file", "message_thread",
    "invoice_line", "claim_line", "prior_authorization_service", "sensitivity_label",
}  # fmt: skip
NEEDED = sorted({one.table for one in TOLD} | WITHIN)


@given(st.fixed_dictionaries({name: _rows(name) for name in NEEDED}))
@settings(max_examples=8, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_b70_whatever_a_record_holds_is_told_validly(tables: dict[str, list[Row]]) -> None:
    _apart(tables)
    raw = list(resources(Box(tables, {}, "https://hub.example.org")))
    assert "\n".join(words for one in raw for words in problems(one)) == ""
    assert dangling(orjson.loads(one) for one in raw) == []


def _apart(tables: dict[str, list[Row]]) -> None:
    """No two rows of the tables that become one type have one id."""
    taken: dict[str, set[Any]] = {}
    for table in sorted({one.table for one in TOLD}):
        kinds = [one.kind for one in TOLD if one.table == table]
        tables[table] = [row for row in tables[table] if all(row["id"] not in taken.get(kind, ()) for kind in kinds)]
        for kind in kinds:
            taken.setdefault(kind, set()).update(row["id"] for row in tables[table])
