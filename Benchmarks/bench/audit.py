"""A run of 10,000,000 completions in 1,250,000 groups, read and counted: redit, DuckDB and pandas."""

import csv
import io
import os
import subprocess

from . import install
from .competitors import Sample, timed
from .pieces import Piece, against, per_run

FOLDER = install.ROOT / ".build" / "bench" / "audit"
ROWS, GROUP, STEP = 10_000_000, 8, 10_000
OURS = "redit"
KINDS = {"csv": "FORMAT csv", "jsonl": "FORMAT json", "parquet": "FORMAT parquet"}

# Rewards 0 and 1, each prompt with a chance of its own; the square of a sine is 0 or 1 rather than a half.
GENERATE = """SET threads = 1; SELECT setseed(.5);
CREATE TABLE chances AS SELECT i AS "group", sin(random() * pi() / 2) ^ 2 AS chance
  FROM range({rows} // {group}) r(i);
CREATE TABLE drawn AS SELECT i, i // {step} AS step, i // {group} AS "group",
  CASE WHEN random() < chance THEN 1.0 ELSE 0.0 END::DOUBLE{noise} AS reward
  FROM range({rows}) r(i) JOIN chances ON "group" = i // {group};
CREATE TABLE run AS SELECT step, "group", reward,
  ((reward - avg(reward) OVER g) / (coalesce(stddev_samp(reward) OVER g, 0) + 1e-4))::FLOAT::DOUBLE
  AS advantage FROM drawn WINDOW g AS (PARTITION BY "group") ORDER BY i;
"""

# The same sums as redit's, by step and in all.
COUNT = """SET threads = 1; COPY (SELECT sum(groups), sum(completions), sum(energy), sum(silent) FROM (
  SELECT step, count(*) AS groups, sum(size) AS completions, sum(energy) AS energy,
    sum((low = high)::INT) AS silent FROM (
    SELECT step, "group", count(*) AS size, min(reward) AS low, max(reward) AS high,
      sum(advantage * advantage) AS energy FROM '{path}' GROUP BY ALL) GROUP BY step))
TO '/dev/stdout' (FORMAT csv, HEADER false);"""
SUMS = ("groups", "completions", "energy", "silent")


def duckdb():
    """The program itself, without the Python around it."""
    found = sorted(install.VENV.glob("lib/python*/site-packages/duckdb_cli/duckdb"))
    return found[0] if found else "duckdb"


def path(kind, noise):
    return FOLDER / f"{'dithered' if noise else 'binary'}.{kind}"


def generate(noise):
    """Writes the run in all kinds, once."""
    if all(path(kind, noise).exists() for kind in KINDS):
        return
    install.say(f"generating {ROWS:,} rows")
    FOLDER.mkdir(parents=True, exist_ok=True)
    # Two uniform numbers make a normal one (Box and Muller).
    normal = f" + {noise} * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())" if noise else ""
    script = GENERATE.format(rows=ROWS, group=GROUP, step=STEP, noise=normal)
    script += "".join(
        f"COPY run TO '{path(kind, noise)}' ({options});" for kind, options in KINDS.items())
    subprocess.run([duckdb(), "-no-init", "-batch"], input=script, text=True, check=True,
                   stdout=subprocess.DEVNULL)


class Whole:
    """A command, timed from its start to its end, whose output holds what was counted."""

    def __init__(self, name, needs, noise, command, read):
        self.name, self.needs, self.noise = name, needs, noise
        self.command, self.read = command, read

    def start(self):
        generate(self.noise)

    def run(self, seed):
        with open(FOLDER / "output.txt", "w+") as output:
            wall, cpu, memory = timed(self.command, output)
            output.seek(0)
            values = self.read(output.read())
        # redit counts groups that are silent without the noise, which SQL does not take off.
        values = values[:3] if self.noise else values
        return Sample(wall, cpu, 1, memory=memory, values=[values])

    def stop(self):
        pass


def of_steps(text):
    """The sums over the steps that redit prints."""
    rows = list(csv.DictReader(io.StringIO(text)))
    return [sum(float(row[name]) for row in rows) for name in SUMS]


def of_line(text):
    return [float(cell) for cell in text.split(",")]


def piece(kind, noise=0.0):
    def make():
        file = path(kind, noise)
        name = f"audit {file.name}"
        competitors = [
            Whole(OURS, "redit", noise,
                  ["env", f"PATH={install.VENV}/bin:{os.environ['PATH']}", install.REDIT, "audit",
                   file, "--format", "csv"], of_steps),
            Whole("duckdb", "duckdb-cli", noise, [duckdb(), "-c", COUNT.format(path=file)], of_line)]
        # pandas holds the rows of JSON Lines as objects, several gigabytes of them.
        if kind != "jsonl":
            script = install.HERE / "peers" / "audit_pandas.py"
            competitors.append(
                Whole("pandas", "pandas", noise, [install.PYTHON, script, file], of_line))

        def bars(costs):
            if noise:
                return []
            if kind == "parquet":
                return against(costs, f"{name}: redit against duckdb", OURS, "duckdb", 2, False)
            return against(costs, f"{name}: duckdb against redit", "duckdb", OURS, 2)

        return Piece(
            name, "10,000,000 rows, 1,250,000 groups, one thread, processor time of all programs",
            competitors, cost=per_run, unit="s", scale=1, agreement="exact", bars=bars, repeats=3)

    return make


# `make bench ONLY=audit`: three kinds of files, then one whose rewards are dithered and never come again.
ALL = {"audit": (*map(piece, KINDS), piece("csv", 0.05))}
