"""The sequence policy in Numba by the rewards of completions, as redit's default has it: of a group only how
many completions hit the target is drawn, and what the noise does along the rewards.

    rao-blackwell   K of G right by one alias; the noise as in `bandit_numba_lanes`

E g and E norm(g)^2 know a completion by its reward r alone: by P(r), m_r = E[s | r] and t_r = E[norm(s)^2 | r].
With R = norm of the centred rewards, e = norm(m_1 - m_0)^2, v_r = t_r - norm(m_r)^2, k = K/G, and c, q as there,

    E g         = c (R/G) (m_1 - m_0),     one number along m_1 - m_0
    E norm(g)^2 = c^2 a + (G - c^2) b,     G^2 a = R^2 e + (K ((1-k) / R)^2 v_1 + (G-K) (k / R)^2 v_0)
    (G - 2) b = T - a,                     G^2 T = R^2 e + (1 - 1/G) (K v_1 + (G-K) v_0)

and where all rewards are equal E g = 0, E norm(g)^2 = G T / (G - 1).
"""

import math

import numpy as np
import worker
from bandit_numba_lanes import aliases, draw_along, pick
from numba import njit
from numba_random import state
from problem import Sequence

BATCH, BLOCK, SIZE = 4096, 256, Sequence.group_size


def levels(sequence):
    """P(target), norm(m_1 - m_0)^2, v_1 and v_0, without listing completions."""
    reach = np.zeros(sequence.vocabulary)
    chance, score, fisher, previous = 1.0, 0.0, 0.0, 0
    for t, token in enumerate(sequence.target):
        rows = sequence.table[t]
        squares = 1 - (rows**2).sum(1)
        if t == 0:
            fisher, reach = squares[0], rows[0]
        else:
            fisher, reach = fisher + reach @ squares, reach @ rows
        own = rows[previous]
        chance *= own[token]
        score += 1 - 2 * own[token] + own @ own
        previous = token
    # The others have what is left: E s = 0, E norm(s)^2 = tr F.
    mean = -chance / (1 - chance)
    rest = (fisher - chance * score) / (1 - chance)
    return chance, score * (1 - mean) ** 2, 0.0, rest - mean**2 * score


def compositions(sequence):
    """For each K: its probability, then R, E g at c = 1 along one axis, slope and constant in c^2."""
    chance, e, right, wrong = levels(sequence)
    chances, rows = [], []
    for hits in range(SIZE + 1):
        k = hits / SIZE
        chances.append(math.comb(SIZE, hits) * chance**hits * (1 - chance) ** (SIZE - hits))
        norm = math.sqrt(hits * (1 - k))
        trace = (norm**2 * e + (1 - 1 / SIZE) * (hits * right + (SIZE - hits) * wrong)) / SIZE**2
        if norm == 0:
            rows.append([0, 0, 0, SIZE * trace / (SIZE - 1)])
            continue
        along = norm**2 * e + (hits * (1 - k) ** 2 * right + (SIZE - hits) * k**2 * wrong) / norm**2
        along /= SIZE**2
        across = (trace - along) / (SIZE - 2)
        rows.append([norm, norm / SIZE * math.sqrt(e), along - across, SIZE * across])
    return np.array(chances), np.array(rows).T.copy()


@njit(fastmath=True, error_model="numpy")
def rao_blackwell(words, threshold, other, table, sigmas, batches):
    sums = np.zeros((batches, sigmas.size, 2))
    kinds, lots = np.empty(BLOCK, np.uint64), np.empty(BLOCK // 2, np.uint64)
    spare, normals = np.empty(2 * BLOCK, np.uint64), np.empty(2 * BLOCK)
    along, rest = normals[:BLOCK], np.empty(BLOCK)
    m = np.empty((3, BLOCK))
    for block in range(batches * BATCH // BLOCK):
        draw_along(words, SIZE, kinds, lots, spare, normals, rest)
        halves, constant = kinds.view(np.uint32), 0.0
        for n in range(BLOCK):
            i = pick(halves, n, threshold, other)
            m[0, n], m[1, n], m[2, n] = table[0, i], table[1, i], table[2, i]
            constant += table[3, i]
        for s in range(sigmas.size):
            t = sigmas[s]
            gradient = second = 0.0
            for n in range(BLOCK):
                x = m[0, n] + t * along[n]
                c = x * np.sqrt(SIZE / (x * x + 2 * t * t * rest[n]))
                second += c * c * m[2, n]
                gradient += c * m[1, n]
            sums[block * BLOCK // BATCH, s, 0] += gradient
            sums[block * BLOCK // BATCH, s, 1] += second + constant
    return sums


def variants(sequence):
    chances, table = compositions(sequence)
    threshold, other = aliases(chances)
    return {
        "rao-blackwell": (
            lambda seed, n: rao_blackwell(
                state(seed), threshold, other.astype(np.uint64), table, sequence.sigmas, n), BATCH)}


if __name__ == "__main__":
    worker.serve(variants(Sequence()))
