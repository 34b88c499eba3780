"""off_policy.csv: expected clipped-surrogate gradients of softmax bandits, sampling off-policy.

Completions come from the old logits, the gradient is taken at the current logits. Per group
  g = 1/G sum_i [ A_i rho_i (1 if not clipped) - beta (1 - q_i) ] score(y_i),
  rho_i = pi(y_i)/pi_old(y_i),  q_i = pi_ref(y_i)/pi(y_i),
clipped: A_i > 0 and rho_i > 1 + clip_high, or A_i < 0 and rho_i < 1 - clip_low. It is the
gradient of the maximised objective min(rho A, clip(rho) A) - beta k3, k3 = q - log q - 1.
Brute force over all arms^G tuples and, for Rademacher dither, all 2^G sign patterns.

Run: python3 data/reference/off_policy.py   about 1 min
"""

from itertools import product

from mpmath import log, mp, mpf

import table
from advantage_laws import centred, standardize
from bandit import Policy, dot, softmax, summary

mp.dps = 40
# name, logits, old logits, reference logits, rewards
SETTINGS = [
    ("two-arm", "0.4 -0.3", "0.1 -0.1", "0 0", "1 0"),
    ("three-arm-levels", "0.2 -0.7 0.5", "0.6 -0.4 0.1", "0 0 0", "0 0.2 1"),
    ("five-arm-binary", "-1 0.3 0.1 -0.4 0.8", "-0.6 0.1 0.5 -0.9 0.7", "0 0 0 0 0", "1 0 0 1 0"),
    ("five-arm-on-policy", "-1 0.3 0.1 -0.4 0.8", "-1 0.3 0.1 -0.4 0.8", "0 0 0 0 0", "1 0 0 1 0"),
]
ADVANTAGES = [("mean", "", "", "0"), ("standardized", 1, "1e-4", "0"), ("mean", "", "", "0.3")]
OBJECTIVES = [("0.2", "0.28", "0.04"), ("0.2", "0.28", "0"), ("0.2", "0.2", "0")]
HEADER = (
    "policy logits old_logits reference_logits rewards group_size advantage noise ddof stabilizer "
    "sigma clip_low clip_high kl_coefficient gradient gradient_norm second_moment variance cosine "
    "clip_fraction kl"
).split()


class Arms:
    """Per arm: sampling probability, importance ratio, q = reference/policy and k3."""

    def __init__(self, policy, old, reference):
        self.policy = policy
        self.sampling = softmax(old)
        self.ratio = [p / o for p, o in zip(policy.probabilities, self.sampling)]
        self.q = [r / p for r, p in zip(softmax(reference), policy.probabilities)]
        self.k3 = [q - log(q) - 1 for q in self.q]


def dithered_groups(arms, size, sigma):
    """(probability, outcome, dithered rewards) over tuples and sign patterns."""
    signs = list(product((-1, 1), repeat=size)) if sigma != 0 else [(0,) * size]
    for outcome in product(range(len(arms.sampling)), repeat=size):
        weight = mpf(1) / len(signs)
        for arm in outcome:
            weight *= arms.sampling[arm]
        for pattern in signs:
            rewards = [arms.policy.rewards[a] + sigma * s for a, s in zip(outcome, pattern)]
            yield weight, outcome, rewards


def is_clipped(advantage, ratio, low, high):
    return (advantage > 0 and ratio > 1 + high) or (advantage < 0 and ratio < 1 - low)


def moments(arms, size, advantage, sigma, low, high, beta):
    """(E g, E norm(g)^2, clipped share of the completions)."""
    count = len(arms.sampling)
    gradient, second, clipped = [mpf(0)] * count, mpf(0), mpf(0)
    for weight, outcome, rewards in dithered_groups(arms, size, sigma):
        g = [mpf(0)] * count
        for a, arm in zip(advantage(rewards), outcome):
            cut = is_clipped(a, arms.ratio[arm], low, high)
            clipped += weight * cut / size
            factor = (0 if cut else a * arms.ratio[arm]) - beta * (1 - arms.q[arm])
            g = [x + factor * s / size for x, s in zip(g, arms.policy.scores[arm])]
        gradient = [x + weight * y for x, y in zip(gradient, g)]
        second += weight * dot(g, g)
    return gradient, second, clipped


def row(setting, size, choice, objective):
    name, logits, old, reference, rewards = setting
    kind, ddof, stabilizer, sigma = choice
    policy = Policy(name, logits, rewards)
    arms = Arms(policy, [mpf(x) for x in old.split()], [mpf(x) for x in reference.split()])

    def advantage(values):
        x = centred(values)
        return x if kind == "mean" else standardize(values, ddof, mpf(stabilizer))

    gradient, second, clipped = moments(
        arms, size, advantage, mpf(sigma), *(mpf(x) for x in objective))
    figures = summary(gradient, second, policy.value_gradient())
    noise = "none" if sigma == "0" else "rademacher"
    kl = dot(arms.sampling, arms.k3)
    return [*setting, size, kind, noise, ddof, stabilizer, sigma, *objective,
            [mp.nstr(x, 17) for x in gradient], *figures, clipped, kl]


def main():
    rows = []
    for setting in SETTINGS:
        for size in (2, 3, 4):
            for choice in ADVANTAGES:
                if choice[3] != "0" and size == 4 and setting[0].startswith("five"):
                    continue
                rows += [row(setting, size, choice, objective) for objective in OBJECTIVES]
    table.write(__file__, HEADER, rows)


if __name__ == "__main__":
    main()
