"""Text twice as large, as a person has set it in the browser: every main page grows with it, and no word is cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from hub import boot
from tests.browser.conftest import Opener
from tests.browser.hospital import Hospital
from tests.browser.test_pages import STICKS_OUT
from tests.browser.windows import DESK, FLAGS, PHONE, Window

TWICE = 32
"""Pixels; a browser that nobody has touched says 16."""
# Words in a box that hides what does not fit. The name of the hospital above the page may end in dots: it is said in
# full to who hears it, and stands on every paper.
CUT = """() => [...document.querySelectorAll('body *')].filter((one) => {
  const own = [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  if (!own || !one.offsetParent || one.closest('header, svg, [aria-hidden=true], .mantine-VisuallyHidden-root')) return;
  const { overflowX, clipPath } = getComputedStyle(one);
  return clipPath === 'none' && /hidden|clip/.test(overflowX) && one.scrollWidth > one.clientWidth + 1;
}).map((one) => `${one.className}: ${one.innerText.slice(0, 60)}`)"""
PAGES = {
    "": ["/sign-in", "/register"],
    "patient": ["/my", "/my/messages", "/my/bills", "/my/details"],
    "doctor": ["/work", "/messages"],
    "nurse": ["/wards", "/monitoring"],
    "reception": ["/board"],
    "admin": ["/people", "/schedule/hours"],
}


@pytest.fixture(scope="module")
def large(chromium: Opener) -> Iterator[Browser]:
    """A browser whose person reads large letters."""
    flags = [*FLAGS, f"--blink-settings=defaultFontSize={TWICE}"]
    one = chromium(True).browser_type.launch(executable_path=boot.chromium(), args=flags)
    yield one
    one.close()


@pytest.mark.parametrize("login", PAGES)
def test_pages_grow_with_the_text(large: Browser, hospital: Hospital, login: str) -> None:
    person = Window.open(large, hospital, login, phone=True, traced=False)
    for path in PAGES[login]:
        page = person.go(path)
        person.settled()
        expect(page.locator("html")).to_have_css("font-size", f"{TWICE}px")
        assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)") >= TWICE
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            if (wide := page.evaluate(STICKS_OUT)) > 0:
                person.troubles.append(f"{path}: {wide} px wider than a window of {size['width']}")
            person.troubles += [f"{path}, {size['width']} px: cut: {words}" for words in page.evaluate(CUT)]
    person.close()
    assert person.troubles == []
