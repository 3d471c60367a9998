"""One whole visit in real browsers: from a new patient's registration to a paid claim and a ledger at zero.

A phone and three desks are open side by side, and nobody reloads to see what the others did. The payer is the built-in
simulator behind real files, camera and microphone are Chromium's, and what flows is asked of WebRTC itself.
"""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser import story
from tests.browser.conftest import Opens
from tests.browser.hospital import Hospital
from tests.browser.story import PAYER_MS, button, heading, tap
from tests.browser.windows import Window

GIVEN, FAMILY = "Nora", "Winther"
PATIENT = f"{GIVEN} {FAMILY}"
EMAIL = "nora.winther@example.org"
DOCTOR = "Dr Ada Okafor"


def test_one_visit_from_booking_to_a_paid_claim(window: Opens, hospital: Hospital) -> None:
    """The story of the first issue, point by point."""
    patient, doctor, second = window(phone=True), window("doctor"), window("doctor2")

    # Booking starts the pathway; the to-do list comes from its open tasks.
    story.register(patient, given=GIVEN, family=FAMILY, email=EMAIL)
    story.book(patient, specialty="Family medicine", clinician=DOCTOR, reason="A cough for ten days")
    story.prepare(patient, member="SIMPAID77", name=PATIENT)

    # The queue moves by itself, for both clinicians, and says who waits and who has taken what.
    for one in (doctor, second):
        one.go("/work")
        one.settled()
    story.wait_in_the_room(patient)
    rows = [waiting_row(one) for one in (doctor, second)]
    for row in rows:
        expect(row).to_be_visible()
        expect(row.get_by_role("timer")).to_be_visible()
    tap(rows[0], f"Take it: {PATIENT}")
    expect(rows[1].get_by_text(f"Taken by {DOCTOR}")).to_be_visible()
    expect(button(rows[1], f"Take it: {PATIENT}")).to_have_count(0)

    # The call: seen and heard, muted and seen again, chatted; it survives reloads and ten seconds without network.
    rows[0].get_by_role("link", name=PATIENT).click()
    button(doctor.page, "Admit", exact=True).click()
    story.both_talk(patient, doctor)
    story.mute_and_camera(patient, doctor)
    story.chat(patient, doctor)
    for one in (patient, doctor):
        one.page.reload()
        story.both_talk(patient, doctor)
    with patient.without_network(10):
        expect(patient.page.get_by_text("It comes back by itself.")).to_be_visible()
    story.both_talk(patient, doctor)

    # Hanging up is not finishing; signing is, and says who is next.
    tap(doctor.page, "Hang up")
    expect(heading(patient.page, "The call has ended")).to_be_visible()
    expect(doctor.page.get_by_text("The visit is still open.")).to_be_visible()
    story.write_and_sign(doctor)
    expect(heading(patient.page, "Your visit is over")).to_be_visible()
    tap(doctor.page, "Open the next one")
    expect(heading(doctor.page, re.compile("^Video visit with"))).not_to_contain_text(PATIENT)

    # The claim goes out as a file and comes back paid; the patient's share becomes a bill.
    tap(patient.page, "Go to my page")
    see_and_pay = patient.page.get_by_role("link", name="See and pay")
    expect(see_and_pay).to_be_visible(timeout=PAYER_MS)
    the_claim_is_paid(window("billing"))
    admin = window("admin")
    the_pathway_waits_for_the_patient(admin)

    # The patient pays, the pathway ends under the admin's eyes, and nothing is left open in the books.
    see_and_pay.click()
    expect(patient.page.get_by_role("paragraph").filter(has_text="Your share after insurance")).to_be_visible()
    tap(patient.page, re.compile("^Pay "))
    receipt = patient.page.get_by_role("link", name="Receipt (PDF)")
    expect(receipt).to_be_visible(timeout=PAYER_MS)
    with patient.page.expect_download() as download:
        receipt.click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    the_pathway_has_ended(admin)
    the_books_are_at_zero(hospital)
    everybody_was_told_once(patient, doctor, admin)


def waiting_row(one: Window) -> Locator:
    """The patient's row in a clinician's queue, once the patient waits."""
    return one.page.get_by_role("listitem").filter(has_text=PATIENT).filter(has_text="Patient is here")


def the_claim_is_paid(clerk: Window) -> None:
    """In the billing office: the whole story of the claim, with the files that went out and came in."""
    page = clerk.go("/claims?queue=paid")
    page.get_by_role("link", name=re.compile(PATIENT)).first.click()
    expect(heading(page, PATIENT)).to_be_visible()
    for words in ("Sent to the clearing house", "The payer can read it", "Taken in for a decision", "Decided: paid"):
        expect(page.get_by_text(words)).to_be_visible()
    kinds = clerk.hospital.sql(
        "SELECT i.kind FROM user_account p JOIN claim c ON c.patient_id = p.patient_id "
        "JOIN claim_history h ON h.claim_id = c.id LEFT JOIN remittance r ON r.id = h.remittance_id JOIN interchange i "
        "ON i.id IN (h.interchange_id, r.interchange_id) WHERE p.email = $1", EMAIL,
    )  # fmt: skip
    assert {row[0] for row in kinds} >= {"837P", "999", "277CA", "835"}


def the_pathway_waits_for_the_patient(admin: Window) -> None:
    """The admin opens the case: the drawing with its token, the history with times and people, the data."""
    page = admin.go("/cases")
    page.get_by_label("Pathway", exact=True).select_option(label="Video visit")  # all of them fill more than a page
    page.get_by_role("link", name=re.compile(PATIENT)).first.click()
    drawing = page.get_by_role("figure", name="Diagram of Video visit")
    expect(drawing).to_contain_text("Where it stands: Pay the bill")
    expect(drawing.locator(".is-active[data-element-id='pay']")).to_be_visible()
    told = page.get_by_role("tabpanel", name="Story")
    for step, who in (("Consultation", DOCTOR), ("Insurance", PATIENT), ("Consent", PATIENT)):
        row = told.get_by_role("listitem").filter(has_text=step).filter(has_text=who).first
        expect(row.get_by_role("time")).to_have_attribute("datetime", re.compile(r"^\d{4}-\d\d-\d\dT"))
    page.get_by_role("tab", name="Data").click()
    data = page.get_by_role("tabpanel", name="Data")
    for name in ("visit", "insurance", "billing", "claim"):
        expect(data.get_by_role("heading", name=name, exact=True)).to_be_visible()


def the_pathway_has_ended(admin: Window) -> None:
    """The page that the admin left open says so by itself."""
    expect(admin.page.get_by_text("Nothing is open any more.")).to_be_visible()
    admin.page.get_by_role("tab", name="Story").click()
    expect(admin.page.get_by_role("tabpanel", name="Story").get_by_text("Pay").first).to_be_visible()


def the_books_are_at_zero(hospital: Hospital) -> None:
    """PostgreSQL itself is asked: every entry and the whole ledger sum to zero, and nobody owes for this case."""
    assert hospital.sql("SELECT currency FROM posting GROUP BY currency HAVING sum(minor) <> 0") == []
    assert hospital.sql("SELECT entry_id FROM posting GROUP BY entry_id, currency HAVING sum(minor) <> 0") == []
    (case,) = hospital.sql(
        "SELECT c.id, c.status, cl.status AS claim FROM case_instance c "
        "JOIN user_account p ON p.patient_id = c.patient_id JOIN claim cl ON cl.case_id = c.id WHERE p.email = $1",
        EMAIL,
    )
    assert (case["status"], case["claim"]) == ("completed", "paid")
    owed = hospital.sql(
        "SELECT account_code, sum(minor) FROM posting p JOIN journal_entry e ON e.id = p.entry_id "
        "WHERE e.case_id = $1 AND account_code LIKE 'ar:%' GROUP BY account_code HAVING sum(minor) <> 0", case["id"],
    )  # fmt: skip
    assert owed == []


def everybody_was_told_once(patient: Window, doctor: Window, admin: Window) -> None:
    """Each thing once: in the bell, and in the e-mail that an admin can read in the app."""
    (visit,) = patient.hospital.sql(
        "SELECT v.id FROM visit v JOIN user_account u ON u.patient_id = v.patient_id WHERE u.email = $1", EMAIL
    )
    expected = ["Your payment has arrived", "You have a new bill", "The summary of your visit is ready",
                "Your clinician is ready", "Your visit is booked"]  # fmt: skip
    expect(story.bell(patient).get_by_role("listitem")).to_contain_text(expected)
    waiting = story.bell(doctor).locator(f"a[href='/visits/{visit['id']}']")
    expect(waiting).to_have_count(1)
    expect(waiting).to_contain_text("A patient is waiting for you")

    page = admin.go("/mailbox")
    mails = page.get_by_role("row").filter(has_text=EMAIL)
    for subject in (
        "Your visit is booked",
        "The summary of your visit is ready",
        "You have a new bill",
        "Your receipt",
    ):
        expect(mails.filter(has_text=subject)).to_have_count(1)
    mails.filter(has_text="Your receipt").click()
    expect(page.get_by_role("dialog")).to_contain_text("your payment has arrived")
