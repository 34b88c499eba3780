"""Exponents of growth: a straight line through logarithms."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class PowerLaw:
    """cost = factor * size^exponent, with the standard error of the exponent."""

    factor: float
    exponent: float
    error: float

    def __str__(self):
        return f"{self.exponent:.2f} +- {self.error:.2f}"


def power_law(sizes, costs):
    """Least squares of log cost on log size; at least three points, all positive.

    The error is that of the scatter about the line, n - 2 degrees of freedom; a curve that is no
    power law shows as a large one.
    """
    if len(sizes) < 3 or len(sizes) != len(costs):
        raise ValueError(f"{len(sizes)} sizes and {len(costs)} costs: at least three pairs")
    if min(*sizes, *costs) <= 0:
        raise ValueError("sizes and costs are positive")
    x = [math.log(s) for s in sizes]
    y = [math.log(c) for c in costs]
    n = len(x)
    mx, my = sum(x) / n, sum(y) / n
    sxx = sum((a - mx) ** 2 for a in x)
    if sxx == 0:
        raise ValueError("all sizes are the same")
    slope = sum((a - mx) * (b - my) for a, b in zip(x, y)) / sxx
    rest = sum((b - my - slope * (a - mx)) ** 2 for a, b in zip(x, y))
    return PowerLaw(math.exp(my - slope * mx), slope, math.sqrt(rest / (n - 2) / sxx))
