#!/usr/bin/env python3
"""How the cost of redit grows: with groups, group size, sigmas, parameters and threads.

Writes growth.csv (every point), exponents.csv (fitted exponents with standard errors) and growth.svg
into OUT. A cost is processor time for one more group, the difference of a large and a small run, so
that start-up, exact laws and work for each block of groups drop out (`rest_ms` keeps them); along
`groups` it is the processor time and along `threads` the elapsed time of whole runs.
"""

import argparse
import os
import subprocess
from pathlib import Path
from statistics import median

from bench import competitors, fitting, install, ratios

BASE = "sweep --group-size 8 --advantage standardized --sigma log:1e-3:1:25"


def arms(count):
    logits = ",".join(f"{(7 * k % 11) / 11:.3g}" for k in range(count))
    rewards = ",".join("1" if k % 4 == 0 else "0" for k in range(count))
    return f"{BASE} --logits={logits} --rewards {rewards}"


def sequence(length):
    return (
        f"sweep --policy sequence --vocabulary 2 --length {length} --reward parity --group-size 8 "
        "--advantage standardized --sigma 0.05,0.3")


def by_size(option):
    """The five arms with one option changed."""
    return lambda n: BASE.replace(*option(n))


# Axis, sizes, command of a size, what the axis shows of a size.
AXES = [
    ("group size", [2, 4, 8, 16, 32, 64, 128], by_size(lambda n: ("size 8", f"size {n}")), int),
    ("sigmas", [2, 5, 10, 25, 50, 100, 250], by_size(lambda n: (":25", f":{n}")), int),
    ("arms", [2, 4, 8, 16, 32, 64, 128], arms, int),
    ("sequence parameters", [2, 4, 8, 16], sequence, lambda length: 2 + 4 * (length - 1)),
]


def run(command, groups, threads=1):
    """Wall and processor seconds."""
    sample = competitors.Redit("redit", command, groups, threads).run(1)
    return sample.wall, sample.cpu


def split(command, groups, repeats):
    """(microseconds for one more group, milliseconds of the rest), medians.

    Below a million groups both runs have 500 to 1,000 blocks, so what a run costs for each block is in the rest.
    """
    slopes, rests = [], []
    for _ in range(repeats):
        small, large = run(command, groups // 4)[1], run(command, groups)[1]
        slope = max((large - small) / (groups - groups // 4), 1e-10)
        slopes.append(1e6 * slope)
        rests.append(1e3 * max(small - slope * (groups // 4), 0))
    return median(slopes), median(rests)


def along(axis, repeats):
    name, sizes, command, shown = axis
    rows = []
    for size in sizes:
        install.say(f"growth: {name} {size}")
        # Both sizes beyond 2^16, from where bandits are drawn by counts.
        groups = 2**18 if size > 16 else 2**20
        rows.append((name, shown(size), *split(command(size), groups, repeats)))
    return rows


def with_groups(repeats):
    """Processor seconds of whole runs, as microseconds for all their groups."""
    return [
        ("groups", n, 1e6 * median(run(BASE, n)[1] for _ in range(repeats)), 0)
        for n in (2**k for k in range(16, 23, 2))]


def with_threads(repeats):
    counts = [n for n in (1, 2, 4, 8, 16, 32, 64) if n <= (os.cpu_count() or 1)]
    return [
        ("threads", n, 1e6 * min(run(BASE, 2**22, n)[0] for _ in range(repeats)), 0)
        for n in counts]


def exponents(rows):
    """One fit for an axis of three sizes or more; with and without its smaller half."""
    fits = []
    for name in dict.fromkeys(row[0] for row in rows):
        sizes = [row[1] for row in rows if row[0] == name]
        costs = [row[2] for row in rows if row[0] == name]
        if len(sizes) < 3:
            continue
        tail = min(len(sizes) // 2, len(sizes) - 3)
        fits.append((name, sizes, fitting.power_law(sizes, costs),
                     fitting.power_law(sizes[tail:], costs[tail:])))
    return fits


def plot(rows, fits, path):
    """One log-log panel for each axis with the line fitted to its larger half."""
    lines = {name: tail for name, _, _, tail in fits}
    names = list(dict.fromkeys(row[0] for row in rows))
    script = [
        f"set terminal svg size 900,560 font 'sans-serif,12'; set output '{path}'",
        "set logscale xy; unset key; set grid; set multiplot layout 2,3"]
    for name in names:
        unit = "us in all" if name in ("groups", "threads") else "us per group"
        script.append(f"set xlabel '{name}'; set ylabel '{unit}'")
        law = lines.get(name)
        line = f"{law.factor} * x**{law.exponent} lc '#888888', " if law else ""
        script.append(f"set title '{f'exponent {law}' if law else ''}'")
        script.append(f"plot {line}'-' with points pt 7 ps .6 lc '#1f5a96'")
        script += [f"{size} {cost}" for axis, size, cost, _ in rows if axis == name] + ["e"]
    script.append("unset multiplot")
    subprocess.run(["gnuplot"], input="\n".join(script) + "\n", text=True, check=True)


def report(out, repeats):
    """Measures all axes, prints the exponents, writes the two tables and the figure into `out`."""
    rows = with_groups(repeats) + [row for axis in AXES for row in along(axis, repeats)]
    rows += with_threads(repeats)
    fits = exponents(rows)
    ratios.write(out / "growth.csv", ["axis", "size", "cost_us", "rest_ms"], rows)
    ratios.write(
        out / "exponents.csv", ["axis", "exponent", "error", "exponent_tail", "error_tail"],
        [(n, f.exponent, f.error, t.exponent, t.error) for n, _, f, t in fits])
    plot(rows, fits, out / "growth.svg")
    print("\ngrowth: cost ~ size^exponent\n")
    print(ratios.table(
        ["", "sizes", "all", "larger half"],
        [[n, f"{s[0]:,}..{s[-1]:,}", str(f), str(t)] for n, s, f, t in fits]))
    print(f"\nCSV and figure in {out}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path("out/bench"))
    options = parser.parse_args()
    report(options.out, options.repeats)


if __name__ == "__main__":
    main()
