"""Recording a call in real browsers: everybody agrees, everybody sees the mark, and what is kept is what was sent."""

from __future__ import annotations

import io
import os
import time

import av
from playwright.sync_api import Page, expect

from tests.browser.story import both_talk, tap
from tests.browser.windows import MEDIA_MS, Window

SHOTS = os.environ.get("WARDLINE_SHOTS", "")


def shot(page: Page, name: str) -> None:
    """A picture for whoever wants to look at the screens."""
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png")


def marked(page: Page, *, on: bool) -> None:
    """Whether this side is told that it is recorded, in words."""
    mark = page.get_by_test_id("recording-mark")
    if on:
        expect(mark).to_have_text("Recording", timeout=MEDIA_MS)
    else:
        expect(mark).to_have_count(0)


def record(patient: Window, doctor: Window, visit_id: str) -> None:
    """In a call of two that goes on: ask, agree, see the mark, take it back, and play what was kept."""
    phone, desk = patient.page, doctor.page
    # Asked in the call, with what it means in plain words; nothing runs before the patient has agreed.
    tap(desk, "More options")
    desk.get_by_role("menuitem", name="Record this visit").click()
    question = phone.get_by_role("dialog", name="May this visit be recorded?")
    expect(question.get_by_text("is not encrypted from end to end")).to_be_visible()
    expect(desk.get_by_text("to agree to the recording")).to_be_visible()
    shot(phone, "recording-question")
    shot(desk, "recording-waiting")
    marked(desk, on=False)
    tap(question, "I agree")
    for page in (phone, desk):
        marked(page, on=True)
    began = time.monotonic()
    both_talk(patient, doctor)
    shot(phone, "recording-phone")
    shot(desk, "recording-desk")
    tap(phone, "More options")
    expect(phone.get_by_text("Not encrypted from end to end while it is recorded")).to_be_visible()

    # Taken back on the phone: no mark any more on either side, and the two are connected straight again.
    phone.get_by_role("menuitem", name="Stop the recording").click()
    for page in (phone, desk):
        marked(page, on=False)
    lasted = time.monotonic() - began
    both_talk(patient, doctor)
    expect(desk.get_by_text("The recording is saved.")).to_be_visible()

    _right_length(doctor, visit_id, lasted)
    tap(desk, "Hang up")
    tap(desk, "Play")
    films = desk.get_by_role("dialog").get_by_test_id("recording-film")
    expect(films).to_have_count(2)
    for n in range(2):
        expect(films.nth(n)).not_to_have_js_property("videoWidth", 0)
    desk.get_by_role("dialog").get_by_role("button", name="Play").click()
    expect(desk.get_by_text("0:01 /")).to_be_visible()
    shot(desk, "recording-playback")


def _right_length(doctor: Window, visit_id: str, lasted: float) -> None:
    """One file of each, with sound and picture, that decodes and lasts as long as the mark was seen."""
    kept = doctor.get(f"/api/visits/{visit_id}/recordings")["items"][0]
    assert {one["participant"] for one in kept["files"]} == {"patient", "clinician"}
    for file in kept["files"]:
        reply = doctor.context.request.get(f"/api/visits/{visit_id}/recordings/{kept['id']}/files/{file['id']}")
        assert reply.status == 206, reply.text()
        with av.open(io.BytesIO(reply.body()), "r") as film:
            assert film.duration is not None
            assert abs(film.duration / 1e6 - lasted) < 3, (film.duration, lasted)
            assert {stream.codec_context.name for stream in film.streams} == {"opus", "vp8"}
            assert len(list(film.decode(video=0))) > 5 * lasted
