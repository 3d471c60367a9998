"""Whole stories: a town with a patient, clinicians and an office, who do everything over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.billing import demo as prices
from hub.staff.models import Facility
from hub.staff.rules import npi_from
from tests.factories import beds, patients, scheduling
from tests.factories.encounters import FULL_NOTE
from tests.factories.identity import PASSWORD
from tests.factories.visits import ANSWERS
from tests.hub_fixture import Client, Hub

FACILITY = {
    "npi": npi_from("987654321"), "taxonomy": "282N00000X", "tin": "123456789", "phone": "+16175550100",
    "address": {"line": "1 Main Street", "city": "Boston", "state": "MA", "postal_code": "02101-0001", "country": "US"},
}  # fmt: skip
HOME = {"line": "12 Elm Street", "city": "Albany", "state": "NY", "postal_code": "12207", "country": "US"}
PERSON: dict[str, Any] = {
    "given": "Elena", "family": "Voss", "birth_date": "1984-02-29", "sex": "female", "email": "elena@example.org",
    "phone": "(212) 555-0123", "password": PASSWORD,
}  # fmt: skip
PILLS = {
    "medication": "Ibuprofen 400 mg tablet", "dose_value": "1", "dose_unit": "{tablet}", "route": "oral",
    "frequency": "three_daily", "duration_days": 5, "quantity_value": "15", "quantity_unit": "{tablet}",
}  # fmt: skip


@dataclass
class Town:
    """A hospital that is open, and who works there."""

    hub: Hub
    doctor: Client

    @classmethod
    async def opened(cls, hub: Hub) -> Town:
        """Name the facility, set prices, open the doctor's hours round the clock, make the wards."""
        doctor = await hub.sign_in("doctor")
        async with hub.transaction() as db:
            facility = await db.scalar(select(Facility))
            for name, value in FACILITY.items():
                setattr(facility, name, value)
            await prices.prices(db)
            await scheduling.hours(db, doctor.practitioner_id)
            await beds.beds(db)
        return cls(hub, doctor)

    async def staff(self, role: str, name: str = "") -> Client:
        return await self.hub.sign_in(role, name)

    async def register(self, **changes: Any) -> Client:
        """Somebody registers as a patient and is signed in."""
        return await patients.registered(self.hub, {**PERSON, **changes})

    async def back(self, email: str = str(PERSON["email"])) -> Client:
        """The patient signs in again, with the password."""
        browser = self.hub.client()
        browser.csrf = (await browser.post("/api/session", {"email": email, "password": PASSWORD}))["csrf"]
        return browser

    async def first_time(self, browser: Client, **whom: Any) -> dict[str, Any]:
        """The next free time, as the booking page finds it."""
        whom = whom or {"practitioner_id": self.doctor.practitioner_id}
        days = (await browser.get("/api/slots", days=2, **whom))["days"]
        return next(slot for day in days for slot in day["slots"])

    async def book(self, browser: Client, at: str = "") -> Visit:
        """Hold the next free time of the doctor and book it."""
        at = at or (await self.first_time(browser))["starts_at"]
        wanted = {"practitioner_id": self.doctor.practitioner_id, "starts_at": at}
        held = await browser.post("/api/appointments/hold", wanted, expect=201)
        made = await browser.post("/api/appointments", {"hold_id": held["hold_id"], "reason": "A cough"}, expect=201)
        visits = (await browser.get("/api/visits"))["items"]
        ((visit_id, encounter_id, case_id),) = await self.hub.sql(
            "SELECT id, encounter_id, case_id FROM visit WHERE appointment_id = :id", id=made["id"]
        )
        assert str(visit_id) in [row["id"] for row in visits]
        return Visit(self, browser, made.data, visit_id, encounter_id, case_id)

    async def visit(self, **insurance: Any) -> Visit:
        """A patient has registered and booked, and says who pays (default: the patient)."""
        visit = await self.book(await self.register())
        if insurance:
            visit.answers["insurance"] = insurance
        return visit

    async def insured(self, word: str) -> Visit:
        """A visit of a patient whose member number makes the simulator do what `word` says."""
        await self.staff("billing_clerk")
        return await self.visit(kind="insured", payer_id=await self.payer(), member_id=f"SIM{word}01")

    async def payer(self) -> str:
        """The test payer."""
        reception = await self.staff("receptionist")
        return next(str(row["id"]) for row in (await reception.get("/api/payers"))["items"] if row["code"] == "SIM01")


@dataclass
class Story:
    """What every pathway has: a case, a bill, books that balance."""

    town: Town
    patient: Client
    case_id: UUID

    @property
    def hub(self) -> Hub:
        return self.town.hub

    async def tasks(self, who: Client, scope: str = "open") -> dict[str, dict[str, Any]]:
        """The tasks of this case that somebody sees, by element."""
        items = (await who.get("/api/tasks", scope=scope, case_id=self.case_id))["items"]
        return {task["element_id"]: task for task in items}

    async def complete(
        self, who: Client, element: str, answers: dict[str, Any], *, expect: int | None = None, claim: bool = False
    ) -> Any:
        """Complete a task of this case as its screen does: open, (claim,) answer."""
        found = {**await self.tasks(who), **await self.tasks(who, "mine")}
        assert element in found, f"{element} is not among {sorted(found)}"
        path = f"/api/tasks/{found[element]['id']}"
        if claim:
            await who.post(f"{path}/claim")
        version = (await who.get(path))["version"]
        return await who.post(f"{path}/complete", {"answers": answers, "version": version}, expect=expect)

    async def shown(self) -> Any:
        """The case as an admin sees it."""
        return await (await self.town.staff("admin")).get(f"/api/cases/{self.case_id}")

    async def at(self) -> list[str]:
        """Where tokens rest, outermost first."""
        return [token["element_id"] for token in (await self.shown())["tokens"]]

    async def clerk(self) -> Client:
        return await self.town.staff("billing_clerk")

    async def books(self) -> dict[str, int]:
        """Balance per account of this case; they sum to zero."""
        report = await (await self.clerk()).get("/api/ledger", case_id=self.case_id)
        assert report["sum"] == 0
        return {row["account_code"]: row["minor"] for row in report["balances"]}

    async def bill(self) -> Any:
        """The one invoice of this case as its patient sees it."""
        (bill,) = [row for row in (await self.patient.get("/api/invoices"))["items"]
                   if row["case_id"] == str(self.case_id)]  # fmt: skip
        return await self.patient.get(f"/api/invoices/{bill['id']}")

    async def pay(self, method: str = "tok_ok") -> Any:
        bill = await self.bill()
        await self.patient.post(
            f"/api/invoices/{bill['id']}/pay", {"method": method}, expect=202, key=f"pay-{bill['id']}"
        )
        await self.hub.run_jobs()
        return await self.bill()

    async def is_closed(self) -> Any:
        """The case is completed without incident, nobody owes anything, the books of the house balance."""
        case = await self.shown()
        assert case["status"] == "completed" and case["tokens"] == [] and case["tasks"] == [], case["tokens"]
        assert case["incident_list"] == []
        owed = {account: minor for account, minor in (await self.books()).items() if account.startswith("ar:")}
        assert set(owed.values()) <= {0}, owed
        assert await self.hub.sql("SELECT sum(minor) FROM posting GROUP BY entry_id HAVING sum(minor) <> 0") == []
        assert await self.hub.sql("SELECT name, error FROM job WHERE state = 'dead'") == []
        return case

    async def claims(self) -> list[Any]:
        """Claims of this case, oldest first."""
        return await self.hub.sql(
            "SELECT id, status, frequency, attempt, total FROM claim WHERE case_id = :id ORDER BY attempt",
            id=self.case_id,
        )

    async def bell(self, who: Client) -> list[str]:
        """What somebody was told about, oldest first."""
        return [row["kind"] for row in reversed((await who.get("/api/notifications"))["items"])]


class Visit(Story):
    """One video visit."""

    def __init__(
        self, town: Town, patient: Client, appointment: dict[str, Any], id: UUID, encounter_id: UUID, case_id: UUID
    ) -> None:
        super().__init__(town, patient, case_id)
        self.appointment, self.id, self.encounter_id = appointment, id, encounter_id
        self.answers = {**ANSWERS, "confirm_details": {"confirmed": True, "address": HOME}}
        self.doctor = town.doctor

    @property
    def path(self) -> str:
        return f"/api/visits/{self.id}"

    @property
    def chart(self) -> str:
        return f"/api/encounters/{self.encounter_id}"

    async def prepare(self) -> Visit:
        """The patient's to-do list, done."""
        for element in list(await self.tasks(self.patient, "mine")):
            await self.complete(self.patient, element, self.answers[element])
        return self

    async def wait(self) -> Visit:
        await self.patient.post(f"{self.path}/wait")
        await self.hub.run_jobs()
        return self

    async def write(self, *services: str) -> Any:
        """Admit the patient and write all that a note needs; returns the chart."""
        await self.doctor.post(f"{self.path}/admit")
        await self.hub.run_jobs()  # who is called in is told while it is so
        note = (await self.doctor.get(self.chart))["note"]
        await self.doctor.put(f"{self.chart}/note", {"version": note["version"], "sections": FULL_NOTE})
        await self.doctor.post(f"{self.chart}/diagnoses", {"code": "J06.9"}, expect=201)
        for code in services or ("G0425",):
            await self.doctor.post(f"{self.chart}/services", {"code": code}, expect=201)
        return await self.doctor.get(self.chart)

    async def signature(self) -> tuple[str, dict[str, Any]]:
        """(path, body) of the one exchange that signs the note and completes the consultation."""
        task = (await self.tasks(self.doctor, "mine"))["consultation"]
        note = (await self.doctor.get(self.chart))["note"]
        answers = {"note_id": note["id"], "note_version": note["version"]}
        return f"/api/tasks/{task['id']}/complete", {"answers": answers, "version": task["version"]}

    async def consult(self, *services: str) -> Any:
        """From the waiting room to the signed note."""
        await self.write(*services)
        path, body = await self.signature()
        done = await self.doctor.post(path, body)
        await self.hub.run_jobs()
        return done

    async def seen(self, *services: str) -> Visit:
        """Everything up to the signed note."""
        await (await self.prepare()).wait()
        await self.consult(*services)
        return self
