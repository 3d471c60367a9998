"""fault(): a named place at which a test may kill this process (B61). Inert unless HUB_FAULT_POINT names it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from hub.core.settings import settings


def fault(point: str, detail: str = "") -> None:
    """kill -9 ourselves here when the environment names `point` or `point:detail`; with HUB_FAULT_MARKERS only once."""
    options = settings()
    if not options.fault_point or options.environment == "production":
        return
    for name in options.fault_point.split(","):
        if name in (point, f"{point}:{detail}") and _first_time(options.fault_markers, name):
            os.kill(os.getpid(), signal.SIGKILL)


def _first_time(markers: Path | None, name: str) -> bool:
    if markers is None:
        return True
    try:
        (markers / name.replace("/", "_")).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
