"""Script tasks: refused unless switched on, and then unable to reach, hang or exhaust anything."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from hub.core.settings import settings
from tests.workflows.drawing import NOW, bpmn, end, human, start
from tests.workflows.play import reload
from workflows import engine, scripts, steps
from workflows.errors import DiagramInvalid, EngineError

SCRIPT = (
    '<bpmn:scriptTask id="s" name="Total" scriptFormat="python" wardline:result="total">'
    '<bpmn:script>{"sum": sum([o["price"] for o in data["orders"]])}</bpmn:script></bpmn:scriptTask>'
)
DIAGRAM = bpmn([start(), SCRIPT, human("a"), end()], ["start -> s", "s -> a", "a -> end"])


@pytest.fixture
def switched_on(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HUB_SCRIPT_TASKS", "true")
    settings.cache_clear()
    yield
    settings.cache_clear()


def played(*sources: str, data: dict[str, Any] | None = None) -> list[Any]:
    """What scripts answer, or the error of each."""

    async def all_of_them() -> list[Any]:
        found: list[Any] = []
        for source in sources:
            try:
                found.append(await scripts.answer(source, data or {}))
            except EngineError as error:
                found.append(error)
        await scripts.close()
        return found

    return asyncio.run(all_of_them())


def test_b40_a_script_is_refused_unless_they_are_switched_on() -> None:
    (problem,) = engine.problems(DIAGRAM)
    assert (problem.element_id, problem.code, problem.severity) == ("s", "script_refused", "error")
    with pytest.raises(DiagramInvalid):
        engine.parse(DIAGRAM)
    assert engine.problems(DIAGRAM, scripts=True) == ()
    empty = DIAGRAM.replace(b'{"sum": sum([o["price"] for o in data["orders"]])}', b" ")
    assert [one.code for one in engine.problems(empty, scripts=True)] == ["script_empty"]
    assert "script.run" not in steps.signatures() and "script.run" not in steps.catalogue()
    assert "script.run" not in {one.name for one in steps.all_steps()}


def test_b40_the_step_itself_refuses_where_scripts_are_off() -> None:
    handler: Any = steps.get("script.run").handler
    with pytest.raises(EngineError) as refused:
        asyncio.run(handler(None, None, actor=None, source="{}", data={}))
    assert refused.value.code == "scripts_off"


def test_a_script_task_is_a_step_with_a_copy_of_the_data(switched_on: None) -> None:
    data = {"orders": [{"price": 12}, {"price": Decimal("0.5")}], "day": NOW}
    case = reload(engine.start(engine.parse(DIAGRAM, scripts=True), data, now=NOW))
    (pending,) = engine.pending_steps(case)
    assert pending.step == "script.run" and set(pending.params) == {"source", "data"}
    arguments = steps.get("script.run").arguments(pending.params)

    async def run() -> Any:
        handler: Any = steps.get("script.run").handler
        found = await handler(None, None, actor=None, **arguments)
        await scripts.close()
        return found

    engine.finish_step(case, pending.id, asyncio.run(run()), now=NOW)
    assert case.data["total"] == {"sum": 12.5}
    assert [task.element for task in engine.ready_human_tasks(reload(case))] == ["a"]


ATTACKS = {
    "import os": "import os\n{'x': os.listdir('/')}",
    "subprocess": "import subprocess\n{'x': subprocess.run('id')}",
    "socket": "import socket\n{'x': socket.create_connection(('127.0.0.1', 9))}",
    "open": "{'x': open('/etc/passwd').read()}",
    "pathlib": "from pathlib import Path\n{'x': Path('/etc/passwd').read_text()}",
    "environment": "import os\n{'x': os.environ['PATH']}",
    "subclasses": "{'x': ().__class__.__base__.__subclasses__()}",
    "globals": "{'x': (lambda: 0).__globals__}",
    "eval": "{'x': eval(\"__import__('os').listdir('/')\")}",
    "endless": "while True:\n    pass",
    "memory": "x = []\nwhile True:\n    x.append('a' * 1000000)",
    "text": "{'x': 'a' * 10**10}",
    "power": "{'x': 9**9**9}",
    "depth": "def f():\n    return f()\n{'x': f()}",
    "no group": "5",
    "syntax": "1 +",
    "unknown name": "{'x': nothing_here}",
    "too long": "# " + "x" * 30_000,
}


def test_b43_nothing_gets_out_of_a_script_and_nothing_hangs(capfd: pytest.CaptureFixture[str]) -> None:
    for name, source in ATTACKS.items():
        began = time.perf_counter()
        (found,) = played(source)
        assert isinstance(found, EngineError) and found.code == "script_failed", (name, found)
        assert time.perf_counter() - began < 5, name
    assert played("import re\n{'x': re.match('(a+)+$', 'a' * 40 + 'b')}") == [{"x": None}]
    assert capfd.readouterr().out == ""


def test_a_script_sees_the_data_and_cannot_change_them() -> None:
    data = {"n": 1, "list": [Decimal("1.5"), Decimal("2")], "at": NOW}
    first, second = played(
        "data['n'] = 2\n{'n': data['n'], 'l': data['list'], 'at': data['at'][:4]}", "{'n': data['n']}", data=data
    )
    assert first == {"n": 2, "l": [1.5, 2], "at": "2026"} and second == {"n": 1}
    assert data["n"] == 1
    assert played("print('secret')\n{'ok': True}") == [{"ok": True}]
