"""The ten conventions of the house, as far as a machine can check them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.core.db import Base
from hub.modules import MODULES, load

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(p for folder in ("hub", "workflows", "signaling", "notifications") for p in (ROOT / folder).rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
REASONS: dict[str, str] = {}
"""Larger files, with the reason that a reader would accept."""


def _lines(paths: list[Path], pattern: str) -> Iterator[str]:
    wanted = re.compile(pattern)
    for path in paths:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if wanted.search(line.partition("  # ")[0]):
                yield f"{path.relative_to(ROOT)}:{number}: {line.strip()}"


def test_edges_ask_actions_and_queries_never_the_database() -> None:
    edges = [p for p in CODE if p.name in ("routes.py", "calls.py", "steps.py")]
    assert len(edges) > 3
    assert list(_lines(edges, r"\b(select|insert|update|delete)\(\w|\bdb\.(get|scalar|scalars|execute)\(")) == []


def test_one_place_begins_and_commits() -> None:
    others = [p for p in CODE if p != ROOT / "hub/core/db.py"]
    assert list(_lines(others, r"\.(begin|commit)\(")) == []


def test_one_clock() -> None:
    others = [p for p in CODE if p != ROOT / "hub/core/clock.py"]
    assert list(_lines(others, r"\bdatetime\.(now|utcnow|today)\(|\bdate\.today\(")) == []


def test_no_day_of_utc() -> None:
    """The day in UTC is nobody's: half the evening in America, and half the morning in Asia, it is another one than on
    the hospital's wall, and an age, a cover or a licence would be a day off. Ask `house.today(db)`, or `local_day` in
    the zone of the place; PostgreSQL's `current_date` is the same mistake. Rules that are pure take the day as given.
    """
    code = [p for p in CODE if "versions" not in p.parts]
    wrong = r"\bnow\(\)\.(date|year|month|day)\b|(?i:\bcurrent_date\b)|ZoneInfo\(\"UTC\"\)|astimezone\(UTC\)\.date"
    assert list(_lines(code, wrong)) == []


MADE_OF_PARTS = {
    "hub/core/db.py": "triggers and functions that the classes bring, doubled signs of percent",
    "hub/core/driver.py": "PREPARE of a statement that this process made itself",
    "hub/core/trail.py": "two constants of this file in one statement",
    "hub/migrations/sealing.py": "tables and columns that its migrations name",
    "hub/migrations/statements.py": "the files of migrations",
    "hub/migrations/versions/0011_seal.py": "tables and columns named in that file",
    "hub/monitoring/keeping.py": "one statement for two tables, both named there",
    "hub/prepare.py": "the statements that the classes register",
    "hub/reports/queries.py": "numbers of its own columns",
    "workflows/models.py": "the condition of partial indexes, a constant of that file",
    "workflows/queries.py": "names of an enumeration",
    "workflows/saving.py": "the same statement with and without a column, both named there",
}
"""Where SQL is put together all the same, and of what: never of anything that came from outside."""


SQL = {"text", "literal_column", "column", "TextClause", "DDL", "exec_driver_sql"}
RUNS = {"execute", "scalar", "scalars", "fetch", "fetchrow", "fetchval", "executemany"}


def test_b26_sql_is_written_and_never_put_together() -> None:
    """What stands in `text()` and its like is a text in the code; values are parameters."""
    found = {str(path.relative_to(ROOT)) for path in CODE if _puts_sql_together(ast.parse(path.read_text()))}
    assert found == set(MADE_OF_PARTS), found ^ set(MADE_OF_PARTS)


@pytest.mark.parametrize(
    "hole",
    [
        "from sqlalchemy import text; text(f'SELECT {x}')",
        "from sqlalchemy import text as sql; sql('SELECT ' + x)",
        "import sqlalchemy as sa; sa.text('SELECT %s' % x)",
        "def f():\n    from sqlalchemy import literal_column\n    literal_column(x)",
        "from sqlalchemy import text; text(text=x)",
        "connection.exec_driver_sql(x)",
        "connection.fetch(f'SELECT {x}')",
        "db.execute('SELECT {}'.format(x))",
    ],
)
def test_b26_a_hole_is_seen(hole: str) -> None:
    assert _puts_sql_together(ast.parse(hole))


def _puts_sql_together(tree: ast.Module) -> bool:
    nodes = list(ast.walk(tree))
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom) and _is_sqlalchemy(node.module or "")]
    whole = any(_is_sqlalchemy(one.name) for node in nodes if isinstance(node, ast.Import) for one in node.names)
    renamed = {one.asname for node in froms for one in node.names if one.name in SQL and one.asname}
    names = SQL | renamed if froms or whole else {"exec_driver_sql"}
    for node in nodes:
        if not isinstance(node, ast.Call) or not (given := [*node.args, *(one.value for one in node.keywords)]):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in names and not isinstance(given[0], ast.Constant):
            return True
        if name in RUNS and (isinstance(given[0], ast.JoinedStr | ast.BinOp) or _is_format(given[0])):
            return True
    return False


def _is_sqlalchemy(module: str) -> bool:
    return module.partition(".")[0] == "sqlalchemy"


def _is_format(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"


def test_b34_nothing_that_executes_what_it_reads() -> None:
    assert list(_lines(CODE, r"\b(pickle|marshal|shelve|jsonpickle|dill)\b|yaml\.(load|unsafe_load)\(")) == []


def test_b34_celery_takes_json_only() -> None:
    from hub.core.settings import Settings
    from hub.core.worker import configure

    assert configure(Settings(redis_url="redis://127.0.0.1:1/0")).conf.accept_content == ["json"]


def test_every_relationship_raises_rather_than_loads() -> None:
    load(("models",))
    for mapper in Base.registry.mappers:
        for relation in mapper.relationships:
            assert relation.lazy in ("raise", "raise_on_sql"), f"{mapper.class_.__name__}.{relation.key}"


@pytest.mark.parametrize("module", [m for m in MODULES if (ROOT / m.replace(".", "/")).is_dir()])
def test_every_room_says_what_it_is(module: str) -> None:
    """Owns what, states which facts, may import whom."""
    text = ast.get_docstring(ast.parse((ROOT / module.replace(".", "/") / "__init__.py").read_text())) or ""
    assert len(text) > 80, f"{module}/__init__.py needs a paragraph"


def test_every_function_in_the_open_says_its_contract() -> None:
    """Public functions of actions: the first line of the docstring is the contract."""
    silent = []
    for path in (p for p in CODE if p.name == "actions.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef) and not (
                node.name.startswith("_") or ast.get_docstring(node)
            ):
                silent.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert silent == []


def test_files_and_functions_stay_small() -> None:
    names = {p: str(p.relative_to(ROOT)) for p in CODE}
    sizes = {name: len(p.read_text().splitlines()) for p, name in names.items()}
    large = [f"{name}: {size} lines" for name, size in sizes.items() if size > LONGEST_FILE and name not in REASONS]
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    large.append(f"{path.relative_to(ROOT)}: {node.name} has {lines} lines")
    assert large == []


def test_verbs_take_the_actor_by_name() -> None:
    """house.md, convention 3: session first, `actor` keyword-only."""
    wrong = []
    for path in (p for p in CODE if p.name == "actions.py"):
        for node in ast.parse(path.read_text()).body:
            if (
                isinstance(node, ast.AsyncFunctionDef)
                and not node.name.startswith("_")
                and any(a.arg == "actor" for a in node.args.args)
            ):
                wrong.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert wrong == []
