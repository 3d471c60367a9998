"""The test gateway: a simulator of a card gateway, part of the product and labelled as one. No money moves.

Tokens choose what happens: tok_ok pays, tok_declined is refused, tok_slow pays after three seconds, tok_twice pays and
sends its webhook three times, tok_keep pays and refuses to give anything back. A refund goes as its payment went:
slowly, or told three times. Its answers come back the way a real gateway's do: as signed webhooks.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import orjson
from sqlalchemy import ForeignKey, UniqueConstraint, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from hub.billing.gateway.port import Gateway, Intent, IntentState, Message, Refunded, RefundState
from hub.billing.gateway.signature import BadSignature, check
from hub.core.clock import now
from hub.core.db import Db, Record
from hub.core.errors import Invalid, NotFound
from hub.core.ids import uuid7
from hub.core.jobs import enqueue
from hub.core.settings import settings
from hub.core.types import Money

TOKENS = {"tok_ok": "succeeded", "tok_declined": "failed", "tok_slow": "succeeded", "tok_twice": "succeeded",
          "tok_keep": "succeeded"}  # fmt: skip
HEADER = "Wardline-Test-Signature"


class TestIntent(Record):
    """What the simulated gateway remembers."""

    __test__ = False
    __tablename__ = "test_gateway_intent"
    __table_args__ = (UniqueConstraint("idem"),)

    idem: Mapped[str]
    request_hash: Mapped[str]
    reference: Mapped[str]
    minor: Mapped[int]
    currency: Mapped[str]
    method: Mapped[str]
    state: Mapped[str] = mapped_column(default="processing")
    failure: Mapped[str] = mapped_column(default="")


class TestRefund(Record):
    """What the simulated gateway remembers of a refund."""

    __test__ = False
    __tablename__ = "test_gateway_refund"
    __table_args__ = (UniqueConstraint("idem"),)

    idem: Mapped[str]
    intent_id: Mapped[UUID] = mapped_column(ForeignKey("test_gateway_intent.id"), index=True)
    minor: Mapped[int]
    currency: Mapped[str]
    state: Mapped[str] = mapped_column(default="processing")
    failure: Mapped[str] = mapped_column(default="")


class TestGateway(Gateway):
    """The simulator behind the port."""

    __test__ = False
    name = "test"

    async def create_intent(self, db: Db, amount: Money, *, reference: str, method: str, idem: str) -> Intent:
        if method not in TOKENS:
            raise Invalid("The test gateway does not know this card.", code="unknown_payment_method")
        digest = hashlib.sha256(f"{amount}|{reference}|{method}".encode()).hexdigest()
        values = {"id": uuid7(), "created_at": now(), "version": 1, "idem": idem, "request_hash": digest,
                  "reference": reference, "minor": amount.minor, "currency": amount.currency, "method": method,
                  "state": "processing", "failure": ""}  # fmt: skip
        made = await db.scalar(insert(TestIntent).values(values).on_conflict_do_nothing().returning(TestIntent.id))
        row = await db.scalar(select(TestIntent).where(TestIntent.idem == idem).with_for_update())
        if row is None or row.request_hash != digest:
            raise Invalid("This idempotency key was used for another payment.", code="idempotency_key_reused")
        if made is not None:
            wait = timedelta(seconds=3 if method == "tok_slow" else 0)
            await enqueue(db, "billing.test_gateway_settles", run_at=now() + wait, intent_id=row.id)
        return _intent(row)

    async def fetch(self, db: Db, external_id: str) -> Intent:
        row = await db.scalar(select(TestIntent).where(TestIntent.idem == external_id.removeprefix("test_")))
        if row is None:
            raise NotFound("The test gateway does not know this payment.")
        return _intent(row)

    async def create_refund(self, db: Db, external_id: str, amount: Money, *, idem: str) -> Refunded:
        intent = await db.scalar(
            select(TestIntent).where(TestIntent.idem == external_id.removeprefix("test_")).with_for_update()
        )
        if intent is None:
            raise NotFound("The test gateway does not know this payment.")
        row = await db.scalar(select(TestRefund).where(TestRefund.idem == idem))
        if row is not None:
            return _refunded(row)
        given = select(func.coalesce(func.sum(TestRefund.minor), 0)).where(
            TestRefund.intent_id == intent.id, TestRefund.state != "failed"
        )
        fits = intent.state == "succeeded" and amount.minor + int(await db.scalar(given) or 0) <= intent.minor
        row = TestRefund(idem=idem, intent_id=intent.id, minor=amount.minor, currency=amount.currency)
        if not fits or intent.method == "tok_keep":
            row.state, row.failure = "failed", "refund_refused"
        db.add(row)
        await db.flush()
        if row.state == "processing":
            wait = timedelta(seconds=3 if intent.method == "tok_slow" else 0)
            await enqueue(db, "billing.test_gateway_refunds", run_at=now() + wait, refund_id=row.id)
        return _refunded(row)

    async def fetch_refund(self, db: Db, external_id: str) -> Refunded:
        row = await db.scalar(select(TestRefund).where(TestRefund.idem == external_id.removeprefix("test_refund_")))
        if row is None:
            raise NotFound("The test gateway does not know this refund.")
        return _refunded(row)

    def verify_webhook(self, raw: bytes, headers: Mapping[str, str]) -> list[Message]:
        check(raw, headers.get(HEADER, ""), webhook_secret())
        try:
            body = orjson.loads(raw)
            if "refund" in body:
                return [Message(external_id=str(body["id"]), refund_id=str(body["refund"]))]
            return [Message(external_id=str(body["id"]), intent_id=str(body["intent"]))]
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise BadSignature("The message cannot be read.") from error


def _intent(row: TestIntent) -> Intent:
    state: IntentState = row.state  # type: ignore[assignment]
    return Intent(f"test_{row.idem}", state, Money(minor=row.minor, currency=row.currency), row.failure)


def _refunded(row: TestRefund) -> Refunded:
    state: RefundState = row.state  # type: ignore[assignment]
    return Refunded(f"test_refund_{row.idem}", state, Money(minor=row.minor, currency=row.currency), row.failure)


def webhook_secret() -> str:
    """The secret that signs the gateway's webhooks."""
    options = settings()
    if options.payment_webhook_secret:
        return options.payment_webhook_secret
    return hmac.new(options.secret("key").encode(), b"test-gateway-webhook", hashlib.sha256).hexdigest()
