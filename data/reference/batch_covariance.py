#!/usr/bin/env python3
"""E g_a . g_b of two groups of one batch under batch-standardized advantages, Gaussian noise.

The N = B G centred rewards of a batch have N - 1 dimensions; the advantages of different groups have
E[A_a A_b^T given r] = (N - ddof) b P_a U U^T P_b^T with b of the spherical law in N - 1 dimensions.
Softmax bandit of logits 0, 1, -.7, the third arm right, G = 4, ddof 1, stabilizer 0. --verify draws
whole batches with NumPy (PCG64) and prints the z-scores; D = N - B in place of N - 1 is refuted.
"""
import csv
import pathlib
import sys
from math import comb

from mpmath import exp, hyp1f1, mp, mpf

mp.dps = 30
G, LOGITS, RIGHT = 4, [0, 1, mpf("-0.7")], 2
CASES = [(s, b) for s in ("0", "0.1", "0.5") for b in (2, 8)]

weights = [exp(x) for x in LOGITS]
P = [w / sum(weights) for w in weights]
Q = P[RIGHT]


def score(arm):
    return [(1 if arm == j else 0) - P[j] for j in range(3)]


def gap_square():
    """Squared norm of the mean score of the right arm less that of the wrong ones."""
    wrong = [sum(P[a] * score(a)[j] for a in (0, 1)) / (P[0] + P[1]) for j in range(3)]
    return sum((score(RIGHT)[j] - wrong[j]) ** 2 for j in range(3))


def binomial(n):
    return [comb(n, k) * Q**k * (1 - Q) ** (n - k) for k in range(n + 1)]


def cross(sigma, groups, dimension=None):
    n = G * groups
    d = dimension or n - 1

    def factor(right):
        square = mpf(right) * (n - right) / n
        if square == 0:
            return mpf(0)
        if sigma == 0:
            return (n - 1) / square
        z = square / sigma**2
        return (n - 1) * z * hyp1f1(1, mpf(d) / 2 + 2, -z / 2) / (d + 2) / square

    factors = [factor(t) for t in range(n + 1)]
    own, others = binomial(G), binomial(G * (groups - 2))
    spread = [mpf(k) * (G - k) / G for k in range(G + 1)]
    return gap_square() / G**2 * sum(
        own[a] * own[b] * p * factors[a + b + k] * spread[a] * spread[b]
        for a in range(G + 1) for b in range(G + 1) for k, p in enumerate(others))


def verify():
    import numpy as np
    rng = np.random.default_rng(6)
    p = np.array([float(x) for x in P])
    scores = np.eye(3) - p
    for sigma, groups in CASES:
        n, s = 800_000 // groups, float(sigma)
        o = rng.choice(3, size=(n, G * groups), p=p)
        x = (o == RIGHT) + s * rng.standard_normal(o.shape)
        sd = x.std(axis=1, ddof=1)[:, None, None]
        x = x.reshape(n, groups, G)
        a = x - x.mean(axis=2, keepdims=True)
        a = np.divide(a, sd, out=np.zeros_like(a), where=sd > 0)
        g = (a[..., None] * scores[o].reshape(n, groups, G, 3)).mean(axis=2)
        c = ((g.sum(1) ** 2).sum(1) - (g**2).sum((1, 2))) / (groups * (groups - 1))
        error = c.std() / n**0.5
        right, wrong = (float(cross(mpf(sigma), groups, d)) for d in (None, (G - 1) * groups))
        print(sigma, groups, c.mean(), "z", (c.mean() - right) / error, "D = N - B:", (c.mean() - wrong) / error)


if __name__ == "__main__":
    if "--verify" in sys.argv:
        verify()
    else:
        path = pathlib.Path(__file__).with_suffix(".csv")
        with path.open("w", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(["sigma", "batch_groups", "cross"])
            for sigma, groups in CASES:
                out.writerow([sigma, groups, mp.nstr(cross(mpf(sigma), groups), 17)])
