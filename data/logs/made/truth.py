"""truth.csv: what is true of each log in this folder; rows are replaced by the name of the file."""

import csv
import pathlib

import numpy as np

PATH = pathlib.Path(__file__).resolve().with_name("truth.csv")
HEADER = "file preset columns weights sigmas groups silent silent_energy".split()


def write(file, preset, columns, weights, sigmas, raw, advantages):
    """One row. Rewards without noise and advantages are lists of groups; weights, and sigmas of the noise on each
    column, are in the order of columns. Advantages of None are not logged: no energy."""
    silent = np.array([np.ptp(group) <= 1e-9 for group in raw])
    energy = ""
    if advantages is not None:
        energies = np.array([(np.asarray(group, float) ** 2).sum() for group in advantages])
        energy = f"{energies[silent].sum() / energies.sum():.9g}"
    cells = [
        file, preset, " ".join(columns), " ".join(f"{w:g}" for w in weights), " ".join(f"{s:g}" for s in sigmas),
        len(silent), int(silent.sum()), energy,
    ]
    rows = {row[0]: row for row in csv.reader(PATH.open())} if PATH.exists() else {}
    rows |= {"file": HEADER, file: cells}
    with PATH.open("w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(rows.pop("file"))
        writer.writerows(rows[name] for name in sorted(rows))
