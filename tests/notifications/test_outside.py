"""E-mail and texts against real servers: what is final, what is tried again, who may report, in which language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
from jinja2 import Environment, meta

from hub.billing.facts import InvoiceIssued
from hub.core.actor import SYSTEM
from hub.core.clock import now
from hub.core.db import Db
from hub.core.settings import settings
from hub.identity.models import UserAccount
from notifications import phrases, preferences, reports, words
from notifications.channels import Later, Undeliverable, email, sms
from notifications.dispatch import dispatch, tell
from notifications.rules import Rule
from tests.hub_fixture import Client, Hub
from tests.notifications.outside import Gateway, certificate, mail_server

NO_DB = cast(Db, None)
TO = UserAccount(email="elena@example.org", display_name="Elena")
Json = dict[str, Any]


def bill(language: str = "en") -> words.Words:
    values = words.values_of({}, "/my/bills/1", name="Elena", facility="Wardline", zone="UTC", language=language)
    return words.written("invoice_issued", "/my/bills/1", False, values, language)


async def mailed(server: Any, scheme: str = "smtp", who: str = "") -> None:
    settings().smtp_url = f"{scheme}://{who}127.0.0.1:{server.port}"
    await email.SmtpMail().send(NO_DB, TO, bill(), message_id="7")


@pytest.fixture(autouse=True)
def smtp_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "smtp_url", "")


async def test_mail_goes_over_tls_and_only_to_a_server_that_proves_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    trusted, tls = certificate(tmp_path)
    async with mail_server(tls) as server:
        with pytest.raises(Later):
            await mailed(server, "smtps", "hospital:secret@")
        assert server.said == [], "an unknown certificate hears nothing"
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        await mailed(server, "smtps", "hospital:secret@")
        assert {"tls AUTH", "tls DATA"} <= set(server.said)
    async with mail_server(starttls=tls) as server:
        await mailed(server)
        assert "tls DATA" in server.said, "offered, so taken"
    (mail,) = server.mails
    assert (mail["Subject"], mail["To"], mail["Message-ID"]) == ("You have a new bill", TO.email, "<7@wardline>")
    assert mail["Content-Language"] == "en" and "/my/bills/1" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    for url, wanted in (("smtp://u:p@mail.example.org", True), ("smtp://mail.example.org", None),
                        ("smtp://u:p@127.0.0.1", None), ("smtps://u:p@mail.example.org", False)):  # fmt: skip
        assert email._start_tls(urlsplit(url)) is wanted, "a password never leaves the machine in the clear"


@pytest.mark.parametrize(
    ("how", "wanted"),
    [
        ({"answers": {"RCPT": "450 4.2.0 elena@example.org greylisted"}}, "later"),
        ({"answers": {"RCPT": "550 5.1.1 no elena@example.org here"}}, "address_refused"),
        ({"answers": {"END": "451 4.3.0 try again"}}, "later"),
        ({"answers": {"END": "554 5.7.1 elena@example.org: spam"}}, "mail_refused"),
        ({"answers": {"MAIL": "550 5.7.1 who are you"}}, "later"),
        ({"answers": {"AUTH": "535 5.7.8 wrong password"}}, "later"),
        ({"slow": True}, "later"),
    ],
)  # fmt: skip
async def test_b80_what_a_mail_server_answers(
    how: Json, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """5yz about this address or mail is final; what passes, and what the hospital must mend, is tried again (B67)."""
    monkeypatch.setattr(email, "SECONDS", 0.3 if how.get("slow") else 60)
    async with mail_server(**how) as server:
        with pytest.raises((Later, Undeliverable)) as told:
            await mailed(server, who="hospital:secret@")
    assert (told.value.reason if isinstance(told.value, Undeliverable) else "later") == wanted
    assert "elena" not in str(told.value) and told.value.__suppress_context__, "no log gets the address"
    with pytest.raises(Later):  # nobody listens there any more
        await mailed(server)


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    one = Gateway()
    monkeypatch.setattr(settings(), "sms_url", one.url)
    yield one
    one.close()


@pytest.mark.parametrize(
    ("reply", "wanted", "pause"),
    [
        ((201, {}, b"{}"), "", 0), ((429, {"Retry-After": "120"}, b""), "later", 120),
        ((429, {"Retry-After": "Mon, 30 Nov 2026 07:28:00 GMT"}, b""), "later", 0), ((503, {}, b"<html>"), "later", 0),
        ((0, {}, b""), "later", 0), ((401, {}, b'{"code": 20003}'), "later", 0),
        ((400, {}, b'{"code": 21610}'), "stopped", 0), ((400, {}, b"[1"), "address_refused", 0),
    ],
)  # fmt: skip
async def test_b80_what_a_gateway_for_texts_answers(
    gateway: Gateway, reply: Any, wanted: str, pause: int, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    gateway.reply, told = reply, ""
    monkeypatch.setattr(sms, "SECONDS", 60 if reply[0] else 0.3)
    try:
        await sms.GatewaySms().bring(NO_DB, "+12125550142", "Hello", message_id="m1")
    except Undeliverable as refused:
        told = refused.reason
    except Later as later:
        told = later.code
        assert later.extra.get("retry_after", 0) == pause and "5550142" not in str(later)
    assert told == wanted
    ((path, headers, form),) = gateway.got
    assert path == "/2010-04-01/Accounts/AC123/Messages.json" and headers["i-twilio-idempotency-token"] == "m1"
    assert form["To"] == "+12125550142" and form["StatusCallback"].endswith("/api/text-messages/m1/report")


async def texted(hub: Hub, patient: Client) -> None:
    """One bill, told by text alone."""
    kept = (await patient.get("/api/notification-settings")).data
    topics = [{**one, "sms": one["topic"] == "bills", "push": False, "email": False} for one in kept["topics"]]
    await patient.put("/api/notification-settings", {**kept, "phone": "+12125550142", "topics": topics})
    fact = InvoiceIssued(invoice_id=uuid4(), patient_id=patient.patient_id, patient_user_id=patient.user_id)
    async with hub.transaction() as db:
        await tell(
            db,
            patient.user_id,
            Rule("invoice_issued", "patient", "/my/bills", ("sms",), dedupe="{kind}:{invoice_id}"),
            fact,
        )
    await hub.run_jobs(failures=True)


async def test_a_gateway_is_given_its_time_and_its_reports_are_believed_with_their_signature(
    hub: Hub, gateway: Gateway
) -> None:  # fmt: skip
    patient, admin, nobody = await hub.sign_in("patient"), await hub.sign_in("admin"), hub.client()
    gateway.reply = (429, {"Retry-After": "600"}, b"")
    before = now()
    await texted(hub, patient)
    ((due, error),) = await hub.sql(
        "SELECT run_at, error FROM job WHERE name = 'notifications.deliver' AND state = 'queued'"
    )
    assert (due - before).total_seconds() > 600 and error == "Later: later", "its own pause, and no address in the log"
    gateway.reply = (201, {}, b"{}")
    await texted(hub, patient)
    ((id,),) = await hub.sql("SELECT id FROM delivery WHERE status = 'sent'")
    path = f"/api/text-messages/{id}/report"

    async def report(fields: dict[str, str], signature: str, expect: int) -> None:
        form = {"Content-Type": "application/x-www-form-urlencoded", reports.HEADER: signature}
        await nobody.call("POST", path, data=urlencode(fields).encode(), headers=form, expect=expect)

    arrived = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": "+12125550142"}
    good = reports.signed(f"{settings().base_url}{path}", arrived)
    forged = ("B" if good[0] == "A" else "A") + good[1:]
    for wrong in ("", forged, "ä"):
        await report(arrived, wrong, 403)
    await report({**arrived, "MessageStatus": "failed"}, good, 403)
    states = "SELECT status, reason FROM delivery WHERE id = :id"
    assert tuple((await hub.sql(states, id=id))[0]) == ("sent", "")
    for _ in range(2):
        await report(arrived, good, 200)
    assert tuple((await hub.sql(states, id=id))[0]) == ("delivered", "")
    await texted(hub, patient)
    ((id,),) = await hub.sql("SELECT id FROM delivery WHERE status = 'sent'")
    path = f"/api/text-messages/{id}/report"
    lost = {"MessageStatus": "undelivered", "ErrorCode": "30006"}
    await report(lost, reports.signed(f"{settings().base_url}{path}", lost), 200)
    assert tuple((await hub.sql(states, id=id))[0]) == ("failed", "address_refused")
    await admin.post(f"/api/admin/deliveries/{id}/retry")


def test_every_translation_has_the_places_of_the_shipped_words_and_the_same_phrases() -> None:
    def places(name: str) -> set[str]:
        return meta.find_undeclared_variables(Environment(autoescape=True).parse((phrases.FOLDER / name).read_text()))

    for language in phrases.shipped_languages()[1:]:
        for path in (phrases.FOLDER / language).rglob("*.txt"):
            name = str(path.relative_to(phrases.FOLDER / language))
            assert places(f"{language}/{name}") == places(name), (language, name)
        ours, theirs = phrases.phrases("en"), phrases.phrases(language)
        assert {key: type(value) for key, value in ours.items()} == {key: type(value) for key, value in theirs.items()}
        assert ours["push"].keys() == theirs["push"].keys() and ours["text"].keys() == theirs["text"].keys()


async def test_the_readers_language_chooses_the_words_and_an_administrator_may_write_more(hub: Hub) -> None:
    patient, admin = await hub.sign_in("patient"), await hub.sign_in("admin")
    kept = (await patient.get("/api/notification-settings")).data
    assert kept["language"] == "en" and kept["languages"] == ["en", "es"]

    async def subject(language: str) -> str:
        await patient.put("/api/notification-settings", {**kept, "language": language})
        fact = InvoiceIssued(invoice_id=uuid4(), patient_id=patient.patient_id, patient_user_id=patient.user_id)
        async with hub.transaction() as db:
            await dispatch(db, fact, SYSTEM)
        await hub.run_jobs()
        mail = (await admin.get("/api/admin/mailbox"))["items"][0]
        return str(mail["subject"])

    assert [await subject(one) for one in ("en", "es-MX", "fr")] == [
        "You have a new bill", "Tiene una factura nueva", "You have a new bill"
    ]  # fmt: skip
    path, own = "/api/message-templates/invoice_issued", {"subject": "Une facture", "body": "Bonjour {{ name }}"}
    await admin.put(path, {**own, "language": "fr"})
    listed = await admin.get("/api/message-templates", language="fr")
    shown = {one["kind"]: one for one in listed["items"]}
    assert shown["invoice_issued"]["edited"] and shown["visit_booked"]["shipped_language"] == "en"
    assert listed["languages"] == ["en", "es", "fr"]
    await admin.put(path, {**own, "subject": "A bill of ours"})
    assert [await subject(one) for one in ("fr", "es", "de")] == [
        "Une facture", "Tiene una factura nueva", "A bill of ours"
    ]  # fmt: skip
    await admin.delete(f"{path}?language=fr")
    assert await subject("fr") == "A bill of ours"
    await patient.put("/api/notification-settings", {**kept, "language": "../../x"}, expect=422)
    noon = datetime(2026, 3, 2, 14, 30, tzinfo=UTC).isoformat()
    said = words.values_of({"starts_at": noon}, "/my", name="", facility="", zone="America/New_York", language="es")
    assert said["when"] == "lunes, 2 de marzo, 9:30 (hora estándar oriental)"
    assert await _language(hub, patient) == "fr"


async def _language(hub: Hub, patient: Client) -> str:
    async with hub.reading() as db:
        return await preferences.language_of(db, patient.user_id)
