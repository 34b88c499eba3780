"""Beta-binomial fits: alpha and beta of maximum likelihood for tallies of k correct of n.

Writes beta_binomial.csv. The score equations are solved by mpmath at 30 digits from several starting
points; the share of silent groups of G is the posterior mean over the prompts.
"""

from mpmath import binomial, log, mp, mpf, findroot, diff

from table import write

mp.dps = 30

CASES = [
    # n, tally of k = 0..n, G
    (4, [30, 12, 11, 15, 32], 4),
    (8, [700, 190, 140, 120, 110, 120, 130, 160, 330], 8),
    (8, [5, 3, 0, 1, 2, 0, 1, 1, 3], 16),
    (16, [3, 5, 9, 12, 14, 13, 10, 8, 7, 6, 4, 3, 2, 1, 1, 1, 1], 8),
]


def loglikelihood(n, tally, a, b):
    total = mpf(0)
    for k, count in enumerate(tally):
        total += count * (
            sum(log(a + j) for j in range(k))
            + sum(log(b + j) for j in range(n - k))
            - sum(log(a + b + j) for j in range(n))
        )
    return total


def fit(n, tally):
    f = lambda u, v: loglikelihood(n, tally, mp.exp(u), mp.exp(v))
    score = lambda u, v: (diff(f, (u, v), (1, 0)), diff(f, (u, v), (0, 1)))
    roots = [findroot(score, start) for start in [(-0.5, -0.5), (0.5, 0.3)]]
    assert max(abs(x) for x in roots[0] - roots[1]) < mpf(10) ** -12
    return mp.exp(roots[0][0]), mp.exp(roots[0][1])


def rising(a, count):
    product = mpf(1)
    for j in range(count):
        product *= a + j
    return product


def silent(n, tally, a, b, size):
    total = mpf(0)
    for k, count in enumerate(tally):
        p, q = a + k, b + n - k
        total += count * (rising(p, size) + rising(q, size)) / rising(p + q, size)
    return total / sum(tally)


def unbiased(n, tally, size):
    if n < size:
        return ""
    total = sum(
        count * (binomial(k, size) + binomial(n - k, size)) / binomial(n, size)
        for k, count in enumerate(tally)
    )
    return mp.nstr(total / sum(tally), 20)


rows = []
for n, tally, size in CASES:
    a, b = fit(n, tally)
    rows.append(
        [n, " ".join(map(str, tally)), size, mp.nstr(a, 20), mp.nstr(b, 20),
         mp.nstr(silent(n, tally, a, b, size), 20), unbiased(n, tally, size)]
    )
write(
    __file__,
    ["completions", "tally", "group_size", "alpha", "beta", "silent", "unbiased"],
    rows,
)
