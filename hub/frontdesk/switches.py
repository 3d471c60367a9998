"""What a hospital lets its desk do."""

from __future__ import annotations

from hub.core.switches import switch

DESK_TRIAGE = switch("desk.triage", False)
"""Whether the desk may record how soon an emergency has to be seen; 'at once' it always may."""
