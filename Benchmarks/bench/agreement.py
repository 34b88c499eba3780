"""Do all competitors estimate the same numbers? Differences in units of their standard errors."""

import math

LIMIT = 5.0
# The largest relative difference of two exact values.
EXACT = 1e-9
# What sums of millions of numbers of order 1 lose: estimates of no variance differ by it, as in verdicts of redit.
ROUNDING = 1e-12


def pooled(samples):
    """Mean and standard error of independent repetitions of equal size, entry by entry."""
    count = len(samples)
    pools = []
    for rows in zip(*(sample.estimates for sample in samples)):
        pools.append([
            (sum(m for m, _ in cells) / count, math.sqrt(sum(e * e for _, e in cells)) / count)
            for cells in zip(*rows)])
    return pools


def score(first, second):
    """z of a difference, 0 within rounding; of two exact values 0 when they agree to EXACT, else infinite."""
    if abs(first[0] - second[0]) <= ROUNDING * max(1, abs(first[0]), abs(second[0])):
        return 0.0
    error = math.hypot(first[1], second[1])
    if error == 0:
        return 0.0 if gap(first[0], second[0]) <= EXACT else math.inf
    return (first[0] - second[0]) / error


def worst(first, second):
    """The largest abs(z) over all sigmas and quantities of two tables of the same shape.

    Infinite when a value is missing or is not a number.
    """
    if len(first) != len(second) or not first:
        return math.inf
    largest = 0.0
    for a, b in zip(first, second):
        for x, y in zip(a, b):
            z = score(x, y)
            if math.isnan(z):
                return math.inf
            largest = max(largest, abs(z))
    return largest


def exact(sample):
    """The exact values that came with a run of redit, as a table without errors."""
    return [[(value, 0.0) for value in row] for row in sample.values]


def gap(x, y):
    """The relative difference of two numbers; infinite when one is not a number."""
    size = abs(x - y) / max(abs(x), abs(y), 1e-300)
    return size if size == size else math.inf


def relative_gap(first, second):
    """Largest relative difference of two tables of exact values."""
    if len(first) != len(second) or not first:
        return math.inf
    largest = 0.0
    for a, b in zip(first, second):
        for x, y in zip(a, b):
            largest = max(largest, gap(x, y))
    return largest
