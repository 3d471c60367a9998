"""Files from people: types by content, metadata out, bombs and polyglots refused; virus scanning over the port."""

from __future__ import annotations

import asyncio
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core import files, scanner
from hub.core.errors import HubError
from hub.core.scanner import EICAR, Clamd, Console

MB = 1_048_576


def png(width: int = 2, height: int = 2, *extra: tuple[bytes, bytes]) -> bytes:
    """A real picture, with more chunks if asked."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x80" * 3 * width for _ in range(height)) if width * height < 10_000 else b""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    more = b"".join(chunk(*one) for one in extra)
    return b"\x89PNG\r\n\x1a\n" + head + more + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def jpeg(*segments: tuple[int, bytes], width: int = 8, height: int = 8, behind: bytes = b"") -> bytes:
    """The skeleton of a JPEG with the given segments."""

    def segment(marker: int, data: bytes) -> bytes:
        return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data

    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + b"".join(segment(*one) for one in segments) + frame + scan + b"\xff\xd9" + behind


def exif(orientation: int) -> bytes:
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    gps = struct.pack("<HHII", 0x8825, 4, 1, 99)
    return b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + entry + gps + b"\0\0\0\0" + b"GPS 42.65N 73.75W"


PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def webp(*extra: tuple[bytes, bytes]) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)

    body = chunk(b"VP8X", b"\x0c\0\0\0" + (9).to_bytes(3, "little") + (4).to_bytes(3, "little"))
    body += chunk(b"VP8L", b"\x2f\x09\x00\x01\x00") + b"".join(chunk(*one) for one in extra)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def test_b33_metadata_is_gone_and_the_right_side_stays_up() -> None:
    picture = jpeg((0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"), (0xE1, exif(6)), (0xED, b"IPTC secret"), (0xFE, b"comment"),
                   behind=b"<script>alert(1)</script>")  # fmt: skip
    found = files.clean(picture, most=MB)
    assert found.media_type == "image/jpeg" and (found.width, found.height) == (8, 8)
    for secret in (b"GPS", b"secret", b"comment", b"script", b"\x88\x25"):
        assert secret not in found.content
    assert files._orientation(found.content[found.content.index(b"Exif\0\0") + 6 :]) == 6
    assert files.clean(found.content, most=MB).content == found.content  # nothing more to take out

    found = files.clean(png(2, 2, (b"tEXt", b"GPS\0here"), (b"eXIf", b"II*\0")) + b"PK\x03\x04", most=MB)
    assert found.media_type == "image/png" and b"GPS" not in found.content and found.content.endswith(b"\xaeB`\x82")
    found = files.clean(webp((b"EXIF", b"GPS"), (b"XMP ", b"<x/>")), most=MB)
    assert (found.media_type, found.width, found.height) == ("image/webp", 10, 5) and b"GPS" not in found.content
    assert files.clean(PDF, most=MB).media_type == "application/pdf"
    assert files.clean("Größe: 1,80 m\n".encode(), most=MB).media_type == "text/plain"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"), (b"x" * (MB + 1), "too_large"), (b"<svg onload=alert(1)>", "file_type"),
        (b"\n <!DOCTYPE html><p>", "file_type"), (b"hello <script>", "file_type"), (b"PK\x03\x04 zip", "file_type"),
        (b"GIF89a<script>", "file_type"), (b"\x00\x01\x02", "file_type"), (b"MZ\x90\x00", "file_type"),
        (PDF[:-8], "file_damaged"), (png()[:40], "file_damaged"), (b"\xff\xd8\xff\xe0", "file_damaged"),
        (png(30_000, 30_000), "too_large"), (jpeg(width=30_000, height=30_000), "too_large"),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 60, "file_damaged"), (webp()[:20], "file_damaged"),
    ],
)  # fmt: skip
def test_b32_b33_what_is_not_taken(content: bytes, code: str) -> None:
    with pytest.raises(HubError) as refused:
        files.clean(content, most=MB)
    assert refused.value.code == code


@given(st.binary(max_size=400), st.sampled_from([b"", png()[:33], b"\xff\xd8\xff", PDF[:9], webp()[:30]]))
def test_b32_no_bytes_make_it_stumble(noise: bytes, head: bytes) -> None:
    try:
        found = files.clean(head + noise, most=MB)
    except HubError as error:
        assert error.status in (413, 415, 422)
    else:
        assert len(found.content) <= len(head + noise) + 64


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("../../etc/passwd", "passwd.pdf"), ("C:\\Users\\x\\scan.PDF", "scan.pdf"), ("/abs/olute.html", "olute.pdf"),
        ("a\x00b.pdf", "ab.pdf"), ("\u202egnp.exe", "gnp.pdf"), ("", "document.pdf"), ("....", "document.pdf"),
        ("x" * 4096, "x" * 120 + ".pdf"), ('a"b;c.pdf', "abc.pdf"), ("CON", "CON.pdf"),
    ],
)  # fmt: skip
def test_b31_names_are_shown_and_never_paths(given_name: str, shown: str) -> None:
    assert files.shown_name(given_name, "application/pdf") == shown


async def _clamd(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Speaks clamd's protocol and knows the same file."""
    assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
    content = b""
    while size := struct.unpack(">I", await reader.readexactly(4))[0]:
        content += await reader.readexactly(size)
    if b"gibberish" in content:
        writer.write(b"what?\0")
    elif b"hang up" not in content:
        writer.write(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0")
    await writer.drain()
    writer.close()


async def test_the_scanners_keep_one_contract() -> None:
    server = await asyncio.start_server(_clamd, "127.0.0.1", 0)
    async with server:
        clamd = Clamd("127.0.0.1", server.sockets[0].getsockname()[1])
        for one in (Console(), clamd):
            assert await one.scan(b"x" * 200_000) == ""
            assert await one.scan(b"before " + EICAR + b" after") == "Eicar-Test-Signature"
        for strange in (b"gibberish", b"hang up"):
            with pytest.raises(HubError) as refused:
                await clamd.scan(strange)
            assert refused.value.code == "scanner_unavailable" and refused.value.status == 503
    with pytest.raises(HubError) as refused:  # nobody listens any more: files are not taken unseen
        await clamd.scan(b"x")
    assert refused.value.code == "scanner_unavailable"
    assert await scanner.check(b"fine") == "console"
    with pytest.raises(HubError) as refused:
        await scanner.check(EICAR)
    assert refused.value.code == "file_infected"
