"""B27: what people type is text wherever it is shown: on lists, pages, paper, in letters and in the modeler."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser.conftest import Opens
from tests.browser.windows import Window

RUN = "ran(1)"
TRICKS = (
    f"<script>{RUN}</script>", f"<script src=//x.test></script><script>{RUN}</script>", f"<img src=x onerror={RUN}>",
    f"<IMG SRC=x OnError={RUN}>", f"<svg onload={RUN}>", f"<svg><script>{RUN}</script></svg>", f"<body onload={RUN}>",
    f"<iframe src=javascript:{RUN}>", f"<iframe srcdoc='<script>parent.{RUN}</script>'>", f"\"><script>{RUN}</script>",
    f"'><img src=x onerror={RUN}>", f"' onmouseover={RUN} x='", f"\" autofocus onfocus={RUN} x=\"",
    f"<a href=javascript:{RUN}>x</a>", f"<details open ontoggle={RUN}>", f"<video><source onerror={RUN}></video>",
    f"<input autofocus onfocus={RUN}>", f"<math><mtext><img src=x onerror={RUN}>", f"<object data=javascript:{RUN}>",
    f"<embed src=javascript:{RUN}>", f"<form action=javascript:{RUN}><button>x", "<style>@import '//x.test'</style>",
    "<link rel=stylesheet href=//x.test>", f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    "<base href=//x.test/>", f"</textarea><script>{RUN}</script>", f"</title><script>{RUN}</script>",
    f"{{{{constructor.constructor('{RUN}')()}}}}", f"${{{RUN}}}", f"<template><script>{RUN}</script></template>",
)  # fmt: skip
EVERY = " ".join(TRICKS)
WATCH = """
  window.__ran = [];
  window.ran = (what) => window.__ran.push(what);
  addEventListener('securitypolicyviolation', (one) => window.__ran.push(`${one.violatedDirective} ${one.blockedURI}`));
"""


def test_b27_markup_in_what_people_type_is_text_everywhere(window: Opens) -> None:
    assert len(TRICKS) == 30
    desk, doctor, admin = [watched(window(login)) for login in ("reception", "doctor", "admin")]
    people = [desk.post("/api/patients", named(n)) for n in range(0, 30, 2)]
    ids = [one["patient"]["id"] for one in people]
    file_it(desk, ids[0])
    desk.go("/patients?search=1991-03-14")
    still(desk, TRICKS[0])
    for id in ids[:3]:
        desk.go(f"/patients/{id}")
        still(desk, "St ")

    mine = doctor.get("/api/patients")["items"][0]["id"]
    nurse = doctor.get("/api/message-recipients?search=haddad")["items"][0]["user_id"]
    talk = {"kind": "staff", "client_id": str(uuid4()), "subject": EVERY[:110], "patient_id": mine, "text": EVERY,
            "user_ids": [nurse]}  # fmt: skip
    doctor.go(f"/messages/{doctor.post('/api/threads', talk)['thread']['id']}")
    still(doctor, TRICKS[9])
    met = doctor.post(f"/api/patients/{mine}/encounters", {"kind": "AMB", "reason": EVERY[:400]})
    doctor.go(f"/encounters/{met['id']}")
    doctor.settled().get_by_role("textbox", name="History").fill(EVERY)
    expect(doctor.page.get_by_role("region", name="Note").get_by_role("status")).to_contain_text("Saved")
    doctor.page.reload()
    still(doctor, TRICKS[0])

    admin.post(
        "/api/devices", {"kind": "monitor", "name": EVERY[:80], "serial": f"B27-{uuid4().hex[:6]}", "maker": TRICKS[2]}
    )
    admin.go("/devices")
    still(admin, EVERY[:80])
    words = {"subject": EVERY[:90], "body": TRICKS[4]}
    admin.post("/api/message-templates/visit_booked/test", words)
    admin.go("/mailbox")
    admin.settled().get_by_text(EVERY[:40]).first.click()
    still(admin, TRICKS[4])
    draft = admin.post("/api/process-drafts", {"process_id": "visit", "name": f"Video visit {TRICKS[0]}"})
    page = admin.go(f"/pathways/drafts/{draft['id']}")
    page.locator("[data-element-id=consultation]").first.click()
    page.get_by_label("Name", exact=True).last.fill(TRICKS[2])
    page.keyboard.press("Tab")
    expect(page.locator("[data-element-id=consultation] text").first).to_contain_text("onerror")
    still(admin, "Video visit")


def named(n: int) -> dict[str, Any]:
    """A patient whose name, address and other words are tricks."""
    first, second = TRICKS[n], TRICKS[n + 1]
    return {"given": first, "family": second, "preferred_name": second, "birth_date": "1991-03-14", "sex": "female",
            "address": {"line": f"St {first}", "city": second, "state": "NY", "postal_code": "12203"}}  # fmt: skip


def watched(one: Window) -> Window:
    """Whatever runs, or is refused by the content policy, is noted; a question of the browser's is no surprise."""
    one.context.add_init_script(WATCH)
    return one


def file_it(desk: Window, patient_id: str) -> None:
    """A paper whose title is a trick."""
    headers = {"X-CSRF-Token": desk.get("/api/session")["csrf"], "Origin": desk.hospital.url}
    reply = desk.context.request.post(
        f"/api/patients/{patient_id}/documents", data=b"Dear doctor", headers=headers,
        params={"folder": "other", "title": TRICKS[2], "name": f"{TRICKS[4]}.txt"},
    )  # fmt: skip
    assert reply.ok, reply.text()


def still(one: Window, words: str) -> Page:
    """The page shows the words, on the screen and on paper, and nothing of them has run."""
    page = one.settled()
    expect(page.get_by_text(words).or_(page.locator(f"[value={words!r}]")).first).to_be_attached()
    page.emulate_media(media="print")
    page.emulate_media(media="screen")
    assert page.evaluate("window.__ran") == []
    return page
