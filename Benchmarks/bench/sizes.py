"""Pieces for large inputs and for no input at all: elapsed time, processor time and peak memory of whole
commands, on as many threads as they take by default. The goals are about processor time, which other users
of the machine hardly change and which is no less than elapsed time where nothing waits."""

import json
import random
from pathlib import Path

from . import install
from .competitors import Command
from .pieces import OURS, Piece, absolute, elapsed, per_run

FOLDER = Path(".build/bench")
SEED = 17


def prompt_set(count, path=None):
    """A CSV of `count` prompts, 64 completions each: pass rates K/64 with K drawn evenly, seed 17."""
    path = path or install.ROOT / FOLDER / f"prompts_{count}.csv"
    rng = random.Random(SEED)
    lines = [f"q{i},{rng.randint(0, 64)}/64" for i in range(count)]
    write(path, "\n".join(["prompt,pass_rate", *lines]) + "\n")


def many_arms(count, path=None):
    """A bandit of `count` arms as JSON: normal logits, a tenth of the arms right, seed 17."""
    path = path or install.ROOT / FOLDER / f"arms_{count}.json"
    rng = random.Random(SEED)
    prompt = {
        "name": "arms", "policy": "bandit",
        "logits": [round(rng.gauss(0, 1), 3) for _ in range(count)],
        "rewards": [int(rng.random() < 0.1) for _ in range(count)]}
    write(path, json.dumps({"prompts": [prompt]}))


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def memory(sample):
    return sample.memory


VIEWS = {
    "elapsed": (elapsed, "ms", 1e3), "processor": (per_run, "ms", 1e3), "memory": (memory, "MB", 1e-6)}


class Kept(Command):
    """Repetitions measured once, seen by each view in turn: the same seed gives the same sample."""

    samples: dict

    def run(self, seed):
        if seed not in self.samples:
            self.samples[seed] = super().run(seed)
        return self.samples[seed]


def work(name, title, arguments, prepare=lambda: None, repeats=None, **bounds):
    """A piece for each of elapsed time, processor time and memory; `bounds` in their units."""
    samples = {}

    def view(quantity):
        cost, unit, scale = VIEWS[quantity]

        def bars(costs):
            if quantity not in bounds or OURS not in costs:
                return []
            return absolute(
                costs[OURS], scale, f"{name}: {quantity}", bounds[quantity], unit)

        def make():
            command = Kept(OURS, arguments, prepare=prepare)
            command.samples = samples
            return Piece(
                f"{name}, {quantity}", title, [command], cost=cost, unit=unit, scale=scale,
                agreement=None, bars=bars, repeats=repeats, may_refuse=True)

        return make

    return tuple(map(view, VIEWS))


ALL = {
    "sizes": (
        *work("start", "redit --version", "--version", processor=12),
        *work("prompts exact", "exact laws of 100,000 prompts, three sigmas",
              f"exact --prompts {FOLDER}/prompts_100000.csv --sigma 0,0.05,0.1",
              lambda: prompt_set(100_000), 3, processor=2000, memory=100),
        *work("prompts sweep", "2,000 prompts x 10,000 groups, two sigmas",
              f"sweep --prompts {FOLDER}/prompts_2000.csv --groups 10000 --sigma 0.05,0.1",
              lambda: prompt_set(2000), 2, processor=10_000),
        *work("arms exact", "10,000 arms, exact, three sigmas",
              f"exact --policy-file {FOLDER}/arms_10000.json --sigma 0,0.05,0.1",
              lambda: many_arms(10_000), 3, processor=200, memory=100))}
