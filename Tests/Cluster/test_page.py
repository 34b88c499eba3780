"""What `cluster/README.md` shows and `make test` does not run: the lines of GNU parallel, a part."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import parts
import runs
import tool


def blocks():
    """The fenced blocks of the page that are no commands of a console."""
    with open(os.path.join(tool.ROOT, "cluster", "README.md"), encoding="utf-8") as file:
        return re.findall(r"^```text\n(.*?)^```$", file.read(), re.MULTILINE | re.DOTALL)


class PageTests(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="redit-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def test_the_lines_of_gnu_parallel(self):
        """Run as they stand, with fewer groups; twice, as one would after a failure."""
        lines = next(text for text in blocks() if text.startswith("parallel "))
        sweep = next((run for run in runs.runs() if run.name == "sweep"), None)
        if sweep is None:
            self.skipTest("the program under test does not cut sweeps yet")
        sweep.prepare(self.folder)
        os.rename(self.path("my prompts.csv"), self.path("prompts.csv"))
        os.makedirs(self.path("bin"))
        os.symlink(tool.REDIT, self.path("bin", "redit"))
        lines = lines.replace("--threads 1", "--threads 1 --groups 20000")
        environment = {**tool.environment(self.folder), "PATH": self.path("bin") + ":" + os.environ["PATH"]}
        for out in ("sweep.csv", "again.csv"):
            done = subprocess.run(
                ["bash", "-e", "-c", lines.replace("sweep.csv", out)], cwd=self.folder, env=environment,
                capture_output=True, text=True, timeout=120,
            )
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(os.listdir(self.path("parts"))), 16)
        one = ["sweep", "--prompts", "prompts.csv", "--groups", "20000", "--out", "one.csv"]
        self.assertEqual(tool.run(one, self.folder).status, 0)
        for out in ("sweep.csv", "again.csv"):
            self.assertEqual(tool.content(self.path(out)), tool.content(self.path("one.csv")))

    def test_the_part_that_is_shown(self):
        """Line by line, up to where the page leaves something out, whatever version and processor."""
        shown = next(text for text in blocks() if text.startswith('{"redit":"part"')).split("\n")[:-1]
        run = "calibrate --claim BatchCovariance --seeds 6 --shard 1/2 --parts parts".split()
        self.assertEqual(tool.run(run, self.folder).status, 0)
        real = tool.content(self.path("parts", "1-of-2.part"))
        lines = real.decode().split("\n")[:-1]
        self.assertEqual(len(shown), len(lines))
        for mine, line in zip(shown, lines):
            mine = re.sub(r'("version":|"arithmetic":)"[^"]*"', r'\1"…"', mine)
            pattern = ".*".join(re.escape(piece) for piece in mine.split("…"))
            self.assertRegex(line, f"^{pattern}$")
        members = list(json.loads(lines[0]))
        with open(os.path.join(tool.ROOT, "cluster", "README.md"), encoding="utf-8") as file:
            page = file.read()
        for member in members[1:]:
            self.assertIn(f"`{member}`", page, "a member of the first line is not explained")
        # Of what the hash is, as the page has it; and the control: not of anything less.
        self.assertEqual(parts.resealed(real), real)
        self.assertNotEqual(parts.resealed(real.replace(b'"units":6', b'"units":7')), real)


if __name__ == "__main__":
    unittest.main()
