"""Claims for tests: one plain claim to change at will, and strategies that build any claim the 837P can carry."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import undefer

from hub.insurance.models import Interchange
from hub.insurance.snapshot import (
    Address,
    BillingProvider,
    ClaimSnapshot,
    Clinician,
    Coverage,
    Payer,
    Person,
    ServiceLine,
)
from hub.insurance.x12.professional import Submitter
from hub.insurance.x12.write import Parties
from hub.staff.rules import npi_from

if TYPE_CHECKING:
    from tests.hub_fixture import Hub

NOW = datetime(2026, 11, 21, 10, 0)  # noqa: DTZ001 (X12 carries local time)
TODAY = NOW.date()
PARTIES = Parties("WARDLINE", "SIMPAYER")
SUBMITTER = Submitter("WARDLINE HOSPITAL", "WARDLINE", "BILLING OFFICE", "6175550100", "TEST PAYER", "SIM01")
ADDRESS = Address(line1="1 MAIN ST", city="BOSTON", state="MA", zip="021010001")


async def kept_files(hub: Hub, where: ColumnElement[bool]) -> list[bytes]:
    """The bytes of the kept files that `where` names, opened."""
    async with hub.reading() as db:
        rows = await db.scalars(
            select(Interchange).where(where).order_by(Interchange.id).options(undefer(Interchange.raw_sealed))
        )
        return [row.raw for row in rows]


def line(**changes: Any) -> ServiceLine:
    """A clinic visit by video, 125.00."""
    plain = {"line_id": "L1", "code": "G0463", "modifiers": ("GT",), "charge": 12_500, "starts_on": date(2026, 11, 20)}
    return ServiceLine.model_validate(plain | {"pos": "10"} | changes)


def claim(member_id: str = "SIMPAID01", **changes: Any) -> ClaimSnapshot:
    """A claim that the scrubber finds nothing wrong with."""
    lines = changes.get("lines") or (line(),)
    plain = {
        "control_number": "C000001",
        "billing": BillingProvider(
            name="WARDLINE HOSPITAL", npi="1234567893", tin="123456789", taxonomy="282N00000X", address=ADDRESS
        ),
        "payer": Payer(name="TEST PAYER", payer_id="SIM01"),
        "coverage": Coverage(member_id=member_id),
        "subscriber": Person(last="MULLER", first="ZOE", birth_date=date(1980, 2, 3), sex="F", address=ADDRESS),
        "rendering": Clinician(last="HOUSE", first="GRETA", npi=npi_from("123456788")),
        "diagnoses": ("J06.9",),
        "lines": lines,
        "total": sum(item.charge for item in lines),
        "pos": "10",
    }
    return ClaimSnapshot.model_validate(plain | changes)


def changed(model: ClaimSnapshot, path: str, value: Any) -> ClaimSnapshot:
    """`model` with one nested value changed: `billing.npi`, `lines.0.units`."""
    data: Any = model.model_dump(mode="python")
    *way, last = path.split(".")
    node = data
    for step in way:
        if step.isdigit():
            node = node[int(step)]
            continue
        if isinstance(node[step], tuple):
            node[step] = list(node[step])
        node = node[step]
    node[last] = value
    return ClaimSnapshot.model_validate(data)


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_words = st.text(_LETTERS + "0123456789 -'&/.", min_size=1, max_size=25).map(lambda text: " ".join(text.split()))
words = _words.filter(lambda text: bool(text.strip(" -'&/.")))
names = st.text(_LETTERS, min_size=1, max_size=20)
codes = st.text(_LETTERS + "0123456789", min_size=2, max_size=15)
npis = st.integers(100_000_000, 199_999_999).map(lambda number: npi_from(str(number)))
days = st.dates(date(2026, 1, 1), date(2026, 11, 20))
cities = names.filter(lambda name: len(name) > 1)
addresses = st.builds(
    Address, line1=words, line2=st.just(""), city=cities, state=st.sampled_from(["MA", "NY", "CA"]),
    zip=st.integers(10_000_000, 99_999_999).map(lambda number: f"0{number}"),
)  # fmt: skip
people = st.builds(
    Person, last=names, first=names, middle=st.one_of(st.just(""), names),
    birth_date=st.dates(date(1920, 1, 1), date(2025, 12, 31)), sex=st.sampled_from(["M", "F", "U"]), address=addresses,
)  # fmt: skip
clinicians = st.builds(
    Clinician, last=names, first=names, npi=npis, taxonomy=st.sampled_from(["", "207R00000X", "2084P0800X"])
)
services = st.sampled_from(["G0463", "G0425", "G0444", "T1015", "H0031", "G0378", "J0696"])


@st.composite
def lines(draw: st.DrawFn, number: int, diagnoses: int, pos: str) -> ServiceLine:
    first = draw(days)
    last = draw(st.none() | st.integers(1, 3).map(lambda gap: first + timedelta(days=gap)))
    pointers = draw(st.lists(st.integers(1, diagnoses), min_size=1, max_size=4, unique=True))
    return ServiceLine(
        line_id=f"L{number}",
        code=draw(services),
        modifiers=tuple(draw(st.lists(st.sampled_from(["GT", "25", "59", "HN"]), max_size=4, unique=True))),
        charge=draw(st.integers(1, 9_999_999)),
        units=draw(st.decimals(Decimal("0.1"), 999, places=1)).normalize(),
        unit=draw(st.sampled_from(["UN", "MJ"])),
        pos=draw(st.sampled_from([pos, "11"])),
        pointers=tuple(pointers),
        starts_on=first,
        ends_on=last,
    )


@st.composite
def claims(draw: st.DrawFn) -> ClaimSnapshot:
    """Any claim in the canonical spelling, so that reading what was written gives it back unchanged."""
    diagnoses = draw(
        st.lists(st.sampled_from(["J069", "R051", "E119", "I10", "F329", "Z0000"]), min_size=1, unique=True)
    )
    pos = draw(st.sampled_from(["02", "10", "22", "21"]))
    dependent = draw(st.booleans())
    count = draw(st.integers(1, 6))
    items = tuple(draw(lines(number, len(diagnoses), pos)) for number in range(1, count + 1))
    frequency = draw(st.sampled_from(["1", "7", "8"]))
    subscriber = draw(people)
    if dependent:
        subscriber = subscriber.model_copy(update={"birth_date": None, "sex": None, "address": None})
    return ClaimSnapshot(
        control_number=draw(codes),
        billing=draw(
            st.builds(
                BillingProvider, name=words, npi=npis, tin=st.from_regex(r"[1-9][0-9]{8}", fullmatch=True),
                taxonomy=st.just("282N00000X"), address=addresses, phone=st.sampled_from(["", "6175550100"]),
            )
        ),
        payer=draw(st.builds(Payer, name=words, payer_id=codes)),
        coverage=Coverage(
            member_id=draw(codes), group_number=draw(st.sampled_from(["", "G77"])),
            relationship=draw(st.sampled_from(["01", "19", "G8"])) if dependent else "18",
        ),
        subscriber=subscriber,
        patient=draw(people) if dependent else None,
        rendering=draw(st.none() | clinicians),
        referring=draw(st.none() | clinicians.map(lambda found: found.model_copy(update={"taxonomy": ""}))),
        diagnoses=tuple(diagnoses),
        lines=items,
        total=sum(item.charge for item in items),
        pos=pos,
        frequency=frequency,
        payer_control_number="" if frequency == "1" else draw(codes),
        prior_authorization=draw(st.sampled_from(["", "A123"])),
        admitted_on=draw(days) if pos == "21" else None,
    )  # fmt: skip
