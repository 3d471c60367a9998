"""What a hospital may switch off about the record."""

from __future__ import annotations

from hub.core.switches import switch

REFILLS = switch("portal.refills", True)
"""Whether patients may ask for more of a medicine in the portal."""
