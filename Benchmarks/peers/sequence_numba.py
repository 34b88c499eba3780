"""The sequence policy in Numba: one group at a time in compiled loops, random numbers of `numba_random`
for a block of groups at once."""

import functools
import sys

import worker
import numpy as np
from numba import njit
from numba_random import fill_normals, fill_words, state
from problem import LONG, Sequence

BATCH, BLOCK = 1024, 32
SPAN = 2.0**-32


@njit(fastmath=True, inline="always")
def draw(bits, normals, cuts, target, cells, rewards, noise):
    """Fills the cell of each token in the table, the centred rewards and the noise."""
    length, v, _ = cuts.shape
    mean_r = 0.0
    mean_z = 0.0
    for i in range(rewards.size):
        previous = 0
        hit = 1.0
        odd = 0
        for t in range(length):
            u = bits[i, t]
            token = 0
            for c in range(v - 1):
                token += u > cuts[t, previous, c]
            cells[i, t] = (t * v + previous) * v + token
            odd ^= token & 1
            if target.size:
                hit *= token == target[t]
            previous = token
        rewards[i] = hit if target.size else 1.0 - odd
        noise[i] = normals[i]
        mean_r += rewards[i]
        mean_z += noise[i]
    rewards -= mean_r / rewards.size
    noise -= mean_z / rewards.size


@njit(fastmath=True, inline="always")
def gradient(values, cells, table, v, g):
    """(1/G) sum of values times scores: counts less their expectation."""
    g[:] = 0
    for i in range(values.size):
        for t in range(cells.shape[1]):
            g[cells[i, t]] += values[i] / values.size
    for row in range(0, g.size, v):
        total = 0.0
        for c in range(v):
            total += g[row + c]
        for c in range(v):
            g[row + c] -= total * table[row + c]


@njit(fastmath=True)
def common(words, cuts, target, table, sigmas, size, batches):
    """The same draws for every sigma."""
    sums = np.zeros((batches, sigmas.size, table.size + 1))
    arms, spare = np.empty(BLOCK * size * len(cuts) // 2, np.uint64), np.empty(BLOCK * size, np.uint64)
    bits = arms.view(np.uint32).reshape(BLOCK, size, len(cuts))
    normals = np.empty((BLOCK, size))
    cells = np.zeros((size, cuts.shape[0]), np.int64)
    rewards = np.zeros(size)
    noise = np.zeros(size)
    advantages = np.zeros(size)
    g = np.zeros(table.size)
    for b in range(batches):
        for n in range(BATCH):
            if n % BLOCK == 0:
                fill_words(words, arms)
                fill_normals(words, spare, normals.reshape(-1))
            draw(bits[n % BLOCK], normals[n % BLOCK], cuts, target, cells, rewards, noise)
            for s in range(sigmas.size):
                square = 0.0
                for i in range(size):
                    advantages[i] = rewards[i] + sigmas[s] * noise[i]
                    square += advantages[i] ** 2
                scale = np.sqrt(size / square)
                for i in range(size):
                    advantages[i] *= scale
                gradient(advantages, cells, table, cuts.shape[1], g)
                norm = 0.0
                for c in range(g.size):
                    sums[b, s, c] += g[c]
                    norm += g[c] * g[c]
                sums[b, s, g.size] += norm
    return sums


@njit(fastmath=True)
def one_pass(words, cuts, target, table, sigmas, size, batches):
    """All sigmas from r.r, r.z, z.z, g_r and g_z of each group."""
    sums = np.zeros((batches, sigmas.size, table.size + 1))
    arms, spare = np.empty(BLOCK * size * len(cuts) // 2, np.uint64), np.empty(BLOCK * size, np.uint64)
    bits = arms.view(np.uint32).reshape(BLOCK, size, len(cuts))
    normals = np.empty((BLOCK, size))
    cells = np.zeros((size, cuts.shape[0]), np.int64)
    rewards = np.zeros(size)
    noise = np.zeros(size)
    g_r = np.zeros(table.size)
    g_z = np.zeros(table.size)
    for b in range(batches):
        for n in range(BATCH):
            if n % BLOCK == 0:
                fill_words(words, arms)
                fill_normals(words, spare, normals.reshape(-1))
            draw(bits[n % BLOCK], normals[n % BLOCK], cuts, target, cells, rewards, noise)
            gradient(rewards, cells, table, cuts.shape[1], g_r)
            gradient(noise, cells, table, cuts.shape[1], g_z)
            rr, rz, zz = np.dot(rewards, rewards), np.dot(rewards, noise), np.dot(noise, noise)
            aa, ab, bb = np.dot(g_r, g_r), np.dot(g_r, g_z), np.dot(g_z, g_z)
            for s in range(sigmas.size):
                t = sigmas[s]
                square = size / (rr + t * (2 * rz + t * zz))
                scale = np.sqrt(square)
                for c in range(table.size):
                    sums[b, s, c] += scale * (g_r[c] + t * g_z[c])
                sums[b, s, table.size] += square * (aa + t * (2 * ab + t * bb))
    return sums


def run(kernel, policy, seed, batches):
    cuts = (policy.cuts / SPAN).astype(np.uint32)
    return kernel(
        state(seed), cuts, policy.target, policy.table.ravel(), policy.sigmas, policy.group_size,
        batches)


if __name__ == "__main__":
    policy = Sequence(LONG) if sys.argv[1].startswith("long-") else Sequence()
    variants = {"crn": common, "one-pass": one_pass}
    worker.serve({
        prefix + name: (functools.partial(run, kernel, policy), BATCH)
        for prefix in ("", "long-") for name, kernel in variants.items()})
