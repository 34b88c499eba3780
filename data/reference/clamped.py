"""clamped.csv: clamped advantages of a completion of reward 1 in a group of rewards 0 and 1, noise of variance 1.

  first = E A,  second = E A^2 of a completion of reward 1,  cross = E A A' with one of reward 0

reinforce: by quadrature over the density of the noise. Groups of two: over the density of the difference of
two noises, which is a polynomial or a polynomial times an exponential, or for Student t the transform of the
square of the characteristic function (student_pair.py). Larger groups, Gaussian noise, linear advantages:
first and second of a normal variable, cross by quadrature over one advantage of the clamped mean of the other.

Run: python3 data/reference/clamped.py   about 4 min
"""

from itertools import product

from mpmath import erf, exp, factorial, gamma, inf, mp, mpf, pi, quad, sqrt

import student_pair
import table

mp.dps = 20
HEADER = "kind noise components group_size successes ddof stabilizer sigma clamp first second cross".split()


def unit(components):
    norm = sqrt(sum(mpf(c) ** 2 for c in components))
    return [mpf(c) / norm for c in components]


def box_sum(widths):
    """Density and knots of a sum of uniform variables on [-h, h]."""
    n = len(widths)
    scale = 1 / (factorial(n - 1) * mp.fprod(2 * h for h in widths))
    corners = [(sum(s * h for s, h in zip(signs, widths)), mp.fprod(signs))
               for signs in product((-1, 1), repeat=n)]

    def density(x):
        # From the nearer end: fewer terms, less cancellation.
        y = abs(x)
        return scale * sum(sign * (k - y) ** (n - 1) for k, sign in corners if k > y)
    return density, sorted({+k for k, _ in corners})


def noise_density(name, components):
    c = unit(components)
    if name == "gaussian":
        return (lambda x: exp(-x * x / 2) / sqrt(2 * pi)), [mpf(k) for k in range(-12, 13, 2)], False
    if name == "uniform":
        density, knots = box_sum([sqrt(mpf(3)) * k for k in c])
        return density, knots, True
    if name == "laplace":
        return (lambda x: exp(-sqrt(mpf(2)) * abs(x)) / sqrt(mpf(2))), [mpf(0)], False
    nu = mpf(name.removeprefix("student-t-"))
    scale = sqrt((nu - 2) / nu)
    size = gamma((nu + 1) / 2) / (gamma(nu / 2) * sqrt(nu * pi)) / scale
    return (lambda x: size * (1 + (x / scale) ** 2 / nu) ** (-(nu + 1) / 2)), [mpf(0)], False


def difference_density(name, components):
    c = unit(components)
    if name == "gaussian":
        return (lambda x: exp(-x * x / 4) / sqrt(4 * pi)), [mpf(k) for k in range(-16, 17, 4)], False
    if name == "uniform":
        density, knots = box_sum([sqrt(mpf(3)) * k for k in c + c])
        return density, knots, True
    if name == "laplace" and len(c) == 1:
        b = 1 / sqrt(mpf(2))
        return (lambda x: (1 + abs(x) / b) * exp(-abs(x) / b) / (4 * b)), [mpf(0)], False
    if name == "laplace":
        # 1/((1 + p u)^2 (1 + q u)^2) in partial fractions, u the square of the frequency.
        a, b = (k / sqrt(mpf(2)) for k in c)
        big, small = a * a / (a * a - b * b), b * b / (a * a - b * b)

        def one(x, s):
            return exp(-abs(x) / s) / (2 * s)

        def two(x, s):
            return (1 + abs(x) / s) * exp(-abs(x) / s) / (4 * s)

        def density(x):
            return (big**2 * two(x, a) + small**2 * two(x, b)
                    - 2 * big * small * (big * one(x, a) - small * one(x, b)))
        return density, [mpf(0)], False
    nu = int(name.removeprefix("student-t-"))
    scale = sqrt(mpf(nu - 2) / nu)
    return (lambda x: student_pair.difference_density(nu, x / scale) / scale), [mpf(0)], False


def expectation(function, density, knots, bounded, kinks):
    """E f(e), kinks the places where f is not smooth."""
    inner = set(knots) | set(kinks)
    if not bounded:
        inner |= {k + s * d for k in (*kinks, mpf(0)) for s in (-1, 1)
                  for d in (1, 4, 20)}
    elif knots:
        inner = {k for k in inner if knots[0] <= k <= knots[-1]}
    edges = sorted(inner)
    value = quad(lambda x: function(x) * density(x), edges)
    if not bounded:
        value += quad(lambda x: function(x) * density(x), [-inf, edges[0]])
        value += quad(lambda x: function(x) * density(x), [edges[-1], inf])
    return value


def clip(x, c):
    return max(-c, min(c, x))


def reinforce(noise, components, sigma, c):
    law = noise_density(noise, components)

    def moment(reward, power):
        kinks = [(s * c - reward) / sigma for s in (-1, 1)]
        return expectation(lambda e: clip(reward + sigma * e, c) ** power, *law, kinks)
    return moment(1, 1), moment(1, 2), moment(1, 1) * moment(0, 1)


def pair(kind, noise, components, ddof, stabilizer, sigma, c):
    law = difference_density(noise, components)
    divisor = mpf(2 - ddof)

    def advantage(d):
        if kind == "mean":
            return clip(d / 2, c)
        if kind == "leave-one-out":
            return clip(d, c)
        deviation = abs(d) / sqrt(2 * divisor) + stabilizer
        return clip(d / 2 / deviation, c) if d != 0 else mpf(0)
    if kind == "standardized":
        bound = sqrt(divisor / 2)
        top = c * stabilizer * sqrt(2 * divisor) / (bound - c)
    else:
        top = c * (2 if kind == "mean" else 1)
    kinks = [(t - 1) / sigma for t in (-top, 0, top)]
    first, second = (expectation(lambda e: advantage(1 + sigma * e) ** power, *law, kinks)
                     for power in (1, 2))
    return first, second, -second


def clipped_normal(mean, deviation, c, power=1):
    """E clip(x)^power of a normal variable, in closed form."""
    if deviation == 0:
        return clip(mean, c) ** power
    a, b = (-c - mean) / deviation, (c - mean) / deviation

    def phi(x):
        return exp(-x * x / 2) / sqrt(2 * pi)

    def below(x):
        return (1 + erf(x / sqrt(mpf(2)))) / 2
    inside = below(b) - below(a)
    if power == 1:
        return (mean * inside - deviation * (phi(b) - phi(a)) + c * (1 - below(b)) - c * below(a))
    return ((mean**2 + deviation**2) * inside + 2 * mean * deviation * (phi(a) - phi(b))
            + deviation**2 * (a * phi(a) - b * phi(b)) + c * c * (1 - inside))


def normal_group(kind, size, successes, sigma, c):
    factor = mpf(size) / (size - 1) if kind == "leave-one-out" else mpf(1)
    rate = mpf(successes) / size
    up, down = factor * (1 - rate), -factor * rate
    deviation = factor * sigma * sqrt(1 - mpf(1) / size)
    rho = -mpf(1) / (size - 1)
    rest = deviation * sqrt(1 - rho**2)

    def part(z):
        density = exp(-z * z / 2) / sqrt(2 * pi)
        return (density * clip(up + deviation * z, c)
                * clipped_normal(down + rho * deviation * z, rest, c))
    kinks = [(s * c - up) / deviation for s in (-1, 1)]
    edges = sorted(k for k in {*kinks, *(mpf(k) for k in range(-13, 14))} if abs(k) <= 13)
    return (clipped_normal(up, deviation, c), clipped_normal(up, deviation, c, 2), quad(part, edges))


def main():
    rows = []
    noises = [("gaussian", "1"), ("uniform", "1"), ("uniform", "2 1"), ("laplace", "1"),
              ("student-t-5", "1")]
    for noise, components in noises:
        for sigma, c in (("0.3", "0.8"), ("2", "0.5"), ("0.05", "1.1")):
            rows.append(["reinforce", noise, components, 2, 1, 0, "0", sigma, c,
                         *reinforce(noise, components.split(), mpf(sigma), mpf(c))])
    for noise, components in [*noises[:4], ("laplace", "2 1"), ("student-t-3", "1"), ("student-t-5", "1")]:
        for ddof, eps, sigma, c in ((0, "0.1", "0.3", "0.6"), (1, "0.01", "1.5", "0.7"), (1, "0.5", "0.05", "0.4")):
            rows.append(["standardized", noise, components, 2, 1, ddof, eps, sigma, c,
                         *pair("standardized", noise, components.split(), ddof, mpf(eps), mpf(sigma), mpf(c))])
        for kind, sigma, c in (("mean", "0.4", "0.3"), ("leave-one-out", "0.2", "1.2")):
            rows.append([kind, noise, components, 2, 1, 0, "0", sigma, c,
                         *pair(kind, noise, components.split(), 0, 0, mpf(sigma), mpf(c))])
    for kind in ("mean", "leave-one-out"):
        for size, successes in ((3, 1), (5, 2), (16, 3)):
            for sigma, c in (("0.3", "0.5"), ("2", "0.3"), ("0.1", "0.7")):
                rows.append([kind, "gaussian", "1", size, successes, 0, "0", sigma, c,
                             *normal_group(kind, size, successes, mpf(sigma), mpf(c))])
    table.write(__file__, HEADER, rows, digits=16)


if __name__ == "__main__":
    main()
