"""What a hospital decides about recordings."""

from __future__ import annotations

from hub.core.switches import switch

RECORDING = switch("visits.recording", True)
"""Whether calls may be recorded at all; consent of everybody is asked each time."""
KEEP_DAYS = switch("visits.recording_days", 365, least=1, most=3650)
"""How long a recording is kept."""
