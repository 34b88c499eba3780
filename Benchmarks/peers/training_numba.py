"""Bandit training in Numba.

    loop   one run after the other, as one writes it
    lanes  as fast as we could make it: runs in the lanes of vector instructions, random numbers of
           `numba_random`, and no exponential: weights exp(logits) are multiplied by a polynomial, exact to
           rounding because a step moves no logit by more than rate * sqrt(G - 1)

All recipes of a comparison, a standard deviation of the noise each, share their draws.
"""

import training_problem
import numpy as np
from numba import njit
from numba_random import fill_normals, fill_words, state
from training_problem import GROUP_SIZE as SIZE, STABILIZER, Bandit

BLOCK, SPAN = 256, 2.0**-32


@njit(fastmath=True, error_model="numpy")
def loop(rng, start, rewards, rate, steps, sigmas, runs):
    """V after each quarter, shape (recipes, runs, 4)."""
    values = np.zeros((sigmas.size, runs, 4))
    u, z, x = np.zeros(SIZE), np.zeros(SIZE), np.zeros(SIZE)
    arms, logits = np.zeros(SIZE, np.int64), np.zeros((sigmas.size, start.size))
    p = np.zeros(start.size)
    for run in range(runs):
        logits[:] = start
        for step in range(1, steps + 1):
            for i in range(SIZE):
                u[i] = rng.random()
                z[i] = rng.standard_normal()
            for s in range(sigmas.size):
                total = 0.0
                for k in range(p.size):
                    total += np.exp(logits[s, k])
                    p[k] = total
                mean = 0.0
                for i in range(SIZE):
                    arm = 0
                    for k in range(p.size - 1):
                        arm += total * u[i] > p[k]
                    arms[i] = arm
                    x[i] = rewards[arm] + sigmas[s] * z[i]
                    mean += x[i] / SIZE
                square = 0.0
                for i in range(SIZE):
                    square += (x[i] - mean) ** 2
                scale = rate / SIZE / (np.sqrt(square / (SIZE - 1)) + STABILIZER)
                for i in range(SIZE):
                    logits[s, arms[i]] += scale * (x[i] - mean)
                if 4 * step % steps == 0:
                    p[:] = np.exp(logits[s])
                    values[s, run, 4 * step // steps - 1] = np.dot(p, rewards) / p.sum()
    return values


@njit(fastmath=True, error_model="numpy", inline="always")
def exponential(x):
    """For abs(x) below .15, to a rounding error."""
    y = 1 + x / 8 * (1 + x / 9)
    y = 1 + x / 5 * (1 + x / 6 * (1 + x / 7 * y))
    return 1 + x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4 * y)))


@njit(fastmath=True, error_model="numpy")
def update(bits, noise, rises, rate, sigma, w):
    """One step of all runs of a block; sums above arms 0 .. 3 hold the whole gradient."""
    for n in range(BLOCK):
        c0 = w[0, n]
        c1 = c0 + w[1, n]
        c2 = c1 + w[2, n]
        c3 = c2 + w[3, n]
        total = (c3 + w[4, n]) * SPAN
        sum_x = square = 0.0
        g0 = g1 = g2 = g3 = n0 = n1 = n2 = n3 = 0.0
        for i in range(SIZE):
            u = (bits[i, n] + 0.5) * total
            h0 = 1.0 if u > c0 else 0.0
            h1 = 1.0 if u > c1 else 0.0
            h2 = 1.0 if u > c2 else 0.0
            h3 = 1.0 if u > c3 else 0.0
            x = rises[0] + rises[1] * h0 + rises[2] * h1 + rises[3] * h2 + rises[4] * h3
            x += sigma * noise[i, n]
            sum_x += x
            square += x * x
            g0 += x * h0
            g1 += x * h1
            g2 += x * h2
            g3 += x * h3
            n0 += h0
            n1 += h1
            n2 += h2
            n3 += h3
        mean = sum_x / SIZE
        deviation = np.sqrt(max(square - SIZE * mean * mean, 0.0) / (SIZE - 1))
        scale = rate / SIZE / (deviation + STABILIZER)
        g0 = scale * (g0 - n0 * mean)
        g1 = scale * (g1 - n1 * mean)
        g2 = scale * (g2 - n2 * mean)
        g3 = scale * (g3 - n3 * mean)
        w[0, n] *= exponential(-g0)
        w[1, n] *= exponential(g0 - g1)
        w[2, n] *= exponential(g1 - g2)
        w[3, n] *= exponential(g2 - g3)
        w[4, n] *= exponential(g3)


@njit(fastmath=True, error_model="numpy")
def lanes(words, start, rewards, rises, rate, steps, sigmas, runs):
    """V after each quarter, shape (recipes, runs, 4); the runs a multiple of BLOCK."""
    values = np.zeros((sigmas.size, runs, 4))
    arms, spare = np.empty(SIZE * BLOCK // 2, np.uint64), np.empty(SIZE * BLOCK, np.uint64)
    bits, noise = arms.view(np.uint32).reshape(SIZE, BLOCK), np.empty((SIZE, BLOCK))
    w = np.empty((sigmas.size, start.size, BLOCK))
    for first in range(0, runs, BLOCK):
        for k in range(start.size):
            w[:, k, :] = np.exp(start[k])
        for step in range(1, steps + 1):
            fill_words(words, arms)
            fill_normals(words, spare, noise.reshape(-1))
            for s in range(sigmas.size):
                update(bits, noise, rises, rate, sigmas[s], w[s])
                if 4 * step % steps == 0:
                    for n in range(BLOCK):
                        right = total = 0.0
                        for k in range(start.size):
                            right += rewards[k] * w[s, k, n]
                            total += w[s, k, n]
                        values[s, first + n, 4 * step // steps - 1] = right / total
    return values


def run_loop(seed, runs, sigmas):
    law, rng = Bandit(), np.random.Generator(np.random.SFC64(seed))
    values = loop(rng, law.logits, law.rewards, law.rate, law.steps, np.array(sigmas), runs)
    return values[..., [0, 1, 3]]


def run_lanes(seed, runs, sigmas):
    law = Bandit()
    values = lanes(
        state(seed), law.logits, law.rewards, np.diff(law.rewards, prepend=0.0), law.rate,
        law.steps, np.array(sigmas), -(-runs // BLOCK) * BLOCK)
    return values[..., [0, 1, 3]]


if __name__ == "__main__":
    training_problem.serve({"loop": run_loop, "lanes": run_lanes})
