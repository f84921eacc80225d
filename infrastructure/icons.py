"""Draws the icons of the talk page and of Amazon's store as PNG, with the standard library: python infrastructure/icons.py

The mark is that of skill/channels/talk/logo.svg. The ground reaches every edge and the mark stays within the middle,
because each phone cuts its own shape out of an icon.
"""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from math import hypot
from pathlib import Path

HERE = Path(__file__).parent
SIZES = {HERE.parent / "skill" / "channels" / "talk": (192, 512), HERE / "assets": (108, 512)}
SIGNATURE = b"\x89PNG\r\n\x1a\n"

Colour = tuple[float, float, float]
Distance = Callable[[float, float], float]  # to a shape's edge, negative inside; a picture is 100 wide and high

TOP: Colour = (226, 102, 43)  # the ground runs from this
BOTTOM: Colour = (168, 54, 11)  # to this
CREAM: Colour = (255, 246, 236)
RUST: Colour = (184, 64, 15)


@dataclass(frozen=True)
class Box:
    """A box with round corners."""

    left: float
    top: float
    right: float
    bottom: float
    radius: float

    def __call__(self, x: float, y: float) -> float:
        across = abs(x - (self.left + self.right) / 2) - (self.right - self.left) / 2 + self.radius
        down = abs(y - (self.top + self.bottom) / 2) - (self.bottom - self.top) / 2 + self.radius
        outside = hypot(max(across, 0), max(down, 0))
        return outside + min(max(across, down), 0) - self.radius


@dataclass(frozen=True)
class Triangle:
    """Three corners, clockwise."""

    corners: tuple[tuple[float, float], ...]

    def __call__(self, x: float, y: float) -> float:
        sides = zip(self.corners, self.corners[1:] + self.corners[:1], strict=True)
        return max(_beyond(x, y, start, end) for start, end in sides)


# Painted in this order.
MARK: tuple[tuple[Distance, Colour], ...] = (
    (Box(24, 29, 76, 63, 12), CREAM),  # a speech bubble
    (Triangle(((36, 60), (50, 60), (36, 75))), CREAM),
    (Box(40, 43.5, 60, 48.5, 0), RUST),  # a dumbbell in it
    (Box(37, 36, 42, 56, 1.5), RUST),
    (Box(58, 36, 63, 56, 1.5), RUST),
    (Box(31, 40, 35.5, 52, 1.5), RUST),
    (Box(64.5, 40, 69, 52, 1.5), RUST),
)


def main() -> None:
    for folder, sizes in SIZES.items():
        for size in sizes:
            (folder / f"icon-{size}.png").write_bytes(png(size))


def png(size: int) -> bytes:
    """A square picture in eight-bit red, green and blue."""
    rows = b"".join(b"\x00" + _row(number, size) for number in range(size))  # each row says that it is unfiltered
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")


def _row(number: int, size: int) -> bytes:
    scale = 100 / size
    y = (number + 0.5) * scale
    return bytes(part for column in range(size) for part in _pixel((column + 0.5) * scale, y, scale))


def _pixel(x: float, y: float, scale: float) -> tuple[int, int, int]:
    """The colour at a place; an edge that runs through a pixel covers a part of it."""
    colour = _mixed(TOP, BOTTOM, y / 100)
    for distance, paint in MARK:
        covered = min(max(0.5 - distance(x, y) / scale, 0), 1)
        colour = _mixed(colour, paint, covered)
    red, green, blue = (round(part) for part in colour)
    return red, green, blue


def _mixed(first: Colour, second: Colour, share: float) -> Colour:
    red, green, blue = (one + (other - one) * share for one, other in zip(first, second, strict=True))
    return red, green, blue


def _beyond(x: float, y: float, start: tuple[float, float], end: tuple[float, float]) -> float:
    """How far a place lies outside of a side."""
    across, down = end[0] - start[0], end[1] - start[1]
    return ((x - start[0]) * down - (y - start[1]) * across) / hypot(across, down)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


if __name__ == "__main__":
    main()
