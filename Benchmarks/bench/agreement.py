"""Do all competitors estimate the same numbers? Differences in units of their standard errors."""

import math

LIMIT = 5.0


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
    """z of a difference; nan where neither side has an error to measure it by."""
    error = math.hypot(first[1], second[1])
    return (first[0] - second[0]) / error if error > 0 else math.nan


def worst(first, second):
    """The largest abs(z) over all sigmas and quantities of two tables of the same shape.

    Infinite when a value is missing or is not a number: silence is not agreement.
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


def relative_gap(first, second):
    """Largest relative difference of two tables of exact values."""
    if len(first) != len(second) or not first:
        return math.inf
    largest = 0.0
    for a, b in zip(first, second):
        for x, y in zip(a, b):
            gap = abs(x - y) / max(abs(x), abs(y), 1e-300)
            largest = max(largest, gap) if gap == gap else math.inf
    return largest
