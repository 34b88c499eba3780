"""Recompute policy_moments.csv in double precision by plain loops that share no code with it.

Covers the rows without noise and with Rademacher noise (all tuples, all sign patterns, numpy
doubles), batch-standardized excepted, up to 9 000 terms a row. Prints the largest difference of
norm(E g) and E norm(g)^2, relative to max(1, E norm(g)^2).

Run: python3 data/reference/check_moments.py   about 40 s
"""

import csv
import itertools
import pathlib

import numpy as np

TABLE = pathlib.Path(__file__).with_name("policy_moments.csv")


def numbers(text):
    return np.array([float(x) for x in text.split()])


def against_others(y, stabilizer):
    result = []
    for i in range(len(y)):
        others = np.delete(y, i)
        scale = others.std(ddof=1) + stabilizer if np.ptp(others) > 1e-9 else 1
        result.append((y[i] - others.mean()) / scale)
    return np.array(result)


def advantages(y, row):
    kind, x = row["advantage"], y - y.mean()
    if kind == "reinforce":
        return y
    if kind == "mean":
        return x
    if kind == "leave-one-out":
        return x * len(y) / (len(y) - 1)
    if kind == "leave-one-out-standardized":
        return against_others(y, float(row["stabilizer"]))
    if np.ptp(y) < 1e-9:
        return 0 * x
    return x / (y.std(ddof=int(row["ddof"])) + float(row["stabilizer"]))


def difference(row):
    """Relative gap of one row, or None where the row is not covered."""
    size, sigma, logits = int(row["group_size"]), float(row["sigma"]), numbers(row["logits"])
    plain = row["noise"] in ("none", "rademacher") and row["advantage"] != "batch-standardized"
    if not plain or (2 * len(logits)) ** size > 9000:
        return None
    p, rewards = np.exp(logits) / np.exp(logits).sum(), numbers(row["rewards"])
    scores = np.eye(len(p)) - p
    patterns = list(itertools.product((-1, 1), repeat=size)) if sigma else [(0,) * size]
    gradient, second = np.zeros(len(p)), 0.0
    for outcome in itertools.product(range(len(p)), repeat=size):
        arms = list(outcome)
        for signs in patterns:
            weight = p[arms].prod() / len(patterns)
            g = advantages(rewards[arms] + sigma * np.array(signs), row) @ scores[arms] / size
            gradient += weight * g
            second += weight * (g @ g)
    gaps = (np.linalg.norm(gradient) - float(row["gradient_norm"]),
            second - float(row["second_moment"]))
    return max(map(abs, gaps)) / max(1, second)


def main():
    with open(TABLE, encoding="ascii") as file:
        gaps = [gap for gap in map(difference, csv.DictReader(file)) if gap is not None]
    print(f"{len(gaps)} rows, largest relative difference {max(gaps):.1e}")


if __name__ == "__main__":
    main()
