"""Pure: how names are taken apart, how they sound, which spellings are one slip apart, and keys for exact search."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import permutations

import phonenumbers

LONG = 8
"""From so many letters on a word may hold two slips."""
MOST_WORDS = 6


def folded(text: str) -> str:
    """Letters without case and accents, for searching: 'García' and 'garcia' are one."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("ø", "o").replace("ł", "l").replace("ß", "ss"))
    return "".join(c for c in bare if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The searchable words of a text, each once; O'Brien is obrien."""
    bare = re.sub(r"['’`]", "", folded(text))
    return list(dict.fromkeys(word[:60] for word in re.split(r"[\W_]+", bare) if word))


def pairs(name_words: Sequence[str]) -> list[tuple[str, str]]:
    """Every ordered pair of a name's words, or the one word with ''."""
    some = list(dict.fromkeys(name_words))[:MOST_WORDS]
    return list(permutations(some, 2)) or [(word, "") for word in some]


# First to last; what is left of a name after them is how it sounds to an ear that knows European spellings.
_SOUNDS: tuple[tuple[str, str], ...] = (
    (r"^mac(?=[^aeiou])", "mk"), (r"^mc", "mk"), (r"^(kn|gn|pn)", "n"), (r"^wr", "r"), (r"^ps", "s"), (r"^x", "s"),
    (r"^(yu|ju|you|iu)", "u"), (r"^rh", "r"), (r"sch|sh|sz|ch(?=[eiy])|cz|tch|tsch", "X"), (r"kh|ch", "k"),
    (r"ph|pf|v|w(?=[aeiouy])", "f"), (r"dg(?=[eiy])|dj|g(?=[eiy])|j|zh", "J"), (r"ght", "t"), (r"gh", ""),
    (r"th|dt|tt|d$", "t"), (r"c(?=[eiy])", "s"), (r"ck|cc|c|q|g", "k"), (r"x", "ks"),
    (r"z", "s"), (r"d", "t"), (r"mb$", "m"), (r"b", "p"), (r"(?<=.)h", ""), (r"w", ""),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), to) for pattern, to in _SOUNDS)


def sound(word: str) -> str:
    """How one word sounds: Catherine and Kathryn, Meyer and Maier share it. '' for a word without Latin letters."""
    letters = re.sub(r"[^a-z]", "", folded(word))
    if not letters:
        return ""
    for pattern, to in _COMPILED:
        letters = pattern.sub(to, letters)
    head = "A" if letters[:1] in "aeiouy" else ""
    letters = re.sub(r"(.)\1+", r"\1", letters)
    return (head + re.sub(r"[aeiouy]", "", letters)).upper()[:8]


def sound_of(given: str, family: str) -> str:
    """How a whole name sounds, whichever of the two came first; '' when nothing of it is Latin."""
    codes = sorted(code for code in (sound("".join(words(given)[:1])), sound("".join(words(family)))) if code)
    return " ".join(codes)


def slips(word: str) -> set[str]:
    """The word and every spelling of it that lacks one letter (a long word: two)."""
    found = {word}
    for _ in range(2 if len(word) >= LONG else 1):
        found |= {one[:n] + one[n + 1 :] for one in found for n in range(len(one))}
    return {one for one in found if len(one) >= 2} | {word}


def distance(one: str, other: str) -> int:
    """Letters to add, take, change or swap with a neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def near(typed: str, known: Iterable[str]) -> list[str]:
    """Of `known` words those that `typed` may have meant, best first: a slip, two in a long word, the same sound."""
    most, heard = (2 if len(typed) >= LONG else 1), sound(typed)
    found = []
    for word in known:
        away = distance(typed, word)
        if 0 < away <= most:
            found.append((away, word))
        elif away and heard and len(heard) > 1 and sound(word) == heard:
            found.append((3, word))
    return [word for _, word in sorted(found)]


def phone_keys(phone: str) -> list[str]:
    """How an E.164 number may be typed: whole, without the country, its last seven digits."""
    digits = re.sub(r"\D", "", phone)
    try:
        national = str(phonenumbers.parse(phone).national_number)
    except phonenumbers.NumberParseException:
        national = digits
    return list(dict.fromkeys(part for part in (digits, national, digits[-7:]) if part))


def key_value(kind: str, value: str) -> str:
    """`value` without what people type differently; search.stored makes of it what patient_key holds."""
    if kind == "email":
        return value.strip().casefold()
    if kind == "phone":
        return re.sub(r"\D", "", value)
    return re.sub(r"[\W_]+", "", folded(value))
