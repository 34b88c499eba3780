"""What a merge writes is what one process writes: every format, the picture, the status, what `repeat` needs."""

import json
import os
import unittest

import runs
import test_damage
import tool

PLOTS = {"sweep", "map"}
FORMATS = {"train": ["csv", "jsonl"]}


class MergeTests(unittest.TestCase):
    maxDiff = None

    def each(self, check):
        for run in runs.runs():
            with self.subTest(run.name):
                cut = test_damage.Cut(test_damage.small(run))
                self.addCleanup(cut.close)
                check(cut)

    def test_every_format(self):
        def check(cut):
            for format_ in FORMATS.get(cut.run.name, ["table", "csv", "json", "markdown"]):
                more = ["--format", format_, *cut.run.threads]
                one = tool.run([*cut.run.arguments, *more], cut.folder)
                merged = tool.run(["merge", "parts", *more], cut.folder)
                self.assertEqual((merged.status, merged.output), (one.status, one.output), format_)
                self.assertIn(one.status, cut.run.statuses)
                self.assertTrue(one.output)

        self.each(check)

    def test_the_picture(self):
        def check(cut):
            if cut.run.name not in PLOTS:
                return
            for words, name in (([*cut.run.arguments], "one"), (["merge", "parts"], "merged")):
                done = tool.run([*words, "--out", f"{name}.csv", "--plot", f"{name}.svg"], cut.folder)
                self.assertEqual(done.status, 0, done)
            one, merged = (tool.content(os.path.join(cut.folder, f"{name}.svg")) for name in ("one", "merged"))
            self.assertTrue(one)
            self.assertEqual(one, merged)

        self.each(check)

    def test_repeat(self):
        """From the sidecar of a merged output, and not from one that tells of other bytes."""
        def check(cut):
            done = tool.run(["merge", "parts", *cut.run.threads, "--out", "out.csv"], cut.folder)
            self.assertIn(done.status, cut.run.statuses, done)
            self.assertEqual(tool.content(os.path.join(cut.folder, "out.csv")), cut.reference)
            again = tool.run(["repeat", "out.csv.meta.json"], cut.folder)
            self.assertEqual(again.status, 0, again)
            path = os.path.join(cut.folder, "out.csv.meta.json")
            sidecar = json.loads(tool.content(path))
            sidecar["outputs"]["out.csv"] = "0123456789abcdef"
            with open(path, "w", encoding="utf-8") as file:
                json.dump(sidecar, file)
            self.assertEqual(tool.run(["repeat", "out.csv.meta.json"], cut.folder).status, 1)

        self.each(check)

    def test_inputs_that_have_changed(self):
        """Since the parts were made; and back again, the merge does."""
        def check(cut):
            files = {"sweep": "my prompts.csv", "audit": os.path.join("log", "step-03.jsonl")}
            if cut.run.name not in files:
                return
            path = os.path.join(cut.folder, files[cut.run.name])
            before = tool.content(path)
            for after in (before + before[-40:], None):
                os.unlink(path)
                if after:
                    with open(path, "wb") as file:
                        file.write(after)
                found = tool.run(["merge", "parts", *cut.run.threads, "--out", "out.csv"], cut.folder)
                self.assertIsNone(tool.refusal(found), found)
                self.assertIn(files[cut.run.name], found.errors)
                self.assertIsNone(tool.content(os.path.join(cut.folder, "out.csv")))
                with open(path, "wb") as file:
                    file.write(before)
            found = tool.run(["merge", "parts", *cut.run.threads, "--out", "out.csv"], cut.folder)
            self.assertIn(found.status, cut.run.statuses)

        self.each(check)

    def test_one_seed_is_not_another(self):
        """The control: what is compared above differs between seeds."""
        self.each(lambda cut: self.assertNotEqual(cut.reference, cut.wrong))


if __name__ == "__main__":
    unittest.main()
