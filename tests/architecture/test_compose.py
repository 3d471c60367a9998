"""The production recipe cannot be run here, so everything about it that can be checked without an engine is."""

from __future__ import annotations

import ipaddress
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from hub.boot import ROOT
from hub.cli import app
from hub.core.settings import Settings

COMPOSE = ROOT / "docker-compose.yml"
HUB_SERVICES = {"migrate", "web", "relay", "worker", "beat"}
VALUES = {
    "DOMAIN": "hub.example.org", "OPERATOR_EMAIL": "it@example.org", "POSTGRES_PASSWORD": "p", "VALKEY_PASSWORD": "v",
    "SECRET_KEY": "s" * 32, "TURN_SECRET": "t", "SMTP_URL": "", "MAIL_FROM": "Hospital <noreply@example.org>",
    "LIVEKIT_URL": "wss://media.example.org", "LIVEKIT_KEY": "k", "LIVEKIT_SECRET": "l" * 32,
}  # fmt: skip


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())["services"]
    return found


def filled_in(value: str) -> str:
    """What compose makes of ${NAME}, ${NAME:-default} and ${NAME:?message}."""

    def one(match: re.Match[str]) -> str:
        name, default = match["name"], match["default"] or ""
        assert name in VALUES or default, f"{name} is not in deploy/env.example"
        return VALUES.get(name) or default

    return re.sub(r"\$\{(?P<name>\w+)(?::\?[^}]*|:-(?P<default>[^}]*))?\}", one, value)


def test_compose_file_is_valid_and_a_typo_would_not_be(tmp_path: Path) -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*check, COMPOSE], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    typo = tmp_path / "docker-compose.yml"
    typo.write_text(COMPOSE.read_text().replace("stop_grace_period", "stop_grace_time"))
    assert subprocess.run([*check, typo], capture_output=True).returncode != 0


def test_every_setting_it_names_exists_and_its_values_are_accepted(
    services: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in HUB_SERVICES:
        environment = services[name]["environment"]
        for variable, value in environment.items():
            assert variable.startswith("HUB_"), f"{name}: {variable} is not ours"
            assert variable.removeprefix("HUB_").lower() in Settings.model_fields, f"{name}: no setting {variable}"
            monkeypatch.setenv(variable, filled_in(str(value)))
    options = Settings()
    assert options.environment == "production"
    assert options.base_url == "https://hub.example.org" and options.secure_cookies
    assert options.trusted_proxies == 1
    assert options.drain_seconds > 0
    assert options.turn_urls and options.turn_secret
    assert options.livekit


def test_every_variable_is_in_the_example_and_every_secret_is_empty_there(services: dict[str, Any]) -> None:
    example = dict(
        line.split("=", 1)
        for line in (ROOT / "deploy/env.example").read_text().splitlines()
        if line[:1] not in ("#", "")
    )
    used = set(re.findall(r"\$\{(\w+)", COMPOSE.read_text())) - {"WARDLINE_VERSION"}
    assert used == set(example) == set(VALUES)
    assert all(not example[name] for name in example if "PASSWORD" in name or "SECRET" in name)
    caddy = set(re.findall(r"\{\$(\w+)\}", (ROOT / "deploy/Caddyfile").read_text()))
    assert caddy == set(services["proxy"]["environment"])


def test_every_process_is_a_command_of_the_hub(services: dict[str, Any]) -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    ours = {name for name, service in services.items() if "wardline" in service["image"]}
    assert ours == HUB_SERVICES
    for name in ours:
        command, *options = services[name]["command"]
        known = {
            text for parameter in commands[command].params for text in (*parameter.opts, *parameter.secondary_opts)
        }
        assert set(options) <= known, f"{name}: {options}"
    assert services["web"]["healthcheck"]["test"][-1] in commands


def test_processes_start_after_the_migration_and_run_with_few_rights(services: dict[str, Any]) -> None:
    for name in HUB_SERVICES:
        service = services[name]
        awaited = "postgres" if name == "migrate" else "migrate"
        assert awaited in service["depends_on"]
        assert service["cap_drop"] == ["ALL"] and service["read_only"] is True
    assert "USER hub" in (ROOT / "Dockerfile").read_text().splitlines()


def test_every_file_it_mounts_or_copies_is_there(services: dict[str, Any]) -> None:
    for service in services.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert not source.startswith("./") or (ROOT / source).is_file(), source
    kept = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for line in (ROOT / "Dockerfile").read_text().splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for source in line.split()[1:-1]:
                assert (ROOT / source).exists(), source
                assert any(source.rstrip("/") == k or source.startswith(f"{k}/") for k in kept), f"ignored: {source}"


def test_images_name_a_version(services: dict[str, Any]) -> None:
    dockerfile = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    for image in [*dockerfile, *(s["image"] for n, s in services.items() if n not in HUB_SERVICES)]:
        assert re.search(r":\d+(\.\d+)*(-|$)", image), image


@pytest.mark.parametrize(
    "peer",
    ["10.0.0.1", "127.0.0.1", "169.254.169.254", "172.17.0.2", "192.168.1.10", "100.64.0.1", "0.0.0.0", "::1",
     "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"],
)  # fmt: skip
def test_the_relay_refuses_peers_inside_the_hospital(peer: str) -> None:
    assert _denied(peer)


@pytest.mark.parametrize("peer", ["8.8.8.8", "93.184.216.34", "2a00:1450:4001:81b::200e"])
def test_the_relay_lets_people_through(peer: str) -> None:
    assert not _denied(peer)


def _denied(peer: str) -> bool:
    address = ipaddress.ip_address(peer)
    conf = (ROOT / "deploy/turnserver.conf").read_text()
    assert "use-auth-secret" in conf.splitlines()
    ranges = [line.split("=")[1].split("-") for line in conf.splitlines() if line.startswith("denied-peer-ip=")]
    # coturn takes a range that begins at :: for every IPv4 address as well.
    assert all(first != "::" for first, _ in ranges)
    return any(
        low.version == address.version and low <= address <= ipaddress.ip_address(last)  # type: ignore[operator]
        for first, last in ranges
        for low in [ipaddress.ip_address(first)]
    )


def test_ci_entry_is_a_valid_script_that_calls_the_one_command() -> None:
    script = ROOT / ".ci/run"
    assert shutil.which("bash") and subprocess.run(["bash", "-n", script]).returncode == 0
    assert script.stat().st_mode & 0o111
    assert script.read_text().rstrip().endswith("exec python3 run.py test")
