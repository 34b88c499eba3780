"""The page of `redit explore` in a browser, for the tests of it."""

import os
import pathlib
import subprocess
import tempfile
import unittest

import exact
from browser import EXECUTABLE, Browser

READ = """(() => {
  document.getElementById('table').open = true;
  const drawn = () => new Promise(done => requestAnimationFrame(done));
  // The table comes a frame after it is opened, on a busy machine two.
  const table = async () => {
    do await drawn(); while (!document.querySelector('#curve tr'));
  };
  return drawn().then(table).then(() => ({
    numbers: Object.fromEntries([...document.querySelectorAll('[data-read]')].map(
      one => [one.dataset.read, one.textContent])),
    twice: [...document.querySelectorAll('[data-read]')].map(
      one => [one.dataset.read, one.textContent]),
    curve: [...document.querySelectorAll('#curve tbody tr')].map(
      row => [...row.cells].map(cell => cell.textContent)),
    command: document.getElementById('command').textContent,
    strange: document.getElementById('strange').hidden ? ''
      : document.getElementById('strange').textContent,
  }));
})()"""


@unittest.skipUnless(EXECUTABLE, "no Chromium")
class PageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        page = os.environ.get("PAGE") or os.path.join(cls.folder.name, "explore.html")
        if "PAGE" not in os.environ:
            subprocess.run([exact.REDIT, "explore", "--out", page], check=True,
                           stdout=subprocess.PIPE)
        cls.file = pathlib.Path(page).resolve()
        cls.page = Browser().__enter__()
        cls.page.open(cls.file.as_uri())
        cls.data = cls.page.run("JSON.parse(document.getElementById('data').textContent)")
        exact.noise = cls.data["noise"]

    @classmethod
    def tearDownClass(cls):
        cls.page.__exit__()
        cls.folder.cleanup()

    def tearDown(self):
        self.assertEqual(self.page.complaints, [])

    def go(self, state):
        self.page.run(f"location.hash = {state.address!r}")
        self.page.settle()
        seen = self.page.run(READ)
        self.assertEqual(seen["strange"], "", state)
        return seen
