"""A process may be killed at any moment: what it left is gone on with, and comes to the same bytes.

A hundred seeded moments over all commands with `--resume`; then every call that changes a file, one
after another, in three short runs, each ended right before that call.
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest

import parts
import runs
import tool

KILLS = int(os.environ.get("KILLS", "100"))
CALLS = "write,pwrite64,writev,rename,renameat,renameat2,unlink,unlinkat,ftruncate,fsync,mkdir,link,linkat"


class Killed:
    """A run whose process is killed, again and again, and what must hold after each."""

    def __init__(self, run, arguments=None):
        self.run = run
        self.folder = tempfile.mkdtemp(prefix="redit-")
        run.prepare(self.folder)
        self.arguments = arguments or [*run.arguments, *run.threads, "--out", run.out]

    def path(self, name):
        return os.path.join(self.folder, name)

    def anew(self):
        """As if nobody had ever run it."""
        for entry in os.scandir(self.folder):
            shutil.rmtree(entry.path) if entry.is_dir() else os.unlink(entry.path)
        self.run.prepare(self.folder)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def complaint(self, reference, finished):
        """What is wrong with the files of final names; None where nothing is."""
        out = tool.content(self.path(self.run.out))
        if out is None and finished:
            return "ends well and writes nothing"
        if out not in (None, reference):
            return "the output has a name and other bytes"
        sidecar = tool.content(self.path(self.run.out + ".meta.json"))
        if sidecar is None and out is not None:
            return "an output has no sidecar"
        if sidecar is not None:
            try:
                told = json.loads(sidecar)["outputs"][self.run.out]
            except (ValueError, KeyError):
                return "the sidecar is not whole"
            if told != parts.fingerprint(reference):
                return "the sidecar is of other bytes"
        left = [n for n in os.listdir(self.folder) if n.endswith((".unfinished", ".checkpoint")) or n.startswith(".redit-tmp-")]
        if finished and left:
            return f"leaves {left}"
        return None


def reference(run):
    """The bytes of one process without any of this, and the seconds it takes with it."""
    killed = Killed(run)
    try:
        found = tool.run(killed.arguments, killed.folder)
        out = tool.content(killed.path(run.out))
        assert found.status in run.statuses and out, f"{run.name}: {found}"
        killed.anew()
        begun = time.monotonic()
        found = tool.run([*killed.arguments, *run.resume], killed.folder)
        seconds = time.monotonic() - begun
        wrong = killed.complaint(out, True)
        assert not wrong, f"{run.name}, never killed: {wrong}"
        return out, seconds
    finally:
        killed.close()


def kill_at_random(run, wanted, bytes_, seconds):
    """Complaints and the number of times that a finished run was reached."""
    source = random.Random(f"{tool.SEED}:{run.name}")
    killed = Killed(run)
    kills = ends = 0
    complaints = []
    moments = []
    try:
        while kills < wanted and not complaints:
            process = tool.start([*killed.arguments, *run.resume], killed.folder)
            moment = source.uniform(0, 1.1 * seconds)
            moments.append(round(moment, 3))
            try:
                process.wait(moment)
            except subprocess.TimeoutExpired:
                # Mostly as a node dies, now and then as Slurm says that the time is up.
                process.send_signal(source.choice([signal.SIGKILL] * 3 + [signal.SIGTERM]))
            found = tool.outcome(process)
            finished = found.status not in (-signal.SIGKILL, -signal.SIGTERM)
            kills += not finished
            if finished and found.status not in run.statuses:
                complaints.append(f"status {found.status}: {found.errors}")
            else:
                wrong = killed.complaint(bytes_, finished)
                if wrong:
                    complaints.append(wrong)
            if finished:
                ends += 1
                moments = []
                killed.anew()
        if not complaints:
            # What the last kill left is finished as well.
            found = tool.run([*killed.arguments, *run.resume], killed.folder)
            wrong = killed.complaint(bytes_, True) if found.status in run.statuses else f"{found}"
            if wrong:
                complaints.append(wrong)
            ends += 1
    finally:
        killed.close()
    return [f"{run.name}, killed after {moments} s: {each}" for each in complaints], kills, ends


class KillTests(unittest.TestCase):
    maxDiff = None

    def test_random_moments(self):
        all_runs = runs.runs()
        wanted = -(-KILLS // len(all_runs))
        waiting = list(all_runs)
        complaints, counts = [], {}
        lock = threading.Lock()

        def work():
            while True:
                with lock:
                    if not waiting:
                        return
                    run = waiting.pop()
                try:
                    bytes_, seconds = reference(run)
                    wrong, kills, ends = kill_at_random(run, wanted, bytes_, seconds)
                except Exception as error:  # told by the main thread
                    wrong, kills, ends = [f"{run.name}: {error}"], 0, 0
                with lock:
                    complaints.extend(wrong)
                    counts[run.name] = f"{kills} kills, {ends} ends"

        workers = [threading.Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        print(f"killed at random moments, seed {tool.SEED}: {counts}", flush=True)
        self.assertEqual(complaints, [])

    def test_a_wrong_reference_is_refused(self):
        """The control: with the bytes of another seed as reference the same kills must complain."""
        run = runs.runs()[0]
        other, seconds = reference(run.variant())
        complaints, _, _ = kill_at_random(run, 2, other, seconds)
        self.assertNotEqual(complaints, [])

    def short(self):
        """Runs of three units, so that every call can have its turn: one whose parts are journals that were
        finished, and one whose parts are written anew."""
        texts = [
            "calibrate --claim ShrinkageLaw --groups 1000 --seeds 3",
            "sweep --pass-rate .2,.5,.7 --group-size 2 --sigma .1 --groups 2000",
        ]
        short = [runs.Run(text.split()[0], text.split(), 3) for text in texts]
        return [run for run in short if run.name in [each.name for each in runs.runs()]]

    def at_every_call(self, killed, arguments, check, setup=lambda: None):
        """Kills the command right before each of its calls that change a file; `check` looks, and goes on."""
        trace = killed.path("trace")
        setup()
        base = ["strace", "-f", "-qq", "-o", trace, "-e", f"trace={CALLS}"]
        found = tool.run(arguments, killed.folder, before=base)
        self.assertEqual(found.status, 0, f"strace cannot trace here: {found.errors}")
        calls = self.calls(tool.content(trace).decode("utf-8", "replace"))
        self.assertGreater(len(calls), 5)
        for thread_call, number in calls:
            killed.anew()
            setup()
            inject = ["-e", f"inject={thread_call}:signal=KILL:when={number}"]
            process = tool.start(arguments, killed.folder, before=[*base[:-1], f"trace={thread_call}", *inject])
            found = tool.outcome(process)
            self.assertNotIn(found.status, (0, 1), f"{thread_call} {number} was not reached")
            os.unlink(trace)
            check(f"before {thread_call} {number}")
        return len(calls)

    @staticmethod
    def calls(text):
        """The calls of a trace, each with how often its thread had made it."""
        found, counts = [], {}
        for line in text.split("\n"):
            match = re.match(r"(\d+) +(\w+)\(", line)
            if match:
                counts[match.groups()] = counts.get(match.groups(), 0) + 1
                if (match[2], counts[match.groups()]) not in found:
                    found.append((match[2], counts[match.groups()]))
        return found

    def test_before_every_call_of_a_resumed_run(self):
        for run in self.short():
            with self.subTest(run.name):
                self.resumed_run(run)

    def resumed_run(self, run):
        bytes_, _ = reference(run)
        killed = Killed(run)
        self.addCleanup(killed.close)
        command = [*killed.arguments, *run.resume]

        def check(where):
            self.assertIsNone(killed.complaint(bytes_, False), where)
            self.assertEqual(tool.run(command, killed.folder).status, 0, where)
            self.assertIsNone(killed.complaint(bytes_, True), where)

        count = self.at_every_call(killed, command, check)
        print(f"killed before each of {count} calls of a resumed {run.name}", flush=True)

    def test_before_every_call_of_a_shard(self):
        for run in self.short():
            with self.subTest(run.name):
                self.shard(run)

    def shard(self, run):
        shard = [*run.arguments, *run.threads, "--parts", "parts", "--shard", "1/1"]
        killed = Killed(run, shard)
        self.addCleanup(killed.close)
        self.assertEqual(tool.run(shard, killed.folder).status, 0)
        part = tool.content(killed.path("parts/1-of-1.part"))

        def check(where):
            self.assertIn(tool.content(killed.path("parts/1-of-1.part")), (None, part), where)
            missing = tool.run(["status", "parts", "--missing", "--shards", "1"], killed.folder)
            if os.path.isdir(killed.path("parts")):
                there = os.path.exists(killed.path("parts/1-of-1.part"))
                self.assertEqual((missing.status, missing.output), (0, "\n" if there else "1\n"), f"{where}: {missing}")
            self.assertEqual(tool.run(shard, killed.folder).status, 0, where)
            self.assertEqual(tool.content(killed.path("parts/1-of-1.part")), part, where)
            self.assertEqual(os.listdir(killed.path("parts")), ["1-of-1.part"], where)

        killed.anew()
        count = self.at_every_call(killed, shard, check)
        print(f"killed before each of {count} calls of a shard of {run.name}", flush=True)

    def test_before_every_call_of_a_merge(self):
        for run in self.short():
            with self.subTest(run.name):
                self.merge(run)

    def merge(self, run):
        bytes_, _ = reference(run)
        merge = ["merge", "parts", *run.threads, "--out", run.out]
        killed = Killed(run, merge)
        self.addCleanup(killed.close)

        def setup():
            for number in (1, 2, 3):
                shard = [*run.arguments, "--parts", "parts", "--shard", f"{number}/3"]
                self.assertEqual(tool.run(shard, killed.folder).status, 0)

        def check(where):
            self.assertIsNone(killed.complaint(bytes_, False), where)
            self.assertEqual(tool.run(merge, killed.folder).status, 0, where)
            self.assertIsNone(killed.complaint(bytes_, True), where)

        count = self.at_every_call(killed, merge, check, setup)
        print(f"killed before each of {count} calls of a merge of {run.name}", flush=True)


if __name__ == "__main__":
    unittest.main()
