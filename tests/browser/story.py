"""What people do in the story, one function per thing they do. Words are those on the screen."""

from __future__ import annotations

import re

import httpx
from playwright.sync_api import Locator, Page, expect

from hub.identity.demo_logins import email as login
from tests.browser.windows import Window

PAYER_MS = 90_000
"""A payer needs its time: the file goes out, the simulator answers, the answers come back."""

NOTE = {
    "History": "Dry cough for ten days, no fever, no shortness of breath. Worse at night, does not smoke.",
    "Assessment": "Acute cough, most likely viral.",
    "Plan": "Fluids, rest, review in a week.",
    "Advice for the patient": "Drink a lot and rest. Come back if you get a fever.",
}


def button(page: Page | Locator, name: str | re.Pattern[str], *, exact: bool = False) -> Locator:
    """A button by its words."""
    return page.get_by_role("button", name=name, exact=exact)


def tap(page: Page | Locator, name: str | re.Pattern[str]) -> None:
    """Tap a button or a link, whichever carries these words."""
    page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()


def heading(page: Page, name: str | re.Pattern[str]) -> Locator:
    """A heading by its words."""
    return page.get_by_role("heading", name=name)


def register(patient: Window, *, given: str, family: str, email: str) -> None:
    """A new patient, from the sign-in page on."""
    page = patient.go("/")
    tap(page, "Register as a patient")
    answers = {
        "First name": given, "Last name": family, "Date of birth": "1984-03-09", "E-mail": email,
        "New password": "quiet lamps over harbors", "Mobile phone": "+1 617 555 0134",
    }  # fmt: skip
    for label, value in answers.items():
        page.get_by_label(label).fill(value)
    page.get_by_label("Sex").select_option(label="Female")
    tap(page, "Register")
    expect(heading(page, "Look into your e-mail")).to_be_visible()
    page.goto(mailed_link(patient, email))
    tap(page, "Make my account")
    expect(heading(page, "Your next visit")).to_be_visible()


def mailed_link(window: Window, email: str) -> str:
    """The path of the link in the letter that went to an address last."""
    with httpx.Client(base_url=window.hospital.url, trust_env=False) as admin:
        who = {"email": login("admin"), "password": window.hospital.password}
        admin.post("/api/session", json=who).raise_for_status()
        for _ in range(600):
            mails = admin.get("/api/admin/mailbox").json()["items"]
            if mine := next((mail["id"] for mail in mails if mail["recipient"] == email), ""):
                body = admin.get(f"/api/admin/mailbox/{mine}").json()["body_text"]
                return re.search(r"https?://[^/]+(/\S+)", body)[1]  # type: ignore[index]
            window.page.wait_for_timeout(100)
    raise AssertionError("no letter came")


def book(patient: Window, *, specialty: str, clinician: str, reason: str) -> None:
    """The first free time of a clinician, kept and booked."""
    page = patient.page
    tap(page, "Book a visit")
    button(page, re.compile(f"^{specialty}")).click()
    tap(page, re.compile(clinician))
    free_times(page).first.click()
    expect(heading(page, "Is this right?")).to_be_visible()
    page.get_by_label("What is it about?").fill(reason)
    tap(page, "Book this time")
    expect(page.get_by_text("You are booked.")).to_be_visible()


def free_times(page: Page) -> Locator:
    """The buttons with free times of the day on screen."""
    return page.get_by_role("button", name=re.compile(r"^\d{1,2}:\d\d"))


def prepare(patient: Window, *, member: str, name: str) -> None:
    """The five steps before the visit, one after the other, as the app offers them."""
    page = patient.go("/my")
    tap(page, "Check my details")
    tap(page, "Change something")
    for label, value in (("Street and number", "12 Harbor Street"), ("City", "Boston"), ("State", "MA"),
                         ("Postal code", "021100001")):  # fmt: skip
        page.get_by_label(label).fill(value)
    page.get_by_label("My details are right").check()
    tap(page, "Done, go on")
    expect(heading(page, "Insurance")).to_be_visible()
    page.get_by_role("combobox", name="Member number").fill(member)
    tap(page, "Done, go on")
    expect(heading(page, "Consent")).to_be_visible()
    page.get_by_label("I agree to be seen by video").check()
    page.get_by_label("Your name, as a signature").fill(name)
    tap(page, "Agree and go on")
    expect(heading(page, "A few questions")).to_be_visible()
    page.get_by_label("What is it about?").fill("A cough that does not go away")
    page.get_by_text("A week or two").click()
    tap(page, "Medicines you take (optional): None")
    tap(page, "Done, go on")
    expect(heading(page, "Check camera and sound")).to_be_visible()
    expect(page.get_by_text("We can see you")).to_be_visible()
    tap(page, "Done")
    expect(page.get_by_text("You are ready")).to_be_visible()
    tap(page, "Go to your start page")


def wait_in_the_room(patient: Window) -> None:
    """From the start page into the waiting room."""
    page = patient.page
    tap(page, "Join the visit")
    tap(page, "Enter the waiting room")
    expect(heading(page, "You are in the waiting room")).to_be_visible()


def both_talk(*people: Window) -> None:
    """Picture and sound come in on every side."""
    for one in people:
        one.sees_and_hears()


def mute_and_camera(patient: Window, doctor: Window) -> None:
    """What the patient switches off is heard of on the other side, and comes back."""
    tap(patient.page, "Mute microphone")
    expect(doctor.page.get_by_text("microphone is muted")).to_be_attached()
    tap(patient.page, "Turn camera off")
    expect(doctor.page.get_by_text("has the camera off")).to_be_visible()
    tap(patient.page, "Turn camera on")
    tap(patient.page, "Unmute microphone")
    expect(doctor.page.get_by_text("has the camera off")).to_have_count(0)
    expect(doctor.page.get_by_text("microphone is muted")).to_have_count(0)
    both_talk(patient, doctor)


def chat(patient: Window, doctor: Window) -> None:
    """A word from the doctor, and one back; on the phone the chat comes up over the call."""
    _say(doctor, "Can you hear me well?")
    tap(patient.page, re.compile("^Open chat"))
    expect(patient.page.get_by_text("Can you hear me well?")).to_be_visible()
    _say(patient, "Yes, very well.")
    expect(doctor.page.get_by_text("Yes, very well.")).to_be_visible()


def _say(one: Window, words: str) -> None:
    one.page.get_by_label("Write a message").fill(words)
    button(one.page, "Send").click()


def write_and_sign(doctor: Window) -> None:
    """Note, diagnosis, prescription, service, signature: what a consultation leaves behind."""
    page = doctor.page
    for label, words in NOTE.items():
        page.get_by_role("textbox", name=label).fill(words)
    note = page.get_by_role("region", name="Note")
    expect(note.get_by_role("status")).to_contain_text("Saved")
    page.reload()
    expect(note.get_by_role("textbox", name="Plan")).to_have_value(NOTE["Plan"])
    page.get_by_role("textbox", name="Add a diagnosis").fill("acute cough")
    page.get_by_role("option", name=re.compile(r"R05\.1")).click()
    expect(page.get_by_role("region", name="Diagnoses").get_by_role("listitem")).to_contain_text("R05.1")
    prescriptions = page.get_by_role("region", name="Prescriptions")
    button(prescriptions, "Prescribe").click()
    prescriptions.get_by_label("Medicine, with strength and form").fill("Dextromethorphan 15 mg capsule")
    prescriptions.get_by_label("Dose").fill("1")
    button(prescriptions, "Prescribe").click()
    expect(prescriptions.get_by_role("listitem").get_by_text("Dextromethorphan")).to_be_visible()
    page.get_by_role("combobox", name="Add a service").click()
    page.get_by_role("option", name=re.compile(r"^G0425")).click()
    expect(page.get_by_role("region", name="Services").get_by_role("listitem")).to_contain_text("G0425")
    expect(page.get_by_text("Complete. Signing locks the note")).to_be_visible()
    tap(page, "Sign and finish")
    expect(page.get_by_text("Signed and finished")).to_be_visible()


def bell(one: Window) -> Locator:
    """The opened list of what somebody was told."""
    button(one.page, re.compile("^Notifications,")).click()
    return one.page.get_by_role("dialog", name="Notifications")
