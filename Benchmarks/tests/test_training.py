import importlib.util
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from bench import training
from run import is_comparable

HAS_NUMPY = importlib.util.find_spec("numpy") is not None


class Reading(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name, *lines):
        path = self.folder / name
        path.write_text("\n".join(lines) + "\n")
        return path

    def test_values_after_a_quarter_a_half_and_all_steps_over_two_files(self):
        paths = [
            self.write("a", "run,step,value", "0,2,.1", "0,4,.2", "0,6,.3", "0,8,.4"),
            self.write("b", "run,step,value", "0,2,.5", "0,4,.6", "0,6,.7", "0,8,.8")]
        self.assertEqual(training.values_at_quarters(paths, 8), [[.1, .5], [.2, .6], [.4, .8]])

    def test_mean_and_standard_error_by_hand(self):
        # Deviations -1, 0, 1: variance 1, of the mean 1/3.
        mean, error = training.mean_with_error([1, 2, 3])
        self.assertEqual(mean, 2)
        self.assertAlmostEqual(error, 3 ** -0.5)

    def test_the_final_value_is_that_of_the_runs_with_noise(self):
        path = self.write("c", "sigma,final_value", "0.0,.9", "0.05,.8", "0.05,.7")
        self.assertEqual(training.final_value(path), .8)


class Cost(unittest.TestCase):
    def cost(self, competitor):
        """3 s with one noise and 7 with more, for 10 runs of 100 steps."""
        def timed(command):
            noises = len(command[command.index("--sigma") + 1].split(","))
            return 0, 3.0 if noises == 1 else 7.0, 0

        with (
            mock.patch.object(training, "timed", timed),
            mock.patch.object(competitor, "curve", lambda seed, folder: [])
        ):
            return training.per_step(100)(competitor.run(1))

    def test_a_comparison_counts_runs_with_and_without_noise(self):
        self.assertAlmostEqual(self.cost(training.Compared("redit", "", 100, 10)), 3 / 2000)

    def test_further_noises_cost_the_difference(self):
        self.assertAlmostEqual(self.cost(training.Further("redit", "", 100, 10)), 4 / 8000)

    def test_noises_of_a_comparison_differ(self):
        sigmas = [float(x) for x in (training.SIGMA, *training.OTHERS)]
        self.assertEqual(len(set(sigmas)), 9)
        self.assertNotIn(0, sigmas)

    def test_runs_without_noise_are_not_compared(self):
        sample = training.Sample(1, 1, 1, [["none"], ["first"], ["second"]])
        with mock.patch.object(training.Peer, "run", lambda self, seed: sample):
            found = training.Noisy("numba", "", "", 1, "").run(1)
        self.assertEqual(found.estimates, [["first"]])

    def test_the_first_is_compared_only_with_an_exact_law(self):
        simulated = training.Sample(1, 1, 1, [[(0, 1)]])
        lawful = training.Sample(1, 1, 1, [[(0, 1)]], values=[[0]])
        self.assertFalse(is_comparable("redit", "redit", simulated))
        self.assertTrue(is_comparable("redit", "redit", lawful))
        self.assertTrue(is_comparable("jax", "redit", simulated))
        self.assertFalse(is_comparable("jax", "redit", training.Sample(1, 1, 1)))


@unittest.skipUnless(HAS_NUMPY, "NumPy, which the peers bring")
class Problem(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        sys.path.insert(0, str(Path(__file__).parents[1] / "peers"))
        import training_problem
        cls.problem = training_problem
        cls.law = training_problem.Neural()

    def test_rewards_by_hand(self):
        # 2 + 4 = 1 mod 5, and token 0 is `end`, token 1 + d the digit d.
        prompt = self.law.prompts.tolist().index([3, 6, 5, 7])
        rewards = self.law.rewards[prompt]
        self.assertEqual(rewards[2, 0], 1.5)
        self.assertEqual(rewards[4, 0], 0.5)
        self.assertEqual(rewards[2, 2], 0)
        self.assertEqual(rewards[0, 0], 0)
        self.assertEqual(rewards[0, 2], 0)
        self.assertEqual(rewards.sum(), 1.5 + 4 * 0.5)

    def test_parameters_have_the_shape_of_the_network(self):
        import numpy as np
        count = sum(p.size for p in self.law.parameters(np.random.default_rng(1)))
        self.assertEqual(count, (8 + 16 + 6) * 16 + 6)

    def test_redit_is_told_the_same_numbers(self):
        bandit = self.problem.Bandit
        self.assertEqual(float(training.SIGMA), self.problem.SIGMA)
        self.assertEqual(
            (training.BANDIT_STEPS, training.NETWORK_STEPS), (bandit.steps, self.law.steps))
        self.assertIn(f"--learning-rate {bandit.rate}", training.BANDIT)
        for option in (
            f"--learning-rate {self.law.rate}", f"--prompts-per-step {self.law.batch}",
            f"--hidden {self.law.hidden}"
        ):
            self.assertIn(option, training.NETWORK)


if __name__ == "__main__":
    unittest.main()
