"""Every page of patients, and those that everybody sees, judged as `test_pages` judges those of the staff."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Opens
from tests.browser.test_pages import BESIDE, SEEN, forgotten, goes_round, look
from tests.browser.windows import DESK, PHONE

ONCE = {
    "/setup": "only while nobody has an account",
    "/first-password": "only with a password that was handed out",
    "/enrol": "only while a second factor is demanded",
    "/oauth/authorize": "only when an app asks",
    "/doctors": "the directory of patients (/my/doctors), for strangers only where it is switched on",
    "/doctors/$id": "as /my/doctors/$id",
    "/guest": "only from the link of an invitation (test_guest_call)",
    "/appointment/$id": "only from the link in a mail, which is signed for one appointment",
}


def test_signed_out(window: Opens) -> None:
    """The two pages that everybody sees first."""
    nobody = window(traced=False)
    for path in (
        "/sign-in",
        "/register",
        "/forgot",
        "/reset",
        "/welcome",
        "/verify",
        "/confirm",
        "/test-provider",
        "/kiosk",
        "/display",
        "/letters/check",
        "/pick-up",
        "/no/such/page",
    ):
        look(nobody, path, PHONE)
        SEEN.discard(path)
        look(nobody, path, DESK)
    assert len(nobody.hospital.screens) == 2
    for path in nobody.hospital.screens:  # as a device that was set up shows them
        look(nobody, path, DESK)


@pytest.mark.parametrize("login", [login for login in BESIDE if login.startswith("patient")])
def test_signed_in(window: Opens, login: str) -> None:
    goes_round(window, login)


def test_no_page_is_forgotten() -> None:
    assert forgotten(of_staff=False) == set(ONCE), "add what is missing here to BESIDE, or to ROWS"
