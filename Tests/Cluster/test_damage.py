"""Ten thousand damaged parts: the merge refuses each by name, or nothing of the run was lost.

What is damaged is one part of three, or the folder: a part that is gone, has another's name, is there
twice. Nothing ends by a signal, shows its inside, or writes an output that is not the bytes of one run.
"""

import collections
import os
import random
import shutil
import tempfile
import unittest

import parts
import runs
import tool

COUNT = int(os.environ.get("DAMAGES", "10000"))
SHARDS = 3
NAMES = [f"{k}-of-{SHARDS}.part" for k in range(1, SHARDS + 1)]


class Cut:
    """A run of few units in parts, those of another seed, and the bytes of one process."""

    def __init__(self, run):
        self.run = run
        self.folder = tempfile.mkdtemp(prefix="redit-")
        run.prepare(self.folder)
        self.parts = self.make(run, "parts")
        other = run.variant()
        elsewhere = self.folder if run.prepare_other is None else tempfile.mkdtemp(dir=self.folder)
        if elsewhere != self.folder:
            other.prepare(elsewhere)
        self.others = self.make(other, "others", elsewhere)
        arguments = [*run.arguments, *run.threads, "--out"]
        self.reference = self.one(arguments, "one.csv", self.folder)
        self.wrong = self.one([*other.arguments, *run.threads, "--out"], "two.csv", elsewhere)
        for name in os.listdir(self.folder):
            if name.startswith(("one.csv", "two.csv")):
                os.unlink(os.path.join(self.folder, name))

    def one(self, arguments, name, folder):
        found = tool.run([*arguments, name], folder)
        assert found.status in self.run.statuses, f"{self.run.name}: {found}"
        return tool.content(os.path.join(folder, name))

    def make(self, run, into, folder=None):
        folder = folder or self.folder
        for number in range(1, SHARDS + 1):
            shard = [*run.threads, "--parts", into, "--shard", f"{number}/{SHARDS}"]
            found = tool.run([*run.arguments, *shard], folder)
            assert found.status == 0, f"{run.name}: {found}"
        return {name: tool.content(os.path.join(folder, into, name)) for name in NAMES}

    def put(self, files):
        """Makes a folder hold these, by name; what is as it should be stays, for speed."""
        path = os.path.join(self.folder, "parts")
        for name in os.listdir(path):
            if tool.content(os.path.join(path, name)) != files.get(name):
                os.unlink(os.path.join(path, name))
        for name, bytes_ in files.items():
            if not os.path.exists(os.path.join(path, name)):
                with open(os.path.join(path, name), "wb") as file:
                    file.write(bytes_)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def gone(source, cut):
    name = source.choice(NAMES)
    return {n: b for n, b in cut.parts.items() if n != name}, name


def renamed(source, cut):
    """Two have each other's name: all units are there, and the merge may say so."""
    i, j = source.sample(NAMES, 2)
    return {**cut.parts, i: cut.parts[j], j: cut.parts[i]}, None


def in_place_of_another(source, cut):
    i, j = source.sample(NAMES, 2)
    return {**cut.parts, i: cut.parts[j]}, i


def there_twice(source, cut):
    """Under a name that tells of another cut: the same content is harmless."""
    name = source.choice(NAMES)
    return {**cut.parts, "9-of-9.part": cut.parts[name]}, None


def stranger_beside(source, cut):
    name = source.choice(NAMES)
    return {**cut.parts, f"{source.randrange(4, 10)}-of-9.part": cut.others[name]}, "-of-9.part"


def strange_name(source, cut):
    """Of a file that is no part: a line break, a control, a byte that is no letter."""
    name = source.choice([b"a\nb.part", b"\x1b[31m.part", b"\xff.part", b".part", b"1-of-3 (copy).part", b"-o.part"])
    return {**cut.parts, os.fsdecode(name): source.choice([b"", b"x\n", cut.others[NAMES[0]]])}, ".part"


FOLDERS = [strange_name, gone, renamed, in_place_of_another, there_twice, stranger_beside]


def case(source, cut):
    """Files of a folder, what was done to them, and what the refusal has to name."""
    if source.random() < 0.05:
        change = source.choice(FOLDERS)
        files, named = change(source, cut)
        return files, change.__name__, named, named is None
    name = source.choice(NAMES)
    what, changed = parts.damaged(source, cut.parts[name], cut.others[name])
    return {**cut.parts, name: changed}, what, name, False


def complaint(cut, server, files, named, may_succeed, reference):
    """What is wrong with what the program makes of a folder; None where nothing is."""
    # What stands there is no damaged part, but one that is missing is: its shard is named.
    is_whole = files.get(named) in (None, *cut.parts.values())
    cut.put(files)
    out = os.path.join(cut.folder, "merged.csv")
    found = server.ask(["merge", "parts", *cut.run.threads, "--out", "merged.csv"], cut.folder)
    written = tool.content(out)
    for path in (out, out + ".meta.json"):
        if os.path.exists(path):
            os.unlink(path)
    if written is not None:
        if written != reference:
            return f"writes other bytes, status {found.status}"
        if found.status not in cut.run.statuses:
            return f"writes an output with status {found.status}"
        return None if may_succeed else "takes what is damaged"
    wrong = tool.refusal(found)
    if wrong:
        return wrong
    if named and named not in found.errors and not (is_whole and f"run shard {named[0]} of" in found.errors):
        return f"does not name {named}: {found.errors.strip()}"
    told = server.ask(["status", "parts", "--missing", "--shards", str(SHARDS)], cut.folder)
    if told.status == 0 and named in NAMES and named[0] not in shards(told.output):
        return f"status --missing has {told.output.strip()!r}, not shard {named[0]}"
    return None if told.status == 0 else tool.refusal(told)


def shards(text):
    """`1,3` or `1-3` as a set of digits."""
    found = set()
    for span in text.strip().split(","):
        first, _, last = span.partition("-")
        found.update(str(n) for n in range(int(first or 0), int(last or first or 0) + 1))
    return found


class DamageTests(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.cuts = [Cut(small(run)) for run in runs.runs()]
        for cut in self.cuts:
            self.addCleanup(cut.close)

    def test_damaged_parts(self):
        source = random.Random(tool.SEED)
        server = tool.Server(self.cuts[0].folder)
        self.addCleanup(server.close)
        counts, findings = collections.Counter(), {}
        for index in range(COUNT):
            cut = self.cuts[index % len(self.cuts)]
            files, what, named, may_succeed = case(source, cut)
            wrong = complaint(cut, server, files, named, may_succeed, cut.reference)
            counts[what] += 1
            if wrong:
                findings.setdefault((what, named), f"case {index}, {cut.run.name}, {what} of {named}: {wrong}")
                if server.process.poll() is not None:
                    server = tool.Server(cut.folder)
        print(f"{COUNT} damaged folders of parts, seed {tool.SEED}: {dict(counts)}", flush=True)
        self.assertEqual(list(findings.values()), [])

    def test_whole_parts_merge_and_a_wrong_reference_is_refused(self):
        """The control: undamaged parts are the bytes of one run, and not those of another seed."""
        server = tool.Server(self.cuts[0].folder)
        self.addCleanup(server.close)
        for cut in self.cuts:
            with self.subTest(cut.run.name):
                self.assertIsNone(complaint(cut, server, cut.parts, None, True, cut.reference))
                self.assertIn(
                    "writes other bytes", complaint(cut, server, cut.parts, None, True, cut.wrong) or ""
                )

    def test_damaged_journals(self):
        """A part in the making that is damaged: what is whole of it is kept, or it is refused."""
        source = random.Random(tool.SEED)
        count = max(COUNT // 100, 1)
        findings, kept = {}, 0
        for index in range(count):
            cut = self.cuts[index % len(self.cuts)]
            name = source.choice(NAMES)
            whole = b"".join(parts.lines(cut.parts[name])[:-1])
            what, changed = parts.damaged(source, whole, cut.others[name])
            cut.put({n: b for n, b in cut.parts.items() if n != name} | {name + ".unfinished": changed})
            shard = [*cut.run.threads, "--parts", "parts", "--shard", f"{name[0]}/{SHARDS}"]
            found = tool.run([*cut.run.arguments, *shard], cut.folder)
            made = tool.content(os.path.join(cut.folder, "parts", name))
            if found.status == 0:
                wrong = None if made == cut.parts[name] else "makes another part"
                kept += 1
            else:
                wrong = "writes and refuses" if made else tool.refusal(found)
            if wrong:
                findings.setdefault((what, cut.run.name), f"case {index}, {cut.run.name}, {what}: {wrong}")
        print(f"{count} damaged journals, seed {tool.SEED}: {kept} gone on with", flush=True)
        self.assertEqual(list(findings.values()), [])
        self.assertGreater(kept, 0)


def small(run):
    """The run with fewer units, or smaller ones: its parts are read ten thousand times."""
    smaller = {
        "sweep": {"--group-size": "2", "--groups": "2000"},
        "map": {"--pass-rate": ".1,.2", "--learning-rate": ".1", "--optimizer": "sgd"},
        "compare": {"--runs": "64"},
        "train": {"--runs": "32", "--every": "100"},
        "calibrate": {"--seeds": "9"},
        "verify": {"--claim": "BatchCovariance,ExplorationDrift,Resolution"},
    }.get(run.name, {})

    def shrunk(arguments):
        found = list(arguments)
        for option, value in smaller.items():
            found[found.index(option) + 1] = value
        return found

    prepare, prepare_other = run.prepare, run.prepare_other
    if run.name == "audit":
        prepare, prepare_other = runs.log(1, groups=5), runs.log(2, groups=5)
    return runs.Run(
        run.name, shrunk(run.arguments), run.units, run.out, prepare, shrunk(run.other), prepare_other, run.statuses
    )


if __name__ == "__main__":
    unittest.main()
