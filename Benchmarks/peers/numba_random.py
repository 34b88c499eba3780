"""Random numbers for the peers in Numba, as fast as we could write them there: xoshiro256++ (Blackman and
Vigna) in 64 lanes, which the compiler turns into vector instructions, and from its words uniform
numbers of 32 bits and normal ones by the ziggurat of 256 layers (Marsaglia and Tsang), without a call
of NumPy's generator through a pointer for each number."""

import numpy as np
from numba import njit

LANES = 64
R = 3.654152885361008796
V = 0.00492867323399


@njit(error_model="numpy")
def seed_own(seed):
    np.random.seed(seed)


def state(seed):
    """Four words for each lane; seeds Numba's own generator too."""
    seed_own(seed)
    return np.random.SeedSequence(seed).generate_state(4 * LANES, np.uint64).reshape(4, LANES)


def ziggurat():
    """Edges x_0 > x_1 > .. > x_256 = 0 of the layers, densities there; the lowest layer holds the tail."""
    x = np.zeros(257)
    x[0], x[1] = V / np.exp(-R * R / 2), R
    for i in range(1, 255):
        x[i + 1] = np.sqrt(-2 * np.log(V / x[i] + np.exp(-x[i] * x[i] / 2)))
    return x, np.exp(-x * x / 2)


X, F = ziggurat()
SCALE = X[:256] * 2.0**-55
INNER = X[1:].copy()
# No number: no nan, which a caller's fast arithmetic would not see.
NONE = 1e9


@njit(error_model="numpy")
def fill_words(state, words):
    """64 random bits for each entry; their number a multiple of the lanes."""
    a, b, c, d = state[0], state[1], state[2], state[3]
    rows = words.reshape(-1, LANES)
    for i in range(len(rows)):
        row = rows[i]
        for k in range(LANES):
            w, x, y, z = a[k], b[k], c[k], d[k]
            total = w + z
            row[k] = ((total << np.uint64(23)) | (total >> np.uint64(41))) + w
            y ^= w
            z ^= x
            b[k] = x ^ y
            a[k] = w ^ z
            c[k] = y ^ (x << np.uint64(17))
            d[k] = (z << np.uint64(45)) | (z >> np.uint64(19))


@njit(error_model="numpy")
def corner(layer, x):
    """A point of a layer beyond what is surely under the curve: the normal number, or NONE.

    Seldom needed: its uniform numbers are Numba's own.
    """
    if layer == 0:
        while True:
            a, b = np.log(1 - np.random.random()) / R, np.log(1 - np.random.random())
            if -2 * b > a * a:
                return R - a if x > 0 else a - R
    y = F[layer] + np.random.random() * (F[layer + 1] - F[layer])
    return x if y < np.exp(-x * x / 2) else NONE


@njit(error_model="numpy")
def repaired(layer, x):
    """The number itself, or where it lies beyond the curve a fresh one that does not."""
    x = corner(layer, x)
    while x == NONE:
        layer = int(256 * np.random.random())
        x = (2 * np.random.random() - 1) * X[layer]
        if abs(x) >= X[layer + 1]:
            x = corner(layer, x)
    return x


@njit(error_model="numpy")
def fill_normals(state, words, out):
    """Normal numbers; `words` is room for as many words."""
    fill_words(state, words)
    for i in range(out.size):
        layer = words[i] & np.uint64(255)
        x = (np.int64(words[i]) >> 8) * SCALE[layer]
        if abs(x) >= INNER[layer]:
            x = repaired(np.int64(layer), x)
        out[i] = x
