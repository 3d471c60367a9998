"""`hub up --lan`: TLS for the phones in the room, by a certificate authority of this installation.

A browser gives camera, microphone and push only to pages that came over TLS. The authority is made once and kept with
the other secrets; it may vouch for private addresses only, so that whoever trusts it for a trial trusts no more.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hub.core.clock import now

AUTHORITY_DAYS = 3_650
LEAF_DAYS = 390
"""Apple's devices take no longer than 398 days."""
RENEW_BEFORE = timedelta(days=30)
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "100.64.0.0/10",
           "fc00::/7", "fe80::/10", "::1/128")  # fmt: skip


@dataclass(frozen=True)
class Papers:
    """Files in PEM: the authority that phones are asked to trust, and what the web process shows."""

    authority: Path
    certificate: Path
    key: Path


def address() -> str:
    """The address of this machine in its network; 127.0.0.1 without one. Nothing is sent to find it out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def papers(folder: Path, host: str) -> Papers:
    """The files for a host, made where they are missing, for another host, or soon over."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = Papers(folder / "authority.pem", folder / "web.pem", folder / "web.key")
    authority, key = _authority(found.authority, folder / "authority.key")
    if not _still_good(found, authority, host):
        _issue(found, authority, key, host)
    return found


def _authority(path: Path, key_path: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    if path.exists() and key_path.exists():
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        key = serialization.load_pem_private_key(key_path.read_bytes(), None)
        if isinstance(key, ec.EllipticCurvePrivateKey) and certificate.not_valid_after_utc > now() + RENEW_BEFORE:
            return certificate, key
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Wardline on {socket.gethostname()[:40]}")])
    certificate = (
        _begun(name, name, key.public_key(), AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(
            x509.NameConstraints(
                [*(x509.IPAddress(ipaddress.ip_network(one)) for one in PRIVATE), x509.DNSName("localhost")], None
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(key_path, _pem(key))
    _write(path, certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)
    return certificate, key


def _issue(found: Papers, authority: x509.Certificate, signer: ec.EllipticCurvePrivateKey, host: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    names: list[x509.GeneralName] = [x509.IPAddress(ipaddress.ip_address(one)) for one in sorted({host, "127.0.0.1"})]
    certificate = (
        _begun(name, authority.subject, key.public_key(), LEAF_DAYS)
        .add_extension(x509.SubjectAlternativeName([*names, x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    _write(found.key, _pem(key))
    _write(found.certificate, certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)


def _still_good(found: Papers, authority: x509.Certificate, host: str) -> bool:
    if not (found.certificate.exists() and found.key.exists()):
        return False
    certificate = x509.load_pem_x509_certificate(found.certificate.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    try:
        certificate.verify_directly_issued_by(authority)
    except Exception:  # of another authority, or damaged: a new one costs nothing
        return False
    hosts = names.get_values_for_type(x509.IPAddress)
    return ipaddress.ip_address(host) in hosts and certificate.not_valid_after_utc > now() + RENEW_BEFORE


def _begun(
    name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))  # a phone's clock may be behind
        .not_valid_after(now() + timedelta(days=days))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )  # fmt: skip


def _write(path: Path, content: bytes, mode: int = 0o600) -> None:
    draft = path.with_name(f".{path.name}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
    draft.replace(path)
