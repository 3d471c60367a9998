"""Passwords: argon2id off the event loop, and the rule which ones are good enough (NIST SP 800-63B-4, B18)."""

from __future__ import annotations

import asyncio
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hub.core.errors import Invalid, Unavailable
from hub.core.settings import settings

T = TypeVar("T")
MIN_LENGTH, MAX_LENGTH = 15, 256
THREADS, MOST_WAITING = 2, 24
# Two at a time leave the loop its share of two cores; a queue that is too long is refused rather than grown.
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="argon2")
_waiting = 0


@lru_cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=settings().argon2_memory_kib, parallelism=1)


@lru_cache
def _nobody() -> str:
    """What a wrong e-mail is checked against, so that it takes as long as a wrong password (B17)."""
    return _hasher().hash(secrets.token_hex(16))


def normal(password: str) -> str:
    """One spelling for the same typed characters (NFKC), as 800-63B asks."""
    return unicodedata.normalize("NFKC", password)


async def hashed(password: str) -> str:
    """The argon2id hash of `password`, computed in a thread."""
    return await _off_the_loop(lambda: _hasher().hash(normal(password)))


async def verified(stored: str, password: str) -> bool:
    """Whether `password` belongs to the hash; an empty hash costs the same time and is never right."""

    def check() -> bool:
        try:
            _hasher().verify(stored or _nobody(), normal(password))
            return stored != ""
        except (VerificationError, InvalidHashError):
            return False

    return await _off_the_loop(check)


async def _off_the_loop(work: Callable[[], T]) -> T:
    global _waiting
    if _waiting >= MOST_WAITING:
        raise Unavailable("Many people are signing in right now. Please try again in a moment.", retry_after=1)
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, work)
    finally:
        _waiting -= 1


# What people reach for when a form asks for "longer". A password must hold something besides these.
_COMMON = (
    "administrator", "password", "passwort", "passphrase", "welcome", "letmein", "iloveyou", "sunshine", "princess",
    "football", "baseball", "basketball", "superman", "batman", "starwars", "trustno", "whatever", "computer",
    "internet", "samsung", "google", "facebook", "dragon", "monkey", "master", "shadow", "summer", "winter", "spring",
    "autumn", "january", "february", "march", "april", "june", "july", "august", "september", "october", "november",
    "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "changeme", "change",
    "secret", "default", "access", "login", "signin", "account", "system", "guest", "test", "demo", "user", "admin",
    "root", "pass", "word", "love", "jesus", "hello", "health", "healthcare", "hospital", "clinic", "medical",
    "medicine", "doctor", "nurse", "patient", "wardline", "ward", "correcthorsebatterystaple", "qwertyuiop",
    "asdfghjkl", "zxcvbnm", "qwertz", "azerty", "qwerty", "asdf", "zxcv", "qaz", "wsx", "edc", "rfv", "tgb", "qwer",
    "abcdefghijklmnopqrstuvwxyz", "abcdef", "abc", "please", "the", "and", "my", "your", "is", "me", "you", "new",
)  # fmt: skip
_LEET = str.maketrans("@4301!$57", "aaeoiisst")
_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")


def check_good_enough(password: str, *, about: Iterable[str] = ()) -> None:
    """Raise 422 weak_password unless it is long, and more than common words, runs and `about` (name, e-mail, house)."""
    password = normal(password)
    if len(password) < MIN_LENGTH:
        raise Invalid(
            f"A password needs at least {MIN_LENGTH} characters. Four unrelated words are easy to remember.",
            code="weak_password",
        )
    if len(password) > MAX_LENGTH:
        raise Invalid(f"A password has at most {MAX_LENGTH} characters.", code="weak_password")
    if _own_matter(password, about) < 6:
        raise Invalid(
            "This password is too easy to guess: it is made of common words, rows of keys, or your own details.",
            code="weak_password",
        )


def _own_matter(password: str, about: Iterable[str]) -> int:
    """How many different characters are left when everything guessable is taken away."""
    plain = _bare(password)
    words = sorted({w for text in about for w in re.split(r"[\W_\d]+", _bare(text)) if len(w) > 2}, key=len)
    for text in (plain, plain.translate(_LEET), re.sub(r"\d", "", plain)):
        rest = text
        for word in (*reversed(words), *sorted(_COMMON, key=len, reverse=True)):
            rest = rest.replace(word, " ")
        rest = re.sub(r"(19|20)\d\d", " ", rest)
        plain = min(plain, _without_runs(rest), key=len)
    return len(set(re.sub(r"[\W_]+", "", plain)) - set("0123456789")) + len(set(re.findall(r"\d", plain))) // 2


def _bare(text: str) -> str:
    """Without case and accents: 'José' is as easy to guess as 'jose'."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def _without_runs(text: str) -> str:
    """Without aaaa, 1234, qwer, 9876 and repeated pieces (abcabcabc counts once)."""
    text = re.sub(r"(.)\1{2,}", r"\1", text)
    for row in (*_ROWS, *(r[::-1] for r in _ROWS)):
        for size in range(len(row), 3, -1):
            for start in range(len(row) - size + 1):
                text = text.replace(row[start : start + size], " ")
    return re.sub(r"(.{2,}?)\1+", r"\1", text)


def generated(words: int = 5) -> str:
    """A new random password that can be read out loud: `words` groups of letters and digits, about 20 bits each."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(words))
