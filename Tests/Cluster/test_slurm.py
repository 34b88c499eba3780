"""`cluster/slurm-submit` on a Slurm of two nodes, with all that goes wrong there while it runs.

Each run is cut into 64 shards; after every failure the same line is given again, and what it comes to
has the bytes of one process. The scripts are those of `cluster/`, with a smaller request for a node.
"""

import atexit
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import runs
import tool

HERE = os.path.dirname(os.path.abspath(__file__))
SHARDS = 64
PATIENCE = 90  # seconds until an array and its merge are gone
# Files that a shell would trip over: the folder of the parts, and where the merge goes.
PARTS = "parts of 'one' \"run\" é"
OUT = "it's $out.csv"

cluster = None


def slurm_local(*words):
    done = subprocess.run(
        [os.path.join(HERE, "slurm-local"), words[0], cluster, *words[1:]], capture_output=True, text=True,
        timeout=120,
    )
    if done.returncode:
        raise AssertionError(f"slurm-local {' '.join(words)}: {done.stderr or done.stdout}")


def interrupt(*_):
    raise KeyboardInterrupt


def put_away():
    try:
        slurm_local("stop")
    finally:
        shutil.rmtree(cluster, ignore_errors=True)


def setUpModule():
    global cluster
    cluster = tempfile.mkdtemp(prefix="redit-slurm-")
    # unittest ends its modules only where nobody interrupts it.
    atexit.register(put_away)
    signal.signal(signal.SIGTERM, interrupt)
    begun = time.monotonic()
    slurm_local("start")
    os.environ["SLURM_CONF"] = os.path.join(cluster, "slurm.conf")
    print(f"Slurm with two nodes is up after {time.monotonic() - begun:.1f} s", flush=True)


def scripts(folder):
    """The scripts as a user of a small cluster would edit them."""
    for name in ("slurm-submit", "slurm-task"):
        with open(os.path.join(tool.ROOT, "cluster", name), encoding="utf-8") as file:
            text = file.read()
        if name == "slurm-submit":
            for asked, given in {"--cpus-per-task=4": "--cpus-per-task=1", "--mem=[24]G": "--mem=100M"}.items():
                text, count = re.subn(asked, given, text)
                assert count, f"slurm-submit no longer asks for {asked}"
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o755)


class Submitted:
    """A run in a folder of its own, submitted again and again."""

    def __init__(self, test, run, shards=SHARDS):
        self.test, self.run, self.shards = test, run, shards
        self.folder = tempfile.mkdtemp(prefix="redit-")
        test.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        scripts(self.folder)
        run.prepare(self.folder)
        one = tool.run([*run.arguments, "--out", "one.csv"], self.folder)
        test.assertIn(one.status, run.statuses, one)
        self.reference = tool.content(self.path("one.csv"))

    def path(self, *names):
        return os.path.join(self.folder, *names)

    @property
    def part_names(self):
        return sorted(name for name in os.listdir(self.path(PARTS)) if name.endswith(".part"))

    @property
    def parts_done(self):
        return [int(name.split("-")[0]) for name in self.part_names]

    def submit(self, status=0, shards=None):
        """What the script says."""
        words = ["--shards", str(shards or self.shards), "--parts", PARTS, "--out", OUT, "--"]
        done = subprocess.run(
            [self.path("slurm-submit"), *words, tool.REDIT, *self.run.arguments], cwd=self.folder,
            capture_output=True, text=True, timeout=60,
        )
        self.test.assertEqual(done.returncode, status, done.stderr + done.stdout)
        return done.stdout if status == 0 else done.stderr

    def array(self, said):
        """Which shards were submitted, as Slurm numbers them, and the number of the job; empty for none."""
        match = re.search(r"^shards (\S+) of \d+: array (\d+)$", said, re.MULTILINE)
        return match.groups() if match else ("", "")

    @property
    def jobs(self):
        with open(self.path(PARTS, "slurm", "jobs"), encoding="utf-8") as file:
            return ",".join(file.read().split())

    def wait(self):
        """Until nothing of it is in the queue."""
        end = time.monotonic() + PATIENCE
        while squeue("-j", self.jobs):
            if time.monotonic() > end:
                raise AssertionError(f"still in the queue after {PATIENCE} s: {squeue('-j', self.jobs)}{self.logs()}")
            time.sleep(0.1)

    def logs(self):
        """The ends of the logs, for a message."""
        found = []
        folder = self.path(PARTS, "slurm")
        for name in sorted(os.listdir(folder)):
            if name.endswith(".log"):
                text = (tool.content(os.path.join(folder, name)) or b"").decode("utf-8", "replace")
                if "redit:" in text or "rror" in text:
                    found.append(f"{name}: {text.strip()}")
        return "\n" + "\n".join(found[:5])

    def check(self):
        self.test.assertEqual(tool.content(self.path(OUT)), self.reference, f"{self.run.name}{self.logs()}")

    def finish(self):
        """Submits until it is there, at most four times; how often."""
        for times in range(1, 5):
            self.submit()
            self.wait()
            if os.path.exists(self.path(OUT)):
                self.check()
                return times
        raise AssertionError(f"{self.run.name}: no output after four times{self.logs()}")


def squeue(*words):
    done = subprocess.run(["squeue", "-h", "-r", "-o", "%i %t %N", *words], capture_output=True, text=True, timeout=60)
    return done.stdout.strip()


def process_of(folder, node=None):
    """The pid of a shard at work in a folder, perhaps on a node, and its number; None where there is none."""
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            if os.readlink(f"/proc/{name}/cwd") != folder:
                continue
            with open(f"/proc/{name}/cmdline", "rb") as file:
                words = file.read().split(b"\0")
            if words[0] != tool.REDIT.encode() or b"--shard" not in words:
                continue
            with open(f"/proc/{name}/environ", "rb") as file:
                if node and f"SLURMD_NODENAME={node}".encode() not in file.read().split(b"\0"):
                    continue
            return int(name), int(words[words.index(b"--shard") + 1].split(b"/")[0])
        except OSError:
            continue
    return None


def caught(submitted, node=None):
    """The pid of a shard at work and its number; it is stopped, so that it does not get away."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = process_of(submitted.folder, node)
        if not found:
            continue
        pid, number = found
        try:
            os.kill(pid, signal.SIGSTOP)
            time.sleep(0.01)
            if number not in submitted.parts_done:
                return pid, number
            # It had only to end.
            os.kill(pid, signal.SIGCONT)
        except ProcessLookupError:
            continue
    raise AssertionError(f"no shard was seen at work{submitted.logs()}")


def table():
    """The three kinds of units, each shard some tenths of a second, so that it can be caught at work."""
    texts = {
        "sweep": "sweep --group-size 2,3,4,5 --sigma 0.1 --groups 100000",
        "map": "map --pass-rate .1,.2,.3,.4 --group-size 2,4 --advantage grpo,dr-grpo --optimizer sgd,adam"
        " --learning-rate .1,.2 --sigma .1 --steps 200 --runs 32",
        "calibrate": "calibrate --claim ShrinkageLaw --seeds 64 --groups 8000",
    }
    found = {}
    for run in runs.runs():
        if run.name in texts:
            run.arguments = texts[run.name].split()
            if run.name == "sweep":
                run.arguments += ["--prompts", "my prompts.csv"]
            found[run.name] = run
    return found


class SlurmTests(unittest.TestCase):
    maxDiff = None

    def run_of(self, name):
        """The named run, or any where the program under test has not got it yet."""
        found = table()
        return found.get(name) or next(iter(found.values()))

    def test_a_killed_task(self):
        """It fails, the merge goes with it, and the same line submits exactly what is missing."""
        submitted = Submitted(self, self.run_of("sweep"))
        shards, array = submitted.array(submitted.submit())
        self.assertEqual(shards, f"1-{SHARDS}")
        self.assertIn("still in the queue", submitted.submit(status=1))
        pid, number = caught(submitted)
        os.kill(pid, signal.SIGKILL)
        submitted.wait()
        self.assertFalse(os.path.exists(submitted.path(OUT)), "merged without a part")
        self.assertEqual(len(submitted.part_names), SHARDS - 1)
        again, _ = submitted.array(submitted.submit())
        self.assertEqual(again, str(number))
        submitted.wait()
        submitted.check()
        self.nothing_is_missing(submitted)
        self.damage(submitted)

    def nothing_is_missing(self, submitted):
        said = submitted.submit()
        self.assertIn(f"no shard of {SHARDS} is to be submitted", said)
        self.assertEqual(submitted.array(said), ("", ""))
        submitted.wait()
        submitted.check()

    def damage(self, submitted):
        """A part is cut by hand, another one damaged by a byte: refused by name, and made again."""
        cut, changed = (submitted.path(PARTS, submitted.part_names[place]) for place in (4, 40))
        before = [tool.content(path) for path in (cut, changed)]
        with open(cut, "r+b") as file:
            file.truncate(len(before[0]) * 2 // 3)
        with open(changed, "r+b") as file:
            file.seek(len(before[1]) // 2)
            file.write(bytes([before[1][len(before[1]) // 2] ^ 1]))
        os.unlink(submitted.path(OUT))
        refused = tool.run(["merge", PARTS, "--out", OUT], submitted.folder)
        self.assertIsNone(tool.refusal(refused))
        for text in ("05-of-64.part", "41-of-64.part", "run shards 5,41 of 64"):
            self.assertIn(text, refused.errors)
        self.assertFalse(os.path.exists(submitted.path(OUT)))
        shards, _ = submitted.array(submitted.submit())
        self.assertEqual(shards, "5,41")
        submitted.wait()
        submitted.check()
        self.assertEqual([tool.content(path) for path in (cut, changed)], before)

    def test_a_dead_node(self):
        """A node dies with its tasks and comes back; what it had is requeued, or submitted again."""
        submitted = Submitted(self, self.run_of("map"))
        submitted.submit()
        caught(submitted, "node2")
        slurm_local("kill-node", "2")
        time.sleep(1)
        slurm_local("start-node", "2")
        again = 0
        submitted.wait()
        if not os.path.exists(submitted.path(OUT)):
            again = submitted.finish()
        submitted.check()
        restarts = sum(b"restart 1" in (tool.content(e.path) or b"") for e in os.scandir(submitted.path(PARTS, "slurm")))
        print(f"a node died: {restarts} tasks requeued, submitted {again} times again", flush=True)
        self.assertGreater(restarts + again, 0, "nothing was lost with the node")

    def test_a_requeued_task(self):
        """A task that is taken away at work and put back into the queue."""
        submitted = Submitted(self, self.run_of("calibrate"))
        _, array = submitted.array(submitted.submit())
        _, number = caught(submitted)
        subprocess.run(["scontrol", "requeue", f"{array}_{number}"], check=True, timeout=60)
        submitted.wait()
        submitted.check()
        log = tool.content(submitted.path(PARTS, "slurm", f"{array}-{number}.log"))
        self.assertIn(b"restart 1", log, "it was not requeued")

    def test_an_audit(self):
        """Which has no threads to be told of, and may end with status 3."""
        run = next((run for run in runs.runs() if run.name == "audit"), None)
        if run is None:
            self.skipTest("the program under test does not cut audits yet")
        self.assertEqual(Submitted(self, run, shards=run.units).finish(), 1)

    def test_a_part_of_another_seed_is_refused(self):
        """The control: a planted part that is whole, but not of this run, is never merged."""
        run = self.run_of("calibrate")
        run.arguments = "calibrate --claim ShrinkageLaw --seeds 4 --groups 1000".split()
        submitted = Submitted(self, run, shards=4)
        submitted.finish()
        planted = submitted.path(PARTS, "2-of-4.part")
        os.unlink(planted)
        os.unlink(submitted.path(OUT))
        other = [*run.arguments, "--seed", "7"]
        made = tool.run([*other, "--parts", "elsewhere", "--shard", "2/4"], submitted.folder)
        self.assertEqual(made.status, 0, made)
        shutil.copy(submitted.path("elsewhere", "2-of-4.part"), planted)
        refused = tool.run(["merge", PARTS, "--out", OUT], submitted.folder)
        self.assertIsNone(tool.refusal(refused))
        self.assertIn("2-of-4.part", refused.errors)
        self.assertEqual(submitted.array(submitted.submit())[0], "2")
        submitted.wait()
        self.assertFalse(os.path.exists(submitted.path(OUT)), "merged with a part of another seed")
        self.assertIn("2-of-4.part is of another command", submitted.logs())
        # And what the tests above compare with tells one seed from another.
        submitted.reference = tool.content(submitted.path("one.csv"))
        one = tool.run([*other, "--out", "two.csv"], submitted.folder)
        self.assertEqual(one.status, 0, one)
        shutil.copy(submitted.path("two.csv"), submitted.path(OUT))
        with self.assertRaises(AssertionError):
            submitted.check()

    def test_what_is_refused_before_anything_is_submitted(self):
        submitted = Submitted(self, self.run_of("calibrate"))
        self.assertIn("MaxArraySize", submitted.submit(status=1, shards=1001))
        self.assertIn("more than the run has units", submitted.submit(status=1, shards=65))
        submitted.run.arguments += ["--out", "x.csv"]
        self.assertIn("--out: this script sets it", submitted.submit(status=1))
        self.assertEqual(squeue(), "")


if __name__ == "__main__":
    unittest.main()
