#!/usr/bin/env python3
"""`make bench`: the same work by redit and by its peers, side by side in one run.

Prints costs and ratios with their spread over interleaved repetitions, fails when two competitors
disagree by more than 5 standard errors, writes ratios.csv and bars.csv into OUT, then growth.py's.
With --base PATH an older redit runs in turns with this one where the piece `commands` compares them.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from statistics import median

import growth
from bench import (
    agreement, audit, building, commands, host, install, pieces, ratios, sizes, training)
from bench.install import say

PIECES = pieces.ALL | training.ALL | commands.ALL | sizes.ALL | audit.ALL
# Only when named: they take minutes, or redit cannot do them everywhere.
ASKED = building.ALL


def measure(piece, repeats):
    """Samples by competitor; one repetition of each in turn, then the next (A B A B)."""
    piece.competitors = [c for c in piece.competitors if starts(c)]
    samples = {competitor.name: [] for competitor in piece.competitors}
    try:
        for repeat in range(piece.repeats or repeats):
            say(f"{piece.name}: repetition {repeat + 1}")
            for number, competitor in enumerate(list(piece.competitors)):
                try:
                    sample = competitor.run(1 + repeat + 1000 * number)
                except RuntimeError as refusal:
                    if not piece.may_refuse:
                        raise
                    reason = str(refusal).rsplit("redit: ", 1)[-1]
                    say(f"left out: {competitor.name}: {reason}")
                    competitor.stop()
                    piece.competitors.remove(competitor)
                    continue
                samples[competitor.name].append(sample)
    finally:
        for competitor in piece.competitors:
            competitor.stop()
    return samples


def starts(competitor):
    """Whether it comes up; one that does not is named and left out."""
    try:
        competitor.start()
    except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
        say(f"left out: {competitor.name}: {error}")
        return False
    return True


def disagreement(piece, samples):
    """By competitor: the largest abs(z), or relative gap, against the first one's results."""
    first = piece.competitors[0].name
    found = {}
    for name, runs in samples.items():
        if piece.agreement == "exact":
            found[name] = agreement.relative_gap(runs[0].values, samples[first][0].values)
        elif piece.agreement == "estimates" and is_comparable(name, first, runs[0]):
            found[name] = reference_score(name, first, samples)
    return found


def is_comparable(name, first, sample):
    """With estimates, and the first one with an exact law to hold them against."""
    return sample.estimates and (name != first or sample.values)


def reference_score(name, first, samples):
    """Against redit's simulation; redit's own against its exact laws."""
    mine = agreement.pooled(samples[name])
    if name == first:
        return agreement.worst(mine, agreement.exact(samples[first][0]))
    return agreement.worst(mine, agreement.pooled(samples[first]))


def rows(piece, samples):
    """One line for each competitor, cost and ratio to the first."""
    costs = {name: [piece.cost(s) for s in runs] for name, runs in samples.items()}
    first = piece.competitors[0].name
    gaps = disagreement(piece, samples)
    lines = []
    for name, values in costs.items():
        ratio = ratios.Ratio.of(values, costs[first])
        gap = gaps.get(name)
        lines.append([
            name, ratios.short(piece.scale * median(values)), ratio.median, ratio.low, ratio.high,
            "" if gap is None else f"{gap:.2g}"])
    return costs, lines, gaps


def limit(piece):
    return agreement.EXACT if piece.agreement == "exact" else agreement.LIMIT


def show(piece, lines):
    words = "relative gap" if piece.agreement == "exact" else "max |z|"
    text = [[n, c, str(ratios.Ratio(m, low, high)), g] for n, c, m, low, high, g in lines]
    print(f"\n{piece.name}: {piece.title}\n")
    print(ratios.table(["", piece.unit, "ratio to the first", words], text), flush=True)


def available():
    """What the competitors need and this machine has."""
    found = set(install.peers())
    if install.programs():
        found.add("c")
    if install.REDIT.exists():
        found.add("redit")
    else:
        sys.exit("bench: no .build/release/redit; run make bench, which builds it")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    usual = [*PIECES, "growth"]
    known = [*usual, *ASKED]
    parser.add_argument("only", nargs="*", metavar="piece", help=", ".join(known))
    parser.add_argument("--base", type=Path, help="an older redit that `commands` compares with")
    parser.add_argument(
        "--rows", metavar="word,..",
        help="only the first competitor of a piece and those with one of the words in their name")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--out", type=Path, default=Path("out/bench"))
    options = parser.parse_args()
    unknown = set(options.only) - set(known)
    if unknown:
        parser.error(f"no piece {', '.join(sorted(unknown))}; known: {', '.join(known)}")
    chosen = options.only or usual
    commands.BASE = options.base and options.base.resolve()
    if chosen != ["growth"]:
        compare([name for name in chosen if name != "growth"], options)
    if "growth" in chosen:
        growth.report(options.out, repeats=2)


def compare(names, options):
    """Measures, prints and checks the pieces of these names."""
    found = available()
    failures, bars, table, loads = [], [], [], []
    for piece in [make() for name in names for make in (PIECES | ASKED)[name]]:
        piece.competitors = [
            c for c in wanted(piece.competitors, options.rows) if c.needs in found]
        before = host.load()
        samples = measure(piece, options.repeats)
        machine = host.cells(before, host.load())
        samples = {name: runs for name, runs in samples.items() if runs}
        if not samples:
            say(f"{piece.name}: nobody can do it")
            continue
        costs, lines, gaps = rows(piece, samples)
        show(piece, lines)
        table += table_rows(piece, costs, gaps, machine)
        bars += [(bar, machine) for bar in piece.bars(costs)]
        loads += machine[2:]
        failures += [
            f"{piece.name}: {who}, {gap:.3g}" for who, gap in gaps.items() if gap > limit(piece)]
    finish(options.out, table, bars, loads, failures)


def wanted(competitors, words):
    """The first, and those with one of the words in their names; all without words."""
    if not words:
        return competitors
    return [
        c for i, c in enumerate(competitors)
        if i == 0 or any(word in c.name for word in words.split(","))]


def table_rows(piece, costs, gaps, machine):
    """For the file: least, median and greatest of the costs and of the pairs' ratios, and the machine."""
    first = next(iter(costs))
    lines = []
    for name, values in costs.items():
        ratio = ratios.Ratio.of(values, costs[first])
        lines.append([
            piece.name, name, piece.unit, *ratios.spread(values, piece.scale), ratio.low,
            ratio.median, ratio.high, gaps.get(name, ""), *machine])
    return lines


def finish(out, table, bars, loads, failures):
    print("\nwhat the project wants of itself (median of the pairs, least..greatest)\n")
    print(ratios.table(["", "measured", "wanted", "met"], [bar.row() for bar, _ in bars]))
    ratios.write(
        out / "ratios.csv",
        ["piece", "competitor", "unit", "cost_least", "cost", "cost_greatest", "ratio_least",
         "ratio", "ratio_greatest", "disagreement", *host.COLUMNS], table)
    ratios.write(
        out / "bars.csv",
        ["bar", "unit", "least", "median", "greatest", "sign", "bound", "met", *host.COLUMNS],
        [bar.cells() + machine for bar, machine in bars])
    state = "quiet" if host.is_quiet(*loads, 0) else "busy"
    print(f"\n{host.processor()}, {host.cells(0, 0)[1]} processors, {state}: load "
          f"{min(loads, default=0)} to {max(loads, default=0)}; CSV in {out}")
    if state == "busy":
        print("Others use this machine: elapsed times say little, processor times more.")
    if failures:
        sys.exit("bench: results DISAGREE: " + "; ".join(failures))
    print("All results agree.", flush=True)


if __name__ == "__main__":
    main()
