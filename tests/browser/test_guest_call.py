"""Three people in a call, one an invited guest, over the relay; a moment on hold; a shared screen; a recording."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from tests.browser.conftest import Opens
from tests.browser.recorded import record, shot
from tests.browser.story import both_talk, tap
from tests.browser.test_call import prepared_visit
from tests.browser.windows import MEDIA_MS, Window

BACK_WITHIN = 10.0
"""Seconds (B59)."""


def plays(page: Page, test_id: str) -> None:
    """A picture has come, and has a size."""
    expect(page.get_by_test_id(test_id)).not_to_have_js_property("videoWidth", 0, timeout=MEDIA_MS)


def sees_two(one: Window) -> None:
    """One on the stage and one in a tile, both with a picture that moves."""
    one.sees_and_hears()
    expect(one.page.get_by_test_id("person-tile")).to_have_count(1)
    plays(one.page, "tile-video")


@contextmanager
def cut_off(*people: Window) -> Iterator[None]:
    """While the hospital itself is away, what goes wrong in a window is no trouble of the window's."""
    for one in people:
        one.cut_off = True
    yield
    for one in people:
        one.cut_off = False


def test_b59_a_guest_comes_by_link_and_the_call_goes_on_through_restart_hold_and_farewell(window: Opens) -> None:
    patient, doctor, guest = window("patient2", phone=True), window("doctor2"), window()
    visit_id = prepared_visit(patient)
    phone, desk = patient.go(f"/my/visits/{visit_id}"), doctor.go(f"/visits/{visit_id}")
    tap(phone, "Enter the waiting room")
    tap(desk, "Admit")
    both_talk(patient, doctor)

    # The link is made in the call, opened in a browser where nobody is signed in, and works there only.
    tap(desk, "Guest")
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("Name of the guest").fill("Ana Lima")
    shot(desk, "invite")
    tap(dialog, "Make a link")
    link = dialog.get_by_label("Link for Ana Lima").input_value()
    shot(desk, "link")
    desk.keyboard.press("Escape")
    third = guest.go(link)
    expect(third.get_by_role("heading", name="Video visit with")).to_be_visible()
    assert "#" not in third.url, "the secret does not stay in the address bar"
    shot(third, "guest-door")
    tap(third, "Join the call")
    for one in (guest, doctor, patient):
        sees_two(one)
    expect(desk.get_by_text("Ana Lima · Interpreter")).to_be_visible()
    for page, name in ((desk, "three-desk"), (phone, "three-phone"), (third, "three-guest")):
        shot(page, name)

    # The web process, which carries the call, dies: all three are back by themselves within ten seconds of the next
    # one being ready, once and not twice, and nothing that was said is lost.
    everybody = (guest, doctor, patient)
    doctor.post(f"/api/visits/{visit_id}/messages", {"body": "Said before the restart"})
    with cut_off(*everybody):
        for one in everybody:
            one.awaits_media()
        doctor.hospital.kill_web()
        ready = doctor.hospital.ready_again()
        took = {one.name: one.media_is_back() - ready for one in everybody}
        for one in everybody:
            sees_two(one)
    assert max(took.values()) <= BACK_WITHIN, took
    assert [one.media()["connections"] for one in everybody] == [1, 1, 1]
    said = [one["body"] for one in patient.get(f"/api/visits/{visit_id}/messages")["items"]]
    assert said.count("Said before the restart") == 1

    # A screen is shared over the relay and stopped again.
    tap(desk, "More options")
    desk.get_by_role("menuitem", name="Share my screen").click()
    for page in (phone, third):
        expect(page.get_by_test_id("screen-video")).to_be_visible()
    plays(phone, "screen-video")
    shot(phone, "shared-phone")
    tap(desk, "More options")
    desk.get_by_role("menuitem", name="Stop sharing").click()
    expect(phone.get_by_test_id("screen-video")).to_have_count(0)

    # On hold: the patient's camera is off, the place is kept, and the call comes back by itself.
    tap(desk, "Hold")
    expect(phone.get_by_role("heading", name="One moment, please")).to_be_visible()
    patient.lets_go()
    shot(phone, "hold-phone")
    shot(desk, "hold-desk")
    tap(desk, "Back to the call")
    both_talk(patient, doctor)

    # The guest is removed: out at once, and the two go on from browser to browser.
    tap(desk, "Guest")
    tap(desk.get_by_role("dialog"), "Remove Ana Lima")
    expect(third.get_by_role("heading", name="This invitation is over")).to_be_visible()
    desk.keyboard.press("Escape")
    both_talk(patient, doctor)
    expect(phone.get_by_test_id("person-tile")).to_have_count(0)

    # The two agree to be recorded, and one of them takes it back.
    record(patient, doctor, visit_id)
