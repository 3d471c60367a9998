"""B70: an erasure takes the files that told payers of a person, and their answers; those about others stay."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, true

from hub.insurance.models import Claim, Direction, Interchange, PaymentState, Remittance, RemittanceClaim
from hub.patients.erasure import checks, journal, work
from hub.patients.erasure.models import ErasureRequest, ErasureStatus
from tests.factories import insurance as make
from tests.factories import patients
from tests.hub.insurance.office import Office
from tests.hub.insurance.test_prior_authorization import Desk, desk  # noqa: F401  (a fixture)

HIS, OTHER = b"MULLER", b"ZQVOTHER"


async def _telling(office: Office, word: bytes) -> list[bytes]:
    """The kinds of the kept files in which this name stands."""
    return [one for one in await make.kept_files(office.hub, true()) if word in one.upper()]


async def test_b70_files_that_tell_of_a_person_go_and_those_of_others_stay(desk: Desk) -> None:  # noqa: F811
    office = desk.office
    paid = await office.submit(await office.cover("PAID"))
    await office.later()
    await desk.sent("DENIED")
    him = office.patient
    async with office.hub.transaction() as db:
        office.patient = await patients.patient(db, family="Zqvother", given="Ann")
    await office.submit(await office.cover("PAID", member_id="SIMPAID02"))
    await office.later()
    marks = {one.split(b"~")[2].split(b"*")[1] for one in await _telling(office, HIS)}
    assert {b"837", b"277", b"278"} <= marks, marks
    number = paid.control_number.encode()
    assert len(await _telling(office, number)) > 2, "sent, acknowledged, paid"
    theirs = await _telling(office, OTHER)
    assert len(theirs) > 1
    async with office.hub.transaction() as db:
        known = (await db.scalars(select(RemittanceClaim).where(RemittanceClaim.claim_id == paid.id))).one()
        sent = await db.get_one(Interchange, (await db.get_one(Remittance, known.remittance_id)).interchange_id)
        lone = Interchange(partner="bank", direction=Direction.inbound, name="a.835", kind="835", size=9, sha256="a",
                           raw=b"MULLER*9", status=sent.status)  # fmt: skip
        db.add(lone)
        await db.flush()
        more = Remittance(interchange_id=lone.id, payer_code="SIM01", payer_name="P", trace="T9",
                          paid_on=date(2026, 11, 20), amount=0, method="NON")  # fmt: skip
        db.add(more)
        await db.flush()
        stray = RemittanceClaim(
            remittance_id=more.id, ordinal=9, state=PaymentState.unmatched, control_number="",
            claim_status="1", patient="Zoe Muller", charge=0, paid=0, contractual=0, patient_share=0, denied=0,
            candidates=[str(paid.id)],
        )  # fmt: skip
        db.add(stray)
        await db.flush()
        found = await checks.check(db, him)
        assert {"unmatched_payment": 1}.items() <= {one.code: one.count for one in found.hindrances}.items()
        stray.state = PaymentState.dismissed
        await db.flush()
        assert "unmatched_payment" not in {one.code for one in (await checks.check(db, him)).hindrances}
    async with office.hub.transaction() as db:
        row = ErasureRequest(patient_id=him.id, by_patient=False, status=ErasureStatus.running)
        db.add(row)
        await db.flush()
        await work.go_on(db, row)
    await office.hub.run_jobs()
    assert await _telling(office, HIS) == [] and await _telling(office, number) == []
    assert await _telling(office, OTHER) == theirs
    async with office.hub.reading() as db:
        assert (await db.get_one(ErasureRequest, row.id)).status is ErasureStatus.done
        assert await db.scalar(select(Claim.control_number).where(Claim.id == paid.id)) == paid.control_number
        rows = (await db.scalars(select(RemittanceClaim).order_by(RemittanceClaim.ordinal))).all()
        assert len(rows) == 3 and "MULLER" not in str([one.patient for one in rows]).upper(), "the books stay"
        assert any("ZQVOTHER" in one.patient.upper() for one in rows)
    journal.path().unlink()
