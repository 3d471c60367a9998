"""`hub simulate`: parts of the outside world for demonstrations and trials, labelled as such wherever they show."""

from __future__ import annotations

import os
from typing import Annotated, Any

import typer

from hub.commands import load_rooms, not_in_production, run, show, with_database
from hub.console import Failed, say
from hub.servers import data_dir, servers

app = typer.Typer(no_args_is_help=True, help="Simulators: what a demonstration needs of the outside world.")


@app.callback()
def _simulators() -> None:
    """Simulators are labelled as such wherever what they make is shown."""


@app.command()
def bed(
    patients: Annotated[int, typer.Option(min=1, max=400, help="How many beds.")] = 8,
    seconds: Annotated[float, typer.Option(min=0, help="How long; 0 = until Ctrl-C.")] = 0,
    fault: Annotated[str, typer.Option(help="none, leads_off, wrong_clock, silent, replay or noise.")] = "none",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
) -> None:
    """A ward of simulated monitors that feeds the running hub; some patients get worse after a while."""
    with servers():
        load_rooms()
        from hub.monitoring.simulator import FAULTS

        if fault not in FAULTS:
            raise Failed(f"--fault is one of {', '.join(FAULTS)}.", 2)
        not_in_production("A ward of simulated patients")
        found = run(with_database(_bed, patients, seconds, fault))
    text = f"{found['beds']} beds, {found['taken']} of {found['frames']} frames taken, {found['refused']} refused."
    show(found, text, as_json)


async def _bed(patients: int, seconds: float, fault: str) -> dict[str, Any]:
    from hub import simulate
    from hub.core import db

    made: list[str] = []
    try:
        async with db.transaction() as session:
            key, serials, made = await simulate.prepare(session, patients)
        say(f"{patients} simulated beds on the ward '{simulate.WARD[1]}'. Ctrl-C ends it.")
        return await simulate.feed(_address(), key, serials, seconds, fault)
    finally:
        if made:
            async with db.transaction() as session:
                await simulate.finish(session, made)


@app.command()
def captions(
    link: Annotated[str, typer.Argument(help="A guest's link, made in the call: …/guest#…")],
    lines: Annotated[int, typer.Option(min=1, max=2000, help="How many lines.")] = 20,
    fault: Annotated[str, typer.Option(help="none, flood or endless.")] = "none",
) -> None:
    """A simulated captioning service: comes into a call as a guest and writes lines marked as simulated."""
    from hub import captioner

    if fault not in captioner.FAULTS:
        raise Failed(f"--fault is one of {', '.join(captioner.FAULTS)}.", 2)
    try:
        found = run(captioner.write(_address(), link, lines, fault))
    except OSError as error:
        raise Failed(str(error)) from None
    show(found, f"{found['shown']} lines shown, {found['refused']} refused.", as_json=False)


def _address() -> str:
    """Where the hub of this data folder listens."""
    port = data_dir() / "port"
    number = port.read_text().strip() if port.is_file() else os.environ.get("HUB_PORT") or "8000"
    return f"http://127.0.0.1:{number}"
