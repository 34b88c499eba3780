"""Reference probabilities and quantiles from mpmath at 80 digits: writes distributions.csv.

law, p1, p2   the law and its parameters (p2 empty for one parameter)
tail          lower or upper
x             the point, a Double
probability   the tail there, to 25 digits
quantile      the point whose `tail` is the Double nearest to `probability`, to 25 digits;
              empty for the binomial law

Run: python3 distributions.py   (mpmath 1.3.0)
"""

import csv
import pathlib

import mpmath as mp

mp.mp.dps = 80


def normal(x):
    return mp.ncdf(x), mp.ncdf(-x)


def chi_squared(x, n):
    return tuple(mp.gammainc(n / 2, *ends, regularized=True) for ends in [(0, x / 2), (x / 2,)])


def beta(x, a, b):
    return (mp.betainc(a, b, 0, x, regularized=True), mp.betainc(b, a, 0, 1 - x, regularized=True))


def student(x, n):
    far = mp.betainc(n / 2, mp.mpf(1) / 2, 0, n / (n + x * x), regularized=True) / 2
    return (1 - far, far) if x > 0 else (far, 1 - far)


def binomial(k, n, p):
    terms = [mp.binomial(int(n), i) * p**i * (1 - p) ** (n - i) for i in range(int(n) + 1)]
    return mp.fsum(terms[: int(k) + 1]), mp.fsum(terms[int(k) + 1 :])


def rows(name, law, points, *parameters):
    exact = [mp.mpf(p) for p in parameters]
    for x in points:
        for side, tail in enumerate(["lower", "upper"]):
            probability = law(mp.mpf(x), *exact)[side]
            if not 1e-300 < probability < 1 - 1e-13:
                continue
            target = mp.mpf(float(probability))
            quantile = ""
            if law is not binomial:
                root = mp.findroot(lambda t: mp.log(law(t, *exact)[side] / target),
                                   (mp.mpf(x) * (1 - mp.mpf(10) ** -12), mp.mpf(x)))
                quantile = mp.nstr(root, 25)
            names = [repr(float(p)) for p in parameters] + [""] * (2 - len(parameters))
            yield [name, *names, tail, repr(float(x)), mp.nstr(probability, 25), quantile]


def table():
    yield from rows("normal", normal, [-37, -20, -6, -1.5, -0.1, 0.001, 0.7, 3, 8, 30])
    for n in [0.5, 1, 2, 3, 7.5, 30, 127, 1000, 5000]:
        scale = [1e-6, 0.01, 0.2, 0.7, 0.95, 1, 1.05, 1.4, 3, 10]
        yield from rows("chiSquared", chi_squared, [s * n for s in scale], n)
    for n in [0.625, 1, 2, 3, 7, 31, 127, 1000]:
        yield from rows("studentT", student, [-1e6, -40, -6, -2, -0.3, -0.01, 0.125, 1, 4, 25], n)
    for a in [0.5, 1, 8, 100, 2500]:
        for b in [0.5, 2, 40, 1000]:
            mean = a / (a + b)
            points = [mean * s for s in [1e-6, 0.1, 0.6, 0.95, 1]] + [
                1 - (1 - mean) * s for s in [0.01, 0.5, 0.9]]
            yield from rows("beta", beta, points, a, b)
    for n, p in [(1, 0.25), (8, 0.05), (8, 0.5), (40, 0.9), (1000, 0.02)]:
        yield from rows("binomial", binomial, sorted({0, 1, n // 2, n - 1, int(n * p)}), n, p)


with open(pathlib.Path(__file__).parent / "distributions.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["law", "p1", "p2", "tail", "x", "probability", "quantile"])
    out.writerows(table())
