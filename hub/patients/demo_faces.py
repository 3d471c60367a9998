"""Pictures for the demo's invented people: nobody's face, drawn in a few shapes as a PNG."""

from __future__ import annotations

import random
from collections.abc import Callable

from hub.core.demo import png

SIDE = 96
GROUNDS = ((214, 228, 240), (226, 234, 214), (240, 226, 212), (232, 222, 238))
SKINS = ((247, 214, 190), (226, 178, 140), (176, 124, 88), (124, 82, 58))
HAIRS = ((60, 44, 36), (126, 92, 58), (196, 160, 98), (88, 88, 92))
CLOTHES = ((58, 96, 128), (92, 120, 84), (150, 84, 84), (88, 78, 120))


def drawn(pick: random.Random, *, long_hair: bool) -> bytes:
    """A head and shoulders; the same for the same state of `pick`."""
    return png(SIDE, SIDE, colours(pick, long_hair=long_hair))


def colours(pick: random.Random, *, long_hair: bool) -> Callable[[int, int], tuple[int, ...]]:
    """The colour of each point of such a picture, SIDE by SIDE."""
    ground, skin, hair, cloth = (pick.choice(one) for one in (GROUNDS, SKINS, HAIRS, CLOTHES))
    depth = 66 if long_hair else 40
    return lambda x, y: _colour(x, y, ground, skin, hair, cloth, depth)


def _colour(
    x: int, y: int, ground: tuple[int, ...], skin: tuple[int, ...], hair: tuple[int, ...], cloth: tuple[int, ...],
    depth: int,
) -> tuple[int, ...]:  # fmt: skip
    if ((x - 48) / 16) ** 2 + ((y - 45) / 20) ** 2 < 1 and y > 32:
        return skin
    if 42 <= x <= 54 and 60 <= y < 76 and ((x - 48) / 40) ** 2 + ((y - 98) / 30) ** 2 < 1.4:
        return skin
    if ((x - 48) / 40) ** 2 + ((y - 98) / 26) ** 2 < 1:
        return cloth
    if ((x - 48) / 21) ** 2 + ((y - 42) / 24) ** 2 < 1 and y < depth:
        return hair
    return ground
