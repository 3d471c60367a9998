"""One hospital and one Chromium for all browser tests, and people who open windows in it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from hub import boot
from tests.browser.hospital import Hospital
from tests.browser.windows import FLAGS, PATIENCE_MS, Window
from tests.servers import folder_for_servers

RESULTS = boot.ROOT / "test-results"
Opens = Callable[..., Window]
Opener = Callable[[bool], Browser]
FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def hospital() -> Iterator[Hospital]:
    """A fresh demo hospital, gone afterwards."""
    one = Hospital(folder_for_servers())
    try:
        yield one.start()
    finally:
        one.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Opener]:
    """Two Chromiums, one of phones and one of desks: so the network of one can fail while the other's works."""
    program = boot.chromium()
    assert program, "no Chromium: apt install chromium, or set HUB_CHROMIUM"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        running: dict[bool, Browser] = {}

        def browser(phone: bool) -> Browser:
            if phone not in running:
                running[phone] = playwright.chromium.launch(executable_path=program, args=FLAGS)
            return running[phone]

        yield browser
        for one in running.values():
            one.close()


@pytest.fixture
def window(hospital: Hospital, chromium: Opener, request: pytest.FixtureRequest) -> Iterator[Opens]:
    """`window("doctor")` = a signed-in browser of doctor@demo...; `window()` = one where nobody is signed in.

    After the test nothing may have gone wrong in any window: a page error, a console error, a refused request or a raw
    message key fails it.
    """
    opened: list[Window] = []

    def open_window(login: str = "", *, phone: bool = False, traced: bool = True) -> Window:
        opened.append(Window.open(chromium(phone), hospital, login, phone=phone, traced=traced))
        return opened[-1]

    yield open_window
    troubles = [f"{one.name}: {trouble}" for one in opened for trouble in one.troubles]
    keep = bool(troubles) or request.node.stash.get(FAILED, False)
    for one in opened:
        one.close(RESULTS / f"{request.node.name}-{one.name}" if keep else None)
    assert not troubles, "\n".join(troubles)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell the fixtures of a test whether it failed; what the hospital said then stands in the report."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
        hospital = getattr(item, "funcargs", {}).get("hospital")
        if report.failed and isinstance(hospital, Hospital):
            report.sections.append(("the hospital", hospital.last_words()))
    return report
