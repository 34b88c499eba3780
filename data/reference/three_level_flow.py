"""three_level_flow.csv: time at which the mean flow of standardized advantages (ddof 0, stabilizer 0),
Gaussian dither, reaches V = .8 on a bandit of three reward levels with a near tie.

  d theta / dt = E g,   E g = sum over all 27 ordered groups of G = 3 of P (1/G) sum_i kappa A_i s_i
  kappa = sqrt(pi/8) lambda e^-x [I0(x) + I1(x)],   x = lambda^2 / 4,   lambda = norm(r - rbar) / sigma

Rewards 0, .00558, 1, logits -1.755, 2.609, -.744. It shares nothing with the toolkit: enumeration of
ordered groups, Bessel functions and an ODE solver of SciPy (DOP853, relative tolerance 1e-12).

Run: python3 data/reference/three_level_flow.py   about 30 s, with NumPy and SciPy
"""

from itertools import product

import numpy as np
from scipy.integrate import solve_ivp
from scipy.special import ive

import table

REWARDS = np.array([0, 0.00558, 1])
LOGITS = np.array([-1.755, 2.609, -0.744])
SIZE = 3
GOAL = 0.8
SIGMAS = ["0", "0.02", "0.065", "0.1", "0.2", "0.5", "1"]


def probabilities(logits):
    weights = np.exp(logits - logits.max())
    return weights / weights.sum()


def kappa(length, sigma):
    if sigma == 0:
        return 1.0
    squared = (length / sigma) ** 2 / 4
    return np.sqrt(np.pi / 8) * length / sigma * (ive(0, squared) + ive(1, squared))


def gradient(logits, sigma):
    pi = probabilities(logits)
    total = np.zeros(3)
    for arms in product(range(3), repeat=SIZE):
        if len(set(arms)) == 1:
            continue
        rewards = REWARDS[list(arms)]
        centred = rewards - rewards.mean()
        length = np.linalg.norm(centred)
        weight = np.prod(pi[list(arms)]) * kappa(length, sigma) / SIZE
        for arm, value in zip(arms, centred / (length / np.sqrt(SIZE))):
            score = -pi.copy()
            score[arm] += 1
            total += weight * value * score
    return total


def time(sigma):
    def missing(_, logits):
        return probabilities(logits) @ REWARDS - GOAL

    missing.terminal = True
    solution = solve_ivp(lambda _, y: gradient(y, sigma), [0, 1000], LOGITS, method="DOP853",
                         rtol=1e-12, atol=1e-13, events=missing)
    return solution.t_events[0][0]


if __name__ == "__main__":
    table.write(__file__, ["sigma", "time"], [[s, f"{time(float(s)):.9f}"] for s in SIGMAS])
