"""B67: what is logged of a failure says where it happened, never what people wrote."""

from __future__ import annotations

import sys

import pytest
import structlog
from sqlalchemy import text

from hub.core import logs
from hub.core.errors import Invalid
from tests.hub_fixture import Hub

CANARY = "Zebulon Quatermain, HIV positive"


@pytest.fixture
def restored() -> object:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def test_b67_an_exception_in_production_is_types_and_lines(restored: None, capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup("INFO", json=True)
    log = structlog.get_logger("test")
    try:
        try:
            int(CANARY)
        except ValueError as error:
            raise RuntimeError(f"cannot read {CANARY}") from error
    except RuntimeError as error:
        log.error("request_failed", error=type(error).__name__, exc_info=error)
        log.error("again", exc_info=True)
        log.error("and_again", exc_info=sys.exc_info())
    said = capsys.readouterr().err
    assert CANARY not in said and "Quatermain" not in said
    assert said.count("ValueError") == 3 and "test_logs.py:" in said


async def test_b67_an_error_of_the_database_does_not_repeat_its_parameters(hub: Hub) -> None:
    with pytest.raises(Exception, match="no_such_table") as found:
        async with hub.transaction() as db:
            await db.execute(text("SELECT * FROM no_such_table WHERE name = :name"), {"name": CANARY})
    assert CANARY not in str(found.value)


async def test_a_value_that_no_column_holds_is_the_callers_fault(hub: Hub) -> None:
    for value in (2**70, -(2**70)):
        with pytest.raises(Invalid) as found:
            async with hub.transaction() as db:
                await db.execute(text("SELECT id FROM job WHERE id = :id"), {"id": value})
        assert found.value.code == "out_of_range"
