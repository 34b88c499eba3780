"""gain.csv: GradientGain W(sigma) for binary rewards {0, 1}, standardized (ddof 0, stabilizer 0),
Gaussian dither, 30 significant digits.

  W = 1/(G p (1-p)) sum_{K=1}^{G-1} Bin(K; G, p) sqrt(K (G-K)) kappa_{G-1}(norm_K / sigma),
  norm_K = sqrt(K (G-K) / G)

Run: python3 data/reference/gain.py   about 2 s
"""

from math import comb

from mpmath import mp, mpf, sqrt

import table
from gaussian_law import moments

mp.dps = 50
PROBABILITIES = ["0.01", "0.05", "0.1815", "0.5", "0.9"]
GROUP_SIZES = [2, 4, 8, 16, 64]
SIGMAS = ["0", "1e-3", "0.01", "0.0289", "0.1", "0.289", "0.3", "0.5", "1", "3", "10"]


def gain(p, size, sigma):
    total = mpf(0)
    for correct in range(1, size):
        pairs = mpf(correct * (size - correct))
        weight = comb(size, correct) * p**correct * (1 - p) ** (size - correct)
        total += weight * sqrt(pairs) * moments(size - 1, sqrt(pairs / size), sigma)[0]
    return total / (size * p * (1 - p))


def main():
    rows = []
    for p in PROBABILITIES:
        for size in GROUP_SIZES:
            undithered = gain(mpf(p), size, mpf(0))
            for sigma in SIGMAS:
                value = gain(mpf(p), size, mpf(sigma))
                rows.append([p, size, sigma, value, value / undithered])
    table.write(__file__, ["p", "group_size", "sigma", "gain", "relative_gain"], rows)


if __name__ == "__main__":
    main()
