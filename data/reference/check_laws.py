"""Independent checks of the reference tables by numpy Monte Carlo (no CSV written).

Each line prints a name, the largest abs(z) over the compared entries and their number; z above 5
would refute a law. Samples: 40 blocks of 250 000, PCG64 seed 20250618.

Run: python3 data/reference/check_laws.py   about 2 min
"""

import numpy as np
from mpmath import mp, mpf

import advantage_laws as laws
from bandit import Policy, enumerate_groups, gradient_moments

mp.dps = 30
BLOCKS, BLOCK, SEED = 40, 250_000, 20250618
NOISES = {
    "gaussian": lambda rng, shape: rng.standard_normal(shape),
    "uniform": lambda rng, shape: rng.uniform(-np.sqrt(3), np.sqrt(3), shape),
    "laplace": lambda rng, shape: rng.laplace(0, np.sqrt(0.5), shape),
}


def compare(name, exact, draw):
    """draw(rng) returns one block's samples, shape (BLOCK, entries)."""
    rng = np.random.default_rng(SEED)
    total, square = 0, 0
    for _ in range(BLOCKS):
        sample = draw(rng)
        total = total + sample.sum(0)
        square = square + (sample**2).sum(0)
    count = BLOCKS * BLOCK
    mean = total / count
    error = np.sqrt(np.maximum(square / count - mean**2, 0) / count)
    gap = mean - np.array([float(x) for x in exact])
    z = np.abs(gap[error > 1e-12] / error[error > 1e-12])
    print(f"{name}: max |z| {z.max():.2f} of {z.size}, largest standard error {error.max():.1e}",
          "" if z.max() < 5 else "REFUTED", flush=True)


def flatten(a):
    return np.concatenate([a, np.einsum("ni,nj->nij", a, a).reshape(len(a), -1)], axis=1)


def exact_entries(law, rewards):
    mean, matrix = law(tuple(mpf(r) for r in rewards))
    return list(mean) + [x for row in matrix for x in row]


def standardized(y, ddof, stabilizer):
    x = y - y.mean(1, keepdims=True)
    return x / (y.std(1, ddof=ddof, keepdims=True) + stabilizer)


def check_tuple(name, law, rewards, noise, sigma, ddof, stabilizer):
    r = np.array([float(x) for x in rewards])
    def draw(rng):
        y = r + float(sigma) * NOISES[noise](rng, (BLOCK, len(r)))
        return flatten(standardized(y, ddof, float(stabilizer)))
    compare(name, exact_entries(law, rewards), draw)


def check_batch(sigma):
    """Whole policy: own-group gradient of a batch of two groups, first and second moments."""
    policy, size = Policy("", "0.2 -0.7 0.5", "0 0.2 1"), 3
    cells = enumerate_groups(policy, size)
    law = laws.batch_standardized(0, mpf(sigma), cells, size)
    gradient, second = gradient_moments(cells, size, 3, law)
    p, r, s = (np.array(x, dtype=float)
               for x in (policy.probabilities, policy.rewards, policy.scores))
    def draw(rng):
        arms = rng.choice(len(p), size=(BLOCK, 2 * size), p=p)
        y = r[arms] + float(sigma) * rng.standard_normal(arms.shape)
        own = y[:, :size] - y[:, :size].mean(1, keepdims=True)
        spread = y.std(1, keepdims=True)
        a = np.divide(own, spread, out=np.zeros_like(own), where=spread > 1e-12)
        g = np.einsum("ni,nik->nk", a, s[arms[:, :size]]) / size
        return np.concatenate([g, (g**2).sum(1, keepdims=True)], axis=1)
    compare(f"batch-standardized, sigma {sigma}", [*gradient, second], draw)


def main():
    levels, group = ("0", "0.2", "1"), ("0", "0", "1", "1")
    check_tuple("gaussian, stabilizer 0, G 4", laws.standardized(0, mpf("0.3")), group,
                "gaussian", "0.3", 0, "0")
    check_tuple("gaussian, stabilizer 0.1, G 3", laws.stabilized(1, "0.1", "0.289"), levels,
                "gaussian", "0.289", 1, "0.1")
    for noise in ("uniform", "laplace"):
        law = laws.bounded_or_heavy(noise, 0, "0.3", [])
        check_tuple(f"{noise}, stabilizer 0, G 3", law, levels, noise, "0.3", 0, "0")
    for sigma in ("0", "0.0289", "0.3"):
        check_batch(sigma)
    wrong = laws.standardized(0, mpf("0.305"))
    check_tuple("planted error (sigma .305 for .3), must be refuted", wrong, group,
                "gaussian", "0.3", 0, "0")


if __name__ == "__main__":
    main()
