"""The Gaussian ShrinkageLaw in closed form (stabilizer 0).

x = lam u + z, z standard normal in d dimensions, u a unit vector, w = x / norm(x):
  E[w] = kappa u,   E[w w^T] = a I + b u u^T,   a d + b = 1.
"""

from mpmath import gamma, hyp1f1, mpf, rgamma, sqrt


def kappa(d, lam):
    half = mpf(d) / 2
    ratio = gamma(half + mpf(1) / 2) * rgamma(half + 1)
    return lam * ratio / sqrt(2) * hyp1f1(mpf(1) / 2, half + 1, -lam**2 / 2)


def spread(d, lam):
    """a: the isotropic part of E[w w^T]."""
    return hyp1f1(1, mpf(d) / 2 + 1, -lam**2 / 2) / d


def axial(d, lam):
    """b: the part of E[w w^T] along u."""
    return lam**2 * hyp1f1(1, mpf(d) / 2 + 2, -lam**2 / 2) / (d + 2)


def moments(d, norm, sigma):
    """(kappa, a, b) at any norm >= 0 and sigma >= 0; norm = sigma = 0 means no direction."""
    if sigma == 0:
        return (mpf(0), mpf(0), mpf(0)) if norm == 0 else (mpf(1), mpf(0), mpf(1))
    lam = norm / sigma
    return kappa(d, lam), spread(d, lam), axial(d, lam)
