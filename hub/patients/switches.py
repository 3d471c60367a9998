"""What a hospital may switch off about patients."""

from __future__ import annotations

from hub.core.switches import switch

SELF_REGISTRATION = switch("portal.registration", True)
"""Whether people may register as patients by themselves."""
