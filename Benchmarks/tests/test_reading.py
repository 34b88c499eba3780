import math
import tempfile
import unittest
from pathlib import Path

from bench.competitors import decode, read

HEADER = (
    "policy,sigma,gradient_norm,gradient_norm_se,gradient_norm_exact,second_moment,"
    "second_moment_se,second_moment_exact,variance,variance_se,variance_exact\n")


class Reading(unittest.TestCase):
    def read(self, *lines):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "out.csv"
            path.write_text(HEADER + "\n".join(lines) + "\n")
            return read(path)

    def test_simulated_and_exact_values_of_single_prompts_above_sigma_zero(self):
        estimates, values = self.read(
            "a,0.0,9,9,9,9,9,9,9,9,9", "a,0.5,1,.1,1.5,2,.2,2.5,3,.3,3.5",
            "all,0.5,9,9,9,9,9,9,9,9,9")
        self.assertEqual(estimates, [[(1, 0.1), (2, 0.2), (3, 0.3)]])
        self.assertEqual(values, [[1.5, 2.5, 3.5]])

    def test_exact_values_stand_where_nothing_is_simulated_and_unknown_is_nan(self):
        estimates, values = self.read("a,0.5,,,1.5,,,2.5,,,")
        self.assertEqual(estimates[0][:2], [(1.5, 0.0), (2.5, 0.0)])
        self.assertTrue(math.isnan(estimates[0][2][0]))
        self.assertTrue(math.isnan(values[0][2]))

    def test_a_peers_answer(self):
        sample = decode('{"wall": 2, "cpu": 1, "groups": 8, "estimates": [[1, 2, 3, 4, 5, 6]]}')
        self.assertEqual((sample.wall, sample.cpu, sample.groups), (2, 1, 8))
        self.assertEqual(sample.estimates, [[(1, 2), (3, 4), (5, 6)]])


if __name__ == "__main__":
    unittest.main()
