"""Real servers on loopback for the channels: an SMTP server with faults to choose from, and a gateway for texts."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from hub.core.clock import now
from tests.outside import Outside, Reply


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """(the PEM to trust, a server's context) of a certificate for 127.0.0.1 made just now."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail of a test")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(hours=1)).not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256())
    )  # fmt: skip
    trusted, private = folder / "trusted.pem", folder / "private.pem"
    trusted.write_bytes(made.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, private)
    return trusted, context


@dataclass
class MailServer:
    """RFC 5321 as far as a sender sees it. `answers` replaces a reply by its command: {"RCPT": "450 later"}."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    slow: bool = False
    starttls: ssl.SSLContext | None = None
    mails: list[EmailMessage] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """The commands, with what was secured in front: 'tls AUTH'."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            return
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())
            await writer.drain()

        if self.slow:
            await reader.read()  # never greets; ends when the sender has had enough
            return
        await say("220 mail of a test")
        while line := (await reader.readline()).decode():
            verb = line.split()[0].upper()
            secure = writer.get_extra_info("ssl_object") is not None
            self.said.append(f"tls {verb}" if secure else verb)
            if verb == "DATA" and "DATA" not in self.answers:
                await say("354 go on")
                raw = await reader.readuntil(b"\r\n.\r\n")
                self.mails.append(message_from_bytes(raw[:-5], policy=policy.default))
                await say(self.answers.get("END", "250 taken"))
                continue
            if verb == "EHLO":
                offers = ["mail of a test", "AUTH PLAIN", *(["STARTTLS"] if self.starttls and not secure else [])]
                for offer in offers[:-1]:
                    await say(f"250-{offer}")
                await say(f"250 {offers[-1]}")
                continue
            usual = {"STARTTLS": "220 ready", "AUTH": "235 known", "QUIT": "221 bye"}.get(verb, "250 ok")
            await say(self.answers.get(verb, usual))
            if verb == "STARTTLS" and self.starttls:
                await writer.start_tls(self.starttls)
            if verb == "QUIT":
                return


@asynccontextmanager
async def mail_server(tls: ssl.SSLContext | None = None, **how: Any) -> AsyncIterator[MailServer]:
    """A running server; `tls` = from the first byte on (smtps)."""
    one = MailServer(**how)
    server = await asyncio.start_server(one.serve, "127.0.0.1", 0, ssl=tls)
    one.port = server.sockets[0].getsockname()[1]
    try:
        yield one
    finally:
        server.close()


class Gateway(Outside):
    """A gateway for texts with Twilio's API: remembers what it got, answers what `reply` says, hangs on (0, …)."""

    def __init__(self) -> None:
        super().__init__()
        self.reply: Reply = (201, {}, b'{"sid": "SM1"}')
        self.got: list[tuple[str, dict[str, str], dict[str, str]]] = []

    def answer(self, path: str, headers: Message, raw: bytes) -> Reply | None:
        self.got.append((path, {name.lower(): value for name, value in headers.items()}, dict(parse_qsl(raw.decode()))))
        if self.reply[0] == 0:
            self.hang()
            return None
        return self.reply

    @property
    def url(self) -> str:
        return f"http://AC123:the-token@{self.address}"
