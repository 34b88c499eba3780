"""The functions against the program itself."""

import io
import json
import os
import subprocess
import sys
import unittest
import unittest.mock
import warnings

import support
import redit
from redit import ReditError, ReditWarning, UsageError
from redit._progress import Progress, _tqdm


def shell(*words):
    """What the command line writes."""
    done = subprocess.run([os.environ["REDIT"], *words], stdout=subprocess.PIPE, encoding="utf-8")
    return done.stdout


def listed(table):
    return table if isinstance(table, list) else table.to_dict("records")


class CommandTests(unittest.TestCase):
    def test_numbers_are_those_of_the_program(self):
        expected = json.loads(shell("exact", "--pass-rate", ".02,.1", "--sigma", ".05", "--format", "json"))
        with support.without("pandas"):
            found = redit.exact(pass_rate=[0.02, 0.1], sigma=0.05)
        self.assertEqual(len(found), len(expected))
        for row, other in zip(found, expected):
            for name, value in row.items():
                self.assertEqual(value, other[name] if other[name] != "" else None, name)

    @support.needs_pandas
    def test_numpy_goes_in_and_a_frame_comes_out(self):
        import numpy

        table = redit.exact(pass_rate=numpy.array([0.1, 0.5]), sigma=numpy.linspace(0, 1, 3))
        self.assertEqual(sorted(set(table.sigma)), [0, 0.5, 1])
        self.assertEqual(list(table.policy.unique()), ["p=0.1", "p=0.5", "all"])
        again = redit.sweep(prompts=table.assign(prompt=table.policy, pass_rate=0.5)[["prompt", "pass_rate"]].head(2), groups=0, sigma=0.1)
        self.assertIn("p=0.1", set(again.policy))

    def test_prompts_are_a_list_of_dictionaries_or_a_file(self):
        prompts = [{"prompt": "easy", "pass_rate": 0.9}, {"prompt": "007", "pass_rate": 0.1}]
        names = {row["policy"] for row in listed(redit.exact(prompts=prompts, sigma=0.1))}
        self.assertEqual(names, {"all", "easy", "007"})
        with support.folder():
            self.assertGreater(len(redit.exact(prompts="data/prompts/pass_rates.csv", sigma=0)), 3)

    def test_paths_begin_where_we_are(self):
        with support.folder():
            redit.exact(prompts="data/prompts/pass_rates.csv", sigma=0)
            os.mkdir("deeper")
            os.chdir("deeper")
            with self.assertRaisesRegex(ReditError, "data/prompts/pass_rates.csv"):
                redit.exact(prompts="data/prompts/pass_rates.csv", sigma=0)

    def test_what_is_refused_names_the_keyword(self):
        with self.assertRaisesRegex(UsageError, r"'pass_rate='.*lies in") as found:
            redit.exact(pass_rate=2)
        self.assertEqual(found.exception.status, 64)
        self.assertIsInstance(found.exception, ValueError)
        with self.assertRaisesRegex(UsageError, "^groups: 0 or at least 2"):
            redit.sweep(groups=-5)
        with self.assertRaisesRegex(ReditError, "nowhere.jsonl"):
            redit.audit("nowhere.jsonl")
        with self.assertRaises(TypeError):
            redit.exact(pass_rat=0.5)

    def test_a_claim_that_is_not_as_expected_is_rows(self):
        source = "import sys\nprint('claim,verdict')\nprint('A,fails')\nsys.exit(1)"
        with support.program(source):
            self.assertEqual([row["verdict"] for row in listed(redit.verify(claim="A"))], ["fails"])
        with support.program("import sys\nsys.exit('redit: no such claim')"):
            with self.assertRaisesRegex(ReditError, "^no such claim$"):
                redit.verify(claim="A")

    def test_a_reading_that_is_wrong_is_rows_and_a_warning_with_a_file_too(self):
        source = (
            "import sys\n"
            "text = 'step,groups\\n1,2\\n'\n"
            "path = sys.argv[sys.argv.index('--out') + 1] if '--out' in sys.argv else None\n"
            "open(path, 'w').write(text) if path else print(text, end='')\n"
            "sys.exit('redit: WRONG in 2 groups')"
        )
        with support.folder(), support.program(source):
            for values in ({}, {"out": "a.csv"}):
                with self.assertWarnsRegex(ReditWarning, "^WRONG in 2 groups"):
                    self.assertEqual(listed(redit.audit("log", **values)), [{"step": 1, "groups": 2}])
        with support.folder(), support.program("import sys\nsys.exit('redit: no')"):
            open("a.csv", "w").close()
            with self.assertRaisesRegex(ReditError, "^no$"):
                redit.audit("log", out="a.csv")

    def test_what_a_command_says_beside_its_rows_is_a_warning(self):
        prompts = [{"prompt": "a", "pass_rate": 0.5}, {"prompt": "b", "pass_rate": None}]
        with self.assertWarnsRegex(ReditWarning, "^prompts: 1 of 2 rows") as found:
            redit.exact(prompts=prompts, sigma=0)
        self.assertEqual(found.filename, __file__)

    def test_a_precision_that_is_reached_is_no_warning(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            redit.sweep(sigma=0.5, precision=0.1, advantage="mean")
        source = (
            "import sys\nprint('sigma')\n"
            "sys.stderr.write('redit: --precision 0.1 not reached: plain, 9 groups: relative standard error of snr at most 2\\n')"
        )
        with support.program(source), self.assertWarnsRegex(ReditWarning, "^precision= 0.1 not reached"):
            redit.sweep()

    def test_a_keyword_that_is_misspelled_is_named_with_the_one_that_was_meant(self):
        for kind in (UsageError, TypeError, ValueError):
            with self.assertRaisesRegex(kind, r"^pass_rat=: unknown to redit.exact\(\), did you mean pass_rate=\?$"):
                redit.exact(pass_rat=0.5)
        with self.assertRaisesRegex(UsageError, "positional"):
            redit.exact(0.5)
        with self.assertRaisesRegex(UsageError, "'run'"):
            redit.audit()

    def test_no_error_speaks_of_the_command_line(self):
        for call, message in (
            (lambda: redit.plot(redit.exact(sigma=[0, 0.1]), y="z"), "^y: unknown"),
            (lambda: redit.audit([{"a": 1}]), "^run: "),
        ):
            with self.assertRaisesRegex(ReditError, message):
                call()
        with support.program("import sys\nsys.exit('redit: DIR: cannot make folder x')"):
            with self.assertRaisesRegex(ReditError, "^dir: cannot make"):
                redit.report("x")

    def test_a_run_that_is_asked_to_stop_has_no_rows_yet(self):
        with support.folder():
            with self.assertWarnsRegex(ReditWarning, "^stopped after step 4 of 9; resume=") as found:
                self.assertIsNone(redit.train(steps=9, until=4, out="a.csv"))
            self.assertEqual(found.filename, __file__)
            self.assertEqual(len(redit.train(steps=9, resume=True, out="a.csv")), 9)

    def test_tables_are_chosen(self):
        with support.folder():
            log = "data/logs/trl.jsonl"
            self.assertIn("kept", listed(redit.audit(log, table="forecast"))[0])
            self.assertIn("prompt", listed(redit.audit(log, table="groups"))[0])
            self.assertIn("energy", listed(redit.audit(log))[0])

    def test_a_log_is_a_frame_or_a_list_of_dictionaries(self):
        with support.folder():
            path = "data/logs/trl.jsonl"
            with open(path) as file:
                records = [json.loads(line) for line in file]
            expected = listed(redit.audit(path, table="forecast"))
            self.assertEqual(str(listed(redit.audit(records, table="forecast"))), str(expected))
            if support.pandas:
                frame = support.pandas.DataFrame(records)
                self.assertEqual(str(listed(redit.audit(frame, table="forecast"))), str(expected))

    def test_out_writes_the_file_and_returns_its_rows(self):
        with support.folder():
            table = redit.exact(sigma=0.1, out="a.csv")
            self.assertEqual(len(table), len(redit.exact(sigma=0.1)))
            self.assertTrue(os.path.exists("a.csv.meta.json"))
            self.assertIsNone(redit.exact(sigma=0.1, out="a.md"))
            json_ = listed(redit.exact(sigma=0.1, out="a.json"))
            of_csv = listed(table)
            alike = [{name: row[name] for name in of_csv[0]} for row in json_]
            # As text: nan is not itself.
            self.assertEqual(repr(alike), repr(of_csv))
            self.assertIn("expected_gradient_exact", json_[0])
            lines = listed(redit.train(steps=3, out="b.jsonl"))
            self.assertEqual(repr(lines), repr(listed(redit.train(steps=3))))
            with self.assertRaisesRegex(ReditError, "force="):
                open("b.csv", "w").close()
                redit.exact(sigma=0.1, out="b.csv")

    def test_run_is_the_text(self):
        self.assertEqual(redit.run("exact", "--sigma", 0.1), shell("exact", "--sigma", "0.1"))
        self.assertEqual(redit.run(["exact", "--sigma", 0.1]), redit.run("exact", "--sigma", 0.1))
        self.assertEqual(repr(redit.terms()), shell("terms"))
        with self.assertRaisesRegex(UsageError, "--sigm"):
            redit.run("exact", "--sigm", "1")

    def test_the_version_is_the_programs(self):
        self.assertEqual(f"redit {redit.__version__}", shell("--version").splitlines()[0])

    def test_the_program_is_asked_for_in_one_line(self):
        with unittest.mock.patch.dict(os.environ, REDIT="/nowhere/redit"):
            with self.assertRaisesRegex(ReditError, "REDIT"):
                redit.claims()

    def test_ctrl_c_ends_the_program(self):
        source = (
            "import redit, sys, threading, os, signal, time\n"
            "threading.Timer(1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
            "try:\n"
            "    redit.calibrate(seeds=100000)\n"
            "except KeyboardInterrupt:\n"
            "    print('interrupted')\n"
        )
        path = os.path.join(support.SOURCES, "src")
        done = subprocess.run(
            [sys.executable, "-c", source],
            env=dict(os.environ, PYTHONPATH=path),
            stdout=subprocess.PIPE,
            encoding="utf-8",
            timeout=60,
        )
        self.assertEqual(done.stdout, "interrupted\n")

    def test_import_is_light(self):
        source = "import redit, sys; print([m for m in ('pandas', 'numpy', 'tqdm') if m in sys.modules])"
        path = os.path.join(support.SOURCES, "src")
        done = subprocess.run(
            [sys.executable, "-c", source],
            env=dict(os.environ, PYTHONPATH=path),
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self.assertEqual(done.stdout, "[]\n")


class ProgressTests(unittest.TestCase):
    def test_lines_of_progress_are_a_bar_and_no_warning(self):
        source = (
            "import os, sys, time\n"
            "sys.stderr.write('redit-progress 0.25 verifying\\n' * (os.environ.get('REDIT_PROGRESS') == 'lines'))\n"
            "print('claim')\n"
        )
        seen = []
        with support.program(source), warnings.catch_warnings():
            warnings.simplefilter("error")
            with unittest.mock.patch("redit._progress._is_wanted", return_value=True):
                with unittest.mock.patch("redit._progress.Progress.update", lambda _, line: seen.append(line)):
                    redit.verify()
        self.assertEqual(seen, ["redit-progress 0.25 verifying\n"])

    def test_without_tqdm_it_is_a_line_that_goes_again(self):
        stream = io.StringIO()
        with support.without("tqdm"), unittest.mock.patch("sys.stderr", stream):
            progress = Progress()
            progress.update("redit-progress 0.10 verifying\n")
            self.assertEqual(stream.getvalue(), "")
            progress._begun -= 1
            for share in (0.25, 0.251, 0.5):
                progress.update(f"redit-progress {share} verifying\n")
            progress.close()
        self.assertEqual(stream.getvalue(), "\rverifying 25%\rverifying 50%\r             \r")

    def test_a_notebook_without_widgets_has_the_bar_of_a_terminal(self):
        try:
            import tqdm.std
        except ImportError:
            self.skipTest("tqdm is not installed")
        with unittest.mock.patch.dict(sys.modules, ipykernel=sys), warnings.catch_warnings():
            warnings.simplefilter("error")
            with unittest.mock.patch("importlib.util.find_spec", return_value=None):
                self.assertIs(_tqdm(), tqdm.std.tqdm)

    def test_the_program_writes_such_lines(self):
        done = subprocess.run(
            [os.environ["REDIT"], "calibrate", "--claim", "SilentGroups", "--seeds", "200", "--groups", "1000"],
            env=dict(os.environ, REDIT_PROGRESS="lines"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for line in done.stderr.splitlines():
            name, share, label = line.split(" ", 2)
            self.assertEqual(name, "redit-progress")
            self.assertTrue(0 < float(share) <= 1 and label, line)
        self.assertTrue(done.stderr)


if __name__ == "__main__":
    unittest.main()
