"""A patient's home over a thin line: from the address to the page that stands, in Chromium on a real hospital.

    python3 run.py bench home [--json] [--kilobytes 50] [--round-trip 300]

A phone that was never here before (`cold`) and the same one again (`again`), signed in. The line is Chromium's own
emulation for the page: so many kB/s in all, a round trip for each request. The page stands when its heading and the
way into the next visit are there and nothing is a skeleton any more. `line_ms` is what the bytes alone need at that
rate: the least that any order of loading can do; `open_ms` is the same page without the emulation.
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext

from bench.browsing import Launch, browsing
from tests.browser.hospital import Hospital
from tests.browser.windows import PATIENCE_MS, PHONE

TARGETS = "cold_ms < 7000"
STANDS = """() => document.querySelector('main h1') && document.querySelector('main a[href^="/my/visits/"]') &&
  !document.querySelector('.mantine-Skeleton-root, .mantine-Loader-root')"""
# Looked for in the page itself, so that what looks does not count.
WATCH = f"""
  window.__stands = new Promise((done) => {{
    const look = () => (({STANDS})() ? done(Math.round(performance.now())) : setTimeout(look, 20));
    look();
  }});
"""


@dataclass
class Line:
    """The line of one page: how many kB/s and milliseconds; what came over it."""

    context: BrowserContext
    kilobytes: int
    round_trip: int
    requests: int = 0
    bytes: int = 0
    seen: list[str] = field(default_factory=list)

    def load(self, path: str = "/my") -> int:
        """Milliseconds until the page stands."""
        page = self.context.new_page()
        session = self.context.new_cdp_session(page)
        session.send("Network.enable")
        if self.kilobytes:
            rate = self.kilobytes * 1000
            session.send("Network.emulateNetworkConditions", {
                "offline": False, "latency": self.round_trip, "downloadThroughput": rate, "uploadThroughput": rate,
            })  # fmt: skip
        session.on("Network.requestWillBeSent", lambda one: self.seen.append(str(one["request"]["url"])))
        session.on("Network.loadingFinished", self._came)
        page.goto(path, wait_until="commit")
        stands = int(page.evaluate("window.__stands"))
        self.requests, came = len(self.seen), self.bytes
        page.close()
        self.bytes = came
        return stands

    def _came(self, told: dict[str, Any]) -> None:
        self.bytes += int(told["encodedDataLength"])


def phone(launch: Launch, one: Hospital) -> BrowserContext:
    """A phone of the demo's first patient on which nothing is kept."""
    context = launch().new_context(base_url=one.url, viewport=PHONE, has_touch=True, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(WATCH)
    person = {"email": "patient@demo.wardline.test", "password": one.password}
    assert context.request.post("/api/session", data=person).ok
    return context


def run(kilobytes: int, round_trip: int) -> dict[str, object]:
    with browsing() as (one, launch):
        phones = [phone(launch, one) for _ in range(2)]
        open_line = Line(phones[0], 0, 0)
        open_ms = open_line.load()
        cold, again = (Line(phones[1], kilobytes, round_trip) for _ in range(2))
        cold_ms, again_ms = cold.load(), again.load()
    return {
        "bench": "home", "targets": TARGETS, "kilobytes_per_second": kilobytes, "round_trip_ms": round_trip,
        "cold_ms": cold_ms, "cold_kilobytes": round(cold.bytes / 1000), "cold_requests": cold.requests,
        "line_ms": round(cold.bytes / max(1, kilobytes)), "again_ms": again_ms, "again_requests": again.requests,
        "open_ms": open_ms, "cores": os.cpu_count(), "load": [round(share, 1) for share in os.getloadavg()],
        "seen": cold.seen,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench home", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="nothing but the last line")
    parser.add_argument("--kilobytes", type=int, default=50, help="per second; 0 for an open line")
    parser.add_argument("--round-trip", type=int, default=300, help="milliseconds")
    parser.add_argument("--requests", action="store_true", help="also what was asked for")
    given = parser.parse_args()
    found = run(given.kilobytes, given.round_trip)
    seen = found.pop("seen")
    if given.requests and isinstance(seen, list):
        print("\n".join(seen))
    if not given.json:
        print(f"cold {found['cold_ms']} ms ({found['cold_kilobytes']} kB, {found['cold_requests']} requests), "
              f"again {found['again_ms']} ms, open line {found['open_ms']} ms")  # fmt: skip
    print(json.dumps(found))


if __name__ == "__main__":
    main()
