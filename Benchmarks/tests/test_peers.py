import importlib.util
import sys
import unittest
from pathlib import Path

HAS_NUMPY = importlib.util.find_spec("numpy") is not None


@unittest.skipUnless(HAS_NUMPY, "NumPy, which the peers bring")
class Peers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        sys.path.insert(0, str(Path(__file__).parents[1] / "peers"))
        import worker
        cls.summary = staticmethod(worker.summary)

    def test_summary_by_hand(self):
        # One sigma, one parameter, two batches of two groups: means of g 1 and 3, of g^2 5 and 11.
        # mean g 2, s = (4 * 4 - 8)/3 = 8/3; along = 2 * 2 * (1, 3), its error sqrt(32/2) = 4, so the
        # norm's is 4/(2 sqrt s); second 8 +- 3; variance 8 - 8/3, from (1, -1): error 1.
        row = self.summary([[[2, 10]], [[6, 22]]], 2)[0]
        norm = (8 / 3) ** 0.5
        for found, expected in zip(row, [norm, 4 / (2 * norm), 8, 3, 8 - 8 / 3, 1], strict=True):
            self.assertAlmostEqual(found, expected)


if __name__ == "__main__":
    unittest.main()
