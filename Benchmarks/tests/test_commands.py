import csv
import json
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from bench import building, commands, competitors, pieces, sizes
from bench.competitors import Command, More, Sample


class Fixed:
    """A competitor whose cost is known."""

    name, needs = "fixed", "c"

    def __init__(self, cpu, groups):
        self.sample = Sample(2 * cpu, cpu, groups, [["a"]])

    def start(self):
        self.started = True

    def run(self, seed):
        return self.sample

    def stop(self):
        self.started = False


class Difference(unittest.TestCase):
    def test_what_is_more_is_the_difference(self):
        less, more = Fixed(3, 10), Fixed(7, 30)
        both = More(less, more)
        both.start()
        sample = both.run(1)
        self.assertEqual((sample.cpu, sample.wall, sample.groups), (4, 8, 20))
        self.assertTrue(less.started and more.started)
        both.stop()
        self.assertFalse(less.started or more.started)


class Commands(unittest.TestCase):
    def run_and_keep(self, command):
        found = []

        def timed(words):
            found.extend(words)
            return 1, 2, 3

        with mock.patch.object(competitors, "timed", timed):
            sample = command.run(1)
        self.assertEqual((sample.wall, sample.cpu, sample.memory), (1, 2, 3))
        return found

    def test_an_older_program_is_run_in_place_of_this_one(self):
        words = self.run_and_keep(Command("base", "map", "/old/redit"))
        self.assertEqual(words[:3], ["/old/redit", "map", "--out"])
        self.assertEqual(self.run_and_keep(Command("redit", "--version"))[1:], ["--version"])

    def test_the_base_is_there_when_it_is_named(self):
        for base, names in ((None, ["redit"]), ("/old/redit", ["redit", "base"])):
            with mock.patch.object(commands, "BASE", base):
                piece = commands.ALL["commands"][0]()
            self.assertEqual([c.name for c in piece.competitors], names)
        bar = piece.bars({"redit": [1, 1], "base": [2, 4]})[0]
        self.assertEqual((bar.ratio.median, bar.is_met), (3, True))
        self.assertEqual(piece.bars({"redit": [1]}), [])

    def test_times_to_precision_are_a_fifth(self):
        for make in commands.ALL["to-precision"]:
            bar = make().bars({"redit": [1], "base": [4.9]})[0]
            self.assertFalse(bar.is_met)


class Sizes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_prompts_are_the_same_each_time(self):
        for name in ("a", "b"):
            sizes.prompt_set(50, self.folder / name)
        text = (self.folder / "a").read_text()
        self.assertEqual(text, (self.folder / "b").read_text())
        rows = list(csv.DictReader(text.splitlines()))
        self.assertEqual(len({row["prompt"] for row in rows}), 50)
        for row in rows:
            correct, of = map(int, row["pass_rate"].split("/"))
            self.assertTrue(0 <= correct <= of == 64)

    def test_arms_have_logits_and_rewards(self):
        sizes.many_arms(30, self.folder / "arms")
        prompt = json.loads((self.folder / "arms").read_text())["prompts"][0]
        self.assertEqual((len(prompt["logits"]), len(prompt["rewards"])), (30, 30))
        self.assertEqual(set(prompt["rewards"]), {0, 1})

    def test_one_run_serves_all_views(self):
        views = [make() for make in sizes.work("x", "", "--version", processor=12, memory=100)]
        runs = []

        def timed(words):
            runs.append(words)
            return 0.010, 0.005, 120e6

        with mock.patch.object(competitors, "timed", timed):
            costs = [[piece.cost(piece.competitors[0].run(1))] for piece in views]
        self.assertEqual((len(runs), costs), (1, [[0.010], [0.005], [120e6]]))
        bars = [piece.bars({"redit": c}) for piece, c in zip(views, costs)]
        self.assertEqual([bar.is_met for found in bars for bar in found], [True, False])
        self.assertEqual(bars[2][0].row()[1:], ["120 (120..120) MB", "at most 100 MB", "NO"])


class Pieces(unittest.TestCase):
    def test_a_long_sequence_has_a_row_for_each_state(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / ".build" / "bench").mkdir(parents=True)
            with mock.patch.object(pieces.install, "ROOT", Path(folder)):
                pieces.write_long_sequence(3, 4)
            prompt = json.loads((Path(folder) / pieces.LONG).read_text())["prompts"][0]
        self.assertEqual(len(prompt["logits"]), 3 + 3 * 9)

    def test_bars_of_the_sweep_take_the_peers_they_name(self):
        names = ("redit", "jax crn", "numba crn", "numba-lanes crn", "numba one-pass",
                 "numba-lanes one-pass", "C plain", "C draws taus2", "C draws mt19937")
        costs = {name: [15.0] for name in names} | {"redit": [1.0], "numba one-pass": [2.9]}
        bars = pieces.sweep_bars(costs)
        self.assertEqual(len(bars), 8)
        self.assertEqual([b.text for b in bars if not b.is_met],
                         ["sweep: Numba, our algebra", "sweep: plain C with GSL"])

    def test_the_build_begins_from_nothing(self):
        calls = []
        with mock.patch.object(building.Build, "call", lambda self, *words: calls.append(words)):
            sample = building.Build().run(1)
        self.assertEqual(calls[0][1], "--scratch-path")
        self.assertGreaterEqual(sample.wall, 0)


class Rows(unittest.TestCase):
    def test_the_first_and_the_rows_with_a_word(self):
        sys.path.insert(0, str(Path(__file__).parents[1]))
        from run import wanted
        rows = [Command(name, "") for name in ("redit", "jax crn", "numba crn", "C plain")]
        self.assertEqual([c.name for c in wanted(rows, "crn,torch")], ["redit", "jax crn", "numba crn"])
        self.assertEqual(wanted(rows, None), rows)


class Refusal(unittest.TestCase):
    def measure(self, may_refuse):
        sys.path.insert(0, str(Path(__file__).parents[1]))
        from run import measure

        class Refusing(Fixed):
            name = "refusing"

            def run(self, seed):
                raise RuntimeError("too much")

        piece = pieces.Piece("p", "", [Refusing(1, 1), Fixed(1, 1)], may_refuse=may_refuse)
        return measure(piece, 2), piece

    def test_who_refuses_is_left_out_where_that_is_allowed(self):
        samples, piece = self.measure(True)
        self.assertEqual([len(samples[n]) for n in ("refusing", "fixed")], [0, 2])
        self.assertEqual([c.name for c in piece.competitors], ["fixed"])
        with self.assertRaises(RuntimeError):
            self.measure(False)


if __name__ == "__main__":
    unittest.main()
