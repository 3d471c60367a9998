"""The clients of `bench http`, in a process of their own: what each operation asks, and how long it took."""

from __future__ import annotations

import asyncio
import json
import random
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

MIX = {"patient": 20, "search_name": 12, "search_phone": 5, "day": 20, "slots_month": 8, "book": 3, "chart": 15,
       "save_note": 12, "sign_in": 2, "report_month": 3}  # fmt: skip
"""Percent of the mixed load: a working morning as we imagine it, most of it reading."""


class Browser:
    """One keep-alive connection that speaks just enough HTTP/1.1 to cost nothing."""

    def __init__(self, port: int) -> None:
        self.port, self.writer = port, None  # type: int, asyncio.StreamWriter | None

    async def get(self, path: str, person: dict[str, str] | None = None) -> tuple[int, bytes]:
        return await self.call("GET", path, person)

    async def call(
        self, method: str, path: str, person: dict[str, str] | None = None, body: Any = None
    ) -> tuple[int, bytes]:  # fmt: skip
        """Status and body; a connection that the server closed is opened again."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        raw = b"" if body is None else json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nX-Activity: 1\r\n"
        if person:
            head += f"Cookie: {person['cookie']}\r\nX-CSRF-Token: {person['csrf']}\r\n"
        if raw:
            head += "Content-Type: application/json\r\n"
        self.writer.write(f"{head}Content-Length: {len(raw)}\r\n\r\n".encode() + raw)
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:-2])}
        reply = await self._body(headers)
        if headers.get("connection", "").lower() == "close":
            self.writer.close()
            self.writer = None
        return int(lines[0].split(" ")[1]), reply

    async def _body(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() != "chunked":
            return await self.reader.readexactly(int(headers.get("content-length", "0")))
        found = b""
        while size := int((await self.reader.readuntil(b"\r\n")).split(b";")[0], 16):
            found += await self.reader.readexactly(size)
            await self.reader.readexactly(2)
        await self.reader.readuntil(b"\r\n")
        return found


@dataclass
class Client:
    """One waiting person: takes the next thing to do from the shared plan."""

    browser: Browser
    plan: dict[str, Any]
    pick: random.Random
    number: int = 0
    drafts: list[dict[str, Any]] = field(default_factory=list)
    booked: set[tuple[str, str]] = field(default_factory=set)  # (patient, start)
    sought: int = 0
    found: int = 0

    async def ask(self, method: str, path: str, person: dict[str, str], body: Any = None) -> Any:
        status, raw = await self.browser.call(method, path, person, body)
        if not 200 <= status < 300:
            raise Refused(f"{method} {path.partition('?')[0]}: {status} {raw[:200]!r}")
        return raw

    def one(self, name: str) -> Any:
        return self.pick.choice(self.plan[name])

    # Each operation is what one press of a button asks.

    async def patient(self) -> None:
        await self.ask("GET", f"/api/patients/{self.one('patients')}", self.one("desks"))

    async def search_name(self) -> None:
        wanted = self.one("typos")
        raw = await self.ask("GET", f"/api/patients?search={quote(wanted['typed'])}", self.one("desks"))
        self.sought += 1
        self.found += wanted["id"].encode() in raw

    async def search_phone(self) -> None:
        await self.ask("GET", f"/api/patients?search={quote(self.one('phones'))}", self.one("desks"))

    async def day(self) -> None:
        doctor = self.one("doctors")
        await self.ask("GET", f"/api/appointments?day={self.one('days')}&practitioner_id={doctor['id']}", doctor)

    async def slots_month(self) -> None:
        doctor = self.one("doctors")
        await self.ask("GET", f"/api/slots?practitioner_id={doctor['id']}&days=31&kind=in_person", self.one("desks"))

    async def book(self) -> None:
        """Hold and book: two requests, one operation."""
        desk, slot = self.one("desks"), self.plan["slots"].pop()
        wanted = {"practitioner_id": slot["doctor"], "starts_at": slot["at"], "kind": "in_person",
                  "patient_id": self._own_patient(slot["at"])}  # fmt: skip
        held = json.loads(await self.ask("POST", "/api/appointments/hold", desk, wanted))
        await self.ask("POST", "/api/appointments", desk, {"hold_id": held["hold_id"], "reason": "Check-up"})

    def _own_patient(self, at: str) -> str:
        """Nobody else's, for a second hold of the same patient gives the first one back; and free at this time."""
        free = [id for id in self.plan["bookers"][self.number :: 8] if (id, at) not in self.booked]
        chosen = str(self.pick.choice(free))
        self.booked.add((chosen, at))
        return chosen

    async def chart(self) -> None:
        encounter = self.one("charts")
        await self.ask("GET", f"/api/encounters/{encounter['id']}", self.plan["doctors"][encounter["doctor"]])

    async def save_note(self) -> None:
        """Autosave of a draft that this client alone writes."""
        if not self.drafts:
            self.drafts.append(self.plan["drafts"].pop())
        draft = self.drafts[0]
        words = f"Half-sided headache, throbbing, twice a month. {draft['version']}. " * 4
        body = {"version": draft["version"], "sections": {"history": words, "plan": "Diary, naproxen early."}}
        doctor = self.plan["doctors"][draft["doctor"]]
        saved = json.loads(await self.ask("PUT", f"/api/encounters/{draft['id']}/note", doctor, body))
        draft["version"] = saved["version"]

    async def sign_in(self) -> None:
        account = self.one("accounts")
        status, _ = await self.browser.call("POST", "/api/session", None, account)
        if status != 201:
            raise Refused(f"sign in: {status}")

    async def report_month(self) -> None:
        await self.ask("GET", f"/api/reports/figures?subject=visits&{self.plan['month']}", self.plan["admin"])


OPERATIONS: dict[str, Callable[[Client], Awaitable[None]]] = {name: getattr(Client, name) for name in MIX}


class Refused(Exception):
    """Anything but 2xx."""


async def run(people: list[Client], choose: Callable[[random.Random], str], seconds: float) -> dict[str, Any]:
    """Let all work for `seconds`, after a fifth of that to warm up; milliseconds and operations per second."""
    took: list[float] = []
    errors: list[str] = []
    begin = time.perf_counter()
    warm, end = begin + seconds * 0.2, begin + seconds * 1.2

    async def work(client: Client) -> None:
        while (started := time.perf_counter()) < end:
            try:
                await OPERATIONS[choose(client.pick)](client)
            except Refused as error:
                errors.append(str(error))
                await asyncio.sleep(0.02)
                continue
            done = time.perf_counter()
            if warm <= started and done <= end:
                took.append((done - started) * 1000)

    await asyncio.gather(*(work(client) for client in people))
    if errors:
        print(f"  {len(errors)} errors, first: {errors[0]}", file=sys.stderr)
    took.sort()
    return {"per_s": round(len(took) / seconds, 1), "errors": len(errors),
            **{f"p{p}_ms": round(_percentile(took, p), 1) for p in (50, 95, 99)}}  # fmt: skip


def _percentile(took: list[float], percent: int) -> float:
    return took[min(len(took) - 1, len(took) * percent // 100)] if took else float("nan")


async def work(wanted: dict[str, Any]) -> dict[str, Any]:
    """Each wanted operation alone, then the mix; with what is left of the plan."""
    plan = wanted["plan"]
    taken = {(patient, at) for patient, at in plan["taken"]}
    people = [
        Client(Browser(wanted["port"]), plan, random.Random(n), n % 8, booked=set(taken))
        for n in range(wanted["clients"])
    ]
    began, used = time.perf_counter(), _cpu()
    alone = {}
    for name in wanted["operations"]:
        alone[name] = await run(people, lambda _, name=name: name, wanted["seconds"])  # type: ignore[misc]
    mixed: dict[str, Any] = {}
    if wanted["mixed_seconds"]:
        names, weights = list(MIX), list(MIX.values())
        mixed = await run(people, lambda pick: pick.choices(names, weights)[0], wanted["mixed_seconds"])
    for client in people:
        plan["drafts"] += client.drafts
    left = {"slots": plan["slots"], "drafts": plan["drafts"]}
    cores = (_cpu() - used) / (time.perf_counter() - began)
    sought, found = sum(one.sought for one in people), sum(one.found for one in people)
    return {"operations": alone, "mixed": mixed, "client_cores": round(cores, 2), "plan": left,
            "typo_found_percent": round(100 * found / sought, 1) if sought else None}  # fmt: skip


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(work(json.loads(sys.stdin.buffer.read())))))
