"""Groups, completions, energy of the advantages and silent groups of a run: audit_pandas.py FILE"""

import sys

import pandas

read = pandas.read_parquet if sys.argv[1].endswith(".parquet") else pandas.read_csv
rows = read(sys.argv[1])
rows["energy"] = rows["advantage"] ** 2
groups = rows.groupby(["step", "group"], sort=False).agg(
    low=("reward", "min"), high=("reward", "max"), energy=("energy", "sum"))
print(
    len(groups), len(rows), groups["energy"].sum(), (groups["low"] == groups["high"]).sum(), sep=",")
