import tempfile
import unittest
from pathlib import Path

from bench import host


class Host(unittest.TestCase):
    def test_the_model_is_the_first_that_the_system_names(self):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("processor\t: 0\nmodel name\t: One: fast\nmodel name\t: Two\n")
            file.flush()
            self.assertEqual(host.processor(Path(file.name)), "One: fast")

    def test_a_system_without_such_a_file_has_a_name_too(self):
        self.assertTrue(host.processor(Path("/no/such/file")))

    def test_one_process_is_quiet_and_three_are_not(self):
        self.assertTrue(host.is_quiet(0.2, 1.1))
        self.assertFalse(host.is_quiet(0.2, 3))

    def test_cells_follow_the_columns(self):
        cells = dict(zip(host.COLUMNS, host.cells(1, 2), strict=True))
        self.assertEqual((cells["load_before"], cells["load_after"]), (1, 2))


if __name__ == "__main__":
    unittest.main()
