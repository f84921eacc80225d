"""Fifteen and fifty: numbers that are easily heard as one another."""

TEENS = range(13, 20)
TENS = range(30, 100, 10)


def sounds_like(value: float | None) -> float | None:
    """The ty that a teen may have been, and the teen that a ty may have been; None for any other number."""
    if value in TEENS and value is not None:
        return (value - 10) * 10
    return value / 10 + 10 if value in TENS and value is not None else None
