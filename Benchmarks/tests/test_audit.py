import unittest
from unittest import mock

from bench import audit


class Audit(unittest.TestCase):
    def test_sums_of_redit_and_of_a_line_are_in_one_order(self):
        steps = "step,groups,completions,silent,energy\n1,2,16,1,7.5\n2,3,24,0,.25\n"
        self.assertEqual(audit.of_steps(steps), [5, 40, 7.75, 1])
        self.assertEqual(audit.of_line("5,40,7.75,1\n"), [5, 40, 7.75, 1])

    def test_silent_groups_are_compared_without_noise_alone(self):
        def output(command, file):
            file.write("5,40,7.75,1\n")
            return 1, 2, 3

        with mock.patch.object(audit, "timed", output):
            audit.FOLDER.mkdir(parents=True, exist_ok=True)
            for noise, count in ((0, 4), (.05, 3)):
                sample = audit.Whole("duckdb", "", noise, [], audit.of_line).run(1)
                self.assertEqual((len(sample.values[0]), sample.cpu), (count, 2))


if __name__ == "__main__":
    unittest.main()
