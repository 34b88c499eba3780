"""The pieces of `training`: the runs of peers/training_problem.py, cost of one step of one run."""

import csv
import math
import tempfile
from pathlib import Path
from statistics import fmean, stdev

from . import install
from .competitors import More, Peer, Sample, timed
from .pieces import LANES, OURS, Piece, against

SIGMA = "0.05"
# What a comparison may look at besides, all different: equal ones could share their runs.
OTHERS = ("0.06", "0.07", "0.08", "0.1", "0.2", "0.3", "0.4", "0.5")
BANDIT = "--optimizer sgd --learning-rate 0.05"
BANDIT_STEPS = 400
# A warm start that asks for nothing is over before its first step: peers start unwarmed too.
NETWORK = (
    "--task modular-addition --hidden 16 --prompts-per-step 8 --optimizer adam "
    "--learning-rate 0.005 --warm-pass-rate 1e-9")
NETWORK_STEPS = 200


def values_at_quarters(paths, steps):
    """V of each run after a quarter, a half and all steps, from files of `redit train`."""
    found = {steps // 4: [], steps // 2: [], steps: []}
    for path in paths:
        with open(path, newline="") as file:
            for row in csv.DictReader(file):
                found.get(int(row["step"]), []).append(float(row["value"]))
    return list(found.values())


def mean_with_error(values):
    return fmean(values), stdev(values) / math.sqrt(len(values))


def final_value(path):
    """Mean V at the end of the runs with noise, from a file of `redit compare`."""
    with open(path, newline="") as file:
        return next(
            float(row["final_value"]) for row in csv.DictReader(file) if float(row["sigma"]) > 0)


class Training:
    """Runs of redit on one thread: what the commands of one piece have in common."""

    needs = "redit"

    def __init__(self, name, work, steps, runs):
        self.name, self.work, self.steps, self.runs = name, work, steps, runs

    def start(self):
        pass

    def stop(self):
        pass

    def call(self, verb, seed, runs, every, out, noises=1):
        """Processor seconds of a whole process."""
        arguments = (
            f"{verb} {self.work} --group-size 8 --advantage trl --noise gaussian "
            f"--steps {self.steps} --every {every} --runs {runs} --seed {seed} --threads 1")
        sigmas = ",".join([SIGMA, *OTHERS][:noises])
        command = [str(install.REDIT), *arguments.split(), "--sigma", sigmas, "--out", str(out)]
        return timed(command)[1]

    def train(self, seed, runs, out):
        return self.call("train", seed, runs, self.steps // 4, out)


class Recorded(Training):
    """`redit train`, the whole process: it records four rows of each run. Its V is that of
    `Compared`, and not compared again."""

    def run(self, seed):
        with tempfile.TemporaryDirectory() as folder:
            cpu = self.train(seed, self.runs, Path(folder) / "runs.csv")
        return Sample(cpu, cpu, self.runs)


class Compared(Training):
    """`redit compare` with one noise, the whole process: runs without noise and runs with it.

    V comes from the comparison and, before the end, from `redit train`, which makes the same runs.
    """

    recipes = 2

    def run(self, seed):
        with tempfile.TemporaryDirectory() as folder:
            cpu = self.cost(seed, Path(folder))
            curve = self.curve(seed, Path(folder))
        return Sample(cpu, cpu, self.runs * self.recipes, [curve])

    def cost(self, seed, folder):
        return self.compare(seed, folder, 1)

    def compare(self, seed, folder, noises):
        return self.call(
            "compare", seed, self.runs, self.steps, folder / f"{noises}.csv", noises)

    def curve(self, seed, folder):
        self.train(seed, self.runs, folder / "runs.csv")
        found = [
            mean_with_error(v) for v in values_at_quarters([folder / "runs.csv"], self.steps)]
        return [*found[:-1], (final_value(folder / "1.csv"), found[-1][1])]


class Further(Compared):
    """What each further noise costs: a comparison with more of them less the same with one. Start-up and
    the runs without noise drop out, the bootstrap does not."""

    recipes = len(OTHERS)

    def cost(self, seed, folder):
        one = self.compare(seed, folder, 1)
        return self.compare(seed, folder, 1 + self.recipes) - one


class ComparedNetworks(Further):
    """Of two noises more. All runs of one command share their first network, those of the peers do not: V is that of
    `networks` commands with a seed, and so a network, for each."""

    networks, recipes = 25, 2

    def curve(self, seed, folder):
        paths = [folder / f"network{i}.csv" for i in range(self.networks)]
        for i, path in enumerate(paths):
            self.train(seed * self.networks + i, 1, path)
        return [mean_with_error(v) for v in values_at_quarters(paths, self.steps)]


def per_step(steps):
    """Processor seconds for one step of one run."""
    return lambda sample: sample.cpu / (sample.groups * steps)


class Noisy(Peer):
    """A peer that makes runs without noise too, which are not compared: their row is left out."""

    def run(self, seed):
        sample = super().run(seed)
        sample.estimates = sample.estimates[1:2]
        return sample


PEERS = (
    ("jax", "training_jax.py", "bandit", 2000), ("torch", "training_torch.py", "bandit", 2000),
    ("numba", "training_numba.py", "loop", 2000), (LANES, "training_numba.py", "lanes", 8192))


def peers(sigmas):
    return [
        Noisy(name, script, variant, runs, name.split("-")[0], ",".join(["0", *sigmas]))
        for name, script, variant, runs in PEERS]


def bandit():
    def bars(costs):
        return (
            against(costs, "training: bandits in JAX, all runs at once", "jax", OURS, 6)
            + against(costs, "training: bandits in a loop of Numba", "numba", OURS, 2)
            + against(costs, "training: bandits in Numba, in vectors", LANES, OURS, 2))

    return Piece(
        "training bandit",
        "five arms, G = 8, standardized, gradient ascent, no noise and noise .05: a step of a run",
        [Compared(OURS, BANDIT, BANDIT_STEPS, 8192),
         Recorded("redit train", BANDIT, BANDIT_STEPS, 300), *peers([SIGMA])],
        cost=per_step(BANDIT_STEPS), unit="us/step", bars=bars)


def further():
    def bars(costs):
        whole = "training: one more noise, JAX in one batch"
        return (
            against(costs, whole, "jax", OURS, 20)
            + against(costs, f"{whole}, draws shared", "jax further", OURS, 20)
            + against(costs, "training: one more noise, Numba in vectors, draws shared",
                      f"{LANES} further", OURS, 2))

    more = []
    for less, large in zip(peers([SIGMA]), peers([SIGMA, *OTHERS])):
        difference = More(less, large)
        difference.name = f"{less.name} further"
        more.append(difference)
    return Piece(
        "training further", "what one more noise costs in a comparison: a step of a run",
        [Further(OURS, BANDIT, BANDIT_STEPS, 4096),
         Peer("jax", "training_jax.py", "bandit", 2000, "jax", SIGMA), *more],
        cost=per_step(BANDIT_STEPS), unit="us/step", bars=bars)


def network():
    def bars(costs):
        return against(costs, "training: network in PyTorch", "torch", OURS, 30)

    return Piece(
        "training network", "582 parameters, 8 prompts x G = 8, two tokens, Adam: a step of a run",
        [ComparedNetworks(OURS, NETWORK, NETWORK_STEPS, 40),
         Recorded("redit train", NETWORK, NETWORK_STEPS, 20),
         Peer("jax", "training_jax.py", "neural", 50, "jax"),
         Peer("torch", "training_torch.py", "neural", 5, "torch")],
        cost=per_step(NETWORK_STEPS), unit="us/step", bars=bars)


ALL = {"training": (bandit, further, network)}
