"""What a hospital decides about messages."""

from __future__ import annotations

from hub.core.switches import switch

PATIENTS_WRITE = switch("messaging.patients_write", True)
REPLY_HOURS = switch("messaging.reply_hours", 24, least=1, most=168)
"""Within how many hours a patient is promised an answer."""
URGENT_MINUTES = switch("messaging.urgent_minutes", 15, least=1, most=240)
"""After how many minutes an urgent message that nobody has acknowledged is told again, and to more people."""
