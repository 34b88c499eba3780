import math
import random
import unittest

from bench.fitting import power_law


class Fitting(unittest.TestCase):
    def test_a_power_law_is_found_exactly(self):
        law = power_law([1, 2, 4, 8], [3 * n**1.5 for n in (1, 2, 4, 8)])
        self.assertAlmostEqual(law.exponent, 1.5)
        self.assertAlmostEqual(law.factor, 3)
        self.assertAlmostEqual(law.error, 0)

    def test_error_by_hand(self):
        # x = -1, 0, 1 and y = 0, 1, 0: slope 0, residuals -1/3, 2/3, -1/3, error sqrt((6/9)/1/2).
        law = power_law([1 / math.e, 1, math.e], [1, math.e, 1])
        self.assertAlmostEqual(law.exponent, 0)
        self.assertAlmostEqual(law.error, math.sqrt(1 / 3))

    def test_the_error_covers_the_truth(self):
        # 400 fits of 8 points with 10% noise, seed 1: (fit - truth)/error is t with 6 degrees of
        # freedom, abs < 5.96 but for 1 in 1,000; |mean of t| below 5 of its 0.061.
        rng = random.Random(1)
        sizes = [2**k for k in range(8)]
        ratios = []
        for _ in range(400):
            law = power_law(sizes, [n * math.exp(rng.gauss(0, 0.1)) for n in sizes])
            ratios.append((law.exponent - 1) / law.error)
        self.assertLess(abs(sum(ratios) / 400), 5 * 0.061)
        self.assertLess(sum(abs(t) > 5.96 for t in ratios), 5)

    def test_bad_data_is_refused(self):
        for sizes, costs in (([1, 2], [1, 2]), ([1, 2, 3], [1, 2]), ([1, 1, 1], [1, 2, 3]),
                             ([1, 2, 3], [1, 0, 2])):
            with self.assertRaises(ValueError):
                power_law(sizes, costs)


if __name__ == "__main__":
    unittest.main()
