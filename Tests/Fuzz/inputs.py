"""Every kind of file that redit reads, damaged."""

import json
import os

import mutations
import oracle
import settings

POLICY = b"""{"prompts": [
 {"name": "p1", "weight": 2.0, "policy": "bandit", "logits": [0, 1, 2], "rewards": [0, 0, 1],
  "old_logits": [0, 0.5, 1], "reference_logits": [0, 0, 0]},
 {"policy": "sequence", "vocabulary": 2, "length": 2, "reward": "prefix", "target": [0, 1]}]}
"""
PROMPTS = b"""prompt,completions,correct,pass_rate,weight
"What, then?",8,3,0.375,1
b,8,8,8/8,2
c,8,0,0%,1
d,8,5,0.625,0.5
"""
LOG = os.path.join(os.path.dirname(__file__), "..", "..", "data", "logs", "trl.jsonl")
SWEEP = "sweep --sigma 0,0.1 --group-size 4 --groups 200 --advantage trl".split()
TRAIN = "train --steps 6 --runs 2 --sigma 0.1 --pass-rate 0.3".split()


class Kind:
    """A kind of file: how it is made, and the commands that read it as `FILE`."""

    def __init__(self, name, data, commands, expected=None):
        self.name, self.data, self.commands = name, data, commands
        # Of files that redit keeps for itself: what the command must write to `again.csv` if it succeeds.
        self.expected = expected


def kinds(tool, folder):
    """Files as redit itself writes them, and two of a user's."""

    def make(name, arguments):
        outcome = oracle.run(tool, arguments + ["--out", name], folder)
        path = os.path.join(folder, name)
        if not os.path.exists(path):
            raise SystemExit(f"fuzz: cannot make {name}: {outcome.errors.decode()}")
        with open(path, "rb") as file:
            return file.read()

    def said(arguments):
        return oracle.run(tool, arguments, folder).output

    def read(name):
        with open(os.path.join(folder, name), "rb") as file:
            return file.read()

    with open(LOG, "rb") as file:
        rows = file.read().splitlines(keepends=True)[:128]
    log = b"".join(rows)
    table = b"step,group,reward,advantage\n" + b"".join(
        b"%d,%d,%s,%s\n" % (r["step"], n // 8, str(r["exact_rule"]).encode(), str(r["advantage"]).encode())
        for n, r in enumerate(map(json.loads, rows))
    )
    lists = b"".join(
        json.dumps({key: [r[key] for r in part] for key in part[0]}).encode() + b"\n"
        for step in (1, 2) for part in [[r for r in map(json.loads, rows) if r["step"] == step]] if part
    )
    cells = [[r["step"], r["prompt"], r["completion"], r["exact_rule"], r["advantage"]] for r in map(json.loads, rows)]
    wandb = json.dumps(
        {"data": cells, "columns": ["step", "prompt", "completion", "exact_rule", "advantage"]}).encode()
    verl = b"".join(
        json.dumps({"input": r["prompt"], "output": r["completion"], "score": r["exact_rule"], "step": r["step"]}).encode()
        + b"\n" for r in map(json.loads, rows)
    )
    audit = [
        "audit FILE".split(), "audit FILE --latest --out x.json".split(), "audit FILE --format csv".split(), "audit FILE --table forecast --format json".split(),
        "audit FILE --group-size 8 --table prompts --format csv --sigma 0.1".split(),
    ]
    sweep = make("sweep.csv", SWEEP)
    lines = make("runs.jsonl", TRAIN)
    whole = make("again.csv", TRAIN)
    os.remove(os.path.join(folder, "again.csv"))
    oracle.run(tool, TRAIN + ["--out", "again.csv", "--until", "3"], folder)
    checkpoint = read("again.csv.checkpoint")
    plots = {
        "sweep": sweep,
        "rates": make("rates.csv", "exact --pass-rate 0.1,0.5 --sigma 0.1".split()),
        "verdicts": said("verify --claim RewardVariance --groups 1000 --format csv".split()),
        "calibration": said("calibrate --claim RewardVariance --seeds 2 --groups 1000 --format csv".split()),
        "comparison": said("compare --pass-rate 0.3 --steps 20 --runs 4 --sigma 0.1 --format csv".split()),
        "map": said("map --pass-rate 0.3 --steps 20 --runs 4 --sigma 0.1 --format csv".split()),
        "runs": whole,
        "lines": lines,
    }
    draw = [["plot", "FILE", "--out", "x.svg"]]
    return [
        Kind("prompts.csv", PROMPTS, [
            "exact --prompts FILE --sigma 0.1 --format csv".split(),
            "exact --prompts FILE --pass-rates posterior --sigma 0.1 --format csv".split(),
            "advise --prompts FILE --sigma 0.1 --group-size 4 --format csv".split(),
            "sweep --prompts FILE --sigma 0.1 --groups 50 --format csv".split(),
            "train --prompts FILE --steps 2".split(),
        ]),
        Kind("policy.json", POLICY, [
            "exact --policy-file FILE --sigma 0.1 --group-size 4 --format csv".split(),
            "sweep --policy-file FILE --sigma 0.1 --groups 50 --group-size 4 --format csv".split(),
            "train --policy-file FILE --steps 2 --group-size 4".split(),
        ]),
        Kind("log.jsonl", log, audit),
        Kind("log.csv", table, audit),
        Kind("lists.jsonl", lists, audit),
        Kind("table.json", wandb, audit),
        Kind("verl.jsonl", verl, audit),
        Kind("again.csv.meta.json", read("sweep.csv.meta.json"),
             ["repeat FILE --out again.csv --force".split()], sweep),
        Kind("again.csv.checkpoint", checkpoint, [TRAIN + ["--out", "again.csv", "--resume"]], whole),
    ] + [Kind(f"{name}.csv", data, draw) for name, data in plots.items()]


def case(random, all_kinds):
    """The arguments, the file's name and its damaged bytes, and what must come out of it."""
    own = all_kinds[:9]  # figures take ten times as long as the rest
    kind = random.choice(own if random.random() < 0.85 else all_kinds)
    data = mutations.mutate(random, kind.data, [other.data for other in all_kinds])
    arguments = [kind.name if word == "FILE" else word for word in random.choice(kind.commands)]
    return arguments, kind.name, data, kind.expected


def complaint(tool, folder, arguments, name, data, expected):
    """Runs a case in an empty folder."""
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)
    outcome = oracle.run(tool, arguments, folder)
    found = oracle.complaint(outcome)
    if found and found.startswith("over") and asks_for_much(data):
        return None
    if found or expected is None or outcome.status != 0:
        return found
    path = os.path.join(folder, "again.csv")
    if not os.path.exists(path):
        return "succeeds and writes nothing"
    with open(path, "rb") as file:
        return None if file.read() == expected else "succeeds and writes something else"


def asks_for_much(data):
    """Whether these bytes are a sidecar whose arguments ask for a long run: more than 100,000 of what costs time."""
    try:
        words = json.loads(data)["arguments"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return False
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        return False
    values = [word[2:].split("=", 1) for word in words if word.startswith("--") and "=" in word]
    values += [(word[2:], value) for word, value in zip(words, words[1:]) if word.startswith("--")]
    return any(
        name in settings.WORK and any(_number(part) > 100_000 for part in value.replace(":", ",").split(","))
        for name, value in values
    )


def _number(text):
    try:
        return float(text)
    except ValueError:
        return 0
