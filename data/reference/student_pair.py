"""student_pair.csv: two completions under Student t noise of variance 1, their rewards a gap apart.

  D = gap + e_1 - e_2,   first = E[D/(abs(D) + c)],   second = E[D^2/(abs(D) + c)^2]

so that E A = sqrt((2 - ddof)/2) first at sigma 1 and stabilizer c / sqrt(2 (2 - ddof)). At c = 0 first is
1 - 2 P(e_1 - e_2 > gap), by quadrature over the distribution function. Otherwise the density of the
difference is the transform of the square of the characteristic function, which for 3 and 5 degrees is a
polynomial times an exponential, term by term.

Run: python3 data/reference/student_pair.py   about 1 min
"""

from mpmath import betainc, factorial, gamma, inf, mp, mpc, mpf, pi, quad, sqrt

import table

mp.dps = 30
# Coefficients of the polynomial in u of the characteristic function, times exp(-sqrt(nu) u).
POLYNOMIALS = {3: [1, sqrt(mpf(3))], 5: [1, sqrt(mpf(5)), mpf(5) / 3]}
HEADER = "degrees gap threshold first second".split()


def difference_density(nu, x):
    """Of two t variables, not scaled."""
    p = POLYNOMIALS[nu]
    square = [sum(p[i] * p[k - i] for i in range(len(p)) if 0 <= k - i < len(p))
              for k in range(2 * len(p) - 1)]
    z = mpc(2 * sqrt(mpf(nu)), -x)
    return sum(c * factorial(k) / z ** (k + 1) for k, c in enumerate(square)).real / pi


def with_threshold(nu, gap, c):
    scale = sqrt(mpf(nu - 2) / nu)

    def mean(power):
        def part(d):
            return (d / (abs(d) + c)) ** power * difference_density(nu, (d - gap) / scale) / scale
        edges = [-10**4, -100, -10, -3, -1, -c, 0, c, gap / 2, gap, gap + 1, gap + 3, gap + 10, 100, 10**4]
        inner = sorted(set(edges))
        return (quad(part, [-inf, inner[0]]) + quad(part, inner) + quad(part, [inner[-1], inf]))
    return mean(1), mean(2)


def without(nu, gap):
    nu = mpf(nu)
    scale = sqrt((nu - 2) / nu)
    size = gamma((nu + 1) / 2) / (gamma(nu / 2) * sqrt(nu * pi))

    def tail(x):
        half = betainc(nu / 2, mpf(1) / 2, 0, nu / (nu + x * x), regularized=True) / 2
        return half if x >= 0 else 1 - half

    def part(x):
        return size * (1 + x * x / nu) ** (-(nu + 1) / 2) * tail(x + gap / scale)
    g = gap / scale
    edges = [-inf] + sorted({-10 * g, -g, -g / 2, mpf(-30), mpf(-3), mpf(0), mpf(3), mpf(30)}) + [inf]
    return 1 - 2 * quad(part, edges), mpf(1)


def main():
    rows = []
    for nu in ("2.1", "3", "5", "30"):
        for gap in ("0.5", "3", "40"):
            rows.append([nu, gap, "0", *without(nu, mpf(gap))])
    for nu in (3, 5):
        for gap in ("0", "0.5", "3"):
            for c in ("0.01", "0.5", "20"):
                rows.append([str(nu), gap, c, *with_threshold(nu, mpf(gap), mpf(c))])
    table.write(__file__, HEADER, rows, digits=20)


if __name__ == "__main__":
    main()
