import unittest

from bench.pieces import for_a_thousandth
from bench.competitors import Sample
from bench.ratios import Bar, Ratio, short, table


class Ratios(unittest.TestCase):
    def test_ratios_are_paired_by_repetition(self):
        # 2/1, 8/2, 3/3: a slow second repetition slows both sides of its pair.
        self.assertEqual(Ratio.of([2, 8, 3], [1, 2, 3]), Ratio(2, 1, 4))

    def test_sides_of_different_length_are_refused(self):
        with self.assertRaises(ValueError):
            Ratio.of([1, 2], [1])

    def test_a_bar_is_met_by_the_median(self):
        ratio = Ratio(8, 5, 12)
        self.assertTrue(Bar("x", ratio, 8, at_least=True).is_met)
        self.assertFalse(Bar("x", ratio, 8.1, at_least=True).is_met)
        self.assertFalse(Bar("x", ratio, 7.9, at_least=False).is_met)

    def test_time_to_a_thousandth(self):
        # 2 seconds gave 1% at worst: ten times nearer costs a hundred times as much. Exact costs its
        # run.
        rough = Sample(0, 2, 1, [[(1, 0), (1, 0), (0.5, 0.005)], [(1, 0), (1, 0), (1.0, 0.002)]])
        self.assertAlmostEqual(for_a_thousandth(rough), 200)
        exact = Sample(0, 2, 1, [[(1, 0), (1, 0), (0.5, 0.0)]])
        self.assertEqual(for_a_thousandth(exact), 2)

    def test_numbers_and_columns(self):
        self.assertEqual([short(x) for x in (0.01234, 5.678, 1234.5)], ["0.0123", "5.68", "1,234"])
        self.assertEqual(table(["", "n"], [["a", 10]]), "    n\n-  --\na  10")


if __name__ == "__main__":
    unittest.main()
