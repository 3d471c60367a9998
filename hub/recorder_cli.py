"""`hub recorder`: one recording, in a process that the web process starts by itself."""

from __future__ import annotations

from uuid import UUID


def recorder(recording_id: UUID) -> None:
    """Write one recording, from the packets that the web process hands over."""
    from hub.core import logs
    from hub.core.settings import settings
    from hub.serve import recorder as run

    options = settings()
    logs.setup(options.log_level, json=options.environment == "production")
    run(options, recording_id)
