"""Emergency access from the clinician's page to the privacy officer's verdict and the patient's own view of it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Opens

REASON = "Collapsed at the entrance, allergies unknown"


def test_b11_break_glass_is_opened_shown_reviewed_and_seen_by_the_patient(window: Opens) -> None:
    desk = window("reception")
    other = next(row for row in desk.get("/api/patients")["items"] if row["family"] not in ("Marsh", "Rivera"))
    name = f"{other['given']} {other['family']}"
    nurse = window("nurse")
    nurse.go("/emergency-access")
    nurse.page.get_by_label("Patient number").fill(other["number"])
    nurse.page.get_by_role("button", name="Find").click()
    nurse.page.get_by_label("Reason").fill(REASON)
    nurse.page.get_by_role("button", name="Open the record").click()
    expect(nurse.page.get_by_text("Emergency access:")).to_be_visible()
    expect(nurse.page).to_have_url(f"{nurse.hospital.url}/patients/{other['id']}")

    officer = window("privacy")
    officer.go("/privacy/glass")
    officer.page.get_by_role("link", name=name).first.click()
    expect(officer.page.get_by_text(REASON)).to_be_visible()
    officer.page.get_by_label("Your note").fill("Seen at the entrance by two colleagues")
    officer.page.get_by_role("button", name="It was needed").click()
    expect(officer.page.get_by_text("Needed", exact=True).first).to_be_visible()

    nurse.page.get_by_role("button", name="Close the record").click()
    expect(nurse.page.get_by_text("Emergency access:")).to_be_hidden()
