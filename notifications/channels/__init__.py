"""Channels outside the app, behind one port. Each has a console twin; a setting picks it."""

from __future__ import annotations

from hub.core.settings import settings
from notifications.channels.console import ConsoleMail
from notifications.channels.email import SmtpMail
from notifications.channels.port import Channel, Later, Undeliverable
from notifications.channels.push import WebPush
from notifications.channels.sms import GatewaySms, SimulatedSms, Sms

__all__ = ["Channel", "Later", "Undeliverable", "channel", "texting"]


def channel(name: str) -> Channel:
    """The channel of this installation by name: push, sms or email."""
    if name == "push":
        return WebPush()
    if name == "sms":
        return texting()
    return SmtpMail() if settings().smtp_url else ConsoleMail()


def texting() -> Sms:
    """Text messages, to whoever has an account and to a bare number."""
    return GatewaySms() if settings().sms_url else SimulatedSms()
