"""Node sets at the working precision: Gauss-Legendre and tanh-sinh on [-1, 1]."""

from functools import lru_cache

from mpmath import mpf, cos, cosh, exp, pi, sinh


def legendre_pair(n, x):
    """P_n(x) and its derivative, by the three-term recurrence."""
    before, here = mpf(1), x
    for k in range(2, n + 1):
        before, here = here, ((2 * k - 1) * x * here - (k - 1) * before) / k
    return here, n * (x * here - before) / (x**2 - 1)


@lru_cache(None)
def gauss_legendre(n, dps):
    """[(node, weight)] of the n-point rule, Newton's method from Chebyshev guesses."""
    nodes = []
    for k in range(1, n + 1):
        x = cos(pi * (k - mpf(1) / 4) / (n + mpf(1) / 2))
        for _ in range(8):
            value, slope = legendre_pair(n, x)
            x -= value / slope
        _, slope = legendre_pair(n, x)
        nodes.append((x, 2 / ((1 - x**2) * slope**2)))
    return nodes


@lru_cache(None)
def tanh_sinh(steps, dps):
    """[(1 + x, 1 - x, weight, coarse)] with step 1/steps; coarse marks every second node.

    The distances to both ends are returned, not x, so that nodes near an end keep all digits.
    """
    nodes = []
    reach = 4 * steps
    for k in range(-reach, reach + 1):
        t = mpf(k) / steps
        s = pi / 2 * sinh(t)
        low, high = 2 / (1 + exp(-2 * s)), 2 / (1 + exp(2 * s))
        weight = pi / 2 * cosh(t) / cosh(s) ** 2 / steps
        nodes.append((low, high, weight, k % 2 == 0))
    return nodes
