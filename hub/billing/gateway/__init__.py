"""Payment gateways behind one port: `Gateway`. A setting picks the class; the test gateway is a labelled simulator."""

from __future__ import annotations

from hub.billing.gateway.port import Gateway, Intent, IntentState, Message, Refunded
from hub.billing.gateway.test import TestGateway
from hub.core.errors import NotFound
from hub.core.settings import settings

__all__ = ["Gateway", "Intent", "IntentState", "Message", "Refunded", "gateway", "named"]

GATEWAYS: dict[str, type[Gateway]] = {"test": TestGateway}


def gateway() -> Gateway:
    """The gateway of this installation."""
    return GATEWAYS[settings().payment_gateway]()


def named(name: str) -> Gateway:
    """The gateway that a payment or a webhook names; 404 if there is none."""
    if name not in GATEWAYS:
        raise NotFound()
    return GATEWAYS[name]()
