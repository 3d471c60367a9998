"""fault(): a named place at which a test may kill this process (B61). Inert unless HUB_FAULT_POINT names it."""

from __future__ import annotations

import os
import signal

from hub.core.settings import settings


def fault(point: str) -> None:
    """kill -9 ourselves here when the environment says so; with HUB_FAULT_MARKER only once."""
    options = settings()
    if options.fault_point != point or options.environment == "production":
        return
    if options.fault_marker is not None:
        try:
            options.fault_marker.touch(exist_ok=False)
        except FileExistsError:
            return
    os.kill(os.getpid(), signal.SIGKILL)
