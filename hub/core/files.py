"""Files from people: what they are by their bytes, not by their name; without what cameras hide in them; virus-free.

Taken are PDF, JPEG, PNG, WebP and plain text. HTML, SVG, archives and office files are not: nothing that could run in
a browser or unpack itself is ever kept (B32, B33).
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from hub.core.errors import HubError, Invalid, TooLarge

MAX_PIXELS = 50_000_000
"""A 30k x 30k image of a few KB would cost its reader gigabytes."""
SUFFIX = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "text/plain": "txt",
          "text/csv": "csv"}  # fmt: skip
IMAGES = frozenset({"image/jpeg", "image/png", "image/webp"})


class NotTaken(HubError):
    """A kind of file that is not kept here."""

    code, status, title = "file_type", 415, "This kind of file is not taken"


@dataclass(frozen=True)
class Clean:
    """A file that may be kept: its bytes without metadata and its media type."""

    content: bytes
    media_type: str
    width: int = 0
    height: int = 0


def clean(content: bytes, *, most: int, only_images: bool = False) -> Clean:
    """`content` as it may be kept. 413 above `most` bytes, 415 for what is not taken, 422 for a broken file."""
    if not content:
        raise Invalid("The file is empty.", code="file_empty")
    if len(content) > most:
        raise TooLarge(f"A file may have at most {most // 1_048_576} MB.")
    try:
        found = _cleaned(content)
    except (IndexError, struct.error, ValueError) as error:
        raise Invalid("This file is damaged.", code="file_damaged") from error
    if only_images and found.media_type not in IMAGES:
        raise NotTaken("Please choose a JPEG, PNG or WebP picture.")
    if found.width * found.height > MAX_PIXELS:
        raise TooLarge("This picture has too many points. Please send a smaller one.")
    return found


def _cleaned(content: bytes) -> Clean:
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp(content)
    if content.startswith((b"%PDF-1.", b"%PDF-2.")):
        if b"%%EOF" not in content[-2048:]:
            raise ValueError("cut off")
        return Clean(content, "application/pdf")
    if _is_text(content):
        return Clean(content, "text/plain")
    raise NotTaken("Please send a PDF, a JPEG, PNG or WebP picture, or plain text.")


def _is_text(content: bytes) -> bool:
    """Plain UTF-8 that no browser would take for a page."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    head = text.lstrip("\ufeff \t\r\n")[:1024].lower()
    markup = head.startswith("<") or any(mark in head for mark in ("<html", "<script", "<svg", "<!doctype", "<?xml"))
    return not markup and not any(ord(c) < 32 and c not in "\t\r\n\f" for c in text)


def _jpeg(content: bytes) -> Clean:
    """Without EXIF, XMP, IPTC, comments and whatever follows the picture; which side is up is kept."""
    out, at, size, turned = bytearray(b"\xff\xd8"), 2, (0, 0), 1
    while True:
        if content[at] != 0xFF:
            raise ValueError("no marker")
        while content[at] == 0xFF:
            at += 1
        marker, at = content[at], at + 1
        if marker == 0xD9:
            raise ValueError("no picture")
        (length,) = struct.unpack_from(">H", content, at)
        segment = content[at : at + length]
        if length < 2 or len(segment) < length:
            raise ValueError("cut off")
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", segment, 3)
            size = (width, height)
        if marker == 0xE1 and segment[2:8] == b"Exif\0\0":
            turned = _orientation(segment[8:])
        if marker in (0xE0, 0xEE, 0xE2) or (not 0xE1 <= marker <= 0xEF and marker != 0xFE):
            out += bytes((0xFF, marker)) + segment
        at += length
        if marker == 0xDA:
            break
    end = content.rfind(b"\xff\xd9", at)
    if end < 0 or not all(size):
        raise ValueError("cut off")
    picture = content[at : end + 2]
    # The end of this picture, not of a second one hidden behind it.
    tail = _scan_end(picture)
    kept = bytes(out[:2]) + (_turned(turned) if turned > 1 else b"") + bytes(out[2:]) + picture[:tail]
    return Clean(kept, "image/jpeg", *size)


_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _scan_end(picture: bytes) -> int:
    """Just behind the end marker; in entropy-coded data 0xFF is followed by 0 or a restart marker."""
    at = 0
    while True:
        at = picture.index(b"\xff", at)
        marker = picture[at + 1]
        if marker == 0xD9:
            return at + 2
        if marker == 0 or 0xD0 <= marker <= 0xD7 or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
        else:  # another scan of a progressive picture: its header
            at += 2 + struct.unpack_from(">H", picture, at + 2)[0]


def _orientation(tiff: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return 1
    (at,) = struct.unpack_from(f"{order}I", tiff, 4)
    if at + 2 > len(tiff):
        return 1
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    for n in range(min(count, 64)):
        if at + 2 + 12 * n + 12 > len(tiff):
            break
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * n)
        if tag == 0x0112:
            return value if 1 <= value <= 8 else 1
    return 1


def _turned(orientation: int) -> bytes:
    """An EXIF segment that says which side is up, and nothing else."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\0\0" + tiff


_KEPT_CHUNKS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"}
)


def _png(content: bytes) -> Clean:
    """Without texts, EXIF, times and whatever follows the end."""
    out, at, size = bytearray(content[:8]), 8, (0, 0)
    while True:
        length, kind = struct.unpack_from(">I4s", content, at)
        whole = content[at : at + 12 + length]
        if len(whole) < 12 + length or struct.unpack(">I", whole[-4:])[0] != zlib.crc32(whole[4:-4]):
            raise ValueError("damaged chunk")
        if kind == b"IHDR":
            size = struct.unpack_from(">II", whole, 8)
        if kind in _KEPT_CHUNKS:
            out += whole
        at += 12 + length
        if kind == b"IEND":
            break
    if not all(size):
        raise ValueError("no size")
    return Clean(bytes(out), "image/png", *size)


def _webp(content: bytes) -> Clean:
    """Without EXIF and XMP and whatever follows the end."""
    (total,) = struct.unpack_from("<I", content, 4)
    if total + 8 > len(content):
        raise ValueError("cut off")
    out, at, size = bytearray(), 12, (0, 0)
    while at + 8 <= total + 8:
        kind, length = struct.unpack_from("<4sI", content, at)
        data = content[at + 8 : at + 8 + length]
        if len(data) < length:
            raise ValueError("cut off")
        if kind == b"VP8X":
            size = (1 + int.from_bytes(data[4:7], "little"), 1 + int.from_bytes(data[7:10], "little"))
            data = bytes((data[0] & ~0x0C,)) + data[1:]  # no longer says that EXIF and XMP are there
        elif kind == b"VP8 " and not all(size):
            width, height = struct.unpack_from("<HH", data, 6)
            size = (width & 0x3FFF, height & 0x3FFF)
        elif kind == b"VP8L" and not all(size):
            bits = int.from_bytes(data[1:5], "little")
            size = (1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
        if kind not in (b"EXIF", b"XMP "):
            out += kind + struct.pack("<I", length) + data + b"\0" * (length % 2)
        at += 8 + length + length % 2
    if not all(size):
        raise ValueError("no size")
    return Clean(b"RIFF" + struct.pack("<I", len(out) + 4) + b"WEBP" + bytes(out), "image/webp", *size)


def shown_name(name: str, media_type: str) -> str:
    """What the person called the file, fit to be shown and to be offered for saving; never used as a path (B31)."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    bare = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*;%').strip(". ")[:120]
    stem = bare.rsplit(".", 1)[0] if "." in bare else bare
    return f"{stem or 'document'}.{SUFFIX.get(media_type, 'bin')}"
