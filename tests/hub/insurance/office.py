"""The billing office of a test: submits claims like billing does, lets the jobs run, looks at the result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from hub.core.actor import SYSTEM, Actor
from hub.core.clock import now
from hub.core.ids import uuid7
from hub.insurance import actions, coverages, receiving
from hub.insurance.models import Claim, Coverage, Direction, Interchange, Payer
from hub.insurance.simulator import desk
from hub.insurance.simulator.payer import Delays
from hub.insurance.snapshot import ClaimSnapshot, Person
from hub.insurance.transport import LocalFolder, folder
from hub.patients.models import Patient
from hub.staff.models import Facility
from tests.factories import insurance as make
from tests.factories import patients
from tests.hub_fixture import Client, Hub

FACILITY = {
    "npi": "1234567893",
    "tin": "123456789",
    "phone": "+16175550100",
    "address": {"line": "1 MAIN ST", "city": "BOSTON", "state": "MA", "postal_code": "02101-0001", "country": "US"},
}


@dataclass
class Office:
    hub: Hub
    clerk: Client
    patient: Patient
    payer: Payer

    @classmethod
    async def opened(cls, hub: Hub) -> Office:
        async with hub.transaction() as db:
            facility = await db.scalar(select(Facility))
            for name, value in FACILITY.items():
                setattr(facility, name, value)
            patient = await patients.patient(db, family="Muller", given="Zoe")
            payer = await db.scalar(select(Payer).where(Payer.code == "SIM01"))
        return cls(hub, await hub.sign_in("billing_clerk"), patient, payer)

    @property
    def actor(self) -> Actor:
        return self.clerk.actor

    async def cover(self, word: str = "PAID", **details: Any) -> Coverage:
        async with self.hub.transaction() as db:
            details = {"member_id": f"SIM{word}01", **details}
            return await coverages.add(
                db, await db.get_one(Patient, self.patient.id), self.payer, details, actor=SYSTEM
            )

    async def submit(
        self, coverage: Coverage, *, case_id: UUID | None = None, run: bool = True, **changes: Any
    ) -> Claim:
        """Submit the usual claim (a video visit of yesterday, 125.00) with `changes`, and let everything happen."""
        snapshot = snapshot_for(self.patient, **changes)
        async with self.hub.transaction() as db:
            claim = await actions.submit_claim(
                db,
                snapshot,
                coverage_id=coverage.id,
                case_id=case_id or uuid7(),
                actor=self.actor,
                encounter_id=uuid7(),
            )
        if run:
            await self.hub.run_jobs()
        return await self.claim(claim.id)

    async def claim(self, claim_id: UUID) -> Claim:
        async with self.hub.reading() as db:
            found: Claim = await db.get_one(Claim, claim_id)
            return found

    async def page(self, claim: Claim) -> dict[str, Any]:
        """The claim's page as the clerk sees it."""
        found: dict[str, Any] = (await self.clerk.get(f"/api/claims/{claim.id}")).data
        return found

    async def link(self) -> LocalFolder:
        async with self.hub.reading() as db:
            return LocalFolder(await folder(db, "simulator"))

    async def later(self, by: timedelta = timedelta(days=1)) -> None:
        """The simulator does what it put off, and the hub picks it up."""
        link = await self.link()
        desk.work(link.root, now().replace(tzinfo=None) + by, Delays())
        await self.poll()

    async def poll(self) -> None:
        async with self.hub.transaction() as db:
            from hub.insurance.jobs import poll

            await poll(db, SYSTEM)
        await self.hub.run_jobs()

    async def receive(self, data: bytes, name: str = "answer.x12", partner: str = "simulator") -> Interchange:
        """A file comes in from the clearing house, or over another link."""
        async with self.hub.transaction() as db:
            item = await receiving.receive(db, data, name=name, partner=partner, actor=SYSTEM)
        await self.hub.run_jobs()
        return item

    async def answers(self, kind: str) -> list[bytes]:
        """The bytes of the files of a kind that came in, in order."""
        return await make.kept_files(
            self.hub, and_(Interchange.kind == kind, Interchange.direction == Direction.inbound)
        )

    def said(self, kind: str) -> list[dict[str, Any]]:
        """The facts of a kind that were published, in order."""
        return [fact["payload"] for fact in self.hub.facts if fact["kind"] == kind]


def yesterday() -> date:
    return (now() - timedelta(days=1)).date()


def snapshot_for(patient: Patient, **changes: Any) -> ClaimSnapshot:
    """What billing would build for this patient."""
    lines = changes.pop("lines", None) or (make.line(starts_on=yesterday()),)
    person = Person(
        last=patient.family, first=patient.given, birth_date=patient.birth_date, sex="F", address=make.ADDRESS
    )
    return make.claim(control_number="", lines=lines, subscriber=person, **changes)
