"""kappa.csv: the ShrinkageLaw's kappa, a, b in closed form at 30 significant digits.

Run: python3 data/reference/kappa.py            about 2 s
     python3 data/reference/kappa.py --verify   also integrates over the radius, some minutes
"""

import sys

from mpmath import mp, mpf

import table
from gaussian_law import axial, kappa, spread
from radial import direction_moments

mp.dps = 50
GROUP_SIZES = [2, 3, 4, 5, 8, 16, 32, 64, 128]
DECADES = [f"{m}e{e}" for e in range(-6, 6) for m in ("1", "3.1622776601683795")] + ["1e6"]
MIDDLE = ["0.5", "0.7", "1.5", "2", "2.5", "5", "6", "7", "8", "15", "20", "30", "50"]
LAMBDAS = sorted(DECADES + MIDDLE, key=mpf)


def verify():
    """Largest relative difference between closed form and radial integral."""
    mp.dps = 60
    worst = (mpf(0),)
    for size in GROUP_SIZES:
        for lam in LAMBDAS:
            x, d = mpf(lam), size - 1
            integral = direction_moments(d, x)
            for name, law, value in zip("kab", (kappa, spread, axial), integral):
                difference = abs(value / law(d, x) - 1)
                worst = max(worst, (difference, name, size, lam))
        print(size, mp.nstr(worst[0], 3), *worst[1:], flush=True)


def main():
    rows = []
    for size in GROUP_SIZES:
        for lam in LAMBDAS:
            x, d = mpf(lam), size - 1
            rows.append([size, lam, kappa(d, x), spread(d, x), axial(d, x)])
    table.write(__file__, ["group_size", "lambda", "kappa", "a", "b"], rows)
    if "--verify" in sys.argv:
        verify()


if __name__ == "__main__":
    main()
