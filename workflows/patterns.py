"""Text patterns of drawn forms, matched in time that grows with the text only: no pattern can hang the server.

The usual syntax is read by Python's own parser; matching is Thompson's: all places of the pattern at once, one letter
after the other. Look-around and back-references have no such machine and are refused. So are repeats of repeats like
`(a+)+`: here they cost nothing, but the browser that shows the form tries them one by one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from typing import Any

from hub.core.errors import Invalid

# Python's own parser of patterns has no types: imported by name, a checker has nothing to agree or disagree with.
c: Any = import_module("re._constants")
_parser: Any = import_module("re._parser")

MAX_LENGTH = 300
MAX_PLACES = 2_000
_MANY = 4_294_967_295


class PatternRefused(Invalid):
    """A pattern that cannot be used in a form."""

    code, title = "pattern_refused", "This pattern cannot be used"


class Pattern:
    """A compiled pattern. Places are numbered; `_step[place]` is (test, next places), `_accept` are the ends."""

    def __init__(self, source: str) -> None:
        self._tests: list[Any] = []
        self._next: list[list[int]] = []
        try:
            tree = _parser.parse(source)
        except (re.error, OverflowError, RecursionError) as error:
            raise PatternRefused(f"The pattern '{source[:60]}' cannot be read: {error}.") from error
        if tree.state.flags & ~re.UNICODE:
            raise PatternRefused("Flags inside a pattern are not supported.")
        self._end = self._place("end")
        self._start = self._read(list(tree), self._end, 0)

    def __len__(self) -> int:
        return len(self._tests)

    def found_in(self, text: str) -> bool:
        """Whether some part of the text matches (JSON Schema's meaning of `pattern`)."""
        current: set[int] = set()
        for position in range(len(text) + 1):
            current |= self._closure({self._start}, text, position)
            if self._end in current:
                return True
            if position == len(text):
                return False
            letter = text[position]
            following = {n for place in current if _meets(self._tests[place], letter) for n in self._next[place]}
            current = self._closure(following, text, position + 1)
        return self._end in current

    def example(self) -> str:
        """A short text that matches."""
        paths: dict[int, str] = {}
        waiting = [(self._start, "")]
        while waiting:
            place, text = waiting.pop(0)
            if place == self._end:
                return text
            if place not in paths:
                paths[place] = text
                letter = _letter(self._tests[place])
                waiting += [(following, text + letter) for following in self._next[place]]
        return ""

    def _closure(self, places: set[int], text: str, position: int) -> set[int]:
        """These places and all that can be reached from them without reading a letter."""
        found: set[int] = set()
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            if place in found:
                continue
            found.add(place)
            test = self._tests[place]
            if test == "split" or (isinstance(test, tuple) and test[0] is c.AT and _stands(test[1], text, position)):
                waiting += self._next[place]
        return found

    def _place(self, test: Any, *following: int) -> int:
        if len(self._tests) >= MAX_PLACES:
            raise PatternRefused(f"The pattern is too large (more than {MAX_PLACES} places).")
        self._tests.append(test)
        self._next.append(list(following))
        return len(self._tests) - 1

    def _read(self, parts: list[Any], then: int, repeats: int) -> int:
        for kind, value in reversed(parts):
            then = self._part(kind, value, then, repeats)
        return then

    def _part(self, kind: Any, value: Any, then: int, repeats: int) -> int:
        if kind in (c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN, c.AT):
            return self._place((kind, value), then)
        if kind is c.BRANCH:
            return self._place("split", *(self._read(list(branch), then, repeats) for branch in value[1]))
        if kind is c.SUBPATTERN:
            _group, on, off, inner = value
            if on or off:
                raise PatternRefused("Flags inside a pattern are not supported.")
            return self._read(list(inner), then, repeats)
        if kind in (c.MAX_REPEAT, c.MIN_REPEAT):
            least, most, inner = value
            return self._repeat(least, most, inner, then, repeats)
        raise PatternRefused("Look-ahead, look-behind and back-references are not supported in patterns.")

    def _repeat(self, least: int, most: Any, inner: Any, then: int, repeats: int) -> int:
        endless = int(most) == _MANY
        if endless and repeats:
            raise PatternRefused("A repeat inside a repeat, as in (a+)+, is not supported in patterns.")
        if (not endless and int(most) > 200) or least > 200:
            raise PatternRefused("A part may be repeated 200 times at most.")
        parts = list(inner)
        if endless:
            loop = self._place("split", then)
            self._next[loop].insert(0, self._read(parts, loop, repeats + 1))
            then = loop
        else:
            for _ in range(int(most) - least):
                then = self._place("split", self._read(parts, then, repeats), then)
        for _ in range(least):
            then = self._read(parts, then, repeats)
        return then


@lru_cache(maxsize=512)
def pattern(source: str) -> Pattern:
    """Reads a pattern, or PatternRefused says why not."""
    if len(source) > MAX_LENGTH:
        raise PatternRefused(f"The pattern is longer than {MAX_LENGTH} characters.")
    return Pattern(source)


def _meets(test: Any, letter: str) -> bool:
    if not isinstance(test, tuple):
        return False
    kind, value = test
    if kind is c.LITERAL:
        return bool(ord(letter) == value)
    if kind is c.NOT_LITERAL:
        return bool(ord(letter) != value)
    if kind is c.ANY:
        return letter != "\n"
    return kind is c.IN and _among(value, letter)


def _among(members: list[Any], letter: str) -> bool:
    negated = bool(members) and members[0][0] is c.NEGATE
    return any(_is_member(kind, value, letter) for kind, value in members if kind is not c.NEGATE) != negated


def _is_member(kind: Any, value: Any, letter: str) -> bool:
    if kind is c.LITERAL:
        return bool(ord(letter) == value)
    if kind is c.RANGE:
        return bool(value[0] <= ord(letter) <= value[1])
    return kind is c.CATEGORY and _CATEGORIES[value](letter)


def _digit(letter: str) -> bool:
    return "0" <= letter <= "9"


def _word(letter: str) -> bool:
    return letter == "_" or (letter.isascii() and letter.isalnum())


# As ECMA-262 has it, so that the browser and the server agree.
_CATEGORIES: dict[Any, Any] = {
    c.CATEGORY_DIGIT: _digit,
    c.CATEGORY_NOT_DIGIT: lambda letter: not _digit(letter),
    c.CATEGORY_SPACE: str.isspace,
    c.CATEGORY_NOT_SPACE: lambda letter: not letter.isspace(),
    c.CATEGORY_WORD: _word,
    c.CATEGORY_NOT_WORD: lambda letter: not _word(letter),
}


def _letter(test: Any) -> str:
    """A letter that a place takes; '' for a place that takes none."""
    if not isinstance(test, tuple) or test[0] is c.AT:
        return ""
    return next((letter for letter in _LETTERS if _meets(test, letter)), chr(test[1]) if test[0] is c.LITERAL else "x")


_LETTERS = "a0A 1-_.@/:+,;xyzXYZbcdefBCDEF23456789ghijklmnopqrstuvwGHIJKLMNOPQRSTUVW()!?"


def _stands(where: Any, text: str, position: int) -> bool:
    if where in (c.AT_BEGINNING, c.AT_BEGINNING_STRING):
        return position == 0
    if where in (c.AT_END, c.AT_END_STRING):
        return position == len(text)
    before = position > 0 and _word(text[position - 1])
    after = position < len(text) and _word(text[position])
    return (before != after) == (where is c.AT_BOUNDARY)
