"""Reference values of 1F1(a; b; x) from mpmath at 60 digits: writes hyp1f1.csv beside this file.

The shapes of the shrinkage law: a = 1/2 or 1, b = d/2 + 1 or d/2 + 2 for d = G - 1 degrees of
freedom, x = -lambda^2 / 2. `lambda` steps through the change of method (x near -50 - 2 b) as well
as through 16 decades; `region` is `law` for these and `other` for a few points elsewhere.

Run: python3 hyp1f1.py   (mpmath 1.3.0)
"""

import csv
import pathlib

import mpmath as mp

mp.mp.dps = 60
DEGREES = [1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 100, 127, 255, 511]
LAMBDAS = [1e-8, 1e-5, 1e-3, 0.05, 0.1, 0.3, 0.7, 1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10.3, 11, 12,
           13, 14, 15, 17, 19, 20, 22, 25, 27, 30, 35, 50, 100, 300, 1e3, 1e4, 1e6, 1e8]
OTHER = [(0.5, 1.5, 2.0), (1.0, 2.0, 30.0), (2.5, 3.25, -7.0), (-2.0, 1.5, 3.0), (3.0, 1.0, -4.0)]


def row(region, a, b, x):
    return [region, repr(float(a)), repr(float(b)), repr(float(x)), mp.nstr(mp.hyp1f1(a, b, x), 25)]


with open(pathlib.Path(__file__).parent / "hyp1f1.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["region", "a", "b", "x", "value"])
    for d in DEGREES:
        for a, shift in [(0.5, 1), (1.0, 1), (1.0, 2)]:
            for scale in LAMBDAS:
                out.writerow(row("law", a, d / 2 + shift, -scale * scale / 2))
    for point in OTHER:
        out.writerow(row("other", *point))
