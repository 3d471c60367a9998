"""A video visit between two real browsers: seen and heard on both sides, through reloads, drops and second thoughts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from hub.core.settings import Settings
from signaling import turn
from tests.browser.conftest import Opens
from tests.browser.story import both_talk, button, mute_and_camera, tap
from tests.browser.windows import MEDIA_MS, Window
from tests.factories.visits import ANSWERS
from tests.signaling.coturn import SECRET, coturn, needs_coturn


def test_two_people_see_and_hear_each_other_come_what_may(window: Opens) -> None:
    """One visit of the demo, from the waiting room to the second window, with everything that may happen to a call."""
    patient, doctor = window("patient", phone=True), window("doctor")
    visit_id = prepared_visit(patient)
    phone, desk = patient.go(f"/my/visits/{visit_id}"), doctor.go(f"/visits/{visit_id}")
    expect(desk.get_by_text("is not here yet")).to_be_visible()
    tap(phone, "Enter the waiting room")
    expect(phone.get_by_role("heading", name="You are in the waiting room")).to_be_visible()

    # A message while waiting, and the door: both without a reload.
    desk.get_by_role("textbox", name="Write a message").fill("I am with you in a minute.")
    tap(desk, "Send")
    expect(phone.get_by_text("I am with you in a minute.")).to_be_visible()
    tap(desk, "Admit")
    both_talk(patient, doctor)

    mute_and_camera(patient, doctor)
    photo_into_the_record(phone, desk)

    # A reload of each side comes back into the same call by itself; a drop of ten seconds heals without one.
    for one in (patient, doctor):
        one.page.reload()
        both_talk(patient, doctor)
    with patient.without_network(10):
        expect(phone.get_by_text("The connection was interrupted. It comes back by itself.")).to_be_visible()
    both_talk(patient, doctor)

    # The clinician looks at another page and goes on talking.
    tap(desk, "My work")
    dock = desk.get_by_role("complementary", name="Call with")
    expect(dock).to_be_visible()
    dock.get_by_role("link", name="Return").click()
    both_talk(patient, doctor)

    # Hanging up is not finishing: the phone says so and lets go, and one tap each brings the call back.
    tap(desk, "Hang up")
    expect(phone.get_by_role("heading", name="The call has ended")).to_be_visible()
    patient.lets_go()
    tap(desk, "Call again")
    expect(phone.get_by_role("heading", name="is ready for you")).to_be_visible()
    tap(phone, "Join the call")
    both_talk(patient, doctor)

    # A second window of the same person takes over, and the first one says so.
    second = patient.context.new_page()
    patient.watch(second)
    second.goto(f"/my/visits/{visit_id}")
    tap(second, "Join the call")
    expect(phone.get_by_role("heading", name="The call is open in another window")).to_be_visible()
    doctor.sees_and_hears()
    handed_over(doctor, second, window("doctor2"), f"/visits/{visit_id}")


def handed_over(doctor: Window, phone: Page, second: Window, path: str) -> None:
    """To a colleague, with a word for her alone; the patient hears from whom to whom, waits, and goes on with her."""
    tap(doctor.page, "Hand over")
    form = doctor.page.get_by_role("dialog")
    form.get_by_label("Colleague").click()
    doctor.page.get_by_role("option", name="Dr Samuel Reyes").click()
    form.get_by_label("What should they know?").fill("Better seen by you")
    tap(form, "Hand over")
    expect(phone.get_by_text("Dr Ada Okafor has asked Dr Samuel Reyes to go on with your visit.")).to_be_visible()
    expect(phone.get_by_text("Better seen by you")).to_have_count(0)
    doctor.lets_go()
    colleague = second.go(path)  # hers to see from now on
    expect(colleague.get_by_text("Handed over by Dr Ada Okafor: Better seen by you")).to_be_visible()
    button(colleague, "Admit", exact=True).click()
    expect(phone.get_by_test_id("call-stage")).to_have_attribute("data-phase", "connected", timeout=MEDIA_MS)
    expect(colleague.get_by_test_id("remote-video")).not_to_have_js_property("videoWidth", 0, timeout=MEDIA_MS)
    tap(colleague, "Hang up")
    expect(phone.get_by_role("heading", name="The call has ended")).to_be_visible()


def photo_into_the_record(phone: Page, desk: Page) -> None:
    """Asked for, refused, asked again; taken by the patient's own camera, seen before it is sent, and filed."""
    tap(desk, "Ask for a photo")
    desk.get_by_label("What should it show?").fill("the rash on your arm")
    button(desk, "Ask", exact=True).click()
    question = phone.get_by_role("dialog", name="A photo for your record?")
    expect(question.get_by_text("the rash on your arm")).to_be_visible()
    tap(question, "No, thank you")
    expect(desk.get_by_text("would rather not send a photo")).to_be_visible()

    tap(desk, "Ask for a photo")
    button(desk, "Ask", exact=True).click()
    tap(question, "Take photo")
    taken = question.get_by_test_id("photo-taken")
    expect(taken).to_be_visible()
    assert taken.evaluate("async (img) => { await img.decode(); return img.naturalWidth; }") >= 640
    tap(question, "Send to")
    expect(question).to_be_hidden()
    tap(desk, "Look and file")
    form = desk.get_by_role("dialog", name="File to the record")
    form.get_by_label("Part of the body").fill("left forearm")
    tap(form, "File to the record")
    expect(desk.get_by_text("In the record")).to_be_visible()


def prepared_visit(patient: Window) -> str:
    """The patient's next visit, with everything done that comes before it, as the page's own calls would do it."""
    visit: dict[str, Any] = patient.get("/api/visits?scope=upcoming")["items"][0]
    for task in patient.get("/api/tasks?scope=mine")["items"]:
        if task["form"] in ANSWERS and task["subject"].get("visit_id") == visit["id"]:
            answers = {"answers": ANSWERS[task["form"]], "version": task["version"]}
            patient.post(f"/api/tasks/{task['id']}/complete", answers)
    return str(visit["id"])


# Two ends in one page that may meet through TURN only: what came through, and what kinds of candidates there were.
RELAYED = """async ([servers, wait]) => {
  const ends = [0, 1].map(() => new RTCPeerConnection({ iceServers: servers, iceTransportPolicy: 'relay' }));
  ends.forEach((one, n) => {
    one.onicecandidate = ({ candidate }) => candidate && ends[1 - n].addIceCandidate(candidate);
  });
  const opened = new Promise((resolve) => {
    ends[1].ondatachannel = ({ channel }) => { channel.onmessage = ({ data }) => resolve(data); };
    setTimeout(() => resolve("nothing"), wait);
  });
  const channel = ends[0].createDataChannel('test');
  channel.onopen = () => channel.send('through');
  await ends[0].setLocalDescription();
  await ends[1].setRemoteDescription(ends[0].localDescription);
  await ends[1].setLocalDescription();
  await ends[0].setRemoteDescription(ends[1].localDescription);
  const heard = await opened;
  const candidates = [...(await ends[0].getStats()).values()].filter((one) => one.type === 'local-candidate');
  ends.forEach((one) => one.close());
  return [heard, ...new Set(candidates.map((one) => one.candidateType))];
}"""


@needs_coturn
def test_b58_pages_that_may_use_turn_only_meet_through_coturn_with_our_credentials(
    window: Opens, tmp_path: Path
) -> None:
    page = window().go("/")
    with coturn(tmp_path, loopback=True) as address:
        options = Settings(turn_urls=f"turn:{address}?transport=udp", turn_secret=SECRET)
        assert page.evaluate(RELAYED, [turn.ice_servers(options, "someone"), MEDIA_MS]) == ["through", "relay"]
        expired = turn.ice_servers(options, "someone", ttl=-60)
        assert page.evaluate(RELAYED, [expired, 5_000]) == ["nothing"]
