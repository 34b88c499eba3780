import math
import unittest

from bench import agreement
from bench.competitors import Sample


def sample(mean, error):
    return Sample(1, 1, 1, [[(mean, error), (2.0, 0.1), (3.0, 0.1)]])


class Agreement(unittest.TestCase):
    def test_pooling_averages_and_shrinks_the_error(self):
        # Mean (1 + 3)/2; error sqrt(.3^2 + .4^2)/2 = .25.
        pool = agreement.pooled([sample(1, 0.3), sample(3, 0.4)])
        self.assertAlmostEqual(pool[0][0][0], 2)
        self.assertAlmostEqual(pool[0][0][1], 0.25)

    def test_score_is_the_difference_over_the_joint_error(self):
        self.assertAlmostEqual(agreement.score((1, 0.3), (2, 0.4)), -2)

    def test_a_difference_of_six_errors_is_found_wherever_it_hides(self):
        good = [[(1.0, 0.0), (2.0, 0.0)], [(3.0, 0.0), (4.0, 0.0)]]
        for row in range(2):
            for column in range(2):
                bad = [[(m, 0.1) for m, _ in cells] for cells in good]
                bad[row][column] = (bad[row][column][0] + 0.6, 0.1)
                worst = agreement.worst(bad, good)
                self.assertAlmostEqual(worst, 6)
                self.assertGreater(worst, agreement.LIMIT)

    def test_missing_or_unknown_values_do_not_agree(self):
        table = [[(1.0, 0.1)]]
        for other in ([], [[(1.0, 0.1)]] * 2, [[(math.nan, 0.1)]]):
            self.assertEqual(agreement.worst(table, other), math.inf)

    def test_exact_values_agree_or_do_not(self):
        self.assertEqual(agreement.worst([[(1.0, 0.0)]], [[(1.0 + 1e-10, 0.0)]]), 0)
        self.assertEqual(agreement.worst([[(1.0, 0.0)]], [[(1.0 + 1e-8, 0.0)]]), math.inf)

    def test_relative_gap(self):
        self.assertAlmostEqual(agreement.relative_gap([[1.0, 2.0]], [[1.0, 2.5]]), 0.2)
        self.assertEqual(agreement.relative_gap([[1.0]], [[math.nan]]), math.inf)
        self.assertEqual(agreement.relative_gap([], []), math.inf)


if __name__ == "__main__":
    unittest.main()
