"""Mean gradient norm of a silent group under dither when the batch is whitened, to double precision: two
arms of equal reward and probability 1/2, one group of G = 64, r - mean. Writes whitened_silence.csv.

g = (1/G) sum A_i (e_i - 1/2), so norm(g) = sqrt 2 abs(A . s)/(2 G) with signs s independent of A, and A is
(x - mean x) c, x Gaussian, c the rule's factor. The direction of A is uniform on the sphere orthogonal
to (1, ..., 1), so E abs(A . s) = E|A| E|s less its mean| E abs(cos), each of them a sum or one quadrature."""

import csv
import pathlib
from math import comb, exp, lgamma, pi, sqrt

from scipy import integrate, stats

G = 64
FLOOR = 1e-8
RULES = {
    "verl": lambda squares: 1 / sqrt(squares / (G - 1) + FLOOR),
    "openrlhf": lambda squares: 1 / sqrt(max(squares / G, FLOOR)),
}


def mean_norm(rule, sigma):
    n = G - 1
    cosine = exp(lgamma(n / 2) - lgamma((n + 1) / 2)) / sqrt(pi)
    signs = sum(comb(G, k) / 2**G * sqrt(G - (2 * k - G) ** 2 / G) for k in range(1, G))

    def density(q):
        squares = q * sigma**2
        return stats.chi2.pdf(q, n) * sqrt(squares) * rule(squares)

    kink = FLOOR * G / sigma**2
    ends = [0] + ([kink] if 1 < kink < 300 else []) + [400]
    length = sum(integrate.quad(density, a, b, epsabs=0, epsrel=1e-11, limit=200)[0] for a, b in zip(ends, ends[1:]))
    return sqrt(2) / (2 * G) * length * signs * cosine


with open(pathlib.Path(__file__).parent / "whitened_silence.csv", "w", newline="") as file:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["rule", "sigma", "mean_norm"])
    for name, rule in RULES.items():
        for sigma in (1e-5, 1e-4, 1e-3):
            rows.writerow([name, sigma, repr(mean_norm(rule, sigma))])
