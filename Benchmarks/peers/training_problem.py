"""The training runs that every competitor makes, and how they report.

A run reports the exact value V of its policy after a quarter, a half and all of its steps; a peer
answers with their means over the runs and the standard errors of these.

Bandit: five arms, G = 8, rewards with Gaussian noise of standard deviation SIGMA, advantages
standardized as TRL does (ddof 1, 1e-4), plain gradient ascent.

Neural: sums modulo 5, "a + b =" (25 prompts), answered by two tokens, the digit and `end`; reward 1
for the right answer and 0.5 for the form, together with noise of SIGMA; a batch of 8 prompts
drawn uniformly, G = 8, the same advantages, Adam. The network is the toolkit's own:

    h_k = f(E[x_k] + W^T h_(k-1)),   f(a) = a / sqrt(1 + a^2),   softmax(c + U h)

with E from N(0, 1), W and U from N(0, 1/16), c = 0.
"""

import json
import sys
import time

import worker  # noqa: F401  (one thread, before the libraries load)
import numpy as np

GROUP_SIZE = 8
SIGMA = 0.05
STABILIZER = 1e-4


class Bandit:
    logits = np.array([-1, 0.3, 0.1, -0.4, 0.8])
    rewards = np.array([1.0, 0, 0, 1, 0])
    rate = 0.05
    steps = 400


class Neural:
    modulus, hidden, batch, steps = 5, 16, 8, 200
    rate, betas, epsilon = 0.005, (0.9, 0.999), 1e-8
    vocabulary = modulus + 1
    inputs = modulus + 3

    def __init__(self):
        pairs = [(a, b) for a in range(self.modulus) for b in range(self.modulus)]
        plus, equals = self.modulus + 1, self.modulus + 2
        self.prompts = np.array([[a + 1, plus, b + 1, equals] for a, b in pairs])
        self.answers = np.array([(a + b) % self.modulus + 1 for a, b in pairs])
        # The reward of (prompt, first token, second token); token 0 is `end`.
        first = np.arange(self.vocabulary)
        right = (first == self.answers[:, None]) + 0.5 * (first > 0)
        self.rewards = np.zeros((len(pairs), self.vocabulary, self.vocabulary))
        self.rewards[:, :, 0] = right

    def parameters(self, rng, *runs):
        """E, W, U, c of one run, or of several."""
        hidden, spread = self.hidden, 1 / np.sqrt(self.hidden)
        return [
            rng.normal(size=(*runs, self.inputs, hidden)),
            spread * rng.normal(size=(*runs, hidden, hidden)),
            spread * rng.normal(size=(*runs, self.vocabulary, hidden)),
            np.zeros((*runs, self.vocabulary))]


def serve(variants):
    """`python PEER VARIANT RUNS [SIGMA,..]`: warms up, says `ready`, answers each seed with one line of
    JSON.

    A variant maps (seed, runs, sigmas) to the three values V of each run, shape (sigmas, runs, 3).
    """
    run, runs = variants[sys.argv[1]], int(sys.argv[2])
    sigmas = [float(x) for x in sys.argv[3].split(",")] if len(sys.argv) > 3 else [SIGMA]
    run(0, runs, sigmas)
    print("ready", flush=True)
    for line in sys.stdin:
        wall, cpu = time.perf_counter(), time.process_time()
        values = np.asarray(run(int(line), runs, sigmas))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        error = values.std(1, ddof=1) / np.sqrt(values.shape[1])
        rows = np.stack([values.mean(1), error], -1).reshape(len(values), -1).tolist()
        print(json.dumps(dict(
            wall=wall, cpu=cpu, groups=values.shape[0] * values.shape[1], estimates=rows)), flush=True)
