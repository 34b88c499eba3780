"""Cells become what their columns declare, with pandas and without."""

import unittest

import support
from redit._rows import rows, types
from redit._tables import TABLES

CSV = """table,column,unit,type,meaning,presence
007,,a,text,"one, two",none
"""
SWEEP = '''policy,group_size,seed,sigma,variance,note
1,8,18446744073709551615,0,inf,
007,4,1,0.1,0.30000000000000004,"a ""word"""
'''


class RowTests(unittest.TestCase):
    def test_types_are_declared_by_the_table_with_these_columns(self):
        self.assertEqual(types("audit", ("step", "groups",))["groups"], "integer")
        self.assertEqual(types("audit-prompts", ("prompt",)), {"prompt": "text"})
        self.assertEqual(types("audit-groups", ("prompt",)), {"prompt": "integer"})
        posterior = [column.name for column in TABLES["pass-rates"]]
        self.assertEqual(types("exact", tuple(posterior))["signal_kept"], "number")
        self.assertEqual(types("exact", ("nobody_knows",)), {"nobody_knows": "text"})

    def test_without_pandas_rows_are_dictionaries(self):
        with support.without("pandas"):
            self.assertEqual(
                rows("sweep", SWEEP)[1],
                {
                    "policy": "007",
                    "group_size": 4,
                    "seed": 1,
                    "sigma": 0.1,
                    "variance": 0.30000000000000004,
                    "note": 'a "word"',
                },
            )
            self.assertEqual(rows("sweep", SWEEP)[0]["note"], None)
            self.assertEqual(rows("sweep", SWEEP)[0]["variance"], float("inf"))
            self.assertEqual(rows("columns", CSV)[0]["presence"], "none")

    @support.needs_pandas
    def test_with_pandas_rows_are_a_frame(self):
        frame = rows("sweep", SWEEP)
        self.assertEqual(list(frame.policy), ["1", "007"])
        self.assertEqual(list(frame.seed), [2**64 - 1, 1])
        self.assertEqual(str(frame.group_size.dtype), "int64")
        self.assertEqual(str(frame.sigma.dtype), "float64")
        self.assertEqual(frame.variance[1], 0.30000000000000004)
        self.assertEqual(frame.variance[0], float("inf"))
        self.assertTrue(frame.note.isna()[0])
        # Words that pandas takes for missing by itself.
        self.assertEqual(rows("columns", CSV).presence[0], "none")
        self.assertEqual(rows("columns", CSV.replace("none", "NA")).presence[0], "NA")

    @support.needs_pandas
    def test_missing_counts_flags_and_lists(self):
        frame = rows("audit", "step,groups\n,1\n2,3\n")
        self.assertEqual(str(frame.step.dtype), "Int64")
        self.assertTrue(frame.step.isna()[0])
        frame = rows("calibrate", "claim,is_deterministic\na,true\nb,false\n")
        self.assertEqual(str(frame.is_deterministic.dtype), "bool")
        frame = rows("map", "note,sigmas_as_fast\n,0.1 0.2\nx,\n")
        self.assertEqual(frame.sigmas_as_fast[0], [0.1, 0.2])
        self.assertEqual(len(rows("sweep", SWEEP.splitlines()[0] + "\n")), 0)


if __name__ == "__main__":
    unittest.main()
