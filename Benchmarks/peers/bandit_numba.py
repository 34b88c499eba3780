"""The bandit sweep in Numba: one group at a time in compiled loops, NumPy's ziggurat."""

import worker
import numpy as np
from numba import njit
from problem import Bandit, rare

BATCH = 4096


@njit(fastmath=True, error_model="numpy", inline="always")
def draw(rng, cuts, arms, noise):
    for i in range(arms.size):
        u = rng.random()
        arm = 0
        for cut in cuts:
            arm += u > cut
        arms[i] = arm
        noise[i] = rng.standard_normal()


@njit(fastmath=True, error_model="numpy", inline="always")
def add_group(rewards, sigma, arms, noise, advantages, g, sums):
    size = arms.size
    mean = 0.0
    for i in range(size):
        advantages[i] = rewards[arms[i]] + sigma * noise[i]
        mean += advantages[i]
    mean /= size
    square = 0.0
    for i in range(size):
        advantages[i] -= mean
        square += advantages[i] * advantages[i]
    scale = 1 / np.sqrt(square * size)
    g[:] = 0
    for i in range(size):
        g[arms[i]] += advantages[i]
    norm = 0.0
    for k in range(g.size):
        value = scale * g[k]
        sums[k] += value
        norm += value * value
    sums[g.size] += norm


@njit(fastmath=True, error_model="numpy")
def plain(rng, cuts, rewards, sigmas, size, batches, common):
    sums = np.zeros((batches, sigmas.size, rewards.size + 1))
    arms = np.zeros(size, np.int64)
    noise = np.zeros(size)
    advantages = np.zeros(size)
    g = np.zeros(rewards.size)
    for b in range(batches):
        for _ in range(BATCH):
            for s in range(sigmas.size):
                if s == 0 or not common:
                    draw(rng, cuts, arms, noise)
                add_group(rewards, sigmas[s], arms, noise, advantages, g, sums[b, s])
    return sums


@njit(fastmath=True, error_model="numpy")
def one_pass(rng, cuts, rewards, sigmas, size, batches):
    """All sigmas from r.r, r.z, z.z, g_r and g_z of each group; the loops over sigmas vectorise."""
    count = rewards.size
    sums = np.zeros((batches, count + 1, sigmas.size))
    arms = np.zeros(size, np.int64)
    noise = np.zeros(size)
    g_r = np.zeros(count)
    g_z = np.zeros(count)
    scale = np.zeros(sigmas.size)
    for b in range(batches):
        target = sums[b]
        for _ in range(BATCH):
            draw(rng, cuts, arms, noise)
            mean_r = 0.0
            mean_z = 0.0
            for i in range(size):
                mean_r += rewards[arms[i]]
                mean_z += noise[i]
            mean_r /= size
            mean_z /= size
            g_r[:] = 0
            g_z[:] = 0
            rr = 0.0
            rz = 0.0
            zz = 0.0
            for i in range(size):
                r = rewards[arms[i]] - mean_r
                z = noise[i] - mean_z
                rr += r * r
                rz += r * z
                zz += z * z
                g_r[arms[i]] += r
                g_z[arms[i]] += z
            aa = 0.0
            ab = 0.0
            bb = 0.0
            for k in range(count):
                aa += g_r[k] * g_r[k]
                ab += g_r[k] * g_z[k]
                bb += g_z[k] * g_z[k]
            for s in range(sigmas.size):
                t = sigmas[s]
                square = 1 / (size * (rr + t * (2 * rz + t * zz)))
                scale[s] = np.sqrt(square)
                target[count, s] += square * (aa + t * (2 * ab + t * bb))
            for k in range(count):
                a = g_r[k]
                c = g_z[k]
                for s in range(sigmas.size):
                    target[k, s] += scale[s] * (a + sigmas[s] * c)
    return sums


def generator(seed):
    return np.random.Generator(np.random.SFC64(seed))


if __name__ == "__main__":
    five = Bandit()
    few = rare()

    def run_plain(bandit, seed, batches, common=False):
        return plain(
            generator(seed), bandit.cuts, bandit.rewards, bandit.sigmas, bandit.group_size, batches,
            common)

    def run_one_pass(bandit, seed, batches):
        sums = one_pass(
            generator(seed), bandit.cuts, bandit.rewards, bandit.sigmas, bandit.group_size, batches)
        return sums.transpose(0, 2, 1)

    worker.serve({
        "plain": (lambda seed, n: run_plain(five, seed, n), BATCH),
        "crn": (lambda seed, n: run_plain(five, seed, n, common=True), BATCH),
        "one-pass": (lambda seed, n: run_one_pass(five, seed, n), BATCH),
        "rare-plain": (lambda seed, n: run_plain(few, seed, n), BATCH),
        "rare-one-pass": (lambda seed, n: run_one_pass(few, seed, n), BATCH),
    })
