"""Gaussian direction laws by quadrature over the radius (any stabilizer).

x = mu u + sigma z in d dimensions, nu = norm(x)/sigma is noncentral chi with lam = mu/sigma.
Given nu the direction w is von Mises-Fisher with concentration k = lam nu:
  E[w given nu]     = A(k) u,                         A(k) = I_{d/2}(k) / I_{d/2-1}(k)
  E[w w^T given nu] = (A/k) I + (1 - d A/k) u u^T.
"""

from mpmath import besseli, exp, gamma, mp, mpf, sqrt

from quadrature import gauss_legendre

NODES = 40


def density_and_ratio(d, lam, nu):
    """Density of the noncentral chi law at nu, with A(k) and A(k)/k."""
    half = mpf(d) / 2
    if lam == 0:
        density = 2 * (nu / 2) ** (d - 1) * exp(-nu**2 / 2) / gamma(half) * mpf(2) ** (half - 1)
        return density, mpf(0), 1 / mpf(d)
    k = lam * nu
    lower, upper = besseli(half - 1, k), besseli(half, k)
    density = nu * (nu / lam) ** (half - 1) * exp(-(nu**2 + lam**2) / 2) * lower
    return density, upper / lower, upper / lower / k


def panels(d, lam, scale):
    """Break points: all mass but e^-84 is inside; graded geometrically down to the scale of
    the stabilizer when the range reaches zero."""
    start = max(mpf(0), lam - 13)
    stop = sqrt(lam**2 + d) + 13
    points = [start]
    if start == 0 and 0 < scale < 4:
        point = scale / 4
        while point < 1:
            points.append(point)
            point *= 4
        points.append(mpf(1))
    count = int((stop - points[-1]) / mpf("1.5")) + 1
    width = (stop - points[-1]) / count
    return points + [points[-1] + width * k for k in range(1, count + 1)]


def nodes(d, lam, scale):
    """[(nu, weight)] over all panels."""
    points, rule = panels(d, lam, scale), gauss_legendre(NODES, mp.dps)
    result = []
    for low, high in zip(points, points[1:]):
        half = (high - low) / 2
        result += [(low + half * (1 + x), half * w) for x, w in rule]
    return result


def direction_moments(d, lam):
    """(kappa, a, b, mass - 1) of w = x/norm(x), by integration over the radius."""
    total = [mpf(0)] * 4
    for nu, weight in nodes(d, lam, mpf(0)):
        density, ratio, over_k = density_and_ratio(d, lam, nu)
        terms = (ratio, over_k, 1 - d * over_k, mpf(1))
        total = [sum_ + weight * density * term for sum_, term in zip(total, terms)]
    return total[0], total[1], total[2], total[3] - 1


def stabilized_moments(group_size, ddof, stabilizer, sigma, norm):
    """(alpha, c1, c2, energy) of A = x / (norm(x)/sqrt(G - ddof) + stabilizer).

    E[A] = alpha u, E[A A^T] = c1 H + c2 u u^T; energy = E[S^2/(S + stabilizer)^2] is integrated
    on its own, not built from c1 and c2: energy (G - ddof) = c1 (G - 1) + c2 checks them.
    """
    degrees = sqrt(mpf(group_size - ddof))
    if sigma == 0:
        size = norm / (norm / degrees + stabilizer)
        return size, mpf(0), size**2, (size / degrees) ** 2
    d, lam, scale = group_size - 1, norm / sigma, degrees * stabilizer / sigma
    alpha = c1 = c2 = energy = mpf(0)
    for nu, weight in nodes(d, lam, scale):
        density, ratio, over_k = density_and_ratio(d, lam, nu)
        size, mass = degrees * nu / (nu + scale), weight * density
        alpha += mass * size * ratio
        c1 += mass * size**2 * over_k
        c2 += mass * size**2 * (1 - d * over_k)
        energy += mass * (nu / (nu + scale)) ** 2
    return alpha, c1, (mpf(0) if norm == 0 else c2), energy
