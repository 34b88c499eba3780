"""Whole commands as they are by default, and times to a precision; with `--base PATH` an older redit in
turns with this one."""

from .competitors import Command
from .pieces import OURS, Piece, against, per_run

# Set by run.py: the older program, or none.
BASE = None
OLD = "base"

# Worst of 25 sigmas to 0.1%. No exact law stands beside these.
WORST = "sweep --sigma log:1e-3:1:25 --group-size 8 --threads 1 --precision 1e-3"


def piece(name, title, arguments, bound):
    def make():
        competitors = [Command(OURS, arguments)]
        if BASE:
            competitors.append(Command(OLD, arguments, BASE))

        def bars(costs):
            return against(costs, f"{name}: base against redit", OLD, OURS, bound)

        return Piece(
            name, title, competitors, cost=per_run, unit="s", scale=1, agreement=None, bars=bars,
            repeats=3, may_refuse=True)

    return make


ALL = {
    "commands": (
        piece("map", "redit map as it is by default", "map", 3),
        piece("compare", "redit compare --sigma 0.05,0.5, else by default",
              "compare --sigma 0.05,0.5", 3)),
    "to-precision": (
        piece("precision, student-t", "standardized, Student t noise, 25 sigmas to 0.1%",
              f"{WORST} --advantage standardized --noise student-t", 5),
        piece("precision, leave-one-out", "divided by the deviation of the others, 25 sigmas to 0.1%",
              f"{WORST} --advantage leave-one-out-standardized", 5),
        piece("precision, clamp", "standardized, clamped at 2, 25 sigmas to 0.1%",
              f"{WORST} --advantage standardized --clamp 2", 5),
        piece("precision, clip", "standardized, ratios clipped at .2, 25 sigmas to 0.1%",
              f"{WORST} --advantage standardized --old-logits=-0.8,0.2,0.2,-0.5,0.6 --clip-range 0.2",
              5))}
