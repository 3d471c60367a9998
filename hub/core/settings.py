"""Settings: one class, read once from the environment (prefix HUB_) and the data folder."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything an operator may set. Each field is the environment variable HUB_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="HUB_", extra="ignore")

    environment: Literal["demo", "production", "test"] = "demo"
    data_dir: Path = Path("data")
    database_url: str = ""
    """postgresql+asyncpg://… ; empty = the embedded PostgreSQL decides."""
    redis_url: str = ""
    """redis://… or unix://… ; empty = the embedded Valkey decides."""
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    """The address browsers use, e.g. https://hub.example.org ; empty = http://localhost:<port>."""
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    """PEM files with which the web process itself speaks TLS; without them a reverse proxy does."""
    tls_authority: Path | None = None
    """The certificate of an authority of our own (`hub up --lan`), offered at /authority.crt for phones to trust."""
    trusted_proxies: int = 0
    """How many reverse proxies in front of us may set X-Forwarded-For."""
    secret_key: str = ""
    """Signs short-lived tokens; empty = made once and kept 0600 in the data folder."""
    kek: str = Field(default="", repr=False)
    """Key-encryption keys as `kid:base64,…`, the current one first; empty = <data_dir>/secrets/kek."""
    audit_heads_file: Path | None = None
    """Where the signed heads of the audit trail go, best on another machine's disk; empty = <data_dir>/audit."""
    log_level: str = "INFO"
    pool_size: int = 10
    web_processes: int = 1
    worker_threads: int = 4
    drain_seconds: float = 0
    """How long a stopping web process still answers while it reports not ready, so that a proxy can turn away."""
    session_hours: int = 12
    step_up_minutes: int = 10
    """How long after somebody proved who he is dangerous acts need no new proof."""
    idle_minutes_staff: int = 15
    idle_minutes_patient: int = 30
    max_body_bytes: int = 1_048_576
    max_upload_bytes: int = 10_485_760
    virus_scanner: str = ""
    """clamd at tcp://host:3310 ; empty = the console twin, which knows only the EICAR test file."""
    argon2_memory_kib: int = 19_456
    stun_urls: str = ""
    """Comma separated stun: URLs; empty = host candidates only (a LAN, a test)."""
    turn_urls: str = ""
    """Comma separated turn:/turns: URLs of coturn with use-auth-secret."""
    turn_secret: str = ""
    turn_ttl_seconds: int = 14_400
    turn_only: bool = False
    """Whether media may go through TURN only (RTCIceTransportPolicy "relay"): nobody learns another one's address."""
    relay_address: str = ""
    """The address at which browsers reach this machine's UDP, where a NAT hides it; empty = its own addresses."""
    relay_packets_per_second: int = 12_000
    """What one web process forwards at most; above it, nobody more is let into relayed calls."""
    livekit_url: str = ""
    """A LiveKit server that carries calls with guests instead of our relay, as browsers reach it: wss://host."""
    livekit_api_url: str = ""
    """Where we reach its API, http(s)://host:port ; empty = the same host as livekit_url."""
    livekit_key: str = ""
    livekit_secret: str = Field(default="", repr=False)
    waiting_room_opens_minutes: int = 60
    """How long before the appointment the waiting room of a video visit may be entered."""
    smtp_url: str = ""
    """smtp(s)://user:password@host:port ; empty = the console twin keeps e-mail in the admin's mailbox page."""
    mail_from: str = "Wardline <noreply@wardline.invalid>"
    sms_url: str = ""
    """A text message gateway with Twilio's API, https://account:token@host ; empty = a simulator keeps the texts."""
    sms_from: str = "+15005550006"
    translator_url: str = ""
    """A translation server with LibreTranslate's API, http(s)://[key@]host:port ; empty = nothing is translated."""
    vapid_subject: str = "mailto:admin@wardline.invalid"
    payment_gateway: Literal["test"] = "test"
    payment_webhook_secret: str = ""
    """Signs the gateway's webhooks; empty = derived from the secret key."""
    clearing_house: Literal["simulator", "folder"] = "simulator"
    clearing_house_dir: Path | None = None
    """Where claim files are left and answers are picked up; empty = <data_dir>/clearing."""
    egress_allow: str = ""
    """Networks inside that webhooks may reach, e.g. "10.2.0.0/16, 192.168.7.20/32"; empty = public addresses only."""
    script_tasks: bool = False
    """Whether pathways may hold script tasks (they run in a sandbox of their own, with limits)."""
    fault_point: str = Field(default="", repr=False)
    """Tests only: names of the points at which this process kills itself, separated by commas."""
    fault_markers: Path | None = None
    """Tests only: a folder in which each point that fired leaves a file, so that it fires once."""

    @property
    def base_url(self) -> str:
        return (self.public_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def livekit(self) -> bool:
        """Whether LiveKit carries calls with guests; half a configuration is none, and `hub doctor` says so."""
        return bool(self.livekit_url and self.livekit_key and self.livekit_secret)

    @property
    def secure_cookies(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"

    def secret(self, name: str, make: Callable[[], str] = lambda: secrets.token_urlsafe(48)) -> str:
        """A secret kept 0600 in <data_dir>/secrets, made at first use."""
        if name == "key" and self.secret_key:
            return self.secret_key
        folder = self.data_dir / "secrets"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / name
        try:
            return path.read_text()
        except FileNotFoundError:
            draft = folder / f".{name}.{secrets.token_hex(4)}"
            draft.touch(mode=0o600)
            draft.write_text(make())
            with contextlib.suppress(FileExistsError):  # two processes may race at first start: the first link wins
                path.hardlink_to(draft)
            draft.unlink()
            return path.read_text()


@lru_cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
