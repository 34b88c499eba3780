"""Quick commands are answered by one process, with the same bytes as by themselves."""

import json
import os
import subprocess
import sys
import threading
import time
import unittest
import unittest.mock

import support
import redit
from redit._process import run
from redit._server import Server, server

EXACT = ["exact", "--pass-rate", "0.3", "--sigma", "0.1", "--format", "csv"]


class ServerTests(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.close)

    def test_answers_are_those_of_the_command_itself(self):
        requests = [
            EXACT,
            ["exact", "--pass-rate=0.4", "--sigma", "0:1:5", "--format", "csv"],
            ["exact", "--pass-rate=.7", "--sigma", "log:1e-3:1:5", "--format", "csv"],
            ["exact", "--pass-rate=7", "--sigma", "1", "--format", "csv"],
            ["exact", "--pass-rate", ".1,.2", "--sigma", "-1"],
            ["exact", "--sigma"],
            ["exact", "--logits=-1,0,2", "--rewards", "0,0,1", "--group-size", "4,8"],
            ["exact", "--logits=1,0,2", "--rewards", "0,1,1", "--group-size", "2"],
            ["exact", "--logits=1,0", "--rewards", "0,1,1", "--group-size", "2"],
            ["exact", "--sigma", "0.1", "--sigma", "0.2"],
            ["exact", "--sigma", "0.3", "--sigma", "0.4"],
            ["advantages", "--rewards", "1,0,0,1", "--sigma", "0.1"],
            ["claims", "--format", "json"],
            ["exact", "--help"],
            ["nonsense"],
        ]
        for words in requests + requests[:4]:
            self.assertEqual(self.server.run(words), run(words), words)

    def test_nothing_stays_from_one_request_to_the_next(self):
        with support.folder():
            for count in range(2):
                answer = self.server.run(["exact", "--sigma", ".1", "--out", "a.csv"])
                self.assertEqual(answer.status, 0, answer.errors)
            with open("a.csv.meta.json") as file:
                meta = json.load(file)
            self.assertEqual(meta["inputs"], {})
            self.assertEqual(meta["arguments"][:3], ["exact", "--sigma", ".1"])
            answer = self.server.run(["exact", "--prompts", "data/prompts/pass_rates.csv"])
            self.assertEqual(answer.status, 0)
            self.server.run(["exact", "--sigma", ".1", "--out", "b.csv"])
            with open("b.csv.meta.json") as file:
                self.assertEqual(json.load(file)["inputs"], {})

    def test_a_server_that_ended_is_started_again(self):
        self.assertEqual(self.server.run(EXACT).status, 0)
        self.server._process.kill()
        self.server._process.wait()
        self.assertEqual(self.server.run(EXACT).status, 0)

    def test_whoever_comes_while_another_is_served_for_long_goes_by_itself(self):
        with self.server._lock:
            self.assertIsNone(self.server.run(EXACT))

    def test_whoever_comes_while_another_is_served_for_a_moment_waits(self):
        self.server._lock.acquire()
        threading.Timer(0.01, self.server._lock.release).start()
        self.assertIsNotNone(self.server.run(EXACT))

    def test_threads(self):
        found = {}

        def work(number):
            rate = (number + 1) / 20
            found[number] = support.pandas and redit.exact(pass_rate=rate, sigma=0).policy[0]

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if support.pandas:
            self.assertEqual(found, {number: f"p={(number + 1) / 20:g}" for number in range(8)})

    @unittest.skipUnless(hasattr(os, "fork"), "no fork here")
    def test_a_fork_has_a_server_of_its_own(self):
        redit.exact(pass_rate=0.5, sigma=0)
        parent = server._process.pid
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                redit.exact(pass_rate=0.25, sigma=0)
                os.write(write, str(server._process.pid).encode())
            finally:
                server.close()
                os._exit(0)
        os.waitpid(child, 0)
        os.close(write)
        own = int(os.read(read, 100))
        os.close(read)
        self.assertNotEqual(own, parent)
        redit.exact(pass_rate=0.5, sigma=0)
        self.assertEqual(server._process.pid, parent)

    def test_it_ends_with_us(self):
        source = (
            "import redit\nredit.claims()\n"
            "from redit._server import server\nprint(server._process.pid)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", source],
            env=dict(os.environ, PYTHONPATH=os.path.join(support.SOURCES, "src")),
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        time.sleep(0.2)
        with self.assertRaises(ProcessLookupError):
            os.kill(int(done.stdout), 0)

    def test_a_program_that_cannot_serve_is_run_by_itself(self):
        source = "import sys\nif 'serve' in sys.argv: sys.exit(64)\nprint('table')"
        with support.program(source):
            self.assertEqual(len(redit.columns()), 0)


def report():
    """How long a point takes, for people: no test, since machines differ."""
    redit.exact(pass_rate=0.5, sigma=0.1)
    start = time.perf_counter()
    for count in range(200):
        redit.exact(pass_rate=(count + 1) / 201, sigma=0.1)
    print(f"a point of redit.exact: {(time.perf_counter() - start) / 200 * 1000:.2f} ms")


if __name__ == "__main__":
    report()
    unittest.main()
