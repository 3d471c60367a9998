"""A window: one browser with somebody in front of it, what went wrong in it, and what its calls really receive."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, expect

from tests.browser.hospital import Hospital

PHONE: Any = {"width": 390, "height": 844}
DESK: Any = {"width": 1440, "height": 900}
PATIENCE_MS = 60_000
MEDIA_MS = 90_000
FLAGS = [
    "--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
    # Media to the other window goes over the loopback, which WebRTC leaves out unless told.
    "--allow-loopback-in-peer-connection", "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    # A window behind another one is still somebody's phone: no throttling.
    "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding", "--disable-gpu", "--disable-dev-shm-usage",
    "--enable-features=WebBluetooth",  # on Linux not by itself
]  # fmt: skip
# Every connection that a page makes is kept, so that a test may ask what really flows; sockets, so that one may drop.
KEEP = """
  window.__peers = [];
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(...given) { super(...given); window.__peers.push(this); }
  };
"""
# What comes in over the connections of the call (frames decoded, samples and energy of sound) and is on the screen.
MEDIA = """async () => {
  const sums = { connections: 0, frames: 0, samples: 0, energy: 0, width: 0 };
  for (const one of window.__peers.filter((it) => it.connectionState === 'connected')) {
    sums.connections += 1;
    for (const stat of (await one.getStats()).values()) {
      if (stat.type !== 'inbound-rtp') continue;
      sums.frames += stat.framesDecoded ?? 0;
      sums.samples += stat.totalSamplesReceived ?? 0;
      sums.energy += stat.totalAudioEnergy ?? 0;
    }
  }
  sums.width = document.querySelector('[data-testid="remote-video"]')?.videoWidth ?? 0;
  return sums;
}"""

# The page that was asked for is drawn (the router says so when its parts stand), has a heading, and loads nothing more,
# for some frames on end. Asked at every frame, so that nobody waits for the next look of a clock.
STANDS = """() => {
  const { status, location, resolvedLocation } = window.__TSR_ROUTER__?.state ?? {};
  const drawn = status === 'idle' && resolvedLocation?.href === location.href;
  const loads = document.querySelector('.mantine-Skeleton-root, .mantine-Loader-root');
  window.__stands = drawn && document.querySelector('h1') && !loads ? (window.__stands ?? 0) + 1 : 0;
  return window.__stands > 5;
}"""

AWAITED = """() => {
  const before = window.__peers.length;
  window.__back = 0;
  const timer = setInterval(async () => {
    for (const one of window.__peers.slice(before).filter((it) => it.connectionState === 'connected')) {
      for (const stat of (await one.getStats()).values()) if (stat.framesDecoded > 0) window.__back ||= Date.now();
    }
    if (window.__back) clearInterval(timer);
  }, 100);
}"""


@dataclass
class Window:
    """A page of somebody; what went wrong in it is kept in `troubles`."""

    name: str
    hospital: Hospital
    context: BrowserContext
    page: Page
    troubles: list[str] = field(default_factory=list)
    cut_off: bool = False
    traced: bool = True

    @classmethod
    def open(
        cls, browser: Browser, hospital: Hospital, login: str = "", *, phone: bool = False, traced: bool = True
    ) -> Window:  # fmt: skip
        """A browser of its own, at a phone's or a desk's size; with a login, signed in.

        `traced` keeps the page as it was at each step, for whoever looks into a failure; that costs time.
        """
        context = browser.new_context(
            base_url=hospital.url, permissions=["camera", "microphone"], reduced_motion="reduce", locale="en-US",
            timezone_id="America/New_York", viewport=PHONE if phone else DESK, has_touch=phone,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(KEEP)
        if traced:
            context.tracing.start(snapshots=True)
        one = cls(login or "nobody", hospital, context, context.new_page(), traced=traced)
        one.watch(one.page)
        if login:
            one.sign_in(login)
        return one

    def watch(self, page: Page) -> None:
        """Hear of everything that goes wrong in a page."""
        page.on("pageerror", lambda error: self._wrong(f"page error: {error}"))
        page.on("console", self._said)
        page.on("response", self._answered)
        page.on("requestfailed", self._unanswered)

    def sign_in(self, login: str) -> None:
        """Sign in over HTTP, as the form would."""
        person = {"email": f"{login}@demo.wardline.test", "password": self.hospital.password}
        reply = self.context.request.post("/api/session", data=person)
        assert reply.ok, reply.text()

    def get(self, path: str) -> Any:
        """One read with this person's session, as a page would make it."""
        reply = self.context.request.get(path)
        assert reply.ok, reply.text()
        return reply.json()

    def post(self, path: str, data: dict[str, Any]) -> Any:
        """One write with this person's session, as a page would make it."""
        headers = {"X-CSRF-Token": self.get("/api/session")["csrf"], "Origin": self.hospital.url}
        reply = self.context.request.post(path, data=data, headers=headers)
        assert reply.ok, reply.text()
        return reply.json()

    def go(self, path: str) -> Page:
        """Open a page of the app."""
        self.page.goto(path)
        return self.page

    def settled(self) -> Page:
        """Wait until the page stands: its heading is there and nothing is loading, for some frames on end."""
        self.page.wait_for_function(STANDS)
        return self.page

    def media(self) -> dict[str, float]:
        """What has come in until now over the open connections of this page."""
        found: dict[str, float] = self.page.evaluate(MEDIA)
        return found

    def awaits_media(self) -> None:
        """From now on, note when the first picture has come in over a connection that is not there yet."""
        self.page.evaluate(AWAITED)

    def media_is_back(self) -> float:
        """When that was (Unix time), waited for."""
        deadline = time.monotonic() + MEDIA_MS / 1000
        while not (found := self.page.evaluate("window.__back")):
            assert time.monotonic() < deadline, f"{self.name} has no media again"
            self.page.wait_for_timeout(100)  # the page itself notes the moment: looking later does not make it later
        return float(found) / 1000

    def sees_and_hears(self) -> None:
        """Wait until decoded frames and sound rise, by the connection's own count, and a picture is on the screen."""
        expect(self.page.get_by_test_id("call-stage")).to_have_attribute("data-phase", "connected", timeout=MEDIA_MS)
        before, deadline = self.media(), time.monotonic() + MEDIA_MS / 1000
        while not _risen(before, now := self.media()):
            assert time.monotonic() < deadline, f"{self.name} does not see and hear: {before}, then {now}"
            if now["frames"] < before["frames"]:
                before = now  # a connection that was built anew counts from nothing
            self.page.wait_for_timeout(100)  # between two looks at the counters

    def lets_go(self) -> None:
        """Wait until no connection of this page is open any more."""
        deadline = time.monotonic() + MEDIA_MS / 1000
        while (open_still := self.media()["connections"]) > 0:
            assert time.monotonic() < deadline, f"{self.name} holds {open_still:g} connections"
            self.page.wait_for_timeout(100)

    @contextmanager
    def without_network(self, seconds: float) -> Iterator[None]:
        """Nothing goes in or out of this browser for so long, no request, no socket, no media; its pages stay awake.

        Chromium's own "offline" leaves sockets and media alone, so the process that is its network is halted instead.
        """
        assert self.context.browser
        told = self.context.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
        (network,) = [one["id"] for one in told if one["type"] == "network.mojom.NetworkService"]
        self.cut_off, ends = True, time.monotonic() + seconds
        os.kill(network, signal.SIGSTOP)
        try:
            yield
            self.page.wait_for_timeout(max(0.0, ends - time.monotonic()) * 1000)  # how long it lasts is what is tested
        finally:
            os.kill(network, signal.SIGCONT)
        self.cut_off = False

    def close(self, keep: Path | None = None) -> None:
        """Close it; a picture and a trace stay behind when asked for."""
        if keep:
            keep.parent.mkdir(exist_ok=True)
            for n, page in enumerate(self.context.pages):
                page.screenshot(path=keep.with_name(f"{keep.name}{f'-{n + 1}' if n else ''}.png"))
        if self.traced:
            self.context.tracing.stop(path=keep.with_name(f"{keep.name}.zip") if keep else None)
        self.context.close()

    def _wrong(self, what: str) -> None:
        if not self.cut_off:
            self.troubles.append(f"{what} (on {self.page.url.removeprefix(self.hospital.url)})")

    def _said(self, message: ConsoleMessage) -> None:
        # A refused request is judged by _answered, which knows which one it was.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self._wrong(f"console: {message.text}")

    def _answered(self, response: Response) -> None:
        path = response.url.removeprefix(self.hospital.url)
        # Asking who is signed in is how a page learns that nobody is.
        if response.status >= 400 and (response.status, path) != (401, "/api/session"):
            self._wrong(
                f"{response.status} {response.request.method} {path} {(response.request.post_data or '')[:300]}"
            )

    def _unanswered(self, request: Request) -> None:
        # A page that is left lets go of what it was asking.
        if request.failure != "net::ERR_ABORTED":
            self._wrong(f"{request.failure} {request.method} {request.url.removeprefix(self.hospital.url)}")


def _risen(before: dict[str, float], now: dict[str, float]) -> bool:
    """Half a second of picture and of sound (at 48 kHz) that is not silence, and a picture that is shown."""
    return (
        now["frames"] >= before["frames"] + 10 and now["samples"] >= before["samples"] + 24_000
        and now["energy"] > before["energy"] and now["width"] > 0
    )  # fmt: skip
