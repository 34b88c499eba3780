"""Ratios with their spread over interleaved repetitions, as text and CSV."""

import csv
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Ratio:
    median: float
    low: float
    high: float

    @classmethod
    def of(cls, above, below):
        """Of costs paired by repetition: what disturbs one repetition disturbs both of a pair."""
        ratios = [a / b for a, b in zip(above, below, strict=True)]
        return cls(median(ratios), min(ratios), max(ratios))

    def __str__(self):
        return f"{short(self.median)} ({short(self.low)}..{short(self.high)})"


def spread(values, scale=1):
    """Of costs: least, median, greatest."""
    return [scale * min(values), scale * median(values), scale * max(values)]


def short(value):
    """Three digits without an exponent for what a table shows."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


@dataclass(frozen=True)
class Bar:
    """A ratio, or a figure in a unit, that the project wants, at least or at most a bound."""

    text: str
    ratio: Ratio
    bound: float
    at_least: bool
    unit: str = ""

    @property
    def is_met(self):
        return self.ratio.median >= self.bound if self.at_least else self.ratio.median <= self.bound

    def row(self):
        """Text, measured, wanted, met."""
        sign = "at least" if self.at_least else "at most"
        unit = self.unit and f" {self.unit}"
        return [
            self.text, f"{self.ratio}{unit}", f"{sign} {self.bound:g}{unit}",
            "yes" if self.is_met else "NO"]

    def cells(self):
        """The same for a file: text, unit, least, median, greatest, sign, bound, met."""
        low, middle, high = self.ratio.low, self.ratio.median, self.ratio.high
        return [
            self.text, self.unit or "ratio", low, middle, high, ">=" if self.at_least else "<=",
            self.bound, "yes" if self.is_met else "no"]


def table(header, rows):
    """Aligned text, the first column to the left."""
    rows = [header, *[[str(cell) for cell in row] for row in rows]]
    widths = [max(len(row[i]) for row in rows) for i in range(len(header))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(row[1:], widths[1:])]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * w for w in widths))
    return "\n".join(lines)


def write(path, header, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
