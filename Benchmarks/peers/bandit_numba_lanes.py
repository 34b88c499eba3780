"""The bandit sweep in Numba as fast as we could make it: blocks of groups laid out so that the compiler
puts groups into the lanes of vector instructions, random numbers of `numba_random`.

    crn            one group's draws serve all sigmas
    one-pass       and from r.r, r.z, z.z, g_r and g_z all sigmas of a group
    rao-blackwell  only what the noise does along the rewards and its norm are drawn (below)

With h_k = 1 for arms above k, sums of A h_k for k = 0 .. 3 hold all of g, because A sums to 0.

Rao-Blackwell, for standardized advantages and Gaussian noise. With centred rewards of norm R and direction r^,
dithered rewards are x = (R + s u) r^ + s w, u normal and norm(w)^2 chi-squared with G - 2 degrees of
freedom; the direction of w is uniform on its sphere, so that given n (how often each arm came), u and w^2

    E A = c r^,  c = sqrt(G) (R + s u) / norm(x),    q = c^2 / G
    E norm(g)^2 = q e + (1 - q) (1 - sum n^2 / G^2 - e) / (G - 2),  e = sum over arms of (n r^)^2 / G

and where all rewards are equal E A = 0, E norm(g)^2 = (1 - sum n^2 / G^2) / (G - 1). n comes from its law
by one table of aliases.
"""

import itertools
import math

import worker
import numpy as np
from numba import njit
from numba_random import fill_normals, fill_words, state
from problem import Bandit

BATCH, BLOCK, SIZE, ARMS = 4096, 256, 8, 5
SPAN = 2.0**-32


@njit(fastmath=True, error_model="numpy", inline="always")
def above(u, cuts):
    return (
        1.0 if u > cuts[0] else 0.0, 1.0 if u > cuts[1] else 0.0, 1.0 if u > cuts[2] else 0.0,
        1.0 if u > cuts[3] else 0.0)


@njit(fastmath=True, error_model="numpy", inline="always")
def reward(h, rises):
    return rises[0] + rises[1] * h[0] + rises[2] * h[1] + rises[3] * h[2] + rises[4] * h[3]


@njit(error_model="numpy")
def draw(words, spare, arms, noise):
    """32 random bits for each arm, a normal number for each completion."""
    fill_words(words, arms)
    fill_normals(words, spare, noise)


@njit(fastmath=True, error_model="numpy")
def centre(bits, noise, cuts, rises, r, z, hot):
    for n in range(BLOCK):
        sum_r = 0.0
        sum_z = 0.0
        for i in range(SIZE):
            h = above(bits[i, n], cuts)
            sum_r += reward(h, rises)
            sum_z += noise[i, n]
        for i in range(SIZE):
            h = above(bits[i, n], cuts)
            r[i, n] = reward(h, rises) - sum_r / SIZE
            z[i, n] = noise[i, n] - sum_z / SIZE
            hot[0, i, n] = h[0]
            hot[1, i, n] = h[1]
            hot[2, i, n] = h[2]
            hot[3, i, n] = h[3]


@njit(fastmath=True, error_model="numpy", inline="always")
def record(target, g0, g1, g2, g3, second):
    """g from its sums over the arms above 0, 1, 2, 3."""
    target[0] -= g0
    target[1] += g0 - g1
    target[2] += g1 - g2
    target[3] += g2 - g3
    target[4] += g3
    target[5] += second


@njit(fastmath=True, error_model="numpy")
def common(words, cuts, rises, sigmas, batches):
    sums = np.zeros((batches, sigmas.size, ARMS + 1))
    arms, spare = np.empty(SIZE * BLOCK // 2, np.uint64), np.empty(SIZE * BLOCK, np.uint64)
    bits = arms.view(np.uint32).reshape(SIZE, BLOCK)
    noise = np.empty((SIZE, BLOCK))
    r, z, hot = np.empty((SIZE, BLOCK)), np.empty((SIZE, BLOCK)), np.empty((4, SIZE, BLOCK))
    for block in range(batches * BATCH // BLOCK):
        draw(words, spare, arms, noise.reshape(-1))
        centre(bits, noise, cuts, rises, r, z, hot)
        for s in range(sigmas.size):
            t = sigmas[s]
            t0 = t1 = t2 = t3 = second = 0.0
            for n in range(BLOCK):
                square = g0 = g1 = g2 = g3 = 0.0
                for i in range(SIZE):
                    x = r[i, n] + t * z[i, n]
                    square += x * x
                    g0 += x * hot[0, i, n]
                    g1 += x * hot[1, i, n]
                    g2 += x * hot[2, i, n]
                    g3 += x * hot[3, i, n]
                scale = 1 / np.sqrt(SIZE * square)
                g0 *= scale
                g1 *= scale
                g2 *= scale
                g3 *= scale
                second += (
                    g0 * g0 + (g0 - g1) ** 2 + (g1 - g2) ** 2 + (g2 - g3) ** 2 + g3 * g3)
                t0 += g0
                t1 += g1
                t2 += g2
                t3 += g3
            record(sums[block * BLOCK // BATCH, s], t0, t1, t2, t3, second)
    return sums


@njit(fastmath=True, error_model="numpy")
def products(bits, noise, cuts, rises, m):
    """m: r.r, 2 r.z, z.z, the same of the gradients, then g_r and g_z by their sums above each arm."""
    for n in range(BLOCK):
        sr = sz = rr = rz = zz = 0.0
        a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = c0 = c1 = c2 = c3 = 0.0
        for i in range(SIZE):
            h = above(bits[i, n], cuts)
            r = reward(h, rises)
            z = noise[i, n]
            sr += r
            sz += z
            rr += r * r
            rz += r * z
            zz += z * z
            a0 += r * h[0]
            a1 += r * h[1]
            a2 += r * h[2]
            a3 += r * h[3]
            b0 += z * h[0]
            b1 += z * h[1]
            b2 += z * h[2]
            b3 += z * h[3]
            c0 += h[0]
            c1 += h[1]
            c2 += h[2]
            c3 += h[3]
        sr /= SIZE
        sz /= SIZE
        m[0, n] = SIZE * (rr - SIZE * sr * sr)
        m[1, n] = SIZE * 2 * (rz - SIZE * sr * sz)
        m[2, n] = SIZE * (zz - SIZE * sz * sz)
        a0 -= c0 * sr
        a1 -= c1 * sr
        a2 -= c2 * sr
        a3 -= c3 * sr
        b0 -= c0 * sz
        b1 -= c1 * sz
        b2 -= c2 * sz
        b3 -= c3 * sz
        m[3, n] = a0 * a0 + (a0 - a1) ** 2 + (a1 - a2) ** 2 + (a2 - a3) ** 2 + a3 * a3
        m[4, n] = 2 * (
            a0 * b0 + (a0 - a1) * (b0 - b1) + (a1 - a2) * (b1 - b2) + (a2 - a3) * (b2 - b3) + a3 * b3)
        m[5, n] = b0 * b0 + (b0 - b1) ** 2 + (b1 - b2) ** 2 + (b2 - b3) ** 2 + b3 * b3
        m[6, n], m[7, n], m[8, n], m[9, n] = a0, a1, a2, a3
        m[10, n], m[11, n], m[12, n], m[13, n] = b0, b1, b2, b3


@njit(fastmath=True, error_model="numpy")
def one_pass(words, cuts, rises, sigmas, batches):
    sums = np.zeros((batches, sigmas.size, ARMS + 1))
    arms, spare = np.empty(SIZE * BLOCK // 2, np.uint64), np.empty(SIZE * BLOCK, np.uint64)
    bits = arms.view(np.uint32).reshape(SIZE, BLOCK)
    noise, m = np.empty((SIZE, BLOCK)), np.empty((14, BLOCK))
    for block in range(batches * BATCH // BLOCK):
        draw(words, spare, arms, noise.reshape(-1))
        products(bits, noise, cuts, rises, m)
        for s in range(sigmas.size):
            t = sigmas[s]
            t0 = t1 = t2 = t3 = second = 0.0
            for n in range(BLOCK):
                square = 1 / (m[0, n] + t * (m[1, n] + t * m[2, n]))
                scale = np.sqrt(square)
                second += square * (m[3, n] + t * (m[4, n] + t * m[5, n]))
                t0 += scale * (m[6, n] + t * m[10, n])
                t1 += scale * (m[7, n] + t * m[11, n])
                t2 += scale * (m[8, n] + t * m[12, n])
                t3 += scale * (m[9, n] + t * m[13, n])
            record(sums[block * BLOCK // BATCH, s], t0, t1, t2, t3, second)
    return sums


def compositions(bandit):
    """For each n: its probability, then R, the sums of g above each arm at c = 1, slope and constant of
    E norm(g)^2 in c^2."""
    size, rows, chances = bandit.group_size, [], []
    for counts in itertools.product(range(size + 1), repeat=bandit.arms):
        if sum(counts) != size:
            continue
        n = np.array(counts)
        ways = math.factorial(size) / math.prod(math.factorial(k) for k in counts)
        chances.append(ways * np.prod(bandit.probabilities**n))
        rewards = bandit.rewards - n @ bandit.rewards / size
        norm = np.sqrt(n @ rewards**2)
        spread = 1 - (n @ n) / size**2
        g, slope, constant = 0 * rewards, 0.0, spread / (size - 1)
        if norm > 0:
            direction = n * rewards / norm
            e = (direction**2).sum() / size
            g, constant = direction / size, (spread - e) / (size - 2)
            slope = (e - constant) / size
        # Suffix sums: the arms above 0, 1, 2, 3.
        rows.append([norm, *g[::-1].cumsum()[::-1][1:], slope, constant])
    return np.array(chances), np.array(rows).T.copy()


def aliases(chances):
    """Walker's table: entry i stays i below its threshold, else it is the other one."""
    count = len(chances)
    scaled = np.array(chances) / np.sum(chances) * count
    threshold, other = np.ones(count), np.arange(count)
    small = [i for i in range(count) if scaled[i] < 1]
    large = [i for i in range(count) if scaled[i] >= 1]
    while small and large:
        low, high = small.pop(), large[-1]
        threshold[low], other[low] = scaled[low], high
        scaled[high] -= 1 - scaled[low]
        if scaled[high] < 1:
            small.append(large.pop())
    return threshold / SPAN, other


@njit(fastmath=True, error_model="numpy")
def gammas(shape, normals, bits, out):
    """Gamma variates by Marsaglia and Tsang; their squeeze decides nearly all."""
    d = shape - 1 / 3
    c = 1 / np.sqrt(9 * d)
    for n in range(out.size):
        x = normals[n]
        v = (1 + c * x) ** 3
        out[n] = d * v if SPAN * bits[n] < 1 - 0.0331 * (x * x) * (x * x) else -1.0
    for n in range(out.size):
        if out[n] < 0:
            x, u = normals[n], SPAN * (bits[n] + 0.5)
            v = (1 + c * x) ** 3
            while v <= 0 or np.log(u) >= 0.5 * x * x + d - d * v + d * np.log(v):
                x, u = np.random.normal(), 1 - np.random.random()
                v = (1 + c * x) ** 3
            out[n] = d * v


@njit(error_model="numpy")
def draw_along(words, size, kinds, lots, spare, normals, rest):
    """64 random bits for each group, what its noise has along the rewards (the first half of `normals`), and
    half of the square of the rest."""
    fill_words(words, kinds)
    fill_words(words, lots)
    fill_normals(words, spare, normals)
    gammas(size / 2 - 1, normals[rest.size:], lots.view(np.uint32), rest)


@njit(fastmath=True, error_model="numpy", inline="always")
def pick(halves, n, threshold, other):
    """The entry of a table of aliases that two halves of a word choose."""
    i = (np.uint64(halves[2 * n]) * np.uint64(threshold.size)) >> np.uint64(32)
    return other[i] if halves[2 * n + 1] >= threshold[i] else i


@njit(fastmath=True, error_model="numpy")
def rao_blackwell(words, threshold, other, table, sigmas, batches):
    sums = np.zeros((batches, sigmas.size, ARMS + 1))
    kinds, lots = np.empty(BLOCK, np.uint64), np.empty(BLOCK // 2, np.uint64)
    spare, normals = np.empty(2 * BLOCK, np.uint64), np.empty(2 * BLOCK)
    along, rest = normals[:BLOCK], np.empty(BLOCK)
    m = np.empty((7, BLOCK))
    for block in range(batches * BATCH // BLOCK):
        draw_along(words, SIZE, kinds, lots, spare, normals, rest)
        halves, constant = kinds.view(np.uint32), 0.0
        for n in range(BLOCK):
            i = pick(halves, n, threshold, other)
            for k in range(6):
                m[k, n] = table[k, i]
            constant += table[6, i]
        for s in range(sigmas.size):
            t = sigmas[s]
            t0 = t1 = t2 = t3 = second = 0.0
            for n in range(BLOCK):
                x = m[0, n] + t * along[n]
                c = x * np.sqrt(SIZE / (x * x + 2 * t * t * rest[n]))
                second += c * c * m[5, n]
                t0 += c * m[1, n]
                t1 += c * m[2, n]
                t2 += c * m[3, n]
                t3 += c * m[4, n]
            record(sums[block * BLOCK // BATCH, s], t0, t1, t2, t3, second + constant)
    return sums


def variants(bandit):
    rises = np.diff(bandit.rewards, prepend=0.0)
    cuts = (bandit.cuts / SPAN).astype(np.uint32)
    chances, table = compositions(bandit)
    threshold, other = aliases(chances)
    return {
        "crn": (lambda seed, n: common(state(seed), cuts, rises, bandit.sigmas, n), BATCH),
        "one-pass": (lambda seed, n: one_pass(state(seed), cuts, rises, bandit.sigmas, n), BATCH),
        "rao-blackwell": (
            lambda seed, n: rao_blackwell(
                state(seed), threshold, other.astype(np.uint64), table, bandit.sigmas, n), BATCH)}


if __name__ == "__main__":
    worker.serve(variants(Bandit()))
