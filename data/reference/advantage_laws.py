"""Conditional laws of the advantages: sorted rewards -> (E[A given r], E[A A^T given r])."""

from functools import lru_cache
from itertools import product

from mpmath import mpf, sqrt

import gaussian_law
import plane_law
from radial import stabilized_moments

ZERO = mpf(10) ** -25


def outer(x, y):
    return [[a * b for b in y] for a in x]


def centred(values):
    mean = sum(values) / len(values)
    return [v - mean for v in values]


def centring(size):
    return [[(1 if i == j else 0) - mpf(1) / size for j in range(size)] for i in range(size)]


def axial_law(x, isotropic, along, mean):
    """mean u and isotropic H + along u u^T for u = x / norm(x)."""
    norm = sqrt(sum(v**2 for v in x))
    u = [v / norm for v in x] if norm > ZERO else [mpf(0)] * len(x)
    line, plane = outer(u, u), centring(len(x))
    matrix = [[isotropic * h + along * b for h, b in zip(p, q)] for p, q in zip(plane, line)]
    return [mean * v for v in u], matrix


def linear(kind, sigma):
    """reinforce, mean, leave-one-out: any independent zero-mean noise of that variance."""
    def law(rewards):
        size = len(rewards)
        if kind == "reinforce":
            noise = [[sigma**2 if i == j else mpf(0) for j in range(size)] for i in range(size)]
            mean = list(rewards)
        else:
            scale = mpf(size) / (size - 1) if kind == "leave-one-out" else mpf(1)
            mean = [scale * v for v in centred(rewards)]
            noise = [[(scale * sigma) ** 2 * h for h in row] for row in centring(size)]
        signal = outer(mean, mean)
        return mean, [[a + b for a, b in zip(p, q)] for p, q in zip(signal, noise)]
    return law


def standardized(ddof, sigma):
    """Gaussian noise, stabilizer 0: the closed ShrinkageLaw."""
    def law(rewards):
        size, x = len(rewards), centred(rewards)
        norm = sqrt(sum(v**2 for v in x))
        kappa, a, b = gaussian_law.moments(size - 1, norm, sigma)
        return axial_law(x, a * (size - ddof), b * (size - ddof), kappa * sqrt(mpf(size - ddof)))
    return law


@lru_cache(None)
def cached_stabilized(size, ddof, stabilizer, sigma, squared_norm):
    return stabilized_moments(size, ddof, mpf(stabilizer), mpf(sigma), sqrt(mpf(squared_norm)))


def stabilized(ddof, stabilizer, sigma):
    """Gaussian noise, stabilizer > 0: radial quadrature."""
    def law(rewards):
        x = centred(rewards)
        squared = sum(v**2 for v in x)
        key = squared if squared > ZERO else mpf(0)
        alpha, c1, c2, _ = cached_stabilized(len(x), ddof, stabilizer, sigma, key)
        return axial_law(x, c1, c2, alpha)
    return law


@lru_cache(None)
def cached_plane(rewards, noise, sigma):
    return plane_law.direction_moments(rewards, noise, mpf(sigma))


def bounded_or_heavy(noise, ddof, sigma, errors):
    """Uniform or Laplace noise, stabilizer 0, G = 2 or 3; the quadrature error is appended."""
    def law(rewards):
        size = len(rewards)
        scale = sqrt(mpf(size - ddof))
        if size == 2:
            q = plane_law.pair_mean(rewards[0] - rewards[1], noise, mpf(sigma)) * scale / sqrt(2)
            half = scale**2 / 2
            return [q, -q], [[half, -half], [-half, half]]
        if rewards[0] == rewards[-1]:
            return [mpf(0)] * 3, [[h * scale**2 / 2 for h in row] for row in centring(3)]
        mean, matrix, error = cached_plane(rewards, noise, sigma)
        errors.append(error)
        return [scale * v for v in mean], [[scale**2 * v for v in row] for row in matrix]
    return law


def standardize(values, ddof, stabilizer):
    x = centred(values)
    squared = sum(v**2 for v in x)
    if squared < ZERO:
        return [mpf(0)] * len(x)
    return [v / (sqrt(squared / (len(x) - ddof)) + stabilizer) for v in x]


def standardize_against_others(values, ddof, stabilizer):
    """(r_i - mean of the others) / (std of the others + stabilizer), unscaled if that std is 0."""
    result = []
    for i, value in enumerate(values):
        others = values[:i] + values[i + 1:]
        squared = sum(v**2 for v in centred(others)) / (len(others) - ddof)
        gap = value - sum(others) / len(others)
        result.append(gap if squared < ZERO else gap / (sqrt(squared) + stabilizer))
    return result


def rademacher(advantage, sigma):
    """Every one of the 2^G sign patterns of noise +-sigma; sigma = 0 gives the undithered law."""
    def law(rewards):
        size = len(rewards)
        patterns = list(product((-1, 1), repeat=size)) if sigma != 0 else [(0,) * size]
        mean, matrix = [mpf(0)] * size, [[mpf(0)] * size for _ in range(size)]
        for signs in patterns:
            a = advantage([r + sigma * s for r, s in zip(rewards, signs)])
            mean = [m + v / len(patterns) for m, v in zip(mean, a)]
            for row, line in zip(matrix, outer(a, a)):
                row[:] = [m + v / len(patterns) for m, v in zip(row, line)]
        return mean, matrix
    return law


def batch_standardized(ddof, sigma, cells, size):
    """A = own-group-centred rewards / S, S over both groups (2 G rewards) of a batch.

    With w the direction of the dithered batch, centred over all D + 1 = 2 G rewards, and P the
    projection on the own group's centred subspace, A = sqrt(2 G - ddof) P w. The ShrinkageLaw
    in D = 2 G - 1 dimensions gives, U the direction of the undithered batch,
      E[A] = sqrt(2 G - ddof) kappa_D P U,  E[A A^T] = (2 G - ddof) (a_D P + b_D P U U^T P).
    The other group is averaged over its sorted reward vectors.
    """
    def law(rewards):
        mean, matrix = [mpf(0)] * size, [[mpf(0)] * size for _ in range(size)]
        own = centred(rewards)
        for other, cell in cells.items():
            norm = sqrt(sum(v**2 for v in centred(rewards + other)))
            norm = norm if norm > ZERO else mpf(0)
            kappa, a, b = gaussian_law.moments(2 * size - 1, norm, sigma)
            part = [v / norm for v in own] if norm else [mpf(0)] * size
            scale = mpf(2 * size - ddof)
            p = cell.probability
            mean = [m + p * sqrt(scale) * kappa * v for m, v in zip(mean, part)]
            for row, plane, line in zip(matrix, centring(size), outer(part, part)):
                row[:] = [m + p * scale * (a * h + b * x) for m, h, x in zip(row, plane, line)]
        return mean, matrix
    return law


def silent_after_rademacher(rewards, sigma):
    """Share of the sign patterns that leave all dithered rewards equal."""
    count = 0
    for signs in product((-1, 1), repeat=len(rewards)):
        values = [r + sigma * s for r, s in zip(rewards, signs)]
        count += max(values) - min(values) < ZERO
    return mpf(count) / 2 ** len(rewards)
