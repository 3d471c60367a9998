"""An invited guest on the sockets: in the call of one visit and nowhere else, carried by the relay, out when asked."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import asdict
from typing import Any

from hub.core.http import cookie_name
from hub.visits.guest_routes import cookie_name as guest_cookie
from tests.factories import visits
from tests.hub_fixture import Client, Hub
from tests.signaling.conftest import options_of
from tests.signaling.house import House, Sock, until
from tests.signaling.page import Page


async def guest_of(visit: visits.TheVisit, client: Client) -> str:
    """Invite, and open the link in this browser; the guest's id."""
    link = (await visit.doctor.post(f"{visit.path}/guests", {"name": "Ana Lima", "role": "interpreter"}))["link"]
    return str((await client.post("/api/guest", {"token": link.partition("#")[2]}))["guest_id"])


def guest_sock(house: House, client: Client, web: int, **cookies: str) -> Sock:
    sock = house.sock(None, web)
    sock.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in
                                       {guest_cookie(): client.cookie(guest_cookie()), **cookies}.items())  # fmt: skip
    sock.url += "?as=guest"
    return sock


async def offered(sock: Sock, page: Page, visit_id: str, gen: int) -> dict[str, Any]:
    """Offer to the relay, and take its answer, whichever process it comes from."""
    offer = asdict(await page.offer())
    offer["pairs"] = [list(pair) for pair in offer["pairs"]]
    before = len([1 for event, _ in sock.heard if event == "relay:answer"])
    reply = await sock.ask("relay:offer", {"visit_id": visit_id, "gen": gen, **offer})
    assert reply["ok"], reply
    if reply.get("pending"):
        reply = (await sock.hears("relay:answer", before + 1))[-1]
    await page.answer(reply["sdp"])
    return reply


async def test_b22_b50_three_people_over_the_relay_across_processes_and_a_guest_who_is_nowhere_else(hub: Hub) -> None:
    house = options_of(hub, web_processes=2)
    pages: list[Page] = []
    async with house.stack:
        await house.open(2)
        visit = await (await (await visits.booked(hub)).prepare()).wait()
        other = await visits.booked(hub, minutes=60, patient="Second")
        browser = hub.client()
        guest_id = await guest_of(visit, browser)
        guest = await guest_sock(house, browser, 0).connect()
        early = await guest.ask("guest:enter", {"page": "guest-page-1"})
        assert early["problem"]["code"] == "not_admitted"
        await visit.admit()
        await house.settled()

        # Two people need no relay, and their offers to it are refused.
        doctor, patient = await house.connect(visit.doctor, 0), await house.connect(visit.patient, 1)
        visit_id = str(visit.id)
        for sock in (doctor, patient):
            reply = await sock.ask("visit:enter", {"visit_id": visit_id, "page": "page-0001"})
            assert (reply["engine"], reply["gen"]) == ("p2p", 1)
        pages.append(Page(silent=True))
        lone = asdict(await pages[-1].offer())
        lone["pairs"] = [list(pair) for pair in lone["pairs"]]
        refused = await doctor.ask("relay:offer", {"visit_id": visit_id, "gen": 1, **lone})
        assert refused["problem"]["code"] == "not_relayed"

        # The guest comes: everybody hears what carries the call now, and who it is.
        reply = await guest.ask("guest:enter", {"page": "guest-page-1"})
        assert (reply["visit_id"], reply["engine"]) == (visit_id, "relay")
        assert {one["role"] for one in reply["company"]} == {"patient", "clinician"}
        await house.settled()
        (news,) = (await patient.hears("call:engine"))[-1:]
        assert news["engine"] == "relay"
        assert news["guests"] == [{"participant_id": f"guest-{guest_id}", "name": "Ana Lima", "role": "interpreter",
                                   "out": False}]  # fmt: skip

        # What a guest may not say or hear (B50): other rooms, the chat, another visit, signals of the two.
        for name, data in (("watch", {"room": f"visit:{visit_id}"}), ("watch", {"room": f"patient:{visit.id}"}),
                           ("visit:enter", {"visit_id": visit_id, "page": "page-0009"}), ("catch_up", {}),
                           ("call:signal", {"visit_id": visit_id})):  # fmt: skip
            assert (await guest.ask(name, data))["problem"]["code"] == "unknown_message"
        elsewhere = {"visit_id": str(other.id), "gen": 1, **lone}
        assert (await guest.ask("relay:offer", elsewhere))["problem"]["code"] == "not_in_call"
        await visit.doctor.post(f"{visit.path}/messages", {"body": "Not for the guest"})
        await house.settled()
        assert guest.facts() == [], "no fact at all reaches a guest"

        # Three pages, three sockets at two processes, one relay.
        owners = set()
        for sock in (doctor, patient, guest):
            pages.append(Page())
            owners.add((await offered(sock, pages[-1], visit_id, 1))["relay"])
        assert len(owners) == 1
        await until(lambda: all(len([n for n in page.frames.values() if n > 3]) == 4 for page in pages[1:]))
        await guest.ask("call:say", {"visit_id": visit_id, "gen": 1, "microphone": False, "camera": True})
        said = (await doctor.hears("call:said"))[-1]
        assert (said["participant_id"], said["microphone"]) == (f"guest-{guest_id}", False)

        # Captions: a guest writes down what others say, the others only their own words; too long or odd is refused.
        spoken = {"visit_id": visit_id, "gen": 1, "line": "l1", "text": "Where does it hurt?"}
        assert (await guest.ask("call:caption", {**spoken, "speaker": "clinician"}))["ok"]
        (shown,) = await patient.hears("call:caption")
        assert shown == {"visit_id": visit_id, "participant_id": f"guest-{guest_id}", "line": "l1",
                         "speaker": "clinician", "text": "Where does it hurt?"}  # fmt: skip
        assert not [1 for event, _ in guest.heard if event == "call:caption"]
        for who, wrong, code in ((patient, {"speaker": "clinician"}, "not_your_words"), (guest, {"gen": 9}, ""),
                                 (guest, {"text": "x" * 301}, ""), (guest, {"text": "a\nb"}, "bad_line"),
                                 (guest, {"speaker": "somebody"}, ""),
                                 (guest, {"visit_id": elsewhere["visit_id"]}, "not_in_call")):  # fmt: skip
            problem = (await who.ask("call:caption", {**spoken, **wrong}))["problem"]
            assert problem["status"] < 500 and code in ("", problem["code"])

        # Asked to leave: out at once, the two are alone again, and the relay carries nothing.
        await visit.doctor.delete(f"{visit.path}/guests/{guest_id}")
        await house.settled()
        await until(lambda: not guest.io.connected, 3)
        await until(
            lambda: patient.heard and [d for e, d in patient.heard if e == "call:engine"][-1]["engine"] == "p2p"
        )
        await until(lambda: all(not web.sockets.relaying.relay.rooms for web in house.webs))
        refused_sock = guest_sock(house, browser, 1)
        with contextlib.suppress(Exception):
            await refused_sock.connect()
        assert not refused_sock.io.connected
        await asyncio.gather(*(page.close() for page in pages))


async def test_a_guest_cookie_is_no_session_and_a_session_no_guest(hub: Hub) -> None:
    house = options_of(hub)
    async with house.stack:
        await house.open()
        visit = await visits.booked(hub)
        browser = hub.client()
        await guest_of(visit, browser)
        for cookie in ({cookie_name(): browser.cookie(guest_cookie())}, {guest_cookie(): visit.doctor.cookie()}):
            sock = house.sock(None)
            sock.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookie.items())
            sock.url += "?as=guest" if guest_cookie() in cookie else ""
            with contextlib.suppress(Exception):
                await sock.connect()
            assert not sock.io.connected


async def test_a_guest_who_cannot_be_carried_or_has_two_windows_does_not_break_the_call(hub: Hub) -> None:
    house = options_of(hub, web_processes=2)
    async with house.stack:
        await house.open(2)
        visit = await (await (await (await visits.booked(hub)).prepare()).wait()).admit()
        browser = hub.client()
        guest_id = await guest_of(visit, browser)
        first, second = [await guest_sock(house, browser, 0).connect() for _ in range(2)]
        engine = "SELECT engine, (SELECT left_at FROM visit_guest) FROM visit"

        # The relay is full: refused before the two lose what they have, also by a process that does not carry the call.
        await house.connect(visit.doctor, 1)
        carrying = house.webs[1].sockets.relaying
        assert await carrying._owner(visit.id) == carrying.id
        relay = carrying.relay
        relay.most, most = 100, relay.most
        full = await first.ask("guest:enter", {"page": "guest-page-1"})
        assert full["problem"]["code"] == "relay_full"
        assert await hub.sql(engine) == [("p2p", None)]
        relay.most = most

        # The older window's farewell is not the newer one's.
        for sock, page in ((first, "guest-page-1"), (second, "guest-page-2")):
            assert (await sock.ask("guest:enter", {"page": page}))["ok"]
        await first.ask("visit:leave", {"visit_id": str(visit.id)})
        assert await hub.sql(engine) == [("relay", None)]

        # News of the door comes by itself; whose invitation is over is told so and cut off.
        await visit.doctor.post(f"{visit.path}/hold")
        await house.settled()
        assert await second.hears("guest:visit")
        assert not [1 for event, _ in second.heard if event == "guest:over"]
        await visit.doctor.delete(f"{visit.path}/guests/{guest_id}")
        await house.settled()
        assert await second.hears("guest:over")
        await until(lambda: not second.io.connected and not first.io.connected, 3)
