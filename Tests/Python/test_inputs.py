"""Tables that are passed in Python: what is taken, what is refused, where they stay."""

import datetime
import decimal
import json
import os
import unittest
import warnings

import support
import redit
from redit import ReditError, ReditWarning, UsageError
from redit._inputs import taken, write_records, write_table

LOG = "data/logs/trl.jsonl"


def records():
    with open(LOG) as file:
        return [json.loads(line) for line in file]


def content(path):
    with open(path) as file:
        return file.read()


def listed(table):
    return table if isinstance(table, list) else table.to_dict("records")


def written(rows):
    write_records(rows, "a.jsonl", "run")
    with open("a.jsonl") as file:
        return [json.loads(line) for line in file]


class TakenTests(unittest.TestCase):
    def test_rows_are_taken_in_each_of_their_shapes(self):
        rows = [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]
        for value in (rows, tuple(rows), iter(rows), {"a": [1, 2], "b": ("x", "y")}):
            self.assertEqual(taken("run", value), rows)
        self.assertEqual(taken("run", ["a", "b"]), ["a", "b"])

    def test_what_is_no_table_is_refused_with_what_is_taken(self):
        for value in (b"x", 5, None, [1, 2], {"a": 1}, {"a": "x"}, {"a": [1], "b": [1, 2]}, object()):
            with self.assertRaisesRegex(UsageError, "^run: ") as found:
                redit.audit(value)
            self.assertNotIn("\n", str(found.exception))

    def test_cells_become_what_json_has(self):
        day = datetime.datetime(2020, 1, 2)
        with support.folder():
            cells = {"d": day, "n": decimal.Decimal("0.5"), "x": float("nan"), "l": (1, {"k": day.date()})}
            expected = {"d": "2020-01-02 00:00:00", "n": 0.5, "x": None, "l": [1, {"k": "2020-01-02"}]}
            self.assertEqual(written([cells]), [expected])

    def test_a_cell_that_json_has_not_is_named(self):
        with support.folder():
            for cell in (b"x", {1}, object()):
                with self.assertRaisesRegex(UsageError, "^run: column 'b', row 2: "):
                    written([{"a": 1}, {"a": 1, "b": [cell]}])
            with self.assertRaisesRegex(UsageError, "^policy_file: set"):
                redit.exact(policy_file={"logits": {1}})


@support.needs_pandas
class FrameTests(unittest.TestCase):
    def test_an_index_with_a_name_is_a_column(self):
        frame = support.pandas.DataFrame({"step": [1, 2], "prompt": ["a", "b"], "reward": [0, 1]})
        with support.folder():
            expected = written(frame)
            self.assertEqual(written(frame.set_index("step")), expected)
            self.assertEqual(written(frame.set_index(["step", "prompt"])), expected)
            self.assertEqual(written(frame.set_index("step", drop=False)), expected)
            write_table(frame.set_index("step", drop=False), "a.csv")
            with open("a.csv") as file:
                self.assertEqual(file.readline(), "step,prompt,reward\n")

    def test_the_audit_of_a_frame_keeps_its_steps(self):
        with support.folder():
            frame = support.pandas.DataFrame(records())
            found = redit.audit(frame.set_index("step"))
            self.assertEqual(list(found.step), list(redit.audit(LOG).step))

    def test_what_numpy_and_pandas_hold_is_taken(self):
        frame = support.pandas.DataFrame({"a": [1, 2]})
        self.assertEqual(taken("run", frame.to_records(index=False)), [{"a": 1}, {"a": 2}])
        frame = frame.assign(when=support.pandas.to_datetime("2020"), none=support.pandas.NA)
        with support.folder():
            self.assertEqual(written(frame)[0], {"a": 1, "when": "2020-01-01 00:00:00", "none": None})
            twice = support.pandas.concat([frame, frame.a], axis=1)
            with self.assertRaisesRegex(UsageError, "^run: two columns are named 'a'"):
                redit.audit(twice)

    def test_a_table_for_a_list_is_refused(self):
        import numpy

        frame = support.pandas.DataFrame({"p": [0.1]})
        for value in (frame, numpy.zeros((2, 2))):
            with self.assertRaisesRegex(UsageError, "^pass_rate=: a list, got "):
                redit.exact(pass_rate=value)
        self.assertEqual(len(redit.advantages(rewards=numpy.eye(2), advantage="trl", sigma=0)), 4)
        redit.exact(rewards=numpy.eye(2), logits=[0, 0], sigma=0)


class NoteTests(unittest.TestCase):
    def test_rows_that_are_left_out_are_a_warning(self):
        with support.folder():
            rows = records()
            rows[3]["exact_rule"] = float("nan")
            for table in ("steps", "prompts"):
                with self.assertWarnsRegex(ReditWarning, "^1 rows? without a score") as found:
                    redit.audit(rows, table=table)
                self.assertEqual(found.filename, __file__)

    def test_a_record_that_is_cut_off_is_a_warning(self):
        with support.folder():
            with open(LOG) as file, open("cut.jsonl", "w") as cut:
                cut.write(file.read()[:-30])
            with self.assertWarnsRegex(ReditWarning, r"^cut\.jsonl:\d+: the last record is cut off"):
                redit.audit("cut.jsonl")

    def test_a_whole_log_is_no_warning(self):
        with support.folder(), warnings.catch_warnings():
            warnings.simplefilter("error")
            redit.audit(LOG, strict=True, fail_on={"silent": 1})


class StrictTests(unittest.TestCase):
    def test_a_reading_that_is_not_verified_is_an_error_where_that_is_asked_for(self):
        with support.folder():
            rows = [{"step": 1, "prompt": "a", "completion": "b", "reward": row["exact_rule"]} for row in records()]
            with self.assertWarnsRegex(ReditWarning, "^not to be verified"):
                redit.audit(rows)
            with self.assertRaisesRegex(ReditError, "^not to be verified"):
                redit.audit(rows, strict=True)

    def test_a_bound_that_is_passed_is_an_error(self):
        with support.folder():
            for values in ({}, {"out": "a.csv"}):
                with self.assertRaisesRegex(ReditError, "^fail_on: silent groups"):
                    redit.audit(LOG, fail_on={"silent": 0}, **values)


class KeptTests(unittest.TestCase):
    def test_no_path_that_is_gone_is_told(self):
        with support.folder():
            self.assertEqual(listed(redit.audit(records(), table="prompts"))[0]["file"], "run")
            with self.assertRaisesRegex(ReditError, "^run: no known format"):
                redit.audit([{"a": 1}])

    def test_a_file_is_beside_what_was_made_from_it(self):
        with support.folder():
            first = listed(redit.audit(records(), table="prompts", out="a.csv"))
            self.assertEqual(first[0]["file"], "a.run.jsonl")
            self.assertEqual(redit.repeat("a.csv.meta.json"), content("a.csv"))
            # Another log in its place, as when a cell of a notebook runs again.
            redit.audit(records()[:8], out="a.csv")
            redit.exact(prompts=[{"prompt": "a", "pass_rate": 0.5}], sigma=0, out="b.csv")
            self.assertEqual(redit.repeat("b.csv.meta.json"), content("b.csv"))
            self.assertEqual(
                sorted(os.listdir(".")),
                ["a.csv", "a.csv.meta.json", "a.run.jsonl", "b.csv", "b.csv.meta.json", "b.prompts.csv", "data"],
            )

    def test_a_page_and_a_report_keep_their_prompts_too(self):
        prompts = [{"prompt": "a", "pass_rate": 0.5}]
        with support.folder():
            redit.explore(prompts=prompts)
            redit.repeat("explore.html.meta.json", out="b.html")
            self.assertEqual(content("b.html"), content("explore.html"))
            self.assertEqual(content("explore.prompts.csv"), "prompt,pass_rate\na,0.5\n")
            source = "import sys; print(open(sys.argv[sys.argv.index('--prompts') + 1]).read())"
            with support.program(source):
                self.assertIn("a,0.5", redit.report("pages", prompts=prompts))
            self.assertEqual(content("pages/index.prompts.csv"), "prompt,pass_rate\na,0.5\n")

    def test_a_file_of_somebody_else_stays(self):
        with support.folder():
            with open("a.run.jsonl", "w") as file:
                file.write("mine")
            with self.assertRaisesRegex(ReditError, "^a.run.jsonl exists.*force=True"):
                redit.audit(records(), out="a.csv")
            with open("a.run.jsonl") as file:
                self.assertEqual(file.read(), "mine")
            redit.audit(records(), out="a.csv", force=True)
            with self.assertRaises(ReditError):
                redit.audit([{"a": 1}], out="c.csv")
            self.assertFalse([name for name in os.listdir(".") if name.startswith("c.")])


if __name__ == "__main__":
    unittest.main()
