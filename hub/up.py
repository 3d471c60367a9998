"""`hub up`: one parent that starts everything, restarts what falls over, and stops it all in order.

Children die with the parent (see `hub.processes`), so this process holds nothing that a kill -9 could leave behind.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from types import FrameType
from typing import Any

from hub import embedded, supervisor
from hub.console import Failed, Steps, say
from hub.embedded import Embedded, EmbeddedError, Places, start_postgres, start_valkey
from hub.processes import Child
from hub.servers import alone, data_dir
from hub.supervisor import Hospital

READY_SECONDS = 60.0
PORTS_TO_TRY = 20


def up(*, demo: bool, lan: bool = False) -> int:
    """Start everything, say where it is, and stay until Ctrl-C or SIGTERM. Returns the exit status.

    `lan`: on all addresses of this machine (or HUB_HOST), with TLS by an authority of our own.
    """
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(name) is not signal.SIG_IGN:  # nohup stays nohup
            signal.signal(name, _interrupt)
    done, total = (int(n) for n in os.environ.pop("HUB_STEPS", "0/4").split("/"))
    steps = Steps(total, done)
    folder = data_dir()
    # Without bytecode on disk each of our processes would compile everything, at every start.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        with alone(folder):
            hospital = Hospital(Places.prepare(folder))
            try:
                _start(hospital, steps, demo=demo, lan=lan)
                hospital.watch()
            except KeyboardInterrupt:
                say("\nStopping ...")
                return 0
            finally:
                hospital.stop()
                say("Stopped.")
    except EmbeddedError as error:
        raise Failed(str(error)) from None


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


def _start(hospital: Hospital, steps: Steps, *, demo: bool, lan: bool) -> None:
    here = _room(hospital) if lan else ""
    listen, note = _listen()
    os.environ["HUB_PORT"] = str(listen.getsockname()[1])
    if here:
        os.environ["HUB_PUBLIC_URL"] = f"https://{here}:{os.environ['HUB_PORT']}"
    with steps.step("PostgreSQL and Valkey") as step:
        running = embedded.start(hospital.places.data)
        _adopt(hospital, running)
        step.note = f"{running.database.source}, {running.redis.source}"
    news = _prepare(hospital, steps, demo=demo)
    with steps.step("Web, relay and worker"):
        web = [
            hospital.process("web" if not n else f"web-{n + 1}", "web", listen=listen)
            for n in range(max(1, int(os.environ.get("HUB_WEB_PROCESSES") or 1)))
        ]
        hospital.process("relay", "relay")
        hospital.process("worker", "worker")
        _wait_until_ready(hospital, web[0])
    (hospital.places.data / "port").write_text(os.environ["HUB_PORT"])
    _banner(hospital, news, note)


def _room(hospital: Hospital) -> str:
    """Make the papers for TLS and tell the children about them; the address that phones find us at."""
    from hub import lan

    given = os.environ.get("HUB_HOST")
    os.environ["HUB_HOST"] = given or "0.0.0.0"  # noqa: S104 - the phones in the room are the point
    here = given if given and given not in ("0.0.0.0", "::") else lan.address()  # noqa: S104
    papers = lan.papers(hospital.places.data / "secrets" / "lan", here)
    os.environ["HUB_TLS_CERTIFICATE"], os.environ["HUB_TLS_KEY"] = str(papers.certificate), str(papers.key)
    os.environ["HUB_TLS_AUTHORITY"] = str(papers.authority)
    return here


def _adopt(hospital: Hospital, running: Embedded) -> None:
    """Make the servers that are ours parts that are watched; everybody finds them by the environment."""
    places = hospital.places

    def postgres() -> Child:
        return _child(start_postgres(places).child)

    def valkey() -> Child:
        return _child(start_valkey(places).child)

    if running.database.child is not None:
        hospital.add("postgres", postgres, running.database.child)
    if running.redis.child is not None:
        hospital.add("valkey", valkey, running.redis.child)
    os.environ["HUB_DATABASE_URL"], os.environ["HUB_REDIS_URL"] = running.database.url, running.redis.url


def _child(child: Child | None) -> Child:
    if child is None:
        raise EmbeddedError("The server did not start.")
    return child


def _listen() -> tuple[socket.socket, str]:
    """Bind the port, or the next free one. We keep the socket, so that a restarting web process refuses nobody."""
    host, wanted = os.environ.get("HUB_HOST") or "127.0.0.1", _port(os.environ.get("HUB_PORT") or "8000")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in range(wanted, min(wanted + PORTS_TO_TRY, 65536)):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(2048)
        except PermissionError:
            listener.close()
            raise Failed(f"Port {port} may not be used by this user. Set HUB_PORT to one above 1023.") from None
        except OSError:
            listener.close()
            continue
        listener.setblocking(False)
        return listener, "" if port == wanted else f"Port {wanted} is taken, so this is on {port}."
    raise Failed(f"{host} has no free port from {wanted} on. Set HUB_PORT (and HUB_HOST) to a free one.")


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise Failed(f"HUB_PORT is {text!r}, which is not a port number.", 2)
    return int(text)


def _prepare(hospital: Hospital, steps: Steps, *, demo: bool) -> dict[str, Any]:
    """Schema and demo data, in a process of its own: we must stay without an event loop, and it may fail."""
    read, write = os.pipe()
    try:
        with os.fdopen(read) as news, hospital.places.log("prepare").open("wb") as errors:
            with steps.step("Database schema") as step:
                supervisor.load()
                with os.fdopen(write, "wb") as output:
                    arguments = ["prepare", "--demo" if demo else "--no-demo"]
                    child = supervisor.run("prepare", arguments, env=os.environ, output=output, errors=errors)
                step.note = _news(news)["schema"]
            with steps.step("Demo hospital") as step:
                demo_state = _news(news)["demo"]
                step.note = "" if demo_state == "loaded" else demo_state
            last = _news(news)
        child.stop(5)
        return last
    except _NoNews:
        raise Failed(f"The database could not be prepared. {hospital.places.last_words('prepare')}") from None


class _NoNews(Exception):
    pass


def _news(lines: Iterable[str]) -> dict[str, Any]:
    for line in lines:
        if not line.startswith("{"):
            continue  # a stray print must not stop a hospital from starting
        news: dict[str, Any] = json.loads(line)
        return news
    raise _NoNews


def _wait_until_ready(hospital: Hospital, web: Child) -> None:
    """Return when every part works; a part that is late after the web answers is left to come."""
    answered: float | None = None
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if web.ended() is not None:
            raise Failed(f"The web process did not start. {hospital.places.last_words('web')}")
        report = _report()
        if report.get("status") == "ok":
            return
        if report.get("status") == "degraded":
            answered = answered or time.monotonic()
            if time.monotonic() - answered > 8:
                return
        time.sleep(0.05)
    raise Failed(f"The web process does not answer. {hospital.places.last_words('web')}")


def _report() -> dict[str, Any]:
    host = os.environ.get("HUB_HOST") or "127.0.0.1"
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    authority = os.environ.get("HUB_TLS_AUTHORITY")
    trust = ssl.create_default_context(cafile=authority) if authority else None
    kind = "https" if os.environ.get("HUB_TLS_CERTIFICATE") else "http"
    try:
        address = f"{kind}://{host}:{os.environ['HUB_PORT']}/readyz"
        with urllib.request.urlopen(address, timeout=2, context=trust) as reply:  # noqa: S310 - ours
            report: dict[str, Any] = json.load(reply)
            return report
    except (urllib.error.URLError, OSError, ValueError):
        return {}


def _banner(hospital: Hospital, news: dict[str, Any], note: str) -> None:
    """Last of all, what a person needs next: where, who, and how to stop."""
    address = os.environ.get("HUB_PUBLIC_URL") or f"http://localhost:{os.environ['HUB_PORT']}"
    say()
    if note:
        say(note)
    say(f"Wardline is running at {address}")
    if os.environ.get("HUB_TLS_AUTHORITY"):
        _invite(address)
    if news["logins"]:
        say()
        width = max(len(email) for _, email, _ in news["logins"])
        roles = max(len(role) for role, _, _ in news["logins"])
        for role, email, hint in news["logins"]:
            say(f"  {role.replace('_', ' '):<{roles}}  {email:<{width}}  {hint}".rstrip())
        say(f"\n  password of all: {news['password']}")
        for what, path in news.get("screens", ()):
            say(f"  {what}  {address}{path}")
    elif news["setup_code"]:
        say("\nNobody has an account yet. Open that page and make the first administrator with this setup code:")
        say(f"  {news['setup_code']}")
    say(f"\nData: {hospital.places.data}    Logs: {hospital.places.logs}")
    say("Ctrl-C stops everything; `python3 run.py reset` deletes all data.")


def _invite(address: str) -> None:
    """What a phone in the room needs: the address as a picture, and once the authority that vouches for it."""
    import segno

    say()
    segno.make(address, error="m").terminal(compact=True)
    say("Point a phone in this network at the code. It warns once, because nobody but this machine vouches for it:")
    say(f"go on, or install {address}/authority.crt on the phone first (then the app can be installed, too).")
