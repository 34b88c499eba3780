"""Exact tables by SciPy's vectorised 1F1: norm of E g, E norm(g)^2 and tr Cov g of a prompt with pass
rate p, standardized advantages, Gaussian dither.

    lambda_K = sqrt(K (G - K) / G) / sigma,   x = -lambda^2 / 2,   d = G - 1
    kappa    = lambda Gamma((d+1)/2) / (sqrt 2 Gamma(d/2+1)) 1F1(1/2; d/2+1; x)
    a        = 1F1(1; d/2+1; x) / d,          b = lambda^2 1F1(1; d/2+2; x) / (d+2)

`grid` works kappa, a and b out once for each (G, sigma) and shares them among pass rates; `points`
does so for every point, as a table of scattered points needs. K and G - K share their values in both.
"""

import json
import os
import sys
import time

for name in ("OMP", "OPENBLAS"):
    os.environ[f"{name}_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402
from scipy.special import gammaln, hyp1f1  # noqa: E402
from scipy.stats import binom  # noqa: E402

GROUP_SIZES = (4, 8, 16, 32, 64)
PASS_RATES = np.arange(1, 21) / 21
SIGMAS = np.array([float(f"{10 ** (-2 + 2 * i / 99):.12g}") for i in range(100)])


def factors(size, sigma):
    """kappa and a + b at K = 1 .. G-1; sigma gives the leading axes."""
    d = size - 1
    half = np.arange(1, size // 2 + 1)
    scale = np.sqrt(half * (size - half) / size) / np.asarray(sigma)[..., None]
    x = -scale**2 / 2
    ratio = np.exp(gammaln((d + 1) / 2) - gammaln(d / 2 + 1)) / np.sqrt(2)
    kappa = scale * ratio * hyp1f1(0.5, d / 2 + 1, x)
    energy = hyp1f1(1, d / 2 + 1, x) / d + scale**2 * hyp1f1(1, d / 2 + 2, x) / (d + 2)
    mirror = np.minimum(np.arange(1, size), size - np.arange(1, size)) - 1
    return kappa[..., mirror], energy[..., mirror]


def grid(size, rates):
    """Shape (rates, sigmas, 3)."""
    k = np.arange(1, size)
    weights = binom.pmf(k, size, rates[:, None])
    kappa, energy = factors(size, SIGMAS)
    norm = np.sqrt(2) / size * (weights * np.sqrt(k * (size - k))) @ kappa.T
    second = 2 / size**2 * (weights * k * (size - k)) @ energy.T
    return np.stack([norm, second, second - norm**2], -1)


def points(size, rates):
    """As `grid`, each point by itself."""
    k = np.arange(1, size)
    p, sigma = (x.ravel() for x in np.meshgrid(rates, SIGMAS, indexing="ij"))
    weights = binom.pmf(k, size, p[:, None])
    kappa, energy = factors(size, sigma)
    norm = np.sqrt(2) / size * (weights * np.sqrt(k * (size - k)) * kappa).sum(1)
    second = 2 / size**2 * (weights * k * (size - k) * energy).sum(1)
    return np.stack([norm, second, second - norm**2], -1)


def main():
    way = {"grid": grid, "points": points}[sys.argv[1]]
    way(8, PASS_RATES)
    print("ready", flush=True)
    for _ in sys.stdin:
        wall, cpu = time.perf_counter(), time.process_time()
        rows = np.concatenate([way(g, PASS_RATES).reshape(-1, 3) for g in GROUP_SIZES])
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(json.dumps(dict(
            wall=wall, cpu=cpu, groups=1, estimates=[], values=rows.tolist())), flush=True)


if __name__ == "__main__":
    main()
