"""From the click on Join to the first picture of the other person, in real Chromium on a real hospital.

    python3 run.py bench join [--json] [--joins 15]

A hospital of its own with the demo's people; a clinician sits in the call, the patient comes into it again and again by
the button on the screen, each time with fresh devices and a fresh connection. Browsers, servers and both cameras (a
fake device that makes 20 pictures/s) share this machine, and all media goes over the loopback. Counted is from the
click itself, in the page, to the first decoded picture that the page presents (requestVideoFrameCallback); `other_*` is
the same for the clinician, who sees whoever has clicked.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics

from playwright.sync_api import expect

from bench.browsing import browsing
from tests.browser.story import tap
from tests.browser.test_call import prepared_visit
from tests.browser.windows import Window

TARGETS = "p95_ms < 1500"
# The moment of each click and of the first picture that came after a connection was begun, on the clock that all
# windows of this machine share.
WATCH = """
  window.__join = { clicked: 0, seen: null };
  const now = () => performance.timeOrigin + performance.now();
  addEventListener('click', () => { window.__join.clicked = now(); }, true);
  window.__await = () => {
    window.__join.seen = new Promise((resolve) => {
      const look = () => {
        const video = document.querySelector('[data-testid="remote-video"]');
        if (video) video.requestVideoFrameCallback(() => resolve(now()));
        else setTimeout(look, 5);
      };
      look();
    });
  };
"""


def joins(patient: Window, doctor: Window, times: int) -> tuple[list[float], list[float]]:
    """Milliseconds to the first picture, for who clicks and for the other one; the first join of all warms up."""
    phone, desk = patient.page, doctor.page
    mine, theirs = [], []
    for number in range(times + 1):
        if number:
            tap(phone, "Hang up")
            tap(desk, "Call again")
            expect(phone.get_by_role("heading", name="is ready for you")).to_be_visible()
        expect(desk.get_by_test_id("call-stage")).to_have_attribute("data-phase", "alone")
        for page in (phone, desk):
            page.evaluate("window.__await()")
        tap(phone, "Join the call")
        found = [page.evaluate("window.__join.seen") for page in (phone, desk)]
        clicked = phone.evaluate("window.__join.clicked")
        if number:
            mine.append(found[0] - clicked)
            theirs.append(found[1] - clicked)
    return mine, theirs


def run(times: int) -> dict[str, object]:
    with browsing() as (one, launch):
        windows = []
        for login, phone in (("patient", True), ("doctor", False)):
            browser = launch()
            windows.append(Window.open(browser, one, login, phone=phone))
            windows[-1].context.add_init_script(WATCH)
        patient, doctor = windows
        mine, theirs = joins(*_admitted(patient, doctor), times)
        version = browser.version
    return {
        "bench": "join", "joins": len(mine), "targets": TARGETS,
        "p50_ms": round(statistics.median(mine)), "p95_ms": round(_p95(mine)),
        "other_p50_ms": round(statistics.median(theirs)), "other_p95_ms": round(_p95(theirs)),
        "worst_ms": round(max(mine)), "chromium": version, "cores": os.cpu_count(),
        "load": [round(share, 1) for share in os.getloadavg()],
    }  # fmt: skip


def _admitted(patient: Window, doctor: Window) -> tuple[Window, Window]:
    """The door is open, the clinician is in the call, and the patient's page shows the button."""
    visit_id = prepared_visit(patient)
    phone, desk = patient.go(f"/my/visits/{visit_id}"), doctor.go(f"/visits/{visit_id}")
    tap(phone, "Enter the waiting room")
    expect(phone.get_by_role("heading", name="You are in the waiting room")).to_be_visible()
    phone.goto("about:blank")  # who waits comes in by themselves when the door opens; here a click is to be measured
    tap(desk, "Admit")
    expect(desk.get_by_test_id("call-stage")).to_be_visible()
    patient.go(f"/my/visits/{visit_id}")
    return patient, doctor


def _p95(found: list[float]) -> float:
    return sorted(found)[min(len(found) - 1, -(-len(found) * 95 // 100) - 1)]


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench join", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="nothing but the last line")
    parser.add_argument("--joins", type=int, default=15)
    given = parser.parse_args()
    found = run(max(1, given.joins))
    if not given.json:
        print(f"{found['joins']} joins: half within {found['p50_ms']} ms, 95 % within {found['p95_ms']} ms")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
