"""The installed app: words written without a connection arrive later, a new version waits until it is wanted, and a
device at home is read over the browser's own Bluetooth."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

from tests.browser.conftest import Opens
from tests.browser.cuff import Cuff
from tests.browser.story import button, tap
from tests.browser.windows import PATIENCE_MS

CONTROLLED = """new Promise((done) => navigator.serviceWorker.controller ? done(true)
  : navigator.serviceWorker.addEventListener('controllerchange', () => done(true)))"""
WORKER = "navigator.serviceWorker.controller.scriptURL"
IN_A_CALL = """new Promise((held) => void navigator.locks.request('call', { mode: 'shared' },
  () => new Promise((done) => { window.hangUp = done; held(true); })))"""


def test_words_written_offline_are_sent_later_and_a_new_version_is_offered(window: Opens) -> None:
    patient = window("patient", phone=True)
    thread = patient.get("/api/threads?view=mine")["items"][0]["id"]
    page = patient.go(f"/my/messages/{thread}")
    patient.settled()
    assert page.evaluate(CONTROLLED), "the shell is kept from the first visit on"

    # Without a network: sent is kept, and the app opens all the same after the window was closed.
    patient.cut_off = True
    patient.context.set_offline(True)
    page.get_by_role("textbox", name="Write a message").fill("Written in the underground")
    button(page, "Send", exact=True).click()
    expect(page.get_by_text("Written in the underground")).to_be_visible()
    shelved(page, 1)
    page.reload()
    expect(page.get_by_text("The hospital cannot be reached")).to_be_visible()
    assert page.evaluate("localStorage.length + JSON.stringify(localStorage)").find("underground") < 0

    # It comes back by itself; nothing is pressed, and the message is there once.
    patient.context.set_offline(False)
    expect(page.get_by_text("Written in the underground")).to_be_visible()
    shelved(page, 0)
    said = [one["text"] for one in patient.get(f"/api/threads/{thread}")["messages"]]
    assert said.count("Written in the underground") == 1
    patient.cut_off = False

    # A new version waits, and is used when the person says so.
    page.evaluate("navigator.serviceWorker.register('/sw.js?next')")
    expect(page.get_by_text("A new version is ready.")).to_be_visible()
    assert "next" not in page.evaluate(WORKER)
    # Nor under a call: as another window of this browser that is in one.
    page.evaluate(IN_A_CALL)
    tap(page, "Use it now")
    expect(page.get_by_text("A call is going on in another window.")).to_be_visible()
    assert "next" not in page.evaluate(WORKER)
    with page.expect_navigation():
        page.evaluate("setTimeout(hangUp)")
    patient.settled()
    assert page.evaluate(WORKER).endswith("?next")


def test_a_cuff_is_read_over_bluetooth_into_the_record(window: Opens) -> None:
    patient = window("patient2", phone=True)
    with Cuff(patient) as cuff:
        page = patient.go("/my/vitals")
        tap(page, "Add a reading")
        tap(page, "Read from my device")
        # Flags: time stamp and pulse; 121/79 mmHg, 2 March 2026 09:30, pulse 72.
        cuff.measures(bytes.fromhex("06 7900 4f00 5d00 ea07 03 02 09 1e 00 4800"))
        for vital, value in (("Upper pressure", "121"), ("Lower pressure", "79"), ("Heart rate", "72")):
            expect(page.get_by_role("textbox", name=vital)).to_have_value(value)
        tap(page, "Save")
        expect(page.get_by_role("textbox", name="Upper pressure")).to_have_count(0)
    latest = {one["code"]: one for one in patient.get("/api/my/observations")["latest"]}
    kept = [(float(latest[code]["value"]), latest[code]["source"]) for code in ("8480-6", "8462-4", "8867-4")]
    assert kept == [(121, "bluetooth"), (79, "bluetooth"), (72, "bluetooth")]


SHELF = """() => new Promise((done) => {
  const request = indexedDB.open('wardline', 1);
  request.onsuccess = () => {
    const all = request.result.transaction('shelf').objectStore('shelf').getAll();
    all.onsuccess = () => {
      request.result.close();
      done(all.result.map((one) => new TextDecoder().decode(one.sealed)));
    };
  };
})"""


def shelved(page: Page, rows: int) -> None:
    """Wait until so many things lie on this device's shelf, none of them readable."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while len(found := page.evaluate(SHELF)) != rows:
        assert time.monotonic() < deadline, f"{len(found)} things lie on the shelf, not {rows}"
        page.wait_for_timeout(100)  # between two looks
    assert "underground" not in "".join(found)
