"""The work that every competitor does: the same policies, rewards, group sizes and sigmas."""

import json
from pathlib import Path

import numpy as np

LOGITS = np.array([-1, 0.3, 0.1, -0.4, 0.8])
REWARDS = np.array([1.0, 0, 0, 1, 0])
GROUP_SIZE = 8
# As `--sigma log:1e-3:1:25`.
SIGMAS = np.array([float(f"{10 ** (-3 + 3 * i / 24):.12g}") for i in range(25)])


def softmax(logits):
    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


def thresholds(probabilities):
    """All but the last value of the distribution function: an outcome is the number of them that a
    uniform number exceeds."""
    return np.cumsum(probabilities, axis=-1)[..., :-1]


class Bandit:
    """Arms, their probabilities and rewards, the group size and the sigmas."""

    def __init__(self, logits=LOGITS, rewards=REWARDS, sigmas=SIGMAS, group_size=GROUP_SIZE):
        self.probabilities = softmax(np.asarray(logits, float))
        self.rewards = np.asarray(rewards, float)
        self.sigmas = np.asarray(sigmas, float)
        self.group_size = group_size
        self.cuts = thresholds(self.probabilities)
        self.arms = len(self.rewards)


class Sequence:
    """The policy of a file, of itself V = 4, T = 8 of sequence.json; reward 1 for the target; G = 16.

    `table[t, previous]` is the law of token t; position 0 uses the row of a previous token 0.
    """

    group_size = 16
    sigmas = np.array([0.0289, 0.05, 0.1, 0.289, 0.5, 1])

    def __init__(self, path=Path(__file__).parents[1] / "sequence.json"):
        entry = json.loads(Path(path).read_text())
        entry = entry["prompts"][0]
        v, length = entry["vocabulary"], entry["length"]
        logits = np.array(entry["logits"])
        table = np.zeros((length, v, v))
        table[0, :] = softmax(logits[:v])
        table[1:] = softmax(logits[v:].reshape(length - 1, v, v))
        self.vocabulary, self.length, self.table = v, length, table
        self.cuts = thresholds(table)
        # Without a target: 1 for an even sum of the tokens.
        self.target = np.array(entry.get("target", []), int)


# V = 32, T = 64, written by the driver.
LONG = Path(__file__).parents[2] / ".build" / "bench" / "long_sequence.json"


def rare(p=0.01):
    """Two arms, the first right with probability p."""
    return Bandit([np.log(p / (1 - p)), 0], [1, 0])
