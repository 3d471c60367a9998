"""The processes of a hub, as in production: web, relay and worker, with the steps of the benchmark's diagrams; and how
much processor time each of them uses.
"""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import time
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from bench.engine import model
from bench.flow.browsers import Person

COMMITTED: ContextVar[list[float]] = ContextVar("committed")
COLD = "BENCH_COLD"
TELL = "BENCH_TELL"
"""Set: the web process tells when it commits, for the part that measures how soon others see it."""
LOOP = """<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions targetNamespace="http://wardline.org/bench"
xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:wardline="http://wardline.org/bpmn/1.0">
<bpmn:process id="round" isExecutable="true"><bpmn:startEvent id="start"/><bpmn:userTask id="review" name="Review">
<bpmn:extensionElements><wardline:task form="note" role="nurse"/></bpmn:extensionElements></bpmn:userTask>
<bpmn:exclusiveGateway id="in"/><bpmn:exclusiveGateway id="again" default="back"/><bpmn:endEvent id="end"/>
<bpmn:sequenceFlow id="a" sourceRef="start" targetRef="in"/>
<bpmn:sequenceFlow id="b" sourceRef="in" targetRef="review"/>
<bpmn:sequenceFlow id="c" sourceRef="review" targetRef="again"/>
<bpmn:sequenceFlow id="back" sourceRef="again" targetRef="in"/>
<bpmn:sequenceFlow id="out" sourceRef="again" targetRef="end"><bpmn:conditionExpression>stop</bpmn:conditionExpression>
</bpmn:sequenceFlow></bpmn:process></bpmn:definitions>"""
WAIT = """<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions targetNamespace="http://wardline.org/bench"
xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:wardline="http://wardline.org/bpmn/1.0">
<bpmn:process id="wait" isExecutable="true"><bpmn:startEvent id="start"/><bpmn:intermediateCatchEvent id="later">
<bpmn:timerEventDefinition><bpmn:timeDuration>PT1S</bpmn:timeDuration></bpmn:timerEventDefinition>
</bpmn:intermediateCatchEvent><bpmn:userTask id="act" name="Act"><bpmn:extensionElements>
<wardline:task form="note" role="nurse"/></bpmn:extensionElements></bpmn:userTask><bpmn:endEvent id="end"/>
<bpmn:sequenceFlow id="a" sourceRef="start" targetRef="later"/>
<bpmn:sequenceFlow id="b" sourceRef="later" targetRef="act"/>
<bpmn:sequenceFlow id="c" sourceRef="act" targetRef="end"/></bpmn:process></bpmn:definitions>"""


def serve(what: str) -> int:
    """Be the web process or the relay."""
    from hub import serve as processes
    from hub.cli import SELDOM
    from hub.core import logs
    from hub.core.settings import settings
    from hub.modules import load

    gc.set_threshold(*SELDOM)
    load()
    logs.setup(settings().log_level)
    _steps()
    if what == "web":
        if os.environ.get(TELL):
            _tell_commits()
        if os.environ.get(COLD):
            from workflows.advance import CACHE

            CACHE.size = 0  # every completion reads its case anew
        processes.web(settings())
    elif what == "relay":
        processes.relay(settings())
    else:
        processes.work(settings(), beat=True)
    return 0


def spawn(what: str, **environment: str) -> subprocess.Popen[bytes]:
    """One of them as a child process."""
    command = [sys.executable, "-m", "bench.workflow", "--serve", what]
    return subprocess.Popen(command, env={**os.environ, **environment})


def _steps() -> None:
    from pydantic import BaseModel

    from workflows.steps import step

    class Urgent(BaseModel):
        urgent: bool

    async def answer(db: Any, case: Any, *, actor: Any, urgent: bool) -> dict[str, Any]:
        return {"ok": True}

    for n in range(1, 9):
        step(f"bench.s{n}", params=Urgent, title="Answers at once", pure=True)(answer)


def _tell_commits() -> None:
    """Put the moment just before COMMIT was sent into a reply header: what the second part counts from."""
    from quart import Quart

    from hub.core.driver import Begun

    commit = Begun.commit

    async def noted(self: Any) -> None:
        COMMITTED.get([]).append(time.time())
        await commit(self)

    Begun.commit = noted  # type: ignore[method-assign]

    make = Quart.before_serving

    def before_serving(app: Quart, function: Any) -> Any:
        if not app.config.get("BENCH"):
            app.config["BENCH"] = True

            @app.before_request
            async def begin() -> None:
                COMMITTED.set([])

            @app.after_request
            async def tell(response: Any) -> Any:
                if moments := COMMITTED.get([]):
                    response.headers["X-Committed"] = f"{moments[-1]:.6f}"
                return response

        return make(app, function)

    Quart.before_serving = before_serving  # type: ignore[method-assign, assignment]


CROWD_NURSES = 50
"""How many of a crowd work in the pool whose rows everybody in it sees; the others are the rest of the hospital."""


async def prepare(nurses: int, crowd: int = 0) -> list[Person]:
    """Tables, the diagrams, nurses who are signed in, and `crowd` more people of several roles."""
    from hub.core import db as database
    from hub.core.actor import ANONYMOUS, SYSTEM
    from hub.core.http import cookie_name
    from hub.core.ids import uuid7
    from hub.core.settings import settings
    from hub.identity import actions, sessions
    from hub.migrate import migrate
    from hub.modules import load
    from workflows.reference import publish

    load()
    await migrate(settings().database_url)
    here = database.connect(settings().database_url, pool_size=2)
    roles = ["nurse"] * (nurses + min(CROWD_NURSES, crowd)) + ["lab_technician"] * max(0, crowd - CROWD_NURSES)
    people = []
    async with here.transaction() as db:
        for diagram in (model().decode(), LOOP, WAIT):
            await publish(db, diagram)
        for n, role in enumerate(roles):
            clinician = uuid7() if role == "nurse" else None
            user = await actions.create_user(
                db, f"person{n}@bench.example.org", None, f"Person {n}", [role], actor=SYSTEM, practitioner_id=clinician
            )
            opened = await sessions.open_session(db, user, actor=ANONYMOUS, user_agent="bench")
            people.append(Person(f"{cookie_name()}={opened.token}", opened.actor.csrf))
    await database.disconnect()
    return people


async def answers(port: int, children: list[subprocess.Popen[bytes]]) -> None:
    for _ in range(600):
        if any(child.poll() is not None for child in children):
            break
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        except OSError:
            await asyncio.sleep(0.1)
    raise RuntimeError("the web process does not answer")


# ---- processor time -------------------------------------------------------------------------------------------------


def seconds_used(pid: int, *, with_children: bool = False) -> float:
    """User and system seconds of a process (and of its children, living and gone)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    ticks = sum(int(field) for field in fields[11 : 15 if with_children else 13])
    found = ticks / os.sysconf("SC_CLK_TCK")
    return found + sum(seconds_used(child) for child in _children(pid)) if with_children else found


def _children(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def memory_kb(pid: int) -> int:
    """Resident memory of a process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0
