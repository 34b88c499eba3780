"""Softmax bandit groups, every outcome tuple enumerated one by one.

For a policy and G the arms^G tuples are gathered under their sorted rewards. Kept per sorted
reward vector: its probability, P-weighted scores by rank S_k, and the score products by rank
B_kl = sum P s_k . s_l. Every exchangeable advantage law then enters only through
m = E[A given sorted r] and M = E[A A^T given sorted r]:
  E g = 1/G sum_k m_k S_k,   E norm(g)^2 = 1/G^2 sum_kl M_kl B_kl.
"""

from itertools import product

from mpmath import exp, mpf, sqrt


class Policy:
    """Logits and rewards, given as decimal text so that every reader has the same input."""

    def __init__(self, name, logits, rewards):
        self.name, self.logits_text, self.rewards_text = name, logits, rewards
        self.logits = [mpf(x) for x in logits.split()]
        self.rewards = [mpf(x) for x in rewards.split()]
        self.probabilities = softmax(self.logits)
        self.scores = scores(self.probabilities)

    def value_gradient(self):
        value = dot(self.probabilities, self.rewards)
        return [p * (r - value) for p, r in zip(self.probabilities, self.rewards)]


def softmax(logits):
    weights = [exp(x) for x in logits]
    return [w / sum(weights) for w in weights]


def scores(probabilities):
    """score of arm a = e_a - pi."""
    arms = range(len(probabilities))
    return [[(1 if i == a else 0) - probabilities[i] for i in arms] for a in arms]


def dot(x, y):
    return sum((a * b for a, b in zip(x, y)), mpf(0))


class Cell:
    """All tuples with one sorted reward vector."""

    def __init__(self, size, arms):
        self.probability = mpf(0)
        self.score = [[mpf(0)] * arms for _ in range(size)]
        self.gram = [[mpf(0)] * size for _ in range(size)]


def enumerate_groups(policy, size):
    """{sorted reward vector: Cell} over all arms^G tuples."""
    arms = len(policy.logits)
    gram = [[dot(x, y) for y in policy.scores] for x in policy.scores]
    cells = {}
    for outcome in product(range(arms), repeat=size):
        ranked = sorted(outcome, key=lambda arm: policy.rewards[arm])
        cell = cells.setdefault(tuple(policy.rewards[a] for a in ranked), Cell(size, arms))
        weight = mpf(1)
        for arm in outcome:
            weight *= policy.probabilities[arm]
        cell.probability += weight
        for k, arm in enumerate(ranked):
            cell.score[k] = [x + weight * s for x, s in zip(cell.score[k], policy.scores[arm])]
            for l, other in enumerate(ranked):
                cell.gram[k][l] += weight * gram[arm][other]
    return cells


def gradient_moments(cells, size, arms, law):
    """(E g, E norm(g)^2) for law: sorted rewards -> (mean vector, second-moment matrix)."""
    gradient, second = [mpf(0)] * arms, mpf(0)
    for rewards, cell in cells.items():
        mean, matrix = law(rewards)
        for k in range(size):
            gradient = [g + mean[k] * s for g, s in zip(gradient, cell.score[k])]
            second += dot(matrix[k], cell.gram[k])
    return [g / size for g in gradient], second / size**2


def summary(gradient, second, direction):
    """(norm(E g), E norm(g)^2, trace of the covariance, cosine with the direction).

    The cosine of a zero gradient is the empty text.
    """
    norm = sqrt(dot(gradient, gradient))
    if norm < mpf(10) ** -30:
        return mpf(0), second, second, ""
    cosine = dot(gradient, direction) / (norm * sqrt(dot(direction, direction)))
    return norm, second, second - norm**2, cosine


def silent_fraction(cells):
    """Probability that all raw rewards of a group are equal."""
    return sum((c.probability for r, c in cells.items() if r[0] == r[-1]), mpf(0))
