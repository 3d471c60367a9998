"""What a hospital decides about transcripts."""

from __future__ import annotations

from hub.core.switches import switch

TRANSCRIPT = switch("visits.transcript", True)
"""Whether the captions of a call may be kept at all; consent is asked each time."""
