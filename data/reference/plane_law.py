"""Direction laws of a dithered group of three, uniform or Laplace noise, without sampling.

x = H r + H e lives in the plane orthogonal to (1, 1, 1). Its density along a ray x = rho w(phi)
is elementary in pieces (a polynomial for uniform noise, exponentials for Laplace noise), so the
radius is integrated exactly and only the angle numerically (tanh-sinh on every smooth sector).
"""

from mpmath import atan2, cos, exp, expm1, mp, mpf, pi, sin, sqrt

from quadrature import tanh_sinh

PAIRS = ((0, 1), (1, 2), (2, 0))
STEPS = 20


def axis(phi):
    """The unit vector of the plane at angle phi."""
    c, s = cos(phi) / sqrt(mpf(2)), sin(phi) / sqrt(mpf(6))
    return (c + s, s - c, -2 * s)


def angle(vector):
    first = (vector[0] - vector[1]) / sqrt(mpf(2))
    second = (vector[0] + vector[1] - 2 * vector[2]) / sqrt(mpf(6))
    return atan2(second, first) % (2 * pi)


def centred(vector):
    mean = sum(vector) / 3
    return [value - mean for value in vector]


def uniform_corners(center, half):
    """Angles of the corners of the noise hexagon and of its center."""
    angles = [angle(center)] if any(center) else []
    for bits in range(1, 7):
        noise = centred([half if bits >> k & 1 else -half for k in range(3)])
        angles.append(angle([c + e for c, e in zip(center, noise)]))
    return angles


def laplace_corners(center):
    """Angle of the center, and every pi/6: in these directions two noises tie for ever, or the
    extremes swap roles."""
    return [angle(center)] + [k * pi / 6 for k in range(12)]


def uniform_ray(center, half, w):
    """Integral of rho q(rho w - center) with q = sqrt3 (2 half - range)_+ / (8 half^3)."""
    def depth(rho):
        y = [rho * wi - ci for wi, ci in zip(w, center)]
        return max(mpf(0), 2 * half - (max(y) - min(y)))

    points = {mpf(0)}
    for i, j in PAIRS:
        slope, shift = w[i] - w[j], center[i] - center[j]
        if slope != 0:
            points.update((shift + side) / slope for side in (-2 * half, 0, 2 * half))
    points = sorted(p for p in points if p >= 0)
    total = mpf(0)
    for low, high in zip(points, points[1:]):
        middle = (low + high) / 2
        simpson = low * depth(low) + 4 * middle * depth(middle) + high * depth(high)
        total += (high - low) * simpson / 6
    return total * sqrt(mpf(3)) / (8 * half**3)


def linear_exponential(alpha, beta, low, high):
    """Integral of rho exp(-alpha - beta rho) from low to high (high None: to infinity)."""
    if high is None:
        return exp(-alpha - beta * low) * (low / beta + 1 / beta**2)
    t = beta * (high - low)
    scale = exp(-alpha - beta * low)
    width = high - low
    if abs(t) < mpf("1e-12"):
        first = sum((-t) ** k / mp.factorial(k + 1) for k in range(6))
        second = sum((-t) ** k / (mp.factorial(k) * (k + 2)) for k in range(6))
    else:
        first = -expm1(-t) / t
        second = (-expm1(-t) - t * exp(-t)) / t**2
    return scale * (low * width * first + width**2 * second)


def laplace_ray(center, scale, w):
    """Integral of rho q(rho w - center); for sorted y1 <= y2 <= y3, in units of the scale,
    q = sqrt3/(8 scale^2) [2 e^(y1-y3) - 2/3 e^(2 y1-y2-y3) - 2/3 e^(y1+y2-2 y3)]."""
    points = {mpf(0)}
    for i, j in PAIRS:
        if w[i] != w[j]:
            points.add((center[i] - center[j]) / (w[i] - w[j]))
    points = sorted(p for p in points if p >= 0)
    total = mpf(0)
    for low, high in zip(points, points[1:] + [None]):
        middle = low + 1 if high is None else (low + high) / 2
        a, b, c = sorted(range(3), key=lambda i: middle * w[i] - center[i])
        for factor, weights in ((2, {a: 1, c: -1}), (-mpf(2) / 3, {a: 2, b: -1, c: -1}),
                                (-mpf(2) / 3, {a: 1, b: 1, c: -2})):
            alpha = sum(k * center[i] for i, k in weights.items()) / scale
            beta = -sum(k * w[i] for i, k in weights.items()) / scale
            total += factor * linear_exponential(alpha, beta, low, high)
    return total * sqrt(mpf(3)) / (8 * scale**2)


def direction_moments(rewards, noise, sigma):
    """(mean vector, second-moment matrix, error) of the direction w for three rewards.

    error: the larger of the defect of the total mass and the change from every second node.
    """
    center = centred(rewards)
    if noise == "uniform":
        width = sigma * sqrt(mpf(3))
        corners, ray = uniform_corners(center, width), uniform_ray
    else:
        width = sigma / sqrt(mpf(2))
        corners, ray = laplace_corners(center), laplace_ray
    sums = {True: [mpf(0)] * 9, False: [mpf(0)] * 9}
    fine, coarse = sums[False], sums[True]
    corners = sorted(set(corners))
    for low, high in zip(corners, corners[1:] + [corners[0] + 2 * pi]):
        half = (high - low) / 2
        if half < mpf(10) ** (-mp.dps + 6):
            continue
        for near, far, weight, coarse_node in tanh_sinh(STEPS, mp.dps):
            phi = low + half * near if near < far else high - half * far
            w = axis(phi)
            mass = half * weight * ray(center, width, w)
            terms = (1, *w, w[0] * w[1], w[1] * w[2], w[2] * w[0], w[0] ** 2, w[1] ** 2)
            for k, term in enumerate(terms):
                fine[k] += mass * term
                if coarse_node:
                    coarse[k] += 2 * mass * term
    error = max([abs(fine[0] - 1)] + [abs(x - y) for x, y in zip(fine, coarse)])
    xy, yz, zx, xx, yy = fine[4:]
    zz = fine[0] - xx - yy
    return fine[1:4], [[xx, xy, zx], [xy, yy, yz], [zx, yz, zz]], error


def pair_mean(gap, noise, sigma):
    """E[sign(gap + e1 - e2)] for two completions."""
    if noise == "uniform":
        rest = max(mpf(0), 1 - abs(gap) / (2 * sigma * sqrt(mpf(3))))
        size = 1 - rest**2
    else:
        t = abs(gap) * sqrt(mpf(2)) / sigma
        size = 1 - exp(-t) * (1 + t / 2)
    return size if gap > 0 else -size if gap < 0 else mpf(0)
