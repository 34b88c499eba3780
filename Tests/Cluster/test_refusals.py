"""What a cluster does to files: two at work on one part, a full disk, folders that go or cannot be written.

Each is one clear line and status 1 or 64, and nothing is half written under a final name.
"""

import fcntl
import os
import resource
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import runs
import tool


class RefusalTests(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="redit-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def shard(self, run, shard="1/1"):
        return [*run.arguments, *run.threads, "--parts", "parts", "--shard", shard]

    def resumed(self, run):
        return [*run.arguments, *run.threads, *run.resume, "--out", run.out]

    def refused(self, found, *texts):
        self.assertIsNone(tool.refusal(found), f"{found}")
        for text in texts:
            self.assertIn(text, found.errors)

    def nothing_final(self, folder="."):
        """No file of a final name: only what is marked as unfinished."""
        for place, _, names in os.walk(self.path(folder)):
            for name in names:
                wrong = name.endswith((".part", ".meta.json")) or name.startswith(("out", ".redit-tmp-"))
                self.assertFalse(wrong and not name.endswith((".unfinished", ".checkpoint")), f"{place}/{name}")

    def each(self, check):
        """Every command in a folder with its inputs."""
        for run in runs.runs():
            with self.subTest(run.name):
                self.fresh(run)
                check(run)

    def fresh(self, run):
        """The folder with nothing but the inputs of a run."""
        for entry in os.scandir(self.folder):
            shutil.rmtree(entry.path) if entry.is_dir() else os.unlink(entry.path)
        run.prepare(self.folder)

    def stopped(self, run, arguments, journal):
        """A process that is stopped while it is at work on a journal, before anything has its name."""
        for _ in range(50):
            self.fresh(run)
            process = tool.start(arguments, self.folder)
            self.addCleanup(self.put_down, process)
            end = time.monotonic() + 60
            while not os.path.exists(self.path(journal)) and process.poll() is None:
                if time.monotonic() > end:
                    self.fail(f"{journal} is never there: {tool.outcome(process)}")
            process.send_signal(signal.SIGSTOP)
            while process.poll() is None and self.state(process) != "T":
                time.sleep(0.001)
            if process.poll() is None and self.is_held(journal, run):
                return process
            # Stopped before it had the lock, or when it had only to end: once more.
            self.put_down(process)
        self.fail(f"{journal} is gone at once, fifty times")

    @staticmethod
    def state(process):
        with open(f"/proc/{process.pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0]

    def is_held(self, journal, run):
        if os.path.exists(self.path(run.out + ".meta.json")) or not os.path.exists(self.path(journal)):
            return False
        # A checkpoint of a training has no lock.
        if journal.endswith(".checkpoint"):
            return True
        with open(self.path(journal), "rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return True
        return False

    @staticmethod
    def put_down(process):
        if process.returncode is None:
            process.kill()
            process.communicate()

    def test_two_at_work_on_one_part(self):
        def check(run):
            first = self.stopped(run, self.shard(run), "parts/1-of-1.part.unfinished")
            second = tool.run(self.shard(run), self.folder)
            state = tool.run(["status", "parts"], self.folder)
            first.send_signal(signal.SIGCONT)
            self.refused(second, "another process is at work on parts/1-of-1.part.unfinished")
            # The first line may not be there yet.
            self.assertTrue("at work: 1-of-1.part.unfinished" in state.output or "cut at line 1" in state.errors, state)
            self.assertEqual(tool.outcome(first).status, 0)
            third = tool.run(self.shard(run), self.folder)
            self.assertEqual((third.status, third.output), (0, "parts/1-of-1.part is there already\n"))

        self.each(check)

    def test_two_at_work_on_one_output(self):
        def check(run):
            first = self.stopped(run, self.resumed(run), run.journal)
            second = tool.run(self.resumed(run), self.folder)
            first.send_signal(signal.SIGCONT)
            if run.name != "train":
                self.refused(second, "another process is at work on")
            else:
                # Two that train do all the work twice, and come to the same.
                self.assertEqual(second.status, 0, second)
                bytes_ = tool.content(self.path(run.out))
            self.assertIn(tool.outcome(first).status, run.statuses)
            if run.name == "train":
                self.assertEqual(tool.content(self.path(run.out)), bytes_)
                self.assertEqual(tool.run([*run.arguments, "--out", "one.csv"], self.folder).status, 0)
                self.assertEqual(tool.content(self.path("one.csv")), bytes_)

        self.each(check)

    def test_a_folder_that_vanishes(self):
        def check(run):
            first = self.stopped(run, self.shard(run), "parts/1-of-1.part.unfinished")
            shutil.rmtree(self.path("parts"))
            first.send_signal(signal.SIGCONT)
            self.refused(tool.outcome(first), "parts")
            self.nothing_final()

        self.each(check)

    def test_a_limit_of_file_size(self):
        """As a quota: every limit from a byte to one less than the whole part."""
        def limit(size):
            return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        def check(run):
            self.assertEqual(tool.run(self.shard(run), self.folder).status, 0)
            whole = len(tool.content(self.path("parts", "1-of-1.part")))
            for size in (1, 100, whole // 2, whole - 1):
                shutil.rmtree(self.path("parts"))
                # Python ignores the signal that goes with it, and hands that on.
                found = tool.run(self.shard(run), self.folder, preexec_fn=limit(size), restore_signals=False)
                self.refused(found, "parts", "File too large")
                self.nothing_final("parts")
                found = tool.run(self.shard(run), self.folder)
                self.assertEqual(found.status, 0, found)
            found = tool.run(self.resumed(run), self.folder, preexec_fn=limit(50), restore_signals=False)
            self.refused(found, "File too large")
            self.assertIsNone(tool.content(self.path(run.out)))
            self.assertIsNone(tool.content(self.path(run.out + ".meta.json")))
            self.assertIn(tool.run(self.resumed(run), self.folder).status, run.statuses)

        self.each(check)

    def test_a_full_disk(self):
        """A file system of 8 kB of which nothing is left; needs the right to mount one in a namespace."""
        run = runs.runs()[0]
        run.prepare(self.folder)
        mount = 'mkdir parts && mount -t tmpfs -o size=8k none parts && head -c 8192 /dev/zero >parts/x; '
        script = mount + '"$@"; status=$?; ls -A parts >left; exit $status'
        space = ["unshare", "-m"] if os.getuid() == 0 else ["unshare", "-rm"]
        found = tool.run(self.shard(run), self.folder, before=[*space, "sh", "-c", script, "sh"])
        left = (tool.content(self.path("left")) or b"").decode().split()
        self.refused(found, "parts", "No space left on device")
        self.assertIn("x", left, "the file system could not be mounted")
        self.assertEqual([name for name in left if name.endswith(".part")], [])
        os.rmdir(self.path("parts"))
        full = tool.run([*run.arguments, "--out", "/dev/full"], self.folder)
        self.refused(full, "/dev/full", "No space left on device")

    def test_a_folder_that_cannot_be_written(self):
        run = runs.runs()[0]
        run.prepare(self.folder)
        self.assertEqual(tool.run(self.shard(run, "1/2"), self.folder).status, 0)
        os.chmod(self.folder, 0o755)
        os.chmod(self.path("parts"), 0o555)
        user = []
        if os.getuid() == 0:
            # Nothing is read-only to root.
            user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        self.refused(tool.run(self.shard(run, "2/2"), self.folder, before=user), "parts", "Permission denied")
        self.assertEqual(os.listdir(self.path("parts")), ["1-of-2.part"])
        os.chmod(self.path("parts"), 0o755)
        os.chmod(self.path("parts", "1-of-2.part"), 0)
        self.refused(tool.run(["merge", "parts"], self.folder, before=user), "1-of-2.part", "Permission denied")

    def test_a_part_of_another_arithmetic(self):
        """glibc without fused multiply-add and AVX2 stands for a processor of another kind."""
        run = runs.runs()[0]
        run.prepare(self.folder)
        plain = ["env", "GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-AVX2_Usable,-AVX2,-FMA4"]
        kinds = [tool.run(["--version"], self.folder, before=before).output for before in ((), plain)]
        for number, before in ((1, ()), (2, ()), (3, plain)):
            shard = self.shard(run, f"{number}/3")
            if before and kinds[0] != kinds[1]:
                # Told before the work; made on demand, as by one who shares no folder with the others.
                self.refused(tool.run(shard, self.folder, before=before), "parts has parts of arithmetic")
                shard.append("--force")
            made = tool.run(shard, self.folder, before=before)
            self.assertEqual(made.status, 0, made)
        found = tool.run(["merge", "parts", "--out", run.out], self.folder)
        if kinds[0] == kinds[1]:
            print("this processor has one arithmetic only: parts of two were not made", flush=True)
            self.assertIn(found.status, run.statuses)
        else:
            self.refused(found, "3-of-3.part is of arithmetic", "run shard 3 of 3")
            self.assertIsNone(tool.content(self.path(run.out)))

    def test_what_is_no_folder_of_parts(self):
        run = runs.runs()[0]
        run.prepare(self.folder)
        with open(self.path("parts"), "w", encoding="utf-8"):
            pass
        self.refused(tool.run(self.shard(run), self.folder), "--parts: parts is not a folder")
        for command in (["merge", "parts"], ["status", "parts"], ["status", "parts", "--missing", "--shards", "3"]):
            self.refused(tool.run(command, self.folder), "parts is not a folder")
        os.unlink(self.path("parts"))
        self.refused(tool.run(["merge", "parts"], self.folder), "cannot read parts")
        os.mkdir(self.path("parts"))
        self.refused(tool.run(["merge", "parts"], self.folder), "parts has no parts")
        missing = tool.run(["status", "parts", "--missing", "--shards", "3"], self.folder)
        self.assertEqual((missing.status, missing.output), (0, "1-3\n"))
        self.nothing_final()

    def test_names_that_are_taken(self):
        """By a folder, a link, a FIFO: what is not ours stays as it is, and nobody waits."""
        run = runs.runs()[0]
        run.prepare(self.folder)
        os.mkdir(self.path("parts"))

        def link(path):
            os.symlink(self.path("target"), path)

        with open(self.path("target"), "w", encoding="utf-8") as file:
            file.write("mine")
        for name in ("1-of-1.part", "1-of-1.part.unfinished"):
            for make in (os.mkdir, link, os.mkfifo):
                path = self.path("parts", name)
                make(path)
                with self.subTest(f"{make.__name__} {name}"):
                    for command in (self.shard(run), ["merge", "parts"], ["status", "parts"]):
                        self.refused(tool.run(command, self.folder), name)
                    self.assertEqual(tool.content(self.path("target")), b"mine")
                self.assertTrue(os.path.lexists(path))
                shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.unlink(path)

    def test_options_that_make_no_sense(self):
        run = runs.runs()[0]
        run.prepare(self.folder)
        many = str(run.units + 1)
        for words, text in [
            (["--shard", "0/3", "--parts", "p"], "0/3"),
            (["--shard", "4/3", "--parts", "p"], "4/3"),
            (["--shard", "1", "--parts", "p"], "--shard"),
            (["--shard", "1/99999999999999999999", "--parts", "p"], "--shard"),
            (["--shard", f"1/{many}", "--parts", "p"], f"at most {run.units}"),
            (["--shard", "1/2"], "--parts"),
            (["--parts", "p"], "--shard"),
            (["--shard", "1/2", "--parts", ""], "empty"),
            (["--shard", "1/2", "--parts", "p", "--out", "out.csv"], "--out"),
            (["--shard", "1/2", "--parts", "p", "--resume"], "--resume"),
            (["--shard", "1/2", "--parts", "no/such/folder"], "no/such/folder"),
            (["--resume"], "--out"),
            (["--resume", "--out", "-"], "--out"),
            (["--shards", "0"], "--shards"),
            (["--shards", "2", "--resume"], "--resume"),
        ]:
            with self.subTest(words):
                found = tool.run([*run.arguments, *words], self.folder)
                self.assertIn(found.status, (1, 64))
                self.assertIn(text, found.errors)
                self.assertIsNone(tool.INSIDES.search(found.errors))
                self.nothing_final()

    def test_a_run_that_succeeds_is_no_refusal(self):
        """The control: what the tests above look for is not in a run that does what it should."""
        run = runs.runs()[0]
        run.prepare(self.folder)
        found = tool.run(self.shard(run), self.folder)
        self.assertEqual(found.status, 0)
        self.assertIsNotNone(tool.refusal(found))
        with self.assertRaises(AssertionError):
            self.nothing_final("parts")


if __name__ == "__main__":
    unittest.main()
