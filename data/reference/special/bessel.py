"""Reference values of exp(-x) I_nu(x) from mpmath at 40 digits: writes bessel.csv beside this file.

Run: python3 bessel.py   (mpmath 1.3.0)
"""

import csv
import pathlib

import mpmath as mp

mp.mp.dps = 40
ORDERS = [0, 0.25, 0.5, 1, 1.5, 2, 2.5, 5, 8.5, 16, 31.5, 64, 100]
POINTS = [1e-6, 1e-3, 0.1, 0.5, 1, 2, 3, 5, 8, 10, 15, 20, 30, 49.9, 50, 50.3, 52, 55, 75, 100, 200,
          500, 1e3, 1040, 4100, 4200, 10051, 1e4, 1e5, 1e6, 1e8]

with open(pathlib.Path(__file__).parent / "bessel.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["order", "x", "value"])
    for order in ORDERS:
        for x in POINTS:
            value = mp.exp(-mp.mpf(x)) * mp.besseli(order, x)
            if value > 1e-300:
                out.writerow([repr(float(order)), repr(float(x)), mp.nstr(value, 25)])
