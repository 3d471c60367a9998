"""Names and addresses in the X12 character set: what every payer's translator accepts.

The basic set of X12.5 is upper case letters, digits and a few marks. Accents are folded, our delimiters and everything
else are dropped; text that has no Latin form at all becomes empty, which the scrubber reports before a claim is sent.
"""

import re
import unicodedata

_FOLD = str.maketrans(
    {"ß": "SS", "ø": "O", "Ø": "O", "æ": "AE", "Æ": "AE", "œ": "OE", "Œ": "OE", "ł": "L", "Ł": "L", "đ": "D", "Đ": "D",
     "þ": "TH", "Þ": "TH", "ð": "D", "Ð": "D", "ı": "I", "’": "'", "‘": "'", "–": "-", "—": "-", "“": '"', "”": '"'}
)  # fmt: skip
_OUTSIDE = re.compile(r"[^A-Z0-9 !\"&'()+,\-./;?=#@_%]")
_SPACES = re.compile(r" {2,}")


def basic(text: str, limit: int = 80) -> str:
    """`text` folded to upper-case X12 characters without our delimiters, at most `limit` long."""
    folded = unicodedata.normalize("NFKD", text.translate(_FOLD)).upper()
    return _SPACES.sub(" ", _OUTSIDE.sub("", folded)).strip()[:limit].strip()


def code(text: str, limit: int = 80) -> str:
    """An identifier: `basic` without any spaces."""
    return basic(text, limit).replace(" ", "")
