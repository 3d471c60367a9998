"""An administrator draws a pathway from nothing, is refused for a mistake and told how to mend it, tries it, has it
approved by a second person and publishes it; a nurse and a doctor in other browsers do its tasks; and while a case
runs, a second version is published and the case is moved to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opens
from tests.browser.hospital import Hospital
from tests.browser.windows import Window

NAME, ID = "Wound check", "wound_check"


def test_a_pathway_from_nothing_to_its_second_version(window: Opens, hospital: Hospital) -> None:
    """The story of the third issue: draw, be refused, mend, try, review, publish, work, change, migrate."""
    admin, doctor, nurse = window("admin"), window("doctor"), window("nurse")
    page = begin(admin)
    draw_two_tasks(page)
    draw_the_time_limit(page)

    # The mistake: nothing says when to go which way. Said in words, at its place, with what to do.
    problems = page.get_by_role("region", name="What stands in the way")
    problems.get_by_role("button").filter(has_text="The flow needs a condition").filter(
        has_text="Treat the wound"
    ).click()
    panel = page.get_by_role("complementary", name="What is selected")
    expect(panel.get_by_role("heading", name="Flow", exact=True)).to_be_visible()
    expect(panel.get_by_role("note")).to_contain_text("Write a condition on the flow, or make it the default flow.")
    mend(page)
    expect(problems.get_by_text("Nothing stands in the way of publishing.")).to_be_visible()
    expect(page.locator(".bjs-powered-by")).to_be_visible()

    try_every_way(page)
    draft = page.url.removesuffix("/try")
    approve_and_publish(admin, doctor, draft, "The first version of the wound check")
    assert [row["number"] for row in published(hospital)] == [1]

    # A case is started; the nurse's browser shows the task by itself, and she does it.
    nurse.go("/work")
    nurse.settled()
    start_case(admin)
    do_task(nurse, "Look at the wound", lambda form: form.get_by_role("radio", name="Yes").check())
    doctor.go("/work")
    expect(row_of(doctor, "Treat the wound")).to_be_visible()

    # Version 2 while the case waits for the doctor: what differs is said, and the case moves with a verdict.
    page = admin.go(f"/pathways/{ID}")
    page.get_by_role("link", name="Change it").click()
    page.get_by_role("button", name="Begin", exact=True).click()
    element(page, "treat_the_wound").click()
    add(page, "Person's task")
    name_it(page, "Tell the family")
    choose(page, "Role", "Nurse")
    draw_form(page, "Told", [("A tick", "They know")])
    expect(problems.get_by_text("Nothing stands in the way of publishing.")).to_be_visible()
    saved(page)
    draft = page.url
    renew_the_test(page)
    approve_and_publish(admin, doctor, draft, "The family is told at the end", differs="Tell the family")
    assert [row["number"] for row in published(hospital)] == [1, 2]
    migrate(admin)
    assert [row["number"] for row in where_cases_are(hospital)] == [2]

    # The doctor finishes the task that was open all the while; the case goes on as the second version says.
    doctor.go("/work")
    do_task(doctor, "Treat the wound", lambda form: form.get_by_label("What was done").fill("Cleaned, dressed"))
    nurse.go("/work")
    do_task(nurse, "Tell the family", lambda form: form.get_by_label("They know").check())
    expect(admin.go("/cases?status=completed").get_by_role("table").get_by_text(NAME).first).to_be_visible()


def test_a_decision_table_is_drawn_under_the_content_policy(window: Opens) -> None:
    """The kit that draws tables parses markup with styles in it; the browser refuses nothing, and a cell is kept."""
    admin = window("admin")
    draft = admin.post("/api/process-drafts", {"process_id": "monitoring_alert", "name": "Alerts, sooner"})
    page = admin.go(f"/pathways/drafts/{draft['id']}")
    element(page, "urgency").click()
    page.get_by_role("button", name="Change the table").click()
    table = page.locator("[data-state='open'] .dmn-decision-table-container")
    table.locator("th.input-cell").first.dblclick()
    expect(page.locator(".dms-context-menu, .context-menu-container").first).to_be_visible()
    page.keyboard.press("Escape")
    cell = table.locator("td.output-cell").nth(1)
    expect(cell).to_have_text("15")
    cell.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("10")
    page.get_by_role("button", name="Use this table").click()
    saved(page)
    page.get_by_role("button", name="Change the table").click()
    expect(table.locator("td.output-cell").nth(1)).to_have_text("10")


def begin(admin: Window) -> Page:
    """A blank draft; its editor."""
    page = admin.go("/pathways")
    page.get_by_role("link", name="New pathway").click()
    page.get_by_label("Name", exact=True).fill(NAME)
    expect(page.get_by_label("Short name")).to_have_value(ID)
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(page.locator("[data-element-id=start]").first).to_be_visible()
    return page


def draw_two_tasks(page: Page) -> None:
    """Start, a nurse's task with a form, a choice, a doctor's task with a form, two ends."""
    element(page, "start").click()
    add(page, "Person's task")
    name_it(page, "Look at the wound")
    choose(page, "Role", "Nurse")
    draw_form(page, "The wound", [("Yes or no", "Infected")])
    add(page, "Choice (one way)")
    name_it(page, "Infected?")
    add(page, "Person's task")
    name_it(page, "Treat the wound")
    choose(page, "Role", "Doctor")
    draw_form(page, "Treatment", [("Long text", "What was done")])
    add(page, "End")
    name_it(page, "Treated")


def draw_the_time_limit(page: Page) -> None:
    """A timer on the doctor's task that ends nothing, and leads to an end of its own."""
    element(page, "treat_the_wound").click()
    add(page, "Time limit on it")
    name_it(page, "Four hours")
    page.get_by_label("After", exact=True).last.fill("4")
    expect(page.get_by_text("That is 4 hours.")).to_be_visible()
    page.get_by_label("The task goes on beside it").check()
    add(page, "End")
    name_it(page, "Reminded")


def mend(page: Page) -> None:
    """Say when: to the doctor if it is infected, otherwise to the end."""
    element(page, "infected").click()
    page.get_by_role("complementary", name="What is selected").get_by_role("button", name="Treat the wound").click()
    condition = page.get_by_role("combobox", name="When", exact=True)
    condition.click()
    condition.press_sequentially("inf")
    page.get_by_role("option", name=re.compile("look_at_the_wound.infected")).click()
    expect(condition).to_have_value("look_at_the_wound.infected")
    condition.blur()
    element(page, "infected").click()
    page.get_by_role("complementary", name="What is selected").get_by_role("button", name="Done").click()
    page.get_by_label("Otherwise").check()
    saved(page)


def try_every_way(page: Page) -> None:
    """The engine goes both ways, with and without the timer; one way is kept as a test."""
    page.get_by_role("button", name="Try it", exact=True).click()
    expect(page.get_by_text("Every element was reached.")).to_be_visible()
    keep_as_test(page, "Infected")


def renew_the_test(page: Page) -> None:
    """What was kept of version 1 does not hold any more, and would stop the publication: a new one takes its place."""
    page.get_by_role("button", name="Try it", exact=True).click()
    expect(page.get_by_text("Fails")).to_be_visible()
    page.get_by_role("button", name="Remove the test Infected").click()
    expect(page.get_by_text("No tests yet")).to_be_visible()
    keep_as_test(page, "Infected, family told")


def keep_as_test(page: Page, name: str) -> None:
    """Choose the way over the treatment and keep it."""
    page.get_by_role("button", name=re.compile("^Ends at Treated")).first.click()
    expect(page.get_by_role("button", name="Treat the wound").first).to_be_visible()
    page.get_by_label("Name of the test").fill(name)
    page.get_by_role("button", name="Keep as a test").click()
    expect(page.get_by_text("Passes")).to_be_visible()


def approve_and_publish(admin: Window, doctor: Window, draft: str, why: str, differs: str = "") -> None:
    """Sent by one, approved by another, published."""
    page = admin.page
    page.goto(f"{draft}/review")
    page.get_by_label("What changes, and why").fill(why)
    page.get_by_role("button", name="Send to review").click()
    expect(page.get_by_text("You cannot approve what you have drawn.")).to_be_visible()
    other = doctor.page
    other.goto(f"{draft}/review")
    expect(other.get_by_text(why)).to_be_visible()
    if differs:
        expect(other.get_by_role("list", name="What differs").get_by_text(differs).first).to_be_visible()
    other.get_by_label("Why").fill("Seen and tried")
    other.get_by_role("button", name="Approve").click()
    # The author's page hears of it by itself.
    page.get_by_role("button", name="Publish", exact=True).click()
    asked = page.get_by_role("dialog")
    asked.get_by_label("Why").fill("Agreed in the morning round")
    asked.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("Published as version"))).to_be_visible()


def start_case(admin: Window) -> None:
    """One case, by hand."""
    page = admin.go(f"/pathways/{ID}")
    page.get_by_role("button", name="Start a case").click()
    page.get_by_role("dialog").get_by_role("button", name="Start a case").click()
    expect(page).to_have_url(re.compile("/cases/"))


def do_task(who: Window, name: str, answer: Callable[[Locator], None]) -> None:
    """Open it from the worklist, answer, complete."""
    row_of(who, name).click()
    form = who.page.locator("form")
    answer(form)
    who.page.get_by_role("button", name="Complete").click()
    expect(who.page.get_by_text(f"Done: {name}")).to_be_visible()


def migrate(admin: Window) -> None:
    """The dry run says that the case fits; it is moved."""
    page = admin.go(f"/pathways/{ID}/migrate")
    page.get_by_label("Why they are moved").fill("The family is to be told in running cases too")
    page.get_by_role("button", name="See what would happen").click()
    row = page.get_by_role("table", name="Case by case").get_by_role("row").nth(1)
    expect(row.get_by_text("Treat the wound")).to_be_visible()
    expect(row.get_by_text(re.compile("^Fits"))).not_to_have_count(0)
    page.get_by_role("button", name="Move them").click()
    page.get_by_role("dialog").get_by_role("button", name="Move them").click()
    expect(page.get_by_text("Moved: 1 of 1")).to_be_visible()


# ---- the editor's own pieces ----------------------------------------------------------------------------------------


def element(page: Page, element_id: str) -> Locator:
    """A shape on the drawing."""
    return page.locator(f"g.djs-shape[data-element-id={element_id}]").first


def add(page: Page, kind: str) -> None:
    """Add a block after what is selected, by the menu."""
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("menuitem", name=kind, exact=True).click()


def name_it(page: Page, name: str) -> None:
    """Name what is selected; its id follows."""
    field = page.get_by_role("complementary", name="What is selected").get_by_label("Name", exact=True)
    field.fill(name)
    field.blur()
    wanted = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    expect(page.get_by_label("Id", exact=True)).to_have_value(wanted)


def choose(page: Page, label: str, option: str) -> None:
    """Pick from a list of the panel."""
    page.get_by_label(label, exact=True).first.click()
    page.get_by_role("option", name=option, exact=True).click()


def draw_form(page: Page, title: str, questions: list[tuple[str, str]]) -> None:
    """Draw a form with these questions for the selected task."""
    page.get_by_role("button", name="Draw a form").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title").fill(title)
    for kind, question in questions:
        dialog.get_by_role("button", name="Add a question").click()
        page.get_by_role("menuitem", name=kind, exact=True).click()
        dialog.get_by_label("Question", exact=True).last.fill(question)
    dialog.get_by_role("button", name="Use this form").click()
    expect(dialog).to_have_count(0)


def saved(page: Page) -> None:
    """Wait until what was drawn is kept."""
    expect(page.get_by_role("status").filter(has_text=re.compile("^Saved$"))).to_be_visible()


def row_of(who: Window, name: str) -> Locator:
    """A task in somebody's work."""
    return who.page.get_by_role("link", name=re.compile(name)).first


def published(hospital: Hospital) -> list[dict[str, int]]:
    """The versions in the database."""
    return hospital.sql("select number from process_version where process_id = $1 order by number", ID)


def where_cases_are(hospital: Hospital) -> list[dict[str, int]]:
    """The versions that running cases are on."""
    return hospital.sql(
        "select v.number from case_instance c join process_version v on v.id = c.process_version_id "
        "where v.process_id = $1 and c.status = 'running'", ID,
    )  # fmt: skip
