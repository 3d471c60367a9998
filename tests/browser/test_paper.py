"""What comes out of the printer: the sheet alone, whatever else the window shows."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.story import button

PRINTER = """() => { window.printed = new Promise((done) => {
  window.print = () => done(document.body.innerText); }); }"""
"""Under print media `innerText` is what is drawn there: what would be printed at this moment."""


def test_a_number_is_printed_alone_and_names_nobody(window: Opens) -> None:
    desk = window("reception")
    page = desk.go("/queue")
    desk.settled()
    page.evaluate(PRINTER)
    page.get_by_label("Print each number that is given").check()
    page.emulate_media(media="print")
    button(page, "Number: Walk-in").click()
    lines = [line for line in page.evaluate("window.printed").splitlines() if line]
    facility, code, queue, _, wait, look = lines
    page.emulate_media(media="screen")
    expect(page.get_by_text(f"The number is {code}.")).to_be_visible()
    assert re.fullmatch(r"W\d{3}", code) and queue == "Walk-in", (facility, code, queue)
    assert re.search(r"about \d+ min|You are next", wait) and look == "Please watch the screen for your number."
