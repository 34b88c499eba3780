"""The pieces of work, who does each, how its cost is counted, and what the project wants of it."""

import json
import math
import random
from dataclasses import dataclass
from statistics import median
from typing import Callable

from . import install
from .competitors import Peer, Program, Redit
from .ratios import Bar, Ratio

PYTHON = ("numpy", "numba", "jax", "torch")
LANES = "numba-lanes"
PASS_RATES = ".build/bench/pass_rates.json"
LONG = ".build/bench/long_sequence.json"
OURS = "redit"
# As the peers do it that do not average noise exactly.
WHOLE = "redit, whole noise"
# As the peers do it that do not count completions by their rewards.
TOKENS = "redit, token by token"

SWEEP = "sweep --sigma log:1e-3:1:25 --group-size 8 --advantage standardized"
SEQUENCE = (
    "sweep --policy-file Benchmarks/sequence.json --group-size 16 "
    "--advantage standardized --sigma 0.0289,0.05,0.1,0.289,0.5,1")
RARE = (
    "exact --logits=-4.59511985013459,0 --rewards 1,0 --group-size 8 --advantage standardized "
    "--sigma log:1e-3:1:25")
PANEL = (
    "sweep --sigma log:1e-3:1:25 --group-size 8 --advantage standardized --advantage mean "
    "--advantage leave-one-out --noise gaussian --noise uniform")
TABLE = (
    f"exact --policy-file {PASS_RATES} --group-size 4,8,16,32,64 --advantage standardized "
    "--sigma log:0.01:1:100 --threads 1")
TO_PRECISION = RARE.replace("exact", "sweep", 1) + " --precision 1e-3"


def per_group(sample):
    """Processor seconds for one group."""
    return sample.cpu / sample.groups


def per_run(sample):
    return sample.cpu


def elapsed(sample):
    return sample.wall


def for_a_thousandth(sample):
    """Processor seconds until every variance is known to 0.1%, by the measured standard errors, which
    fall as 1/sqrt(N); a run that is better than that, or exact, costs what it took."""
    worst = max(error / value for _, _, (value, error) in sample.estimates)
    return sample.cpu * max(worst / 1e-3, 1) ** 2


@dataclass
class Piece:
    name: str
    title: str
    competitors: list
    cost: Callable = per_group
    unit: str = "us/group"
    scale: float = 1e6
    # How results are compared: "estimates" (standard errors), "exact" (relative gap), None.
    agreement: str | None = "estimates"
    bars: Callable = lambda costs: []
    repeats: int | None = None
    # A competitor that refuses the work is left out in one line rather than ending the run.
    may_refuse: bool = False


def best(costs, *suffixes):
    """The Python peer with the smallest median cost among those with one of the suffixes."""
    names = [
        name for name in costs
        if name.split()[0] in (*PYTHON, LANES) and (not suffixes or name.split()[-1] in suffixes)]
    return min(names, key=lambda name: median(costs[name]), default=None)


def against(costs, text, above, below, bound, at_least=True):
    """A bar, or none where one side did not run."""
    if above not in costs or below not in costs:
        return []
    return [Bar(text, Ratio.of(costs[above], costs[below]), bound, at_least)]


def absolute(costs, scale, text, bound, unit):
    """A bar on a cost itself, at most a bound in a unit; none where it was not measured."""
    if not costs:
        return []
    return [Bar(text, Ratio.of([scale * c for c in costs], [1] * len(costs)), bound, False, unit)]


def sweep_bars(costs):
    rows = (
        ("JAX, common draws", "jax crn", 15), ("Numba, common draws", "numba crn", 15),
        ("Numba in vectors, common draws", f"{LANES} crn", 15),
        ("Numba, our algebra", "numba one-pass", 3),
        ("Numba in vectors, Rao-Blackwell", f"{LANES} rao-blackwell", 1),
        ("Numba in vectors, our algebra", f"{LANES} one-pass", 3),
        ("plain C with GSL", "C plain", 20))
    bars = [bar for text, name, bound in rows
            for bar in against(costs, f"sweep: {text}", name, OURS, bound)]
    for generator in ("taus2", "mt19937"):
        bars += against(costs, f"sweep: redit against bare draws, {generator}", OURS,
                        f"C draws {generator}", 1, False)
    return bars


def sweep():
    sizes = {
        "numpy": (200_000, 400_000, 2_000_000), "numba": (250_000, 400_000, 4_000_000),
        "jax": (150_000, 1_000_000, 2_000_000), "torch": (80_000, 300_000, 1_000_000)}
    peers = [
        Peer(f"{peer} {variant}", f"bandit_{peer}.py", variant, groups, peer)
        for peer in PYTHON for variant, groups in zip(("plain", "crn", "one-pass"), sizes[peer])]
    peers += [
        Peer(f"{LANES} {variant}", "bandit_numba_lanes.py", variant, groups, "numba")
        for variant, groups in (
            ("crn", 2_000_000), ("one-pass", 5_000_000), ("rao-blackwell", 8_000_000))]
    programs = [
        Program("C plain", "sweep", "plain", 250_000),
        Program("C one-pass", "sweep", "one-pass", 5_000_000),
        Program("C draws taus2", "draws", "taus2", 5_000_000),
        Program("C draws mt19937", "draws", "mt19937", 5_000_000)]
    return Piece(
        "sweep", "25 sigmas of a bandit with 5 arms, G = 8, standardized",
        [Redit(OURS, SWEEP, 4_000_000), Redit(WHOLE, f"{SWEEP} --method plain", 4_000_000), *programs,
         *peers], bars=sweep_bars)


def sequence():
    sizes = {
        "numpy": (50_000, 120_000), "numba": (300_000, 500_000), "jax": (60_000, 200_000),
        "torch": (60_000, 100_000)}
    peers = [
        Peer(f"{peer} {variant}", f"sequence_{peer}.py", variant, groups, peer)
        for peer in PYTHON for variant, groups in zip(("crn", "one-pass"), sizes[peer])]
    peers.append(
        Peer(f"{LANES} rao-blackwell", "sequence_numba_lanes.py", "rao-blackwell", 20_000_000, "numba"))

    def bars(costs):
        return (
            against(costs, "sequence: Numba, common draws", "numba crn", OURS, 10)
            + against(costs, "sequence: Numba, our algebra", "numba one-pass", OURS, 5)
            + against(costs, "sequence: JAX, common draws", "jax crn", OURS, 10)
            + against(costs, "sequence: Numba in vectors, Rao-Blackwell", f"{LANES} rao-blackwell",
                      OURS, 1)
            + against(costs, "token by token: Numba, common draws", "numba crn", TOKENS, 10)
            + against(costs, "token by token: Numba, our algebra", "numba one-pass", TOKENS, 5))

    return Piece(
        "sequence", "6 sigmas of a sequence policy, V = 4, T = 8, G = 16, standardized",
        [Redit(OURS, SEQUENCE, 20_000_000),
         Redit(TOKENS, f"{SEQUENCE} --method plain", 2_000_000), *peers], bars=bars)


def write_long_sequence(vocabulary=32, length=64):
    """Normal logits, seed 17; reward 1 for an even sum of the tokens."""
    rng = random.Random(17)
    count = vocabulary + (length - 1) * vocabulary**2
    prompt = {
        "name": "long", "policy": "sequence", "vocabulary": vocabulary, "length": length,
        "reward": "parity", "logits": [round(rng.gauss(0, 1), 3) for _ in range(count)]}
    (install.ROOT / LONG).write_text(json.dumps({"prompts": [prompt]}))


def long_sequence():
    """V^T is beyond enumeration."""
    (install.ROOT / LONG).parent.mkdir(parents=True, exist_ok=True)
    write_long_sequence()
    peers = [
        Peer(f"numba {variant}", "sequence_numba.py", f"long-{variant}", 4096, "numba")
        for variant in ("crn", "one-pass")]
    ours = SEQUENCE.replace("Benchmarks/sequence.json", LONG)
    return Piece(
        "long sequence", "6 sigmas of a sequence policy, V = 32, T = 64, G = 16, standardized",
        [Redit(OURS, ours, 4_000_000), Redit(TOKENS, f"{ours} --method plain", 65_536), *peers],
        repeats=3)


def precision():
    sizes = {
        "numpy": (200_000, 2_000_000), "numba": (300_000, 3_000_000), "jax": (150_000, 2_000_000),
        "torch": (100_000, 1_000_000)}
    peers = [
        Peer(f"{peer} {variant}", f"bandit_{peer}.py", f"rare-{variant}", groups, peer)
        for peer in PYTHON for variant, groups in zip(("plain", "one-pass"), sizes[peer])]

    def bars(costs):
        name = best(costs, "plain")
        return against(costs, f"precision: best plain sampling ({name})", name, OURS, 1000)

    return Piece(
        "precision", "variance at pass rate .01, 25 sigmas, to 0.1% (peers: by standard error)",
        [Redit(OURS, RARE), Redit("redit --precision", TO_PRECISION), *peers],
        cost=for_a_thousandth, unit="ms", scale=1e3, bars=bars)


def panel():
    def bars(costs):
        return against(costs, "panel: six settings against one", "redit six", "redit one", 2, False)

    return Piece(
        "panel", "3 advantages x 2 noise families at once, 25 sigmas each",
        [Redit("redit one", SWEEP, 4_000_000), Redit("redit six", PANEL, 4_000_000)],
        agreement=None, bars=bars)


def threads():
    def bars(costs):
        return against(costs, "threads: one against two", "redit one", "redit two", 1.9)

    return Piece(
        "threads", "the sweep on one and on two threads (elapsed time)",
        [Redit("redit one", SWEEP, 16_000_000), Redit("redit two", SWEEP, 16_000_000, threads=2)],
        cost=elapsed, unit="ms", scale=1e3, bars=bars)


def tables():
    prompts = [
        {"name": f"p{i}", "policy": "bandit", "logits": [math.log(i / (21 - i)), 0.0],
         "rewards": [1, 0]} for i in range(1, 21)]
    (install.ROOT / PASS_RATES).write_text(json.dumps({"prompts": prompts}))

    def bars(costs):
        return against(
            costs, "tables: SciPy, 1F1 at every point", "scipy points", OURS, 20
        ) + against(
            costs, "tables: SciPy, 1F1 shared among pass rates", "scipy grid", OURS, 20
        ) + absolute(costs.get(OURS), 1e3, "tables: 10,000 points", 20, "ms")

    return Piece(
        "tables", "exact tables, 10,000 points (p, G, sigma)",
        [Redit(OURS, TABLE),
         Peer("scipy points", "tables_scipy.py", "points", 0, "scipy"),
         Peer("scipy grid", "tables_scipy.py", "grid", 0, "scipy")],
        cost=per_run, unit="ms", scale=1e3, agreement="exact", bars=bars)


def memory():
    def cost(sample):
        return sample.memory

    def bars(costs):
        found = against(
            costs, "memory: 1e8 groups against 1e6", "redit 1e8", "redit 1e6", 1.1, False)
        peak = costs["redit 1e8"]
        return found + [
            Bar("memory: peak in MB", Ratio.of([p / 1e6 for p in peak], [1] * len(peak)), 100, False)]

    few = "sweep --sigma 0.05 --group-size 8 --advantage mean"
    return Piece(
        "memory", "peak memory of two threads",
        [Redit("redit 1e6", few, 1_000_000, threads=2),
         Redit("redit 1e8", few, 100_000_000, threads=2)],
        cost=cost, unit="MB", scale=1e-6, agreement=None, bars=bars, repeats=1)


# What a name on the command line stands for: one piece, or several.
ALL = {
    make.__name__: (make,) for make in (sweep, sequence, precision, panel, threads, tables, memory)}
ALL["long-sequence"] = (long_sequence,)
