"""What is passed in Python arrives as it is typed on the command line."""

import math
import os
import pathlib
import unittest

import support
from redit import UsageError
from redit._arguments import Command, Typed, repeated, text, write_table

COMMAND = Command(
    "exact",
    flags=("corrected",),
    repeated=("advantage", "rewards"),
    tables=("prompts",),
    documents=("policy_file",),
)


def words(**values):
    with Typed(COMMAND, values) as typed:
        return typed.words[1:]


class ArgumentTests(unittest.TestCase):
    def test_numbers_read_back_as_the_same_number(self):
        for value in (0.1, 1e-5, 1 / 3, 1e300, 5e-324, -2.5, 0.02, 123456789.123):
            self.assertEqual(float(text("sigma", value, ",/")), value)
        self.assertEqual(text("groups", 1e5, ",/"), "100000")
        self.assertEqual(text("groups", 100_000, ",/"), "100000")
        self.assertEqual(text("clip", math.inf, ",/"), "inf")
        self.assertEqual(math.copysign(1, float(text("x", -0.0, ",/"))), -1)

    def test_lists_are_joined_by_commas_and_inner_ones_by_slashes(self):
        self.assertEqual(words(sigma=[0, 0.05]), ["--sigma", "0,0.05"])
        self.assertEqual(words(sigma=(0, 0.05)), ["--sigma", "0,0.05"])
        self.assertEqual(words(sigma="log:1e-4:1:13"), ["--sigma", "log:1e-4:1:13"])
        self.assertEqual(words(sigma=range(3)), ["--sigma", "0,1,2"])
        self.assertEqual(words(weights=[(1, 1), (0, 1)]), ["--weights", "1/1,0/1"])
        self.assertEqual(words(map={"reward": "score", "group": "uid"}), ["--map", "reward=score,group=uid"])

    def test_an_option_that_may_be_repeated_is(self):
        self.assertEqual(words(advantage=["trl", "grpo"]), ["--advantage", "trl", "--advantage", "grpo"])
        self.assertEqual(words(rewards=[1, 0]), ["--rewards", "1,0"])
        self.assertEqual(words(rewards=[[1, 0], [0, 0]]), ["--rewards", "1,0", "--rewards", "0,0"])
        self.assertEqual(repeated("rewards", [[(1, 1), (0, 1)]]), ["1/1,0/1"])

    def test_what_begins_with_a_minus_is_a_value(self):
        self.assertEqual(words(logits=[-1, 0.3]), ["--logits=-1,0.3"])

    def test_flags_and_what_is_not_given(self):
        self.assertEqual(words(corrected=True, sigma=None), ["--corrected"])
        self.assertEqual(words(corrected=False), [])
        with self.assertRaisesRegex(UsageError, "corrected"):
            words(corrected="yes")

    def test_what_is_no_value_is_refused(self):
        for value in ([], [[]], True, [None], [[[[1]]]]):
            with self.assertRaisesRegex(UsageError, "sigma"):
                words(sigma=value)

    def test_paths(self):
        self.assertEqual(words(out=pathlib.Path("a") / "b.csv"), ["--out", "a/b.csv"])

    def test_a_table_and_a_document_become_files(self):
        with Typed(COMMAND, {"prompts": [{"prompt": "a", "pass_rate": 0.5}]}) as typed:
            with open(typed.words[2]) as file:
                self.assertEqual(file.read(), "prompt,pass_rate\na,0.5\n")
            self.assertEqual(typed.said(f"--prompts: {typed.words[2]}: bad"), "prompts: bad")
            path = typed.words[2]
        self.assertFalse(os.path.exists(path))
        with Typed(COMMAND, {"policy_file": {"logits": (1, 2)}}) as typed:
            with open(typed.words[2]) as file:
                self.assertEqual(file.read(), '{"logits": [1, 2]}')

    def test_messages_name_the_keyword(self):
        typed = Typed(COMMAND, {"pass_rate": 1, "sigma": 2, "corrected": False})
        said = {
            "--pass-rate: unknown": "pass_rate: unknown",
            "The value '2' is invalid for '--pass-rate <list>': no": "The value '2' is invalid for 'pass_rate=': no",
            "give --pass-rate or --sigma.": "give pass_rate= or sigma=.",
            "--pass-rates is of another": "pass_rates= is of another",
            "--wide is of the shell": "--wide is of the shell",
            "'redit sweep' does": "redit.sweep() does",
        }
        for message, expected in said.items():
            self.assertEqual(typed.said(message), expected)


@support.needs_pandas
class PandasArgumentTests(unittest.TestCase):
    def test_arrays_and_series(self):
        import numpy
        import pandas

        self.assertEqual(words(sigma=numpy.array([0, 0.1])), ["--sigma", "0,0.1"])
        self.assertEqual(words(sigma=numpy.float64(0.1)), ["--sigma", "0.1"])
        self.assertEqual(words(groups=numpy.int64(7)), ["--groups", "7"])
        self.assertEqual(words(sigma=pandas.Series([0.5, 1])), ["--sigma", "0.5,1"])
        self.assertEqual(words(corrected=numpy.bool_(True)), ["--corrected"])

    def test_a_frame_is_written_as_the_program_writes_it(self):
        import pandas

        frame = pandas.DataFrame({"a": [0.1, None], "b": [True, False], "c": [[1.5, 2.0], None]})
        with support.folder():
            write_table(frame, "a.csv")
            with open("a.csv") as file:
                self.assertEqual(file.read(), "a,b,c\n0.1,true,1.5 2.0\n,false,\n")
            write_table(frame.assign(prompt=["x", "y"]).set_index("prompt")[["a"]], "b.csv")
            with open("b.csv") as file:
                self.assertEqual(file.read(), "prompt,a\nx,0.1\ny,\n")


if __name__ == "__main__":
    unittest.main()
