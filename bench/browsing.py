"""What benches with a browser begin with: a fresh demo hospital and Chromium, gone afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from hub import boot
from tests.browser.hospital import Hospital
from tests.browser.windows import FLAGS, PATIENCE_MS

Launch = Callable[[], Browser]


@contextmanager
def browsing() -> Iterator[tuple[Hospital, Launch]]:
    """The hospital, and a way to start one Chromium after the other; ends the program where there is none."""
    program = boot.chromium()
    if program is None:
        raise SystemExit("no Chromium: apt install chromium, or set HUB_CHROMIUM")
    expect.set_options(timeout=PATIENCE_MS)
    with tempfile.TemporaryDirectory(prefix="wardline-bench-") as folder, sync_playwright() as playwright:
        one, started = Hospital(Path(folder)), list[Browser]()

        def launch() -> Browser:
            started.append(playwright.chromium.launch(executable_path=program, args=FLAGS))
            return started[-1]

        try:
            yield one.start(), launch
        finally:
            for browser in started:
                browser.close()
            one.stop()
