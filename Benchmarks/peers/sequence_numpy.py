"""The sequence policy in NumPy: token by token for a chunk of groups, gradients by weighted counts."""

import worker
import numpy as np
from problem import Sequence

CHUNK = 1024


def draw(rng, law):
    """(cell of each token in the table, reward), both over (groups, completions)."""
    shape = (CHUNK, law.group_size)
    v = law.vocabulary
    cells = np.empty((law.length, *shape), np.int32)
    previous = np.zeros(shape, np.int32)
    hit = np.ones(shape)
    for t in range(law.length):
        u = rng.random(shape)
        row = law.cuts[t][previous]
        token = (u > row[..., 0]).astype(np.int32)
        for cut in range(1, v - 1):
            token += u > row[..., cut]
        cells[t] = (t * v + previous) * v + token
        hit *= token == law.target[t]
        previous = token
    return cells, hit, rng.standard_normal(shape)


def gradient(values, index, law):
    """(1/G) sum of values times scores, shape (groups, cells): counts less their expectation."""
    v = law.vocabulary
    weights = np.broadcast_to(values, index.shape)
    size = CHUNK * law.table.size
    counts = np.bincount(index.ravel(), weights.ravel(), size)
    counts = counts.reshape(CHUNK, law.length, v, v)
    counts -= counts.sum(-1, keepdims=True) * law.table
    return counts.reshape(CHUNK, -1) / law.group_size


def groups_index(cells, law):
    return cells + np.arange(CHUNK, dtype=np.int32)[:, None] * law.table.size


def common(law, seed, batches):
    """The same draws for every sigma."""
    rng = np.random.Generator(np.random.SFC64(seed))
    sums = np.zeros((batches, len(law.sigmas), law.table.size + 1))
    for batch in sums:
        cells, rewards, noise = draw(rng, law)
        index = groups_index(cells, law)
        for s, sigma in enumerate(law.sigmas):
            x = rewards + sigma * noise
            x -= x.mean(1, keepdims=True)
            x /= np.sqrt((x * x).mean(1, keepdims=True))
            g = gradient(x, index, law)
            batch[s, :-1] = g.sum(0)
            batch[s, -1] = np.einsum("nc,nc->", g, g)
    return sums


def one_pass(law, seed, batches):
    """All sigmas from r.r, r.z, z.z, g_r and g_z of each group."""
    rng = np.random.Generator(np.random.SFC64(seed))
    sums = np.zeros((batches, len(law.sigmas), law.table.size + 1))
    sigma = law.sigmas[:, None]

    def quadratic(a, b):
        aa, ab, bb = (np.einsum("ni,ni->n", x, y) for x, y in ((a, a), (a, b), (b, b)))
        return aa + sigma * (2 * ab + sigma * bb)

    for batch in sums:
        cells, rewards, noise = draw(rng, law)
        index = groups_index(cells, law)
        rewards -= rewards.mean(1, keepdims=True)
        noise -= noise.mean(1, keepdims=True)
        g_r, g_z = gradient(rewards, index, law), gradient(noise, index, law)
        square = law.group_size / quadratic(rewards, noise)
        scale = np.sqrt(square)
        batch[:, :-1] = scale @ g_r + sigma * (scale @ g_z)
        batch[:, -1] = np.einsum("sn,sn->s", square, quadratic(g_r, g_z))
    return sums


if __name__ == "__main__":
    policy = Sequence()
    worker.serve({
        "crn": (lambda seed, n: common(policy, seed, n), CHUNK),
        "one-pass": (lambda seed, n: one_pass(policy, seed, n), CHUNK),
    })
