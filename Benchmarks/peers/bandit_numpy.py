"""The bandit sweep in NumPy: arrays of (completions, groups), a chunk of groups at a time so that
they stay in the cache, products with the sums over groups left to BLAS."""

import worker
import numpy as np
from problem import Bandit, rare

CHUNK = 2048


def draw(rng, bandit):
    shape = (bandit.group_size, CHUNK)
    u = rng.random(shape)
    arms = np.zeros(shape, np.uint8)
    for cut in bandit.cuts:
        arms += u > cut
    return arms, rng.standard_normal(shape)


def standardized(x):
    x = x - x.mean(0)
    return x / np.sqrt((x * x).mean(0))


def gradient(advantages, arms, count):
    """g, shape (arms, groups); the advantages sum to 0, so the mean score drops out."""
    return np.stack([(advantages * (arms == k)).sum(0) for k in range(count)]) / len(arms)


def record(sums, g):
    sums[:-1] += g.sum(1)
    sums[-1] += np.einsum("kn,kn->", g, g)


def plain(bandit, seed, batches, common=False):
    rng = np.random.Generator(np.random.SFC64(seed))
    sums = np.zeros((batches, len(bandit.sigmas), bandit.arms + 1))
    for batch in sums:
        arms, noise = draw(rng, bandit)
        for s, sigma in enumerate(bandit.sigmas):
            if s > 0 and not common:
                arms, noise = draw(rng, bandit)
            advantages = standardized(bandit.rewards[arms] + sigma * noise)
            record(batch[s], gradient(advantages, arms, bandit.arms))
    return sums


def one_pass(bandit, seed, batches):
    """All sigmas from r.r, r.z, z.z, g_r and g_z of each group."""
    rng = np.random.Generator(np.random.SFC64(seed))
    sums = np.zeros((batches, len(bandit.sigmas), bandit.arms + 1))
    sigma = bandit.sigmas[:, None]
    size = bandit.group_size

    def quadratic(a, b):
        aa, ab, bb = (np.einsum("in,in->n", x, y) for x, y in ((a, a), (a, b), (b, b)))
        return aa + sigma * (2 * ab + sigma * bb)

    for batch in sums:
        arms, noise = draw(rng, bandit)
        rewards = bandit.rewards[arms]
        rewards -= rewards.mean(0)
        noise -= noise.mean(0)
        g_r = gradient(rewards, arms, bandit.arms)
        g_z = gradient(noise, arms, bandit.arms)
        square = size / quadratic(rewards, noise)
        scale = np.sqrt(square)
        batch[:, :-1] = scale @ g_r.T + sigma * (scale @ g_z.T)
        batch[:, -1] = np.einsum("sn,sn->s", square, quadratic(g_r, g_z))
    return sums


if __name__ == "__main__":
    five = Bandit()
    few = rare()
    worker.serve({
        "plain": (lambda seed, n: plain(five, seed, n), CHUNK),
        "crn": (lambda seed, n: plain(five, seed, n, common=True), CHUNK),
        "one-pass": (lambda seed, n: one_pass(five, seed, n), CHUNK),
        "rare-plain": (lambda seed, n: plain(few, seed, n), CHUNK),
        "rare-one-pass": (lambda seed, n: one_pass(few, seed, n), CHUNK),
    })
