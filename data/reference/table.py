"""Plain CSV output: one header row, numbers at a stated number of significant digits."""

import csv
import pathlib

from mpmath import mp, mpf


def text(value, digits):
    """A number as decimal text; strings pass through, so exact inputs stay as written."""
    if isinstance(value, (str, int)):
        return str(value)
    if isinstance(value, (list, tuple)):
        return " ".join(text(item, digits) for item in value)
    return mp.nstr(mpf(value), digits, min_fixed=-5, max_fixed=digits)


def write(script, header, rows, digits=30):
    """Write the rows next to the script, under the script's own name."""
    path = pathlib.Path(script).with_suffix(".csv")
    with open(path, "w", newline="", encoding="ascii") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([text(value, digits) for value in row])
    print(f"{path.name}: {len(rows)} rows")
