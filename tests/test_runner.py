"""The test command counts everything, believes no tool's good mood, and forgets the real installation."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

import tests.__main__ as runner
from tests.__main__ import Check, Count


@pytest.fixture(autouse=True)
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(runner, "RESULTS", tmp_path)
    monkeypatch.setattr(runner, "ROOT", tmp_path)
    return tmp_path


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_command_without_report_counts_as_one_test() -> None:
    assert Check("good", python("")).run() == Count(passed=1)
    assert Check("bad", python("raise SystemExit(3)")).run() == Count(failed=1)


def test_a_suite_that_breaks_outside_of_its_tests_has_failed() -> None:
    assert Check("suite", python("raise SystemExit(1)"), read=lambda: Count(passed=9)).run().failed == 1


def test_a_missing_report_is_a_failure_if_the_command_failed(results: Path) -> None:
    assert Check("suite", python("raise SystemExit(1)"), read=lambda: runner._junit(results / "none")).run().failed == 1


def test_pytest_report_is_counted_with_reasons(results: Path) -> None:
    report = results / "x.xml"
    report.write_text(
        '<testsuites><testsuite tests="5" failures="1" errors="1" skipped="1">'
        '<testcase classname="t.a"><skipped message="no camera"/></testcase></testsuite></testsuites>'
    )
    assert runner._junit(report) == Count(2, 2, 1, ["t.a: no camera"])


def test_vitest_report_is_counted(results: Path) -> None:
    report = results / "v.json"
    numbers = {"numPassedTests": 4, "numFailedTests": 0, "numFailedTestSuites": 1, "numPendingTests": 2}
    report.write_text(json.dumps(numbers))
    assert runner._vitest_report(report) == Count(4, 1, 2)


def test_settings_of_a_real_installation_do_not_reach_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        for name in ("HUB_DATABASE_URL", "HUB_TEST_DATABASE_URL", "HUB_CHROMIUM"):
            patch.setenv(name, "x")
        kept = dict(os.environ)
        try:
            runner._forget_the_real_hospital()
            assert "HUB_DATABASE_URL" not in os.environ
            assert os.environ["HUB_TEST_DATABASE_URL"] == os.environ["HUB_CHROMIUM"] == "x"
        finally:
            os.environ.update(kept)
