"""What a hospital may switch off about messages."""

from __future__ import annotations

from hub.core.switches import switch

CHANNELS = {"email": switch("notifications.email", True), "push": switch("notifications.push", True),
            "sms": switch("notifications.sms", True)}  # fmt: skip
"""Whether anything is sent over a channel; what is switched off is shown in the app all the same."""
