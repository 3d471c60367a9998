"""Channels outside the app: VAPID, addresses that lead inside, words without clinical content (B35, B67)."""

from __future__ import annotations

import base64
import socket
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from uuid import uuid4

import http_ece
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hub.core import egress
from hub.core.actor import SYSTEM
from hub.core.clock import travel
from hub.core.settings import settings
from notifications import vapid, words
from notifications.channels.addresses import allowed_scheme, outside
from notifications.dispatch import dispatch
from notifications.rules import RULES
from tests.hub_fixture import Client, Hub


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fe80::1",
     "fc00::1", "0.0.0.0", "100.64.0.1"],
)  # fmt: skip
async def test_b35_addresses_inside_are_refused(address: str) -> None:
    assert not await outside(f"https://{f'[{address}]' if ':' in address else address}/push")


async def test_b35_public_addresses_pass() -> None:
    assert await outside("https://8.8.8.8/push") and await outside("https://[2606:4700::1111]/push")


async def test_b35_a_name_that_leads_inside_only_when_it_is_called_is_not_called(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: at subscribing the name is public, at sending it is our own machine."""
    answers = [["8.8.8.8"]]

    async def resolve(host: str, port: int) -> list[str]:
        return answers[0]

    monkeypatch.setattr(egress, "_resolve", resolve)
    service, patient = Service(201), await hub.sign_in("patient")
    url = service.url.replace("http://127.0.0.1", "https://rebound.example.org")
    await patient.post("/api/push/subscriptions", subscription(url), expect=201)
    answers[0] = ["127.0.0.1"]
    await tell_invoice(hub, patient)
    assert service.got == [] and await hub.sql("SELECT 1 FROM push_subscription") == []


@pytest.mark.parametrize("url", ["http://push.example.org/x", "ftp://x.org", "https://user:pw@x.org/", "https:///x",
                                 "file:///etc/passwd", "javascript:alert(1)"])  # fmt: skip
def test_b35_only_https_without_credentials(url: str) -> None:
    assert not allowed_scheme(url)


def test_every_mailed_kind_has_words_and_every_word_a_kind() -> None:
    mailed = {rule.kind for rules in RULES.values() for rule in rules if "email" in rule.channels}
    assert mailed == words.kinds()


def test_vapid_key_is_an_uncompressed_point() -> None:
    raw = base64.urlsafe_b64decode(vapid.public_key() + "=")
    assert len(raw) == 65 and raw[0] == 4


@pytest.fixture
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """The push service of these tests stands on this machine."""
    monkeypatch.setattr(settings(), "egress_allow", "127.0.0.0/8")


def subscription(endpoint: str) -> dict[str, Any]:
    """What a browser's PushSubscription.toJSON() gives."""
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    key = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    secret = base64.urlsafe_b64encode(uuid4().bytes).rstrip(b"=").decode()
    return {"endpoint": endpoint, "keys": {"p256dh": key, "auth": secret}, "expirationTime": None}


class Service:
    """A real push service on loopback that remembers what it got."""

    def __init__(self, status: int) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                service.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                return None

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/push/{uuid4()}"


async def tell_invoice(hub: Hub, patient: Client) -> None:
    """The fact that an invoice was issued, twice."""
    from hub.billing.facts import InvoiceIssued

    fact = InvoiceIssued(invoice_id=uuid4(), patient_id=patient.patient_id, patient_user_id=patient.user_id)
    for _ in range(2):
        async with hub.transaction() as db:
            await dispatch(db, fact, SYSTEM)
    await hub.run_jobs(failures=True)


@pytest.mark.usefixtures("loopback")
async def test_one_fact_is_one_notification_one_mail_and_one_push(hub: Hub) -> None:
    service, patient = Service(201), await hub.sign_in("patient")
    await patient.post("/api/push/subscriptions", subscription(service.url), expect=201)
    await tell_invoice(hub, patient)
    bell = await patient.get("/api/notifications")
    assert [(row["kind"], row["read_at"]) for row in bell["items"]] == [("invoice_issued", None)]
    assert bell["unread"] == 1
    ((headers, body),) = service.got
    assert headers["content-encoding"] == "aes128gcm" and headers["authorization"].startswith("vapid t=")
    assert b"bill" not in body  # encrypted
    admin = await hub.sign_in("admin")
    (mail,) = (await admin.get("/api/admin/mailbox"))["items"]
    shown = await admin.get(f"/api/admin/mailbox/{mail['id']}")
    assert mail["subject"] == "You have a new bill" and "/my/bills/" in shown["body_text"]
    states = {(row["channel"], row["status"]) for row in (await admin.get("/api/admin/deliveries"))["items"]}
    assert states == {("push", "sent"), ("email", "sent")}
    done = await patient.post(f"/api/notifications/{bell['items'][0]['id']}/read")
    assert done["read_at"] and (await patient.get("/api/notifications"))["unread"] == 0


@pytest.mark.usefixtures("loopback")
async def test_browser_that_is_gone_is_forgotten(hub: Hub) -> None:
    service, patient = Service(410), await hub.sign_in("patient")
    await patient.post("/api/push/subscriptions", subscription(service.url), expect=201)
    await tell_invoice(hub, patient)
    assert await hub.sql("SELECT 1 FROM push_subscription") == []
    (row,) = await hub.sql("SELECT status, reason FROM delivery WHERE channel = 'push'")
    assert tuple(row) == ("failed", "gone")


@pytest.mark.usefixtures("loopback")
async def test_what_a_browser_gets_is_read_with_its_key_and_says_nothing_clinical(hub: Hub) -> None:
    service, patient = Service(201), await hub.sign_in("patient")
    key, secret = ec.generate_private_key(ec.SECP256R1()), uuid4().bytes
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    wire = {"p256dh": base64.urlsafe_b64encode(point).rstrip(b"=").decode(),
            "auth": base64.urlsafe_b64encode(secret).rstrip(b"=").decode()}  # fmt: skip
    given = {"endpoint": service.url, "keys": wire, "expirationTime": None}
    await patient.post("/api/push/subscriptions", given, expect=201)
    await tell_invoice(hub, patient)
    ((headers, body),) = service.got
    read = orjson.loads(http_ece.decrypt(body, private_key=key, auth_secret=secret, version="aes128gcm"))
    assert read["title"] == "You have a new message" and read["url"].startswith("/my/bills/")
    assert set(read) == {"title", "url", "tag"} and headers["ttl"] == "3600"


@pytest.mark.usefixtures("loopback")
async def test_b35_b80_a_push_service_that_hangs_or_stands_inside(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked for a bounded time and tried again; an address inside is forgotten, at the moment of calling."""
    patient = await hub.sign_in("patient")
    silent = socket.create_server(("127.0.0.1", 0))  # takes the connection and never answers
    url = f"http://127.0.0.1:{silent.getsockname()[1]}/push"
    await patient.post("/api/push/subscriptions", subscription(url), expect=201)
    monkeypatch.setattr(egress, "SECONDS", 0.3)
    await tell_invoice(hub, patient)
    (row,) = await hub.sql("SELECT d.status, j.state, j.attempts FROM delivery d JOIN job j ON j.once = d.id::text "
                           "WHERE d.channel = 'push'")  # fmt: skip
    assert (row[0], row[1]) == ("queued", "queued") and row[2] >= 1
    monkeypatch.setattr(settings(), "egress_allow", "")
    with travel(timedelta(minutes=10)):
        await hub.run_jobs(failures=True)
    assert await hub.sql("SELECT 1 FROM push_subscription") == []
    silent.close()


async def test_b04_bell_of_somebody_else_is_not_there(hub: Hub) -> None:
    patient, other = await hub.sign_in("patient"), await hub.sign_in("patient", "Stranger")
    await tell_invoice(hub, patient)
    (row,) = (await patient.get("/api/notifications"))["items"]
    await other.post(f"/api/notifications/{row['id']}/read", expect=404)
    assert (await other.get("/api/notifications"))["items"] == []
    await patient.get("/api/admin/mailbox", expect=403)


async def test_bad_subscription_is_refused(hub: Hub) -> None:
    patient = await hub.sign_in("patient")
    inside = await patient.post("/api/push/subscriptions", subscription("http://10.0.0.1/x"), expect=422)
    assert inside.code == "bad_push_endpoint"
    short = {**subscription("https://push.example.org/x"), "keys": {"p256dh": "x", "auth": "y"}}
    await patient.post("/api/push/subscriptions", short, expect=422)
