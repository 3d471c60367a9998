"""The crowd's money: charges, invoices and payments of the last month, with the entries of the ledger."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from hub.billing import ledger
from hub.billing.models import (
    Charge,
    ChargeStatus,
    Invoice,
    InvoiceCounter,
    InvoiceLine,
    InvoiceStatus,
    JournalEntry,
    LedgerAccount,
    Payment,
    PaymentStatus,
    Posting,
    Price,
)
from hub.billing.rules import due_on, invoice_number
from hub.core import sealed
from hub.core.clock import local_day
from hub.core.db import Db
from hub.crowd.people import Key, People
from hub.crowd.records import Seen, Words
from hub.crowd.sink import Row, Sink, Told, id_at
from hub.encounters.demo import STORIES
from hub.encounters.models import EncounterClass
from hub.patients.models import Patient
from hub.staff.models import Facility

PAID = 0.8
ACCOUNTS = ("ar:unassigned", "ar:patient", "revenue", "clearing:test")


async def bills(
    db: Db, pick: Random, facility: Facility, people: People, billed: list[tuple[UUID, Seen]], at: datetime, told: Told
) -> None:  # fmt: skip
    """Each service is charged, billed to the patient on that day, and mostly paid some days later."""
    words = await Words.of(db)
    prices = {price.service_code: price for price in await db.scalars(select(Price).order_by(Price.valid_from))}
    await _accounts(db)
    whom = await _parties(db, {one.patient_id for _, one in billed})
    made = _Made(pick, facility, words, prices, await _last_number(db, facility), whom, people.keys, at)
    for service_id, one in billed:
        made.bill(service_id, one)
    ids = ("id", "created_at")
    await Sink(db, Charge, (
        *ids, "source_key", "patient_id", "encounter_id", "service_code", "display", "units", "unit_minor", "minor",
        "currency", "price_id", "status", "served_on"), told).write(made.charges)  # fmt: skip
    await Sink(db, Invoice, (
        *ids, "number", "source_key", "facility_id", "patient_id", "encounter_id", "status", "status_at", "issued_at",
        "due_on", "currency", "total", "paid", "party_sealed"), told).write(made.invoices)  # fmt: skip
    await Sink(db, InvoiceLine, ("invoice_id", "line", "service_code", "display", "minor"), told).write(made.lines)
    await Sink(db, Payment, (
        *ids, "invoice_id", "patient_id", "gateway", "external_id", "status", "status_at", "minor", "currency"),
        told).write(made.payments)  # fmt: skip
    await Sink(db, JournalEntry, (*ids, "key", "memo", "at", "patient_id"), told).write(made.entries)
    await Sink(db, Posting, ("entry_id", "account_code", "minor", "currency"), told).write(made.postings)
    for year, last in made.numbers.items():
        await db.merge(InvoiceCounter(facility_id=facility.id, year=year, last=last))
    await db.flush()


async def _accounts(db: Db) -> None:
    there = set(await db.scalars(select(LedgerAccount.code)))
    for code in ACCOUNTS:
        if code not in there:
            db.add(LedgerAccount(code=code, name=ledger.NAMES[code], side=ledger.SIDES[code.split(":")[0]]))
    await db.flush()


async def _last_number(db: Db, facility: Facility) -> dict[int, int]:
    rows = await db.execute(
        select(InvoiceCounter.year, InvoiceCounter.last).where(InvoiceCounter.facility_id == facility.id)
    )
    return {row.year: row.last for row in rows}


async def _parties(db: Db, ids: set[UUID]) -> dict[UUID, dict[str, Any]]:
    rows = await db.scalars(select(Patient).where(Patient.id == any_(literal(list(ids), ARRAY(Patient.id.type)))))
    return {row.id: {"name": row.name, "number": row.number, "address": row.address} for row in rows}


class _Made:
    """Rows of the tables of money; every entry has two sides that sum to zero."""

    def __init__(
        self, pick: Random, facility: Facility, words: Words, prices: dict[str, Price], numbers: dict[int, int],
        whom: dict[UUID, dict[str, Any]], keys: dict[UUID, Key], at: datetime,
    ) -> None:  # fmt: skip
        self.pick, self.facility, self.words, self.prices, self.numbers = pick, facility, words, prices, numbers
        self.whom, self.keys, self.at = whom, keys, at
        self.zone = ZoneInfo(facility.zone)
        self.charges: list[Row] = []
        self.invoices: list[Row] = []
        self.lines: list[Row] = []
        self.payments: list[Row] = []
        self.entries: list[Row] = []
        self.postings: list[Row] = []
        self.house = {"name": facility.name, "zone": facility.zone, "address": facility.address}

    def bill(self, service_id: UUID, one: Seen) -> None:
        """One encounter's service, from charge to payment."""
        story = STORIES[one.story]
        code = story.service if one.kind is EncounterClass.virtual or story.service == "G0463" else "G0463"
        price, at, day = self.prices[code], one.ends, local_day(one.ends, self.zone)
        display, minor, key = self.words.services[code], price.minor, f"service:{service_id}"
        charge, invoice = id_at(self.pick, at), id_at(self.pick, at)
        self.charges.append((charge, at, key, one.patient_id, one.id, code, display, 1, minor, minor, price.currency,
                             price.id, ChargeStatus.invoiced, day))  # fmt: skip
        self._entry(key, "Service rendered", at, one, "ar:unassigned", "revenue", minor)
        self._entry(f"assign:{charge}", "Service billed to the patient", at, one, "ar:patient", "ar:unassigned", minor)
        paid_at = at + timedelta(days=self.pick.randrange(1, 12))
        paid = self.pick.random() < PAID and paid_at < self.at
        said = {"patient": self.whom[one.patient_id], "facility": self.house}
        party = sealed.stored(Invoice, "party", invoice, said, self.keys[one.patient_id])
        self.numbers[day.year] = self.numbers.get(day.year, 0) + 1
        self.invoices.append((
            invoice, at, invoice_number(day.year, self.numbers[day.year]), f"crowd:{one.id}", self.facility.id,
            one.patient_id, one.id, InvoiceStatus.paid if paid else InvoiceStatus.issued, paid_at if paid else at, at,
            due_on(day), price.currency, minor, minor if paid else 0, party))  # fmt: skip
        self.lines.append((invoice, 1, code, display, minor))
        if paid:
            payment = id_at(self.pick, paid_at)
            self.payments.append((payment, paid_at, invoice, one.patient_id, "test", f"crowd-{payment}",
                                  PaymentStatus.succeeded, paid_at, minor, price.currency))  # fmt: skip
            self._entry(f"payment:{payment}", "Payment received", paid_at, one, "clearing:test", "ar:patient", minor)

    def _entry(self, key: str, memo: str, at: datetime, one: Seen, debit: str, credit: str, minor: int) -> None:
        entry = id_at(self.pick, at)
        self.entries.append((entry, at, key, memo, at, one.patient_id))
        self.postings.append((entry, debit, minor, self.facility.currency))
        self.postings.append((entry, credit, -minor, self.facility.currency))
