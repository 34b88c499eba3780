"""The fuzzer's own tests: what it must see is planted, and what is right must pass."""

import contextlib
import io
import json
import os
import random
import sys
import tempfile
import unittest
import unittest.mock

import fuzz
import inputs
import mutations
import oracle
import settings

PLANTED = '''
import os, signal, sys
what = sys.argv[1]
if what == "trap": os.kill(os.getpid(), signal.SIGILL)
if what == "spin":
    while True: pass
if what == "memory": bytearray(4 << 30)
if what == "status": sys.exit(5)
if what == "silent": sys.exit(1)
if what == "long": sys.exit("redit: " + "x" * 5000)
if what == "lines": sys.exit("redit: one\\ntwo")
if what == "inside": sys.exit("redit: Error Domain=NSCocoaErrorDomain Code=256")
if what == "nan": print("policy,advantage,sigma,variance\\nnan,mean,0.1,nan")
if what == "name": print("policy,advantage,sigma,variance\\nnan,mean,0.1,0.5")
if what == "clear": sys.exit("redit: --sigma: at least 0, got -1")
if what == "notes": sys.exit("redit: note: one\\nredit: note: two\\nredit: note: three\\nredit: log.csv: not read right")
if what == "only notes": sys.exit("redit: note: one")
'''


class OracleTests(unittest.TestCase):
    def complaint(self, what, seconds=20):
        with tempfile.TemporaryDirectory() as folder:
            tool = [sys.executable, "-c", PLANTED]
            return oracle.complaint(oracle.run(tool, [what], folder, seconds))

    def test_planted_faults_are_seen(self):
        for what, words in [
            ("trap", "SIGILL"), ("status", "status 5"), ("silent", "without a line"), ("only notes", "without a line"), ("long", "2000"),
            ("lines", "not one line"), ("inside", "inside"), ("nan", "nan stands for a number in column variance"),
            ("memory", "inside|without a line"),
        ]:
            self.assertRegex(self.complaint(what) or "nothing", words)
        self.assertEqual(self.complaint("spin", seconds=1), "over 1 s of processor time")

    def test_what_is_right_passes(self):
        for what in ["name", "clear", "notes", "fine"]:
            self.assertIsNone(self.complaint(what))


class MutationTests(unittest.TestCase):
    def test_a_seed_gives_the_same_bytes_and_seeds_differ(self):
        data = inputs.PROMPTS
        some = [mutations.mutate(random.Random(seed), data, [data]) for seed in range(200)]
        again = [mutations.mutate(random.Random(seed), data, [data]) for seed in range(200)]
        self.assertEqual(some, again)
        self.assertGreater(len(set(some)), 150)

    def test_any_bytes_can_be_damaged(self):
        for data in [b"", b"x", b"\n", b",", bytes(range(256))]:
            for seed in range(300):
                mutations.mutate(random.Random(seed), data, [data])

    def test_a_finding_is_shrunk_to_what_it_needs(self):
        data = b"a,b\n" * 50 + b"1e308,2\n" + b"c,d\n" * 50
        self.assertEqual(mutations.shrink(data, lambda other: b"1e308" in other, 2000), b"1e308")


class SettingsTests(unittest.TestCase):
    def test_what_is_chosen_replaces_the_base(self):
        words = settings.arguments("sweep", [("groups", "7"), ("whiten", None)])
        self.assertEqual(words, "sweep --group-size 4 --sigma 0.1 --groups=7 --whiten".split())

    TOOL = '''
import json, sys
noise = {"preferredName": {"name": "noise"}, "kind": "option", "valueName": "name"}
dump = {"command": {"subcommands": [{"commandName": "exact", "arguments": [noise]}]}}
print(json.dumps(dump) if "--experimental-dump-help" in sys.argv else %r)
'''

    def noises(self, terms):
        with tempfile.TemporaryDirectory() as folder:
            return settings.options([sys.executable, "-c", self.TOOL % terms], folder)["exact"]

    def test_families_of_noise_are_those_of_the_tool(self):
        section = "Noise (--noise)\n  none: no noise.\n  two-sided: a law\n    of: two.\n\nAdvantages\n  A: advantage.\n"
        self.assertEqual(self.noises("A group\n  G: size.\n\n" + section), [("noise", "option", ["none", "two-sided"], "name")])

    def test_a_tool_that_tells_no_families_is_refused(self):
        for terms in ["", "Noise\n  none: no noise.\n", "Noise (--noise)\n\nAdvantages\n  A: advantage.\n"]:
            self.assertRaises(ValueError, self.noises, terms)

    def test_only_the_options_at_fault_are_kept(self):
        chosen = [("a", "1"), ("b", "2"), ("c", None)]
        self.assertEqual(settings.shrink(chosen, lambda these: ("b", "2") in these), [("b", "2")])


class SidecarTests(unittest.TestCase):
    """A run may take long where the damage asks for it, and only there."""

    def complaint(self, arguments, text='{"tool": "redit", "arguments": %s}'):
        with tempfile.TemporaryDirectory() as folder:
            tool = [sys.executable, "-c", PLANTED, "spin"]
            run = oracle.run
            with unittest.mock.patch.object(oracle, "run", lambda *words: run(*words, seconds=1)):
                data = (text % json.dumps(arguments)).encode()
                return inputs.complaint(tool, folder, [], "again.csv.meta.json", data, b"")

    def test_much_work_is_no_hang(self):
        for words in [["sweep", "--groups", "4294967296"], ["sweep", "--groups=1e6"], ["train", "--steps", "8,200000"]]:
            self.assertIsNone(self.complaint(words), words)

    def test_a_hang_is_one(self):
        over = "over 1 s of processor time"
        for words in [["sweep", "--groups", "200"], ["sweep", "--sigma", "1e308", "--groups", "200"], [], 7, [4294967296]]:
            self.assertEqual(self.complaint(words), over, words)
        self.assertEqual(self.complaint(["sweep", "--groups", "4294967296"], "%s"), over)
        self.assertEqual(self.complaint(["--groups", "4294967296"], "[" * 3000 + "%s"), over)


class PlantedTrapTests(unittest.TestCase):
    """A tool with one trap, at a sigma of 1e150 and more, and one in its reader of prompts."""

    TOOL = '''
import json, os, signal, sys
words = sys.argv[1:]
if "--experimental-dump-help" in words:
    option = {"preferredName": {"name": "sigma"}, "kind": "option", "valueName": "x"}
    print(json.dumps({"command": {"subcommands": [{"commandName": "exact", "arguments": [option]}]}}))
if words == ["terms"]: print("Noise (--noise)\\n  none: no noise.")
if any(w.startswith("--sigma=1e15") for w in words): os.kill(os.getpid(), signal.SIGILL)
if "--prompts" in words and b"1e308" in open(words[words.index("--prompts") + 1], "rb").read():
    os.kill(os.getpid(), signal.SIGTRAP)
if "--out" in words:
    name = words[words.index("--out") + 1]
    for path in [name, name + ".checkpoint", name + ".meta.json"]:
        open(path, "w").write("policy,advantage\\n1,2\\n")
'''

    def test_both_are_found_shrunk_and_printed(self):
        with tempfile.TemporaryDirectory() as folder:
            script = os.path.join(folder, "tool.py")
            with open(script, "w") as file:
                file.write(self.TOOL)
            tool = [sys.executable, script]
            fuzzer = fuzz.Fuzzer(tool, 1, os.path.join(folder, "out"))
            fuzzer.kinds = fuzzer.kinds[:1]
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                for index in range(150):
                    fuzzer.run("settings", index)
                    fuzzer.run("inputs", index)
        self.assertRegex(said.getvalue(), r"ended by SIGILL\n  redit exact --group-size 4 --sigma=1e15\d?\n")
        self.assertRegex(said.getvalue(), r"ended by SIGTRAP\n  \(cd .*--prompts prompts.csv")


if __name__ == "__main__":
    unittest.main()
