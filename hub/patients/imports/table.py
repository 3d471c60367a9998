"""Pure: a CSV file of any spreadsheet: its encoding, its separator, its header and its lines (RFC 4180 and worse)."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from hub.core.errors import Invalid

DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-16", "cp1252", "iso-8859-15", "cp1250", "cp1251")
MOST_COLUMNS, MOST_ROWS, MOST_OF_A_CELL = 100, 50_000, 2_000
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Form:
    """How a file is written: encoding (one of ENCODINGS) and separator (one of DELIMITERS)."""

    encoding: str
    delimiter: str


def guessed(raw: bytes) -> Form:
    """How this file seems to be written: its mark, else UTF-8 where it is that, else what Windows writes."""
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "")
    if not encoding:
        encoding = "utf-8" if _decodes(raw) else "cp1252"
    text = decoded(raw, encoding)
    return Form(encoding, max(DELIMITERS, key=lambda one: _columns(text, one)))


def _decodes(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _columns(text: str, delimiter: str) -> float:
    """How well this separator fits: columns of the header, less what the next lines differ from it."""
    try:
        lines = [len(row) for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 20) if row]
    except csv.Error:
        return 0
    return lines[0] * sum(1 for n in lines if n == lines[0]) / len(lines) if lines else 0


def decoded(raw: bytes, encoding: str) -> str:
    """The text of the file, or 422 bad_encoding; letters that the encoding does not know are not guessed."""
    try:
        text = raw.decode({"utf-8": "utf-8-sig"}.get(encoding, encoding))
    except UnicodeError as error:
        raise Invalid("These letters are not written as you say. Please choose another encoding.",
                      code="bad_encoding") from error  # fmt: skip
    if "\0" in text:
        raise Invalid("This is not a CSV file. Please save the sheet as CSV.", code="not_csv")
    return text


def header(raw: bytes, form: Form) -> list[str]:
    """The names of the columns, each once ('Phone', 'Phone (2)'); 422 when there are none or too many."""
    names = next((cells for _, cells in _lines(raw, form)), [])
    if not any(name.strip() for name in names):
        raise Invalid("The first line must hold the names of the columns.", code="no_header")
    if len(names) > MOST_COLUMNS:
        raise Invalid(f"A file may have at most {MOST_COLUMNS} columns.", code="too_many_columns")
    found: list[str] = []
    for n, name in enumerate(names, 1):
        plain = "".join(c for c in name.strip() if c.isprintable())[:80] or f"Column {n}"
        again = sum(1 for one in found if one == plain or one.startswith(f"{plain} ("))
        found.append(f"{plain} ({again + 1})" if again else plain)
    return found


def rows(raw: bytes, form: Form, *, after: int = 1) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) below the header, behind line `after`; blank lines are passed over. Lines count as a sheet does."""
    for line, cells in _lines(raw, form):
        if line > max(1, after) and any(cell.strip() for cell in cells):
            yield line, [_plain(cell) for cell in cells]


def _lines(raw: bytes, form: Form) -> Iterator[tuple[int, list[str]]]:
    text = io.StringIO(decoded(raw, form.encoding), newline="")
    try:
        yield from enumerate(csv.reader(text, delimiter=form.delimiter), 1)
    except csv.Error as error:
        raise Invalid("This is not a CSV file. Please save the sheet as CSV.", code="not_csv") from error


def _plain(cell: str) -> str:
    """Without the apostrophe that spreadsheets (and our own exports) put before what would be a formula."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def count(raw: bytes, form: Form) -> int:
    """How many lines hold somebody; 422 too_many_rows above MOST_ROWS."""
    found = sum(1 for _ in rows(raw, form))
    if found > MOST_ROWS:
        raise Invalid(f"A file may have at most {MOST_ROWS:,} lines. Please split it.", code="too_many_rows")
    return found
