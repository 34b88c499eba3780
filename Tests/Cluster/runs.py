"""The commands that can be cut into parts, each as a run of a second or less."""

import json
import os
import random
from dataclasses import dataclass, field
from typing import Callable


def nothing(_):
    pass


@dataclass
class Run:
    name: str
    arguments: list
    units: int
    # What the command writes: a file beside its inputs, in the format of its ending.
    out: str = "out.csv"
    # Puts the inputs into a folder.
    prepare: Callable = nothing
    # The command with another seed, or with inputs of another: what negative controls compare with.
    other: list = field(default_factory=list)
    prepare_other: Callable = None
    # Statuses of a run that does what it should: a verdict may be one that nothing was expected of.
    statuses: tuple = (0,)

    @property
    def threads(self):
        """One, so that two runs at a time are no slower than one; an audit has no such option."""
        return [] if self.name == "audit" else ["--threads", "1"]

    @property
    def resume(self):
        """Training keeps its runs every so many seconds: here after every block that is done."""
        return ["--resume", *(["--checkpoint-every", "0.01"] if self.name == "train" else [])]

    @property
    def journal(self):
        return self.out + (".checkpoint" if self.name == "train" else ".unfinished")

    def variant(self):
        """The same of another seed."""
        prepare = self.prepare_other or self.prepare
        return Run(self.name, self.other, self.units, self.out, prepare, statuses=self.statuses)


def seeded(text):
    return [*text.split(), "--seed", "1"], [*text.split(), "--seed", "2"]


def prompts(folder):
    """Names with a comma, quotes, a dollar and letters beyond ASCII: what a shell could trip over."""
    with open(os.path.join(folder, "my prompts.csv"), "w", encoding="utf-8") as file:
        file.write("prompt,pass_rate\n")
        for index in range(16):
            file.write(f'"{index}, ""$HOME"" é",{(index + 1) / 17:.4f}\n')


def log(seed, groups=100):
    """A log of twelve files, as trainers write one for each step."""

    def prepare(folder):
        source = random.Random(seed)
        os.makedirs(os.path.join(folder, "log"), exist_ok=True)
        for step in range(12):
            with open(os.path.join(folder, "log", f"step-{step:02}.jsonl"), "w", encoding="utf-8") as file:
                for group in range(groups):
                    rewards = [source.randrange(2) for _ in range(8)]
                    mean = sum(rewards) / 8
                    for reward in rewards:
                        row = {"step": step, "group": group, "reward": reward, "advantage": reward - mean}
                        file.write(json.dumps(row) + "\n")

    return prepare


def runs():
    found = []

    def add(name, text, units, **more):
        mine, other = seeded(text)
        found.append(Run(name, mine, units, other=other, **more))

    mine, other = seeded("sweep --group-size 2,3,4,5 --sigma 0.1 --groups 4000")
    file = ["--prompts", "my prompts.csv"]
    found.append(Run("sweep", mine + file, 64, prepare=prompts, other=other + file))
    add(
        "map",
        "map --pass-rate .1,.2,.3,.4 --group-size 2,4 --advantage grpo,dr-grpo --optimizer sgd,adam"
        " --learning-rate .1,.2 --sigma .1 --steps 20 --runs 8",
        64,
    )
    add("compare", "compare --pass-rate .3 --group-size 4 --sigma .1,.3 --steps 40 --runs 640", 80)
    add("train", "train --pass-rate .3 --group-size 4 --sigma .1 --steps 200 --runs 128 --every 20", 16)
    add("calibrate", "calibrate --claim ShrinkageLaw --seeds 64 --groups 1000", 64)
    claims = "UnbiasedGradient,RewardVariance,AddedVariance,SignalToNoise,ShrinkageLaw,SilentGroups"
    add("verify", f"verify --claim {claims} --groups 2000", 6, statuses=(0, 1))
    found.append(
        Run(
            "audit", ["audit", "log"], 12, prepare=log(1), other=["audit", "log"], prepare_other=log(2),
            statuses=(0, 1, 3),
        )
    )
    # Only while a command is being written: `COMMANDS=calibrate,verify`.
    only = os.environ.get("COMMANDS")
    return [run for run in found if not only or run.name in only.split(",")]
