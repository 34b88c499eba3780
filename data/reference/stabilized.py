"""stabilized.csv: standardized advantages with a stabilizer > 0 and Gaussian dither, 30 digits.

  x = H r + sigma H z,   A = x / (norm(x)/sqrt(G - ddof) + stabilizer),   u = H r / norm(H r)
  E[A given r] = alpha u,   E[A A^T given r] = c1 H + c2 u u^T
  energy = E[S^2/(S + stabilizer)^2] = (c1 (G - 1) + c2) / (G - ddof)

norm = norm(H r); silent groups (norm 0) have alpha = c2 = 0. The norms are those of K correct
of G (rewards 0/1), rounded to 17 decimals so that a reader gets the very same input.

Run: python3 data/reference/stabilized.py   about 2 min
"""

from mpmath import mp, mpf, sqrt

import table
from radial import stabilized_moments

mp.dps = 45
SIGMAS = ["0", "1e-6", "1e-5", "1e-4", "1e-3", "0.01", "0.0289", "0.1", "0.5"]
STABILIZERS = ["1e-6", "1e-4", "0.1"]
CHOICES = {2: [0, 1], 3: [0, 1], 4: [0, 1, 2], 8: [0, 1, 4], 16: [0, 3]}
HEADER = "group_size ddof stabilizer sigma norm alpha c1 c2 energy".split()


def settings():
    for size, corrects in CHOICES.items():
        for correct in corrects:
            norm = mp.nstr(sqrt(mpf(correct * (size - correct)) / size), 17)
            for ddof in (0, 1):
                for stabilizer in STABILIZERS:
                    for sigma in SIGMAS:
                        yield size, ddof, stabilizer, sigma, norm


def main():
    rows, worst = [], mpf(0)
    for setting in settings():
        size, ddof = setting[:2]
        values = stabilized_moments(size, ddof, *map(mpf, setting[2:]))
        alpha, c1, c2, energy = values
        worst = max(worst, abs(c1 * (size - 1) + c2 - energy * (size - ddof)))
        rows.append([*setting, *values])
    table.write(__file__, HEADER, rows)
    print("largest energy mismatch", mp.nstr(worst, 3))


if __name__ == "__main__":
    main()
