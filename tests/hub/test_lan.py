"""`hub up --lan`: whoever trusts its authority once reaches it by TLS, and trusts nothing else by it."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from hub import lan


def shaken(papers: lan.Papers, host: str) -> str:
    """The TLS version of a handshake with a client that trusts only the authority."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(papers.certificate, papers.key)
    client = ssl.create_default_context(cafile=str(papers.authority))
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        with listener.accept()[0] as line, contextlib.suppress(OSError):
            server.wrap_socket(line, server_side=True).close()

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        with (
            socket.create_connection(listener.getsockname()) as line,
            client.wrap_socket(line, server_hostname=host) as secured,
        ):
            return secured.version() or ""
    finally:
        thread.join()
        listener.close()


def test_a_phone_that_trusts_the_authority_connects(tmp_path: Path) -> None:
    papers = lan.papers(tmp_path / "lan", "127.0.0.1")
    assert shaken(papers, "127.0.0.1") == "TLSv1.3"
    assert shaken(papers, "localhost") == "TLSv1.3"
    with pytest.raises(ssl.SSLCertVerificationError):
        shaken(papers, "hub.example.org")
    for secret in ("authority.key", "web.key"):
        assert (tmp_path / "lan" / secret).stat().st_mode & 0o077 == 0


def test_papers_are_kept_until_the_address_changes(tmp_path: Path) -> None:
    first = lan.papers(tmp_path, "192.168.1.20")
    authority, certificate = first.authority.read_bytes(), first.certificate.read_bytes()
    assert lan.papers(tmp_path, "192.168.1.20").certificate.read_bytes() == certificate
    moved = lan.papers(tmp_path, "192.168.1.21")
    assert moved.certificate.read_bytes() != certificate
    assert moved.authority.read_bytes() == authority, "phones have to trust it once only"
    leaf = x509.load_pem_x509_certificate(moved.certificate.read_bytes())
    assert (leaf.not_valid_after_utc - datetime.now(UTC)).days < 398
    lost = moved.certificate.read_bytes()
    moved.authority.unlink()
    assert lan.papers(tmp_path, "192.168.1.21").certificate.read_bytes() != lost, "it was of an authority that is gone"


def test_the_authority_vouches_for_private_addresses_only(tmp_path: Path) -> None:
    lan.papers(tmp_path, "192.168.1.20")
    certificate = x509.load_pem_x509_certificate((tmp_path / "authority.pem").read_bytes())
    limits = certificate.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    assert {str(one.value) for one in limits.value.permitted_subtrees or ()} >= {
        "192.168.0.0/16",
        "10.0.0.0/8",
        "localhost",
    }
    assert lan.address()
