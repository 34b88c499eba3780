import importlib.util
import sys
import unittest
from pathlib import Path

HAS_NUMPY = importlib.util.find_spec("numpy") is not None


@unittest.skipUnless(HAS_NUMPY, "NumPy, which the peers bring")
class Training(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        sys.path.insert(0, str(Path(__file__).parents[1] / "peers"))
        import training_problem
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


if __name__ == "__main__":
    unittest.main()
