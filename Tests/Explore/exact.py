"""The same numbers from the command line, and by other ways than the page takes."""

import csv
import functools
import io
import math
import os
import subprocess
import tempfile

# Of the page.
noise = "gaussian"
REDIT = os.environ.get("REDIT", ".build/release/redit")


@functools.lru_cache(maxsize=None)
def rows(*arguments):
    result = subprocess.run(
        [REDIT, *arguments, "--format", "csv"], capture_output=True, text=True, check=True)
    return list(csv.DictReader(io.StringIO(result.stdout)))


class State:
    """What an address says, as options of `redit exact`."""

    def __init__(self, *, p=0.1, g=8, sigma=0.05, advantage="trl", stabilizer=None, errors=(0, 0),
                 rates=None, seed=1):
        self.p, self.g, self.sigma, self.advantage = p, g, sigma, advantage
        self.stabilizer, self.errors, self.rates, self.seed = stabilizer, errors, rates, seed

    def __repr__(self):
        return self.address

    @property
    def address(self):
        parts = [f"g={self.g}", f"sigma={self.sigma}", f"advantage={self.advantage}"]
        parts.append("rates=" + ",".join(map(str, self.rates)) if self.rates else f"p={self.p}")
        if self.stabilizer is not None:
            parts.append(f"stabilizer={self.stabilizer}")
        if any(self.errors):
            parts.append(f"errors={self.errors[0]},{self.errors[1]}")
        return "#" + "&".join(parts + [f"seed={self.seed}"])

    @property
    def estimator(self):
        words = ["--advantage", self.advantage]
        return words + ([] if self.stabilizer is None else ["--stabilizer", str(self.stabilizer)])

    def exact(self, sigmas, rates=None, errors=None):
        """By sigma the row of `redit exact`, of the set where there are several rates."""
        rates, errors = rates or self.rates or [self.p], self.errors if errors is None else errors
        words = ["exact", "--group-size", str(self.g), *self.estimator, "--noise", noise, "--sigma",
                 ",".join(map(str, sigmas))]
        for option, share in zip(("--false-positive", "--false-negative"), errors):
            if share:
                words += [option, str(share)]
        if len(rates) == 1:
            found = rows(*words, "--pass-rate", str(rates[0]))
        else:
            with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
                lines = [f"q{i},{rate}" for i, rate in enumerate(rates)]
                file.write("\n".join(["prompt,pass_rate", *lines]) + "\n")
                file.flush()
                found = [r for r in rows(*words, "--prompts", file.name) if r["policy"] == "all"]
        return {float(row["sigma"]): row for row in found}

    def silent_variance(self):
        """Of silent groups: their sum of squares by `redit advantages`, times the trace of the
        covariance of the answers that a verifier sees alike."""
        words = ["advantages", *self.estimator, "--noise", noise, "--sigma", str(self.sigma),
                 "--rewards", ",".join(["0"] * self.g)]
        energy = number(rows(*words)[-1]["group_energy"])
        return sum(energy * self.spread(p) for p in self.rates or [self.p]) / (
            len(self.rates or [1]) * self.g**2)

    def spread(self, p):
        """P(all seen as right) and as wrong, each with 1 - sum of squared shares of its answers."""
        answers = [(0.6 * p, 1), (0.4 * p, 1)]
        answers += [(share * (1 - p), 0) for share in (0.4, 0.3, 0.2, 0.1)]
        as_right = [mass * (1 - self.errors[1] if right else self.errors[0])
                    for mass, right in answers]
        as_wrong = [mass - seen for (mass, _), seen in zip(answers, as_right)]
        return sum(sum(side) ** self.g * (1 - sum((one / sum(side)) ** 2 for one in side))
                   for side in (as_right, as_wrong) if sum(side) > 0)

    def woken(self, ddof):
        """At pass rate 0, G^2 tr Cov g is .7 of the sum of squares, which is G - ddof at most."""
        sure = number(self.exact([self.sigma], [0], (0, 0))[self.sigma]["variance_exact"])
        return math.sqrt(sure * self.g**2 / 0.7 / (self.g - ddof))

    def kept(self):
        """DistinctCompletions from the advantages of every kind of group, by `redit advantages`."""
        groups = [["1"] * k + ["0"] * (self.g - k) for k in range(self.g + 1)]
        words = ["advantages", *self.estimator, "--noise", noise, "--sigma", str(self.sigma)]
        for group in groups:
            words += ["--rewards", ",".join(group)]
        sums = [[0.0, 0.0, 0.0] for _ in groups]
        # Each group is printed without noise too.
        for row in (one for one in rows(*words) if number(one["sigma"]) > 0):
            mean, deviation, plain = (
                number(row[name]) for name in ("mean", "standard_deviation", "undithered"))
            one = sums[int(row["group"]) - 1]
            for index, value in enumerate((mean * plain, plain**2, mean**2 + deviation**2)):
                one[index] += value
        product, plain, energy = (
            sum(mass * one[i] for mass, one in zip(self.masses(), sums)) for i in range(3))
        return product**2 / (plain * energy)

    def masses(self):
        rates = [p * (1 - self.errors[1]) + (1 - p) * self.errors[0]
                 for p in self.rates or [self.p]]
        return [
            math.comb(self.g, k) * sum(q**k * (1 - q) ** (self.g - k) for q in rates) / len(rates)
            for k in range(self.g + 1)]


def number(text):
    return float(text) if text else math.nan
