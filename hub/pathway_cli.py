"""`hub pathway`: what an operator does to pathways from a shell. Exit status 0 = done, 1 = could not or found errors,
2 = asked wrongly. `lint` and `try` need no database.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from hub import commands
from hub.console import Failed, say
from hub.servers import data_dir, servers

app = typer.Typer(no_args_is_help=True, help="Pathways: check, try, publish, export, import, migrate.")

File = Annotated[Path, typer.Argument(help="A .bpmn file, or a bundle (.json) written by `hub pathway export`.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
As = Annotated[str, typer.Option("--as", help="The e-mail of the account that does it, with its rights.")]
Reason = Annotated[str, typer.Option(help="Why; it is audited.")]


@app.command()
def lint(file: File, as_json: AsJson = False) -> None:
    """Check a drawing: everything to put right, with the remedy. Fails if there is an error."""
    from hub import pathways

    found = _pure(pathways.lint, file)
    text = "\n".join(f"{one['severity']}: {_where(one)}{one['message']} {one['remedy']}".rstrip() for one in found)
    commands.show(found, text or "Nothing to put right.", as_json)
    if any(one["severity"] == "error" for one in found):
        raise typer.Exit(1)


@app.command(name="try")
def try_(
    file: File,
    data: Annotated[str, typer.Option(help="What a case begins with, as JSON.")] = "{}",
    as_json: AsJson = False,
) -> None:
    """Visit every branch on the real engine and a virtual clock. Fails if something is never reached or goes wrong."""
    from hub import pathways

    try:
        begin = orjson.loads(data)
    except ValueError as error:
        raise Failed(f"--data is not JSON: {error}", 2) from None
    found = _pure(pathways.tried, file, begin)
    wrong = [run["problem"] for run in found["runs"] if run["problem"]]
    lines = [f"{len(found['runs'])} ways, {len(found['coverage']['elements'])} elements reached."]
    lines += [f"made up: {name} (nothing sets it)" for name in found["assumed"]]
    lines += [f"never reached: {name}" for name in found["coverage"]["missing"]]
    lines += [f"wrong: {_where(one)}{one['message']}" for one in wrong]
    commands.show(found, "\n".join(lines), as_json)
    if wrong or found["coverage"]["missing"]:
        raise typer.Exit(1)


@app.command()
def export(
    process: Annotated[str, typer.Argument(help="The id of the pathway.")],
    number: Annotated[int | None, typer.Option(help="Which version; without it the active one.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file; *.bpmn takes the drawing alone.")
    ] = None,
) -> None:
    """Write a version as a bundle: drawing, decision tables and forms."""
    from hub import pathways

    bundle = _asked(pathways.export, process, number)
    text = bundle["xml"] if output is not None and output.suffix == ".bpmn" else json.dumps(bundle, indent=1) + "\n"
    if output is None:
        sys.stdout.write(text)
    else:
        try:
            output.write_text(text, "utf-8")
        except OSError as error:
            raise Failed(f"{output} cannot be written: {error}") from None
        say(f"Version {bundle['number']} of {process} is in {output}.")


@app.command(name="import")
def import_(file: File, person: As) -> None:
    """Make a draft of a file. It still has to be reviewed by somebody else and published."""
    from hub import pathways

    made = _asked(pathways.imported, _read(file), person)
    say(f"Draft {made['id']} of {made['process_id']} is made.")


@app.command()
def publish(
    draft: Annotated[str, typer.Argument(help="The id of an approved draft.")],
    person: As,
    reason: Reason,
    over: Annotated[int | None, typer.Option(help="Replace this version, published since the draft was begun.")] = None,
) -> None:
    """Publish an approved draft: new cases start on it, running cases stay on theirs."""
    from hub import pathways

    done = _asked(pathways.publish, draft, person, reason, over)
    say(f"Version {done['number']} of {done['process_id']} is active.")


@app.command()
def migrate(
    process: Annotated[str, typer.Argument(help="The id of the pathway.")],
    source: Annotated[int, typer.Option("--from", help="The version that the cases run on.")],
    to: Annotated[int, typer.Option("--to", help="The version to move them to.")],
    person: As,
    reason: Reason,
    element: Annotated[list[str] | None, typer.Option("--map", help="old=new, for a renamed element.")] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Move them; without it only a dry run.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say what would happen to each running case; with --apply move those that can be moved. Fails if any cannot."""
    from hub import pathways

    if wrong := [one for one in element or () if one.count("=") != 1]:
        raise Failed(f"--map wants old=new, not {wrong[0]}", 2)
    mapping = dict(one.split("=") for one in element or ())
    found = _asked(pathways.migrate, process, source, to, mapping, person, reason, apply)
    lines = [
        f"{item['case_id']}: {item['status'] if apply else item['verdict']}"
        + "".join(f"\n    {_where(one)}{one['message']}" for one in item["reasons"])
        for item in found["items"]
    ]
    more = f", {found['remaining']} more to plan" if found["remaining"] else ""
    lines.append(f"{len(found['items'])} cases{more}.")
    commands.show(found, "\n".join(lines), as_json)
    if any(item["verdict"] == "blocked" or item["status"] == "refused" for item in found["items"]):
        raise typer.Exit(1)


def _where(one: dict[str, Any]) -> str:
    name = one.get("element_name") or one.get("element_id")
    return f"{name}: " if name else ""


def _read(file: Path) -> dict[str, Any]:
    """What a file holds, as a bundle."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Failed(f"{file} cannot be read: {error}", 2) from None
    if file.suffix != ".json":
        return {"xml": text}
    try:
        bundle = orjson.loads(text)  # with its bounds on depth and characters
    except ValueError as error:
        raise Failed(f"{file} is not JSON: {error}", 2) from None
    if not isinstance(bundle, dict) or not isinstance(bundle.get("xml"), str):
        raise Failed(f"{file} is not a bundle: it has no 'xml'.", 2)
    return bundle


def _pure(work: Any, file: Path, *more: Any) -> Any:
    """Work on a file that needs no database."""
    from hub.core.errors import HubError
    from hub.modules import load

    bundle = _read(file)
    data_dir()
    load()
    try:
        return work(bundle, *more)
    except HubError as error:
        raise Failed(f"{error.detail} ({error.code})") from None


def _asked(work: Any, *arguments: Any) -> Any:
    """Work in the database of this installation."""
    with servers():
        commands.load_rooms()
        return commands.run(commands.with_database(work, *arguments))
