"""`hub pathway`: the same verbs from a shell, with exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hub import pathways
from hub.console import Failed
from hub.core.errors import HubError
from hub.pathway_cli import app
from tests.hub_fixture import Hub
from tests.workflows.authoring.drawn import FORMS, drafted, pathway, published

run = CliRunner().invoke


def bundle(folder: Path, xml: str) -> str:
    file = folder / "callback.json"
    file.write_text(json.dumps({"process_id": "callback", "name": "Call back", "xml": xml, "forms": FORMS}))
    return str(file)


def test_every_command_helps() -> None:
    for command in ("lint", "try", "publish", "export", "import", "migrate"):
        shown = run(app, [command, "--help"])
        assert shown.exit_code == 0 and "Usage" in shown.output


def test_lint_and_try_tell_by_their_exit_status(tmp_path: Path) -> None:
    good = bundle(tmp_path, pathway())
    assert run(app, ["lint", good]).exit_code == 0
    shown = run(app, ["try", good, "--json"])
    assert shown.exit_code == 0 and json.loads(shown.output)["coverage"]["missing"] == []
    wrong = bundle(tmp_path, pathway().replace('form="decide"', 'form="nosuch"'))
    shown = run(app, ["lint", wrong])
    assert shown.exit_code == 1 and "nosuch" in shown.output and "Choose" in shown.output
    unreached = bundle(tmp_path, pathway(condition="triage.level == 9"))
    shown = run(app, ["try", unreached])
    assert shown.exit_code == 1 and "never reached: call_now" in shown.output


def test_a_file_that_cannot_be_read_is_asked_wrongly(tmp_path: Path) -> None:
    for content in ("{", "[]", '{"xml": 1}'):
        (tmp_path / "x.json").write_text(content)
        failed = run(app, ["lint", str(tmp_path / "x.json")])
        assert isinstance(failed.exception, Failed)
    assert isinstance(run(app, ["lint", str(tmp_path / "none.bpmn")]).exception, Failed)
    assert isinstance(run(app, ["try", bundle(tmp_path, pathway()), "--data", "{"]).exception, Failed)


@pytest.mark.parametrize(
    "wrong",
    [
        {"decisions": [1]}, {"decisions": {"a": 3}}, {"forms": "a"}, {"called": [3]}, {"called": [{"zzz": 1}]},
        {"called": 4}, {"process_id": 7}, {"process_id": "../x"}, {"name": []}, {"zzz": 1}, {"called": ["<a"]},
    ],
    ids=str,
)  # fmt: skip
def test_a_bundle_that_is_none_is_refused_with_words(tmp_path: Path, wrong: dict[str, Any]) -> None:
    file = tmp_path / "x.json"
    file.write_text(json.dumps({"xml": pathway(), "forms": FORMS, **wrong}))
    for command in ("lint", "try"):
        failed = run(app, [command, str(file)])
        assert isinstance(failed.exception, Failed) and str(failed.exception).endswith(")"), failed.exception


def test_no_depth_and_no_folder_ends_in_a_fault_of_ours(tmp_path: Path) -> None:
    deep = tmp_path / "deep.json"
    deep.write_text("[" * 100_000)
    assert isinstance(run(app, ["lint", str(deep)]).exception, Failed)
    given = "[" * 100_000
    assert isinstance(run(app, ["try", bundle(tmp_path, pathway()), "--data", given]).exception, Failed)


async def test_the_whole_way_from_a_shell(hub: Hub) -> None:
    admin, doctor = await hub.sign_in("admin"), await hub.sign_in("doctor")
    email = str((await hub.sql("SELECT email FROM user_account WHERE id = :u", u=admin.user_id))[0][0])
    made = await pathways.imported({"xml": pathway(), "forms": FORMS}, email)
    assert made["process_id"] == "callback"
    for attempt in (
        pathways.imported({"xml": pathway(), "name": "n" * 200}, email),
        pathways.publish(made["id"], email, " ", None),
        pathways.migrate("callback", 0, 2, {}, email, "Better.", True),
        pathways.migrate("callback", 1, 2, {}, email, "", True),
    ):
        with pytest.raises(HubError) as refused:
            await attempt
        assert refused.value.code == "invalid"
    with pytest.raises(HubError) as refused:
        await pathways.publish(made["id"], email, "Now.", None)
    assert refused.value.code == "review_needed"
    await admin.post(f"/api/process-drafts/{made['id']}/submit", {"reason": "Ready."})
    await doctor.post(f"/api/process-drafts/{made['id']}/approve", {"reason": "Read."})
    assert (await pathways.publish(made["id"], email, "Now.", None))["number"] == 1
    written = await pathways.export("callback", None)
    assert written["xml"] == pathway() and written["forms"] == FORMS
    await admin.post("/api/cases", {"process": "callback"})
    second = pathway().replace('name="triage"', 'name="Triage"')
    await published_over(hub, second)
    dry = await pathways.migrate("callback", 1, 2, {}, email, "Better.", False)
    assert dry["status"] == "planned" and dry["items"][0]["verdict"] == "ok"
    done = await pathways.migrate("callback", 1, 2, {}, email, "Better.", True)
    assert done["status"] == "applied" and done["items"][0]["status"] == "migrated"
    with pytest.raises(HubError):
        await pathways.export("nosuch", None)


async def published_over(hub: Hub, xml: str) -> None:
    await published(hub, xml=xml)


async def test_who_may_not_from_the_pages_may_not_from_a_shell(hub: Hub) -> None:
    admin, nurse = await hub.sign_in("admin"), await hub.sign_in("nurse")
    email = str((await hub.sql("SELECT email FROM user_account WHERE id = :u", u=nurse.user_id))[0][0])
    draft = await drafted(admin)
    for attempt in (
        pathways.imported({"xml": pathway()}, email),
        pathways.publish(draft["id"], email, "Now.", None),
        pathways.migrate("callback", 1, 2, {}, email, "Better.", True),
        pathways.imported({"xml": pathway()}, "nobody@example.org"),
    ):
        with pytest.raises(HubError):
            await attempt
