"""The peers in Numba themselves, small; in the environment of the peers, where it is installed."""

import json
import subprocess
import unittest

from bench import agreement, install
from bench.competitors import Peer, decode

PRESENT = "numba" in install.installed()


def python(code):
    """What a program in the environment of the peers prints as JSON."""
    done = subprocess.run(
        [install.PYTHON, "-c", code], cwd=install.HERE / "peers", capture_output=True, text=True,
        check=True)
    return json.loads(done.stdout)


def sample(script, variant, count, *arguments):
    peer = Peer(variant, script, variant, count, "numba", *arguments)
    peer.start()
    try:
        return peer.run(1)
    finally:
        peer.stop()


@unittest.skipUnless(PRESENT, "Numba, which make bench installs")
class RandomNumbers(unittest.TestCase):
    def test_normal_numbers_have_the_moments_of_their_law(self):
        # 8,192,000 numbers, seed 1. Mean, square, fourth power and tail beyond the last layer, of which
        # 2,114 are expected, against their exact values in standard errors: below 5. It would see 1 of
        # the mean in 600, of the tail 11%.
        found = python("""
import json, math, numpy as np, numba_random as n
words, spare, out = n.state(1), np.empty(4096, np.uint64), np.empty(4096)
rows = []
for _ in range(2000):
    n.fill_normals(words, spare, out)
    rows.append([out.mean(), (out**2).mean(), (out**4).mean(), (abs(out) > n.R).mean()])
rows = np.array(rows) - [0, 1, 3, math.erfc(n.R / math.sqrt(2))]
print(json.dumps((rows.mean(0) / rows.std(0, ddof=1) * math.sqrt(2000)).tolist()))""")
        for z in found:
            self.assertLess(abs(z), 5)

    def test_words_are_those_of_the_published_generator(self):
        self.assertTrue(python("""
import json, numpy as np, numba_random as n
state = n.state(7)
s, words = [int(x) for x in state[:, 5]], np.empty(2 * n.LANES, np.uint64)
n.fill_words(state, words)
M = 2**64 - 1
rotl = lambda x, k: (x << k | x >> 64 - k) & M
same = True
for i in range(2):
    same &= int(words[5 + i * n.LANES]) == (rotl((s[0] + s[3]) & M, 23) + s[0]) & M
    t = s[1] << 17 & M
    s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]; s[2] ^= t; s[3] = rotl(s[3], 45)
print(json.dumps(same))"""))


@unittest.skipUnless(PRESENT, "Numba, which make bench installs")
class Sweep(unittest.TestCase):
    """Three ways in vectors against one group at a time; 200,000 groups of each, seed 1."""

    def test_ways_agree(self):
        plain = agreement.pooled([sample("bandit_numba.py", "one-pass", 200_000)])
        for variant in ("crn", "one-pass", "rao-blackwell"):
            found = agreement.pooled([sample("bandit_numba_lanes.py", variant, 200_000)])
            self.assertLess(agreement.worst(found, plain), agreement.LIMIT, variant)

    def test_completions_by_their_rewards_agree(self):
        plain = agreement.pooled([sample("sequence_numba.py", "one-pass", 100_000)])
        found = agreement.pooled([sample("sequence_numba_lanes.py", "rao-blackwell", 200_000)])
        self.assertLess(agreement.worst(found, plain), agreement.LIMIT)

    def test_a_wrong_chi_squared_is_seen(self):
        # G - 1 degrees of freedom in place of G - 2: the norm of the noise is 7% too large at large
        # sigma; 200,000 groups know the second moment there to .1%.
        right, wrong = python("""
import json, numpy as np, bandit_numba_lanes as b, worker
from problem import Bandit
right = b.variants(Bandit())["rao-blackwell"][0](1, 48)
original = b.gammas
b.gammas = b.njit(lambda shape, normals, bits, out: original(shape + 0.5, normals, bits, out))
b.draw_along.recompile()
b.rao_blackwell.recompile()
wrong = b.variants(Bandit())["rao-blackwell"][0](2, 48)
print(json.dumps([worker.summary(right, b.BATCH), worker.summary(wrong, b.BATCH)]))""")
        right, wrong = [
            decode(json.dumps(dict(wall=1, cpu=1, groups=1, estimates=rows))).estimates
            for rows in (right, wrong)]
        self.assertGreater(agreement.worst(right, wrong), agreement.LIMIT)

    def test_a_composition_has_the_law_of_its_multinomial(self):
        found = python("""
import json, numpy as np, bandit_numba_lanes as b
from problem import Bandit
chances, table = b.compositions(Bandit())
threshold, other = b.aliases(chances)
law = threshold * b.SPAN
back = law.copy()
np.add.at(back, other, 1 - law)
print(json.dumps([len(chances), chances.sum(), abs(back / len(chances) - chances).max()]))""")
        # 12 choose 4 compositions.
        self.assertEqual(found[0], 495)
        self.assertAlmostEqual(found[1], 1)
        self.assertLess(found[2], 1e-12)


@unittest.skipUnless(PRESENT, "Numba, which make bench installs")
class Training(unittest.TestCase):
    def test_loop_and_vectors_agree_and_a_wrong_learning_rate_does_not(self):
        # 2,000 and 8,192 runs, seed 1, without noise and with .05: V to .1% after a quarter. With .051 in
        # place of .05 it differs there by .008, 14 standard errors.
        found = python("""
import json, numpy as np, training_numba as t
def table(values):
    mean, error = values.mean(1), values.std(1) / values.shape[1]**.5
    return np.stack([mean, error], -1).tolist()
sigmas = [0.0, 0.05]
rows = [table(t.run_loop(1, 2000, sigmas)), table(t.run_lanes(1, 8192, sigmas))]
t.Bandit.rate = 0.051
print(json.dumps([*rows, table(t.run_lanes(1, 8192, sigmas))]))""")
        loop, vectors, wrong = found
        self.assertLess(agreement.worst(loop, vectors), agreement.LIMIT)
        self.assertGreater(agreement.worst(loop, wrong), 10)


if __name__ == "__main__":
    unittest.main()
