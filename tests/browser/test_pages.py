"""Every page of every role: it loads, nothing goes wrong in the browser, nothing sticks out, axe finds nothing serious.

One load each; then the window changes its size and its scheme, as a person's would. What a page is about does not
matter to axe, so a page that somebody has seen is judged once; every role still opens all of its own. The pages of
patients and of everybody stand in a file of their own: two hospitals share the work.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from hub import boot
from tests.browser.conftest import Opens
from tests.browser.windows import DESK, PHONE, Window

AXE = boot.ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
# Serious and critical violations; colours alone may differ between the schemes.
JUDGE = """async (only) => {
  const rules = only ? { runOnly: { type: 'rule', values: only } } : {};
  // What is loaded ahead serves rules of moderate impact only (no-autoplay-audio) and experimental ones.
  const { violations } = await axe.run(document, { resultTypes: ['violations'], preload: false, ...rules });
  return violations.filter(({ impact }) => ['serious', 'critical'].includes(impact)).map(({ impact, id, nodes }) =>
    `${impact} ${id}: ` + nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`).join('; '));
}"""
# Colours may be on their way from one scheme to the other; what moves for ever is not waited for.
# What is inherited moves level by level: a word begins to change its colour when the box around it has ended.
STILL = """async () => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (let left = 50; left; left -= 1) {
    await painted();
    const moving = document.getAnimations().filter((one) => one.effect.getTiming().iterations !== Infinity);
    if (!moving.length) return;
    await Promise.allSettled(moving.map((one) => one.finished));
  }
}"""
STICKS_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# On from page to page as by a link: the app stays, so neither its scripts nor the judge's are loaded anew.
GO_ON = """async (path) => {
  await window.__TSR_ROUTER__.navigate({ href: path });
  window.__stands = 0;
}"""
# Words that are not words: the key of a message that no catalogue has, or a place in it that nobody filled.
RAW = r"""() => {
  const key = /^([a-z_]+:)?[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/, unfilled = /\{\{|returned an object/;
  const said = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const isCode = ({ parentElement }) => parentElement.closest('code, pre, script, style');
  while (texts.nextNode()) if (!isCode(texts.currentNode)) said.push(texts.currentNode.data);
  for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
    for (const one of document.querySelectorAll(`[${name}]`)) said.push(one.getAttribute(name));
  return said.map((one) => one.trim()).filter((one) => key.test(one) || unfilled.test(one));
}"""
# What no place leads to, and the lists whose first row is opened, too: list -> how its rows begin.
BESIDE: dict[str, list[str]] = {
    "patient": ["/my/bills", "/my/details", "/my/insurance", "/my/account", "/my/notifications", "/my/book",
                "/my/summaries", "/my/record", "/my/looks", "/my/documents", "/my/family", "/my/medicines",
                "/my/vitals", "/my/messages/new", "/my/results", "/my/orders", "/my/doctors"],
    "patient2": [],
    "doctor": ["/my-profile", "/leave", "/work/done", "/notifications", "/account", "/emergency-access",
               "/messages?new=1"], "nurse": [],
    "reception": ["/patients/new", "/schedule/book", "/schedule/walk-in", "/board?view=calendar",
                  "/queue/setup", "/schedule/overbook"],
    "billing": ["/payers", "/admin/prices", "/reports/days"],
    "admin": ["/admin/setup", "/credentials", "/hospital/places", "/hospital/wards", "/admin/registration",
              "/admin/imports", "/schedule/hours", "/hospital", "/people/new", "/admin/jobs", "/admin/switches",
              "/admin/messages", "/admin/configuration",
              "/pathways/drafts", "/pathways/language", "/pathways/visit", "/pathways/visit/versions",
              "/pathways/visit/migrate",
              "/access/rules", "/access/limits", "/access/services", "/access/apps"],
    "privacy": [], "store": [], "pharmacy": [], "lab": [],
}  # fmt: skip
ROWS: dict[str, dict[str, str]] = {
    "patient": {"/my/appointments": "/my/appointments/", "/my/bills": "/my/bills/", "/my/summaries": "/my/summaries/",
                "/my/results": "/my/results/", "/my/doctors": "/my/doctors/",
                "/my/appointments/$id": "/my/visits/", "/my": "/my/forms/", "/my/messages": "/my/messages/"},
    "patient2": {"/my": "/my/tasks/", "/my/appointments": "/my/appointments/"},
    "doctor": {"/work": "/visits/", "/patients": "/patients/", "/visits": "/visits/", "/results": "/results/",
               "/patients/$id": "/encounters/", "/encounters/$id": "/patients/", "/messages": "/messages/"},
    "nurse": {"/wards": "/stays/", "/monitoring": "/vitals/"},
    "privacy": {"/privacy/glass": "/privacy/glass/", "/privacy/erasures": "/privacy/erasures/"},
    "reception": {"/board": "/appointments/"}, "lab": {"/work": "/tasks/"},
    "billing": {"/work": "/tasks/", "/claims": "/claims/", "/prior-authorizations": "/prior-authorizations/",
                "/invoices": "/invoices/", "/remittances": "/remittances/"},
    "admin": {"/cases": "/cases/", "/admin/imports": "/admin/imports/",
              "/people": "/people/", "/pathways/webhooks": "/pathways/webhooks/",
              "/pathways/drafts": "/pathways/drafts/"},
}  # fmt: skip
ID = re.compile(r"/(?=[^/]*\d)[0-9a-z-]{30,}|(?<=^/pathways)/(?!drafts|language|webhooks)[a-z_]+")
SEEN: set[str] = set()
"""The kinds of pages that have been judged."""


@pytest.mark.parametrize("login", [login for login in BESIDE if not login.startswith("patient")])
def test_signed_in(window: Opens, login: str) -> None:
    goes_round(window, login)


def test_no_page_of_the_staff_is_forgotten() -> None:
    assert forgotten(of_staff=True) == set(), "add what is missing here to BESIDE, or to ROWS where a list leads to it"


def goes_round(window: Opens, login: str) -> None:
    """A role's places, what lies beside them, and the first row of its lists."""
    phone = login.startswith("patient")
    person = window(login, phone=phone, traced=False)
    person.go("/no/such/page")  # whoever is lost has all the places
    person.settled()
    if login == "admin":
        draft = person.post("/api/process-drafts", {"process_id": "visit", "name": "Video visit, with a nurse first"})
        BESIDE[login] += [f"/pathways/drafts/{draft['id']}/{step}" for step in ("try", "review")]
        hook = {"name": "Board", "url": "http://127.0.0.1:9/hook", "kinds": ["CaseEnded"]}
        person.post("/api/webhooks", hook)
        BESIDE[login].append("/pathways/webhooks")
    if login == "privacy":
        *_, last = (row["id"] for row in person.get("/api/patients")["items"])
        person.post(f"/api/patients/{last}/erasures", {"reason": "Asked for at the desk, on paper"})
    if login == "reception":
        one, other, *_ = [row["id"] for row in person.get("/api/patients")["items"]]
        BESIDE[login] += [f"/patients/{one}/merge?other={other}", f"/patients/{one}/merge"]
    paths = [*_links(person, "nav a[href^='/']"), *BESIDE[login]]
    fresh: list[str] = []
    for path in dict.fromkeys(paths):
        while path:
            known = len(SEEN)
            kind = look(person, path, PHONE if phone else DESK)
            fresh += [path] if len(SEEN) > known else []
            path = _first_row(person, kind, ROWS.get(login, {}).get(path if "?" in path else kind, ""))
    for path in fresh:  # and by its address, as from a letter or after a reload: nothing is there from the page before
        person.go(path)
        person.settled()


def forgotten(*, of_staff: bool) -> set[str]:
    """The kinds of pages that the features declare for the staff, or for everybody else, and that nobody has judged."""
    declared = {
        re.sub(r"\$\w+", "$id", path)
        for feature in (boot.ROOT / "web/src/features").glob("*/feature*.tsx")
        for shell, path in re.findall(r"shell: '(\w+)',\s+path: '([^']+)'", feature.read_text())
        if (shell == "staff") == of_staff
    }
    return declared - SEEN


def _first_row(person: Window, kind: str, row: str) -> str:
    if not row:
        return ""
    link = person.page.locator(f"main a[href^='{row}']:not([href$='/new'])").first
    expect(link, f"{kind} leads to {row}...").to_be_attached()
    return str(link.get_attribute("href"))


def _links(person: Window, selector: str) -> list[str]:
    found = person.page.locator(selector).all()
    return [str(link.get_attribute("href")) for link in found]


def look(person: Window, path: str, size: Any) -> str:
    """Open a page and judge it, unless somebody's has been judged; returns its kind."""
    person.page.set_viewport_size(size)
    person.page.emulate_media(color_scheme="light")
    if person.page.evaluate("'axe' in window"):
        person.page.evaluate(GO_ON, path)
    else:
        person.go(path).evaluate(AXE.read_text())
    page = person.settled()
    kind = ID.sub("/$id", path.partition("?")[0])
    person.troubles += [f"{path}: raw key {raw!r}" for raw in page.evaluate(RAW)]
    if kind in SEEN:
        return kind
    SEEN.add(kind)
    page.evaluate(STILL)
    person.troubles += [f"{path}: {found}" for found in page.evaluate(JUDGE, None)]
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    page.evaluate(STILL)
    person.troubles += [f"{path} in the dark: {found}" for found in page.evaluate(JUDGE, ["color-contrast"])]
    for window in (size, DESK if size == PHONE else PHONE):
        page.set_viewport_size(window)  # costs nothing where it has that size already
        page.evaluate(STILL)
        if (wide := page.evaluate(STICKS_OUT)) > 0:
            person.troubles.append(f"{path}: {wide} px wider than a window of {window['width']}")
    return kind
