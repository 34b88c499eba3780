"""policy_moments.csv: exact moments of the group gradient of small softmax bandits.

Brute force over all arms^G outcome tuples; only the dither inside one tuple uses a law.
See data/README.md for the columns and for the definition of every advantage.

Run: python3 data/reference/policy_moments.py   about 5 min
"""

from mpmath import mp, mpf

import advantage_laws as laws
import table
from bandit import Policy, enumerate_groups, gradient_moments, silent_fraction, summary

mp.dps = 40
POLICIES = [
    Policy("two-arm", "0.4 -0.3", "1 0"),
    Policy("two-arm-rare", "-2.5 2.5", "1 0"),
    Policy("three-arm-binary", "0.2 -0.7 0.5", "1 0 0"),
    Policy("three-arm-levels", "0.2 -0.7 0.5", "0 0.2 1"),
    Policy("three-arm-near-levels", "0 0 0", "0 0.02 1"),
    Policy("three-arm-misled", "1 1 -1", "0 0.1 1"),
    Policy("four-arm-levels", "0.3 -0.2 0.6 -0.9", "0 0.1 0.4 1"),
    Policy("five-arm-binary", "-1 0.3 0.1 -0.4 0.8", "1 0 0 1 0"),
    Policy("five-arm-levels", "-1 0.3 0.1 -0.4 0.8", "1 0 0.5 0.5 0"),
]
SIGMAS = ["0", "0.0289", "0.1", "0.289", "0.5", "1"]
HEADER = (
    "policy logits rewards group_size advantage noise ddof stabilizer sigma gradient "
    "gradient_norm second_moment variance cosine silent_fraction silent_fraction_dithered accuracy"
).split()


class Sweep:
    """Rows of one policy and group size."""

    def __init__(self, policy, size):
        self.policy, self.size, self.rows = policy, size, []
        self.cells = enumerate_groups(policy, size)

    def add(self, advantage, noise, ddof, stabilizer, sigma, law, errors=()):
        policy = self.policy
        gradient, second = gradient_moments(self.cells, self.size, len(policy.logits), law)
        silent = silent_fraction(self.cells)
        figures = summary(gradient, second, policy.value_gradient())
        accuracy = max([mpf("1e-28"), *(10 * error for error in errors)])
        self.rows.append([
            policy.name, policy.logits_text, policy.rewards_text, self.size, advantage, noise,
            ddof, stabilizer, sigma, [mp.nstr(g, 17) for g in gradient],
            *figures, silent,
            self.dithered_silence(noise, sigma, silent), mp.nstr(accuracy, 2)])

    def dithered_silence(self, noise, sigma, silent):
        if mpf(sigma) == 0 or noise == "none":
            return silent
        if noise != "rademacher":
            return mpf(0)
        return sum(c.probability * laws.silent_after_rademacher(r, mpf(sigma))
                   for r, c in self.cells.items())


def gaussian_rows(sweep):
    for sigma in SIGMAS:
        s, noise = mpf(sigma), "none" if sigma == "0" else "gaussian"
        for kind in ("reinforce", "mean", "leave-one-out"):
            sweep.add(kind, noise, "", "", sigma, laws.linear(kind, s))
        for ddof in (0, 1):
            sweep.add("standardized", noise, ddof, "0", sigma, laws.standardized(ddof, s))
            law = laws.batch_standardized(ddof, s, sweep.cells, sweep.size)
            sweep.add("batch-standardized", noise, ddof, "0", sigma, law)


def stabilized_rows(sweep):
    for stabilizer in ("1e-4", "0.1"):
        for sigma in ("0", "1e-4", "0.0289", "0.289"):
            noise = "none" if sigma == "0" else "gaussian"
            law = laws.stabilized(1, stabilizer, sigma)
            sweep.add("standardized", noise, 1, stabilizer, sigma, law)


def rademacher_rows(sweep):
    for sigma in ("0.0289", "0.3"):
        for ddof, stabilizer in ((0, "0"), (1, "0"), (1, "1e-4")):
            def advantage(values, ddof=ddof, stabilizer=mpf(stabilizer)):
                return laws.standardize(values, ddof, stabilizer)
            law = laws.rademacher(advantage, mpf(sigma))
            sweep.add("standardized", "rademacher", ddof, stabilizer, sigma, law)


def others_rows(sweep):
    if sweep.size < 3:
        return
    for sigma in ("0", "0.0289", "0.3"):
        def advantage(values):
            return laws.standardize_against_others(values, 1, mpf("1e-6"))
        noise = "none" if sigma == "0" else "rademacher"
        law = laws.rademacher(advantage, mpf(sigma))
        sweep.add("leave-one-out-standardized", noise, 1, "1e-6", sigma, law)


def plane_rows(sweep):
    if sweep.size > 3:
        return
    for noise in ("uniform", "laplace"):
        for sigma in ("0.0289", "0.3"):
            for ddof in (0, 1):
                errors = []
                law = laws.bounded_or_heavy(noise, ddof, sigma, errors)
                sweep.add("standardized", noise, ddof, "0", sigma, law, errors)


def main():
    rows = []
    for policy in POLICIES:
        for size in (2, 3, 4):
            sweep = Sweep(policy, size)
            for part in (gaussian_rows, stabilized_rows, rademacher_rows, others_rows, plane_rows):
                part(sweep)
            rows += sweep.rows
            print(policy.name, size, len(sweep.rows), flush=True)
    table.write(__file__, HEADER, rows)


if __name__ == "__main__":
    main()
