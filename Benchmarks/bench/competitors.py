"""Who runs the work: a Python peer that stays alive between repetitions, a C program, or redit."""

import csv
import json
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import install

QUANTITIES = ("gradient_norm", "second_moment", "variance")


@dataclass
class Sample:
    """One repetition. Estimates: for each sigma (mean, standard error) of each quantity."""

    wall: float
    cpu: float
    groups: int
    estimates: list = field(default_factory=list)
    memory: int = 0
    values: list = field(default_factory=list)


def decode(line):
    """A peer's answer: six numbers for each sigma."""
    answer = json.loads(line)
    rows = [[tuple(row[i:i + 2]) for i in (0, 2, 4)] for row in answer["estimates"]]
    return Sample(
        answer["wall"], answer["cpu"], answer["groups"], rows, values=answer.get("values", []))


class Peer:
    """A Python peer, timed by itself after a warm-up that compiles what it compiles."""

    def __init__(self, name, script, variant, groups, needs, *arguments):
        self.name, self.needs = name, needs
        self.command = [
            str(install.PYTHON), str(install.HERE / "peers" / script), variant, str(groups),
            *arguments]
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            self.stop()
            raise RuntimeError(f"{self.name} does not start")

    def run(self, seed):
        self.process.stdin.write(f"{seed}\n")
        self.process.stdin.flush()
        return decode(self.process.stdout.readline())

    def stop(self):
        if self.process:
            self.process.stdin.close()
            self.process.stdout.close()
            self.process.wait()
            self.process = None


class More:
    """What more of something costs a peer: the same with more of it, less the same with less."""

    def __init__(self, less, more):
        self.less, self.more = less, more
        self.name, self.needs = less.name, less.needs

    def start(self):
        self.less.start()
        self.more.start()

    def run(self, seed):
        less, more = self.less.run(seed), self.more.run(seed)
        return Sample(
            more.wall - less.wall, more.cpu - less.cpu, more.groups - less.groups,
            more.estimates[:len(less.estimates)])

    def stop(self):
        self.less.stop()
        self.more.stop()


class Program:
    """A C program, which times its own loop."""

    needs = "c"

    def __init__(self, name, program, variant, groups):
        self.name, self.program, self.arguments = name, program, (variant, groups)

    def start(self):
        self.run(0)

    def run(self, seed):
        variant, groups = self.arguments
        command = [install.PROGRAMS / self.program, variant, str(seed), str(groups)]
        return decode(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    def stop(self):
        pass


class Redit:
    """`redit` as a user runs it: the whole process is timed, from start to the file it writes."""

    needs = "redit"

    def __init__(self, name, arguments, groups=None, threads=1):
        self.name, self.arguments, self.groups, self.threads = name, arguments, groups, threads

    def start(self):
        pass

    def run(self, seed):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out.csv"
            command = [str(install.REDIT), *self.arguments.split(), "--out", str(out)]
            if command[1] == "sweep":
                command += ["--seed", str(seed), "--threads", str(self.threads)]
            if self.groups:
                command += ["--groups", str(self.groups)]
            wall, cpu, memory = timed(command)
            estimates, values = read(out)
        return Sample(wall, cpu, self.groups or 1, estimates, memory, values)

    def stop(self):
        pass


class Command:
    """A command of redit, a whole process on all that it takes by default; `program` may be an older one."""

    needs = "redit"

    def __init__(self, name, arguments, program=None, prepare=lambda: None):
        self.name, self.arguments, self.program = name, arguments, program
        self.start = prepare

    def run(self, seed):
        with tempfile.TemporaryDirectory() as folder:
            program = self.program or install.REDIT
            out = Path(folder) / "out.csv"
            written = [] if self.arguments.startswith("--") else ["--out", str(out)]
            wall, cpu, memory = timed([str(program), *self.arguments.split(), *written])
        return Sample(wall, cpu, 1, memory=memory)

    def stop(self):
        pass


def timed(command, output=subprocess.DEVNULL):
    """Wall seconds, processor seconds and peak memory (bytes) of a command in the project's folder."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=install.ROOT, stdout=output, stderr=subprocess.PIPE)
    message = process.stderr.read().decode()
    process.stderr.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: {message.strip()}")
    unit = 1 if os.uname().sysname == "Darwin" else 1024
    return (
        time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def read(path):
    """Rows of single prompts with sigma > 0; exact values where nothing is simulated."""
    with open(path, newline="") as file:
        rows = [
            row for row in csv.DictReader(file)
            if float(row["sigma"]) > 0 and row["policy"] != "all"]
    estimates, values = [], []
    for row in rows:
        exact = [number(row.get(f"{q}_exact")) for q in QUANTITIES]
        values.append(exact)
        estimates.append([
            (number(row.get(q)), number(row.get(f"{q}_se"))) if row.get(q) else (e, 0.0)
            for q, e in zip(QUANTITIES, exact)])
    return estimates, values


def number(text):
    return float(text) if text else float("nan")
