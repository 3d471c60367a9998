"""`hub`: every command of an installation. Exit status 0 = done, 1 = could not, 2 = asked wrongly.

Commands import what they need when they run; their servers are the environment's, a running `hub up`'s, or their own.
"""

from __future__ import annotations

import asyncio
import gc
import json
import shutil
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from hub import commands
from hub.console import Failed, say
from hub.pathway_cli import app as pathway_app
from hub.recorder_cli import recorder
from hub.servers import data_dir, servers
from hub.simulate_cli import app as simulate_app

SELDOM = (10_000, 20, 20)
"""How often the collector looks for circles among objects. A request or a job makes thousands, of which next to none
are in circles, and what a command imports stays as long as it does: looking again and again took a sixth of a start."""

app = typer.Typer(
    name="hub", no_args_is_help=True, add_completion=False, help="Wardline, an open hospital and telehealth hub.",
    context_settings={"help_option_names": ["-h", "--help"]}, pretty_exceptions_enable=False,
)  # fmt: skip
app.command(hidden=True)(recorder)
demo_app = typer.Typer(no_args_is_help=True, help="The demo hospital: made-up people, real workings.")
user_app = typer.Typer(no_args_is_help=True, help="People who may sign in.")
audit_app = typer.Typer(no_args_is_help=True, help="The audit trail and its signed heads.")
secrets_app = typer.Typer(no_args_is_help=True, help="The keys under which sensitive fields are sealed.")
openapi_app = typer.Typer(no_args_is_help=True, help="The HTTP interface as an OpenAPI 3.1 document.")
app.add_typer(demo_app, name="demo")
app.add_typer(user_app, name="user")
app.add_typer(openapi_app, name="openapi")
app.add_typer(audit_app, name="audit")
app.add_typer(secrets_app, name="secrets")
app.add_typer(pathway_app, name="pathway")
app.add_typer(simulate_app, name="simulate")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


@app.command()
def up(
    demo: Annotated[bool, typer.Option(help="Load the demo hospital into an empty database.")] = True,
    lan: Annotated[bool, typer.Option(help="Serve TLS to the phones in the room, with a QR code.")] = False,
) -> None:
    """Start everything and stay until Ctrl-C: servers, web, relay, worker."""
    from hub.up import up as run

    raise typer.Exit(run(demo=demo, lan=lan))


@app.command()
def migrate(as_json: AsJson = False) -> None:
    """Bring the database to this version's schema and reference data."""
    from hub.migrate import migrate as run

    with servers():
        done = asyncio.run(run(commands.options().database_url))
    commands.show({"schema": done}, done, as_json)


@app.command(hidden=True)
def prepare(demo: bool = True) -> None:
    """For `up`: migrate, load the demo hospital if empty, and tell the logins; one JSON object per line."""
    options = commands.options(servers_needed=True)
    from hub.prepare import prepare as run

    asyncio.run(run(options, demo=demo and options.environment != "production"))


@app.command()
def web() -> None:
    """Serve HTTP and sockets."""
    options = commands.options(servers_needed=True)
    from hub.serve import web as run

    run(options)


@app.command(hidden=True)
def probe() -> None:
    """For container health checks: does the web process of this container answer?"""
    import urllib.request

    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{commands.options().port}/healthz", timeout=4) as reply:
            reply.read()
    except OSError as error:
        raise Failed(f"no answer: {error}") from None


@app.command()
def relay() -> None:
    """Publish facts and wake workers; a second relay stands by."""
    options = commands.options(servers_needed=True)
    from hub.serve import relay as run

    run(options)


@app.command()
def worker(beat: Annotated[bool, typer.Option(help="Also be the clock of periodic jobs.")] = True) -> None:
    """Run jobs."""
    options = commands.options(servers_needed=True)
    from hub.serve import work as run

    run(options, beat=beat)


@app.command()
def beat() -> None:
    """Only the clock of periodic jobs."""
    options = commands.options(servers_needed=True)
    from hub.serve import beat as run

    run(options)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Check this machine and this installation; says what to do about each finding. Fails if anything is FAIL."""
    from hub.doctor import examine, render

    findings = asyncio.run(examine(data_dir()))
    commands.show([finding.as_dict() for finding in findings], render(findings), as_json)
    if any(finding.verdict == "FAIL" for finding in findings):
        raise typer.Exit(1)


@app.command()
def reset(yes: Yes = False) -> None:
    """Delete the data folder: database, files, secrets and logs."""
    from hub.servers import alone

    folder = data_dir()
    if not folder.exists():
        say(f"There is no data in {folder}.")
        return
    strangers = sorted({p.name for p in folder.iterdir()} - OURS - {p.name for p in folder.glob("pg[0-9]*")})
    if strangers:
        raise Failed(f"{folder} also holds {', '.join(strangers[:5])}, which is not ours. Delete it by hand.")
    with alone(folder):
        commands.confirm(f"Delete everything in {folder}?", yes)
        for path in folder.iterdir():
            if path.name != "up.lock":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    say(f"Deleted the data in {folder}.")


OURS = {"bin", "run", "pids", "logs", "files", "secrets", "clearing", "up.lock", "port"}


@app.command()
def version(as_json: AsJson = False) -> None:
    """Print the version."""
    try:
        found = version_of("wardline")
    except PackageNotFoundError:  # run from a checkout
        import tomllib

        found = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"]["version"]
    commands.show({"version": found}, found, as_json)


@demo_app.command("load")
def demo_load(
    scale: Annotated[
        str, typer.Option(help="small: the demo alone; medium: 10,000 patients around it; large: 100,000.")
    ] = "small",
    patients: Annotated[int | None, typer.Option(help="So many patients around it, instead of a scale.")] = None,
) -> None:
    """Fill an empty database with the demo hospital; `--scale large` makes it as large as a real one."""
    from hub.crowd.scale import SCALES

    if scale not in SCALES:
        raise Failed(f"--scale is one of: {', '.join(SCALES)}.", 2)
    crowd = SCALES[scale] if patients is None else patients

    async def work() -> str:
        from hub.core import db
        from hub.migrate import migrate
        from hub.prepare import load_demo

        options = commands.options()
        await migrate(options.database_url)
        db.connect(options.database_url, pool_size=2)
        try:
            return await load_demo(crowd)
        finally:
            await db.disconnect()

    with servers():
        commands.not_in_production("The demo hospital")
        say(f"Demo hospital: {commands.run(work())}.")


@demo_app.command("clear")
def demo_clear(yes: Yes = False) -> None:
    """Empty the whole database of a demo installation. Restart `up` afterwards."""

    async def work() -> None:
        from hub.migrate import erase, migrate

        await erase(commands.options().database_url)
        await migrate(commands.options().database_url)

    with servers():
        commands.not_in_production("Clearing")
        commands.confirm("Delete every patient, visit, bill and account in this database?", yes)
        commands.run(work())
        say("The database is empty. `hub demo load` fills it again.")


@user_app.command("create")
def user_create(
    email: Annotated[str, typer.Option(help="Also the name to sign in with.")],
    role: Annotated[list[str], typer.Option(help="May be given several times: admin, doctor, nurse, ...")],
    name: Annotated[str, typer.Option(help="How others see the person.")],
    specialty: Annotated[str, typer.Option(help="Of a doctor or nurse.")] = "",
) -> None:
    """Create an account. The password is read from the terminal, or one line of standard input."""
    password = commands.password()
    with servers():
        commands.load_rooms()
        from hub.accounts import create

        given = {"email": email, "name": name, "roles": role, "specialty": specialty, "password": password}
        commands.run(commands.connected(create, **given))
    say(f"{email} may sign in.")


@user_app.command("setup-code")
def user_setup_code(as_json: AsJson = False) -> None:
    """Print the code with which the first administrator of an empty installation is made in the browser."""
    with servers():
        commands.load_rooms()
        from hub.accounts import setup_code

        code = commands.run(commands.connected(setup_code))
    commands.show({"setup_code": code}, code, as_json)


@user_app.command("reset-password")
def user_reset_password(email: Annotated[str, typer.Option(help="Whose password.")]) -> None:
    """Set a new password and end all sessions of the account."""
    password = commands.password()
    with servers():
        commands.load_rooms()
        from hub.accounts import reset_password

        commands.run(commands.connected(reset_password, email=email, password=password))
    say(f"The password of {email} is changed, and its sessions have ended.")


@audit_app.command("verify")
def audit_verify(as_json: AsJson = False) -> None:
    """Check that nothing in the audit trail was altered, removed, cut off or written anew. Fails when it was."""
    with servers():
        commands.load_rooms()
        from hub.custody import verify

        verdict = commands.run(commands.connected(verify))
    words = verdict.problem or f"The trail is whole: {verdict.rows} rows, {verdict.lines} signed heads."
    commands.show({"whole": verdict.problem is None, **verdict.__dict__}, words, as_json)
    if verdict.problem:
        raise typer.Exit(1)


@audit_app.command("public-key")
def audit_public_key() -> None:
    """Print the key that checks the signed heads; keep it on another machine."""
    commands.options()
    from hub.core.heads import public_key

    typer.echo(public_key())


@secrets_app.command("rotate")
def secrets_rotate(
    data: Annotated[bool, typer.Option("--data", help="Also new data keys: every value is sealed again.")] = False,
) -> None:
    """New key-encryption key now, while people work; the old one is dropped when nothing needs it."""
    with servers():
        commands.load_rooms()
        from hub.custody import rotate

        for line in commands.run(rotate(commands.options().database_url, data=data)):
            say(line)


@openapi_app.command("export")
def openapi_export(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file instead of standard output.")] = None,
) -> None:
    """Write the OpenAPI document; needs no server."""

    async def work() -> str:
        from hub.app import create_app
        from hub.core.web import openapi_document

        application = create_app(sockets=False)
        async with application.app_context():
            return json.dumps(openapi_document(application), indent=1, sort_keys=True) + "\n"

    document = commands.run(work())
    if output is None:
        sys.stdout.write(document)
    else:
        output.write_text(document)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Entry point: a failure is a sentence on standard error and an exit status, never a traceback."""
    gc.set_threshold(*SELDOM)
    try:
        app(args=arguments)
        sys.exit(0)
    except Failed as error:
        say(str(error))
        sys.exit(error.status)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
