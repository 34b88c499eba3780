"""Each rule accepts a good lesson and refuses one with a planted mistake."""

import tempfile
import unittest
from pathlib import Path

import jupytext

import cells
import rules

GOOD = "".join(f"## {name}\n\nText.\n\n" for name in rules.SECTIONS)
CELLS = """\
The mean is 0.375, half of 12% is `0.9`, see [x](a0.55.md).

```python
assert round(mean, 3) == 0.375 and share == 0.12
```

## Solutions

<!-- #region tags=["solution"] -->
**1.** Because.
<!-- #endregion -->

```python tags=["solution"]
answer = 42
```
"""


def notebook(text):
    return jupytext.reads(text, fmt="md")


class Rules(unittest.TestCase):
    def test_sections_in_order(self):
        self.assertEqual(rules.sections(GOOD), [])
        self.assertEqual(rules.sections(GOOD + "```\n## in code\n```\n"), [])
        self.assertTrue(rules.sections(GOOD.replace("## Break it", "## Broken")))

    def test_length(self):
        self.assertEqual(rules.length("x\n" * 150), [])
        self.assertTrue(rules.length("x\n" * 149) and rules.length("x\n" * 401))

    def test_links_lead_somewhere(self):
        with tempfile.TemporaryDirectory() as name:
            (Path(name) / "a.md").write_text("")
            good = "[a](a.md#b) [w](https://x.org) [made](explore.html#g=8)"
            self.assertEqual(rules.links(notebook(good), Path(name)), [])
            self.assertEqual(rules.links(notebook("[b](b.md)"), Path(name)), ["no file b.md"])

    def test_links_set_what_the_page_with_sliders_has(self):
        page = {"groupSizes": [4, 8], "sigmas": [0, 0.05], "advantages": [{"name": "trl"}],
                "tables": [{"stabilizer": 1e-4}]}
        good = "[x](explore.html#p=.3&g=8&sigma=.05&advantage=trl&stabilizer=.0001&rates=.1*2,.5)"
        self.assertEqual(rules.states(good, page), [])
        for planted in ("g=16", "sigma=.07", "advantage=grpo", "stabilizer=1", "size=8", "g=eight"):
            link = f"[x](explore.html#p=.3&{planted})"
            self.assertEqual(rules.states(link, page), [f"explore.html has no {planted}"])

    def test_stated_numbers_stand_in_code(self):
        self.assertEqual(rules.stated_numbers(notebook(CELLS)), [])
        for planted in ("0.376", "13%", "one is .5"):
            text = CELLS.replace("0.375, half", f"{planted}, half")
            self.assertEqual(len(rules.stated_numbers(notebook(text))), 1, planted)

    def test_quoted_formulas_stay_on_their_line(self):
        self.assertEqual(rules.quoted_math(notebook("> so $a < b$ and $$c$$\n> holds\n")), [])
        for planted in ("> so $a <\n> b$ holds\n", "> so\n> $$a <\n> b$$\n"):
            self.assertTrue(rules.quoted_math(notebook(planted)))

    def test_solutions_come_last(self):
        self.assertEqual(rules.solutions_last(notebook(CELLS)), [])
        after = CELLS + "\n```python\nx = answer\n```\n"
        self.assertTrue(rules.solutions_last(notebook(after)))
        self.assertTrue(rules.solutions_last(notebook("Text.\n")))

    def test_lessons_ask_for_no_shell(self):
        self.assertEqual(rules.python_only("```python\nassert a != b\nprint('%%')\n```\n"), [])
        shells = ["```bash\nls\n```", "%%bash\nls", "!ls", "import subprocess", "os.system('ls')"]
        for planted in shells:
            self.assertTrue(rules.python_only(f"Text.\n\n{planted}\n"), planted)

    def test_code_is_narrow(self):
        self.assertEqual(rules.code_width(notebook("x" * 200 + "\n")), [])
        self.assertTrue(rules.code_width(notebook("```python\n#" + "x" * 110 + "\n```\n")))

    def test_every_claim_has_a_lesson(self):
        stated = "[x](../Sources/Analysis/Claims/A.swift)\n"
        for call in ('redit.verify(claim="A")', 'redit.verify(claim=["B",\n    "A"], seed=2)'):
            self.assertEqual(rules.uncovered(["A"], [stated + call]), [], call)
        self.assertEqual(rules.uncovered(["A", "B"], [stated + call]), ["B: no lesson states it"])
        for call in ('redit.verify(claim="Ab")', 'redit.verify(seed=1)', 'print("A")'):
            self.assertEqual(len(rules.uncovered(["A"], [stated + call])), 1, call)

    def test_students_get_no_solutions(self):
        text = jupytext.writes(cells.cut(notebook(CELLS)), fmt="md")
        self.assertIn("0.375", text)
        self.assertNotIn("42", text)
        self.assertNotIn("Because", text)
        self.assertNotIn("## Solutions", text)


if __name__ == "__main__":
    unittest.main()
