"""What a hospital may switch off about patients."""

from __future__ import annotations

from hub.core.switches import switch

SELF_REGISTRATION = switch("portal.registration", True)
"""Whether people may register as patients by themselves."""
ONBOARDING = switch("portal.onboarding", False)
"""Whether who registers by himself begins the onboarding at once; the desk may begin it for anybody."""
IDENTITY_DAYS = switch("portal.identity_days", 30, least=0, most=3650)
"""How long the picture of an identity document is kept after the desk has confirmed it."""
