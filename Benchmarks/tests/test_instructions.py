import contextlib
import importlib.machinery
import importlib.util
import io
import re
import tempfile
import unittest
from pathlib import Path

SCRIPT = str(Path(__file__).parents[1] / "instructions")
SIMULATION = Path(SCRIPT).parents[1] / "Sources" / "Analysis" / "Plans" / "Simulation.swift"
LOADER = importlib.machinery.SourceFileLoader("instructions", SCRIPT)


class Instructions(unittest.TestCase):
    def setUp(self):
        self.script = importlib.util.module_from_spec(
            importlib.util.spec_from_loader("instructions", LOADER))
        LOADER.exec_module(self.script)
        self.script.toolchain = lambda: "swift 1"
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.script.FIGURES = Path(folder.name) / "instructions.csv"

    def grown(self, committed, found, toolchain="swift 1"):
        with contextlib.redirect_stdout(io.StringIO()) as output:
            self.script.update({"sweep": ("group", committed)})
            self.script.toolchain = lambda: toolchain
            grown = self.script.compare({"sweep": ("group", found)})
        self.output = output.getvalue()
        return grown

    def test_more_than_five_percent_is_refused(self):
        self.assertEqual(self.grown(1000, 1051), ["sweep +5.1%"])

    def test_five_percent_and_less_passes(self):
        for found in (1050, 1000, 500):
            self.assertEqual(self.grown(1000, found), [])

    def test_another_toolchain_is_shown_and_not_compared(self):
        self.assertEqual(self.grown(1000, 2000, toolchain="swift 2"), [])
        self.assertIn("not compared: committed with swift 1, this is swift 2", self.output)

    def test_work_without_a_committed_figure_stops(self):
        self.grown(1000, 1000)
        with self.assertRaises(SystemExit):
            self.script.compare({"new work": ("group", 1)})

    def test_the_committed_file_has_a_figure_for_each_case(self):
        lines = Path(SCRIPT + ".csv").read_text().splitlines()
        self.assertEqual(
            [line.split(",")[0] for line in lines[1:]], [case[0] for case in self.script.CASES])

    def test_groups_drawn_by_counts_are_among_the_cases(self):
        limit = int(re.search(
            r"drawsCounts = sampling.groups >= ([0-9_]+)", SIMULATION.read_text())[1])
        counted = [name for name, _, command, small, _ in self.script.CASES
                   if command.startswith("sweep --group-size") and small >= limit]
        self.assertEqual(counted, ["counted sweep", "whole noise"])


if __name__ == "__main__":
    unittest.main()
