"""The port that every payment gateway fills, real or simulated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from hub.core.db import Db
from hub.core.types import Money

IntentState = Literal["requires_action", "processing", "succeeded", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Intent:
    """What the gateway knows of one payment. `failure` is a stable word, e.g. 'card_declined'."""

    external_id: str
    state: IntentState
    amount: Money
    failure: str = ""


RefundState = Literal["processing", "succeeded", "failed"]


@dataclass(frozen=True, slots=True)
class Refunded:
    """What the gateway knows of one refund. `failure` is a stable word, e.g. 'refund_refused'."""

    external_id: str
    state: RefundState
    amount: Money
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One authentic webhook message: only a reference; the truth is fetched from the gateway. One of the two is set."""

    external_id: str
    intent_id: str = ""
    refund_id: str = ""


class Gateway(Protocol):
    """Moves money. Every call may be repeated with the same idempotency key and then does nothing new."""

    name: str

    async def create_intent(self, db: Db, amount: Money, *, reference: str, method: str, idem: str) -> Intent:
        """Start a payment of `amount` with a tokenised `method`; `reference` is opaque (no patient data)."""

    async def fetch(self, db: Db, external_id: str) -> Intent:
        """The intent as it stands now."""

    async def create_refund(self, db: Db, external_id: str, amount: Money, *, idem: str) -> Refunded:
        """Give `amount` of an intent back; 'failed' when the gateway refuses (more than is left of it, too late)."""

    async def fetch_refund(self, db: Db, external_id: str) -> Refunded:
        """The refund as it stands now."""

    def verify_webhook(self, raw: bytes, headers: Mapping[str, str]) -> list[Message]:
        """The messages in an authentic webhook; raises BadSignature (400) for anything else."""
