"""Every option of every command, at the ends of what numbers, lists and names can be."""

import json
import os
import re

import oracle

LOG = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", "data", "logs", "trl.jsonl"))
BASE = {
    "audit": LOG,
    "advise": "--pass-rate 0.1,0.5 --sigma 0.1 --group-size 4",
    "verify": "--claim RewardVariance --groups 1000",
    "calibrate": "--claim RewardVariance --seeds 2 --groups 1000",
    "sweep": "--groups 100 --group-size 4 --sigma 0.1",
    "exact": "--group-size 4 --sigma 0.1",
    "advantages": "--rewards 1,0,0,1 --sigma 0.1",
    "train": "--steps 3",
    "compare": "--steps 5 --runs 2 --sigma 0.1",
    "map": "--steps 5 --runs 2 --sigma 0.1 --pass-rate 0.3 --group-size 4",
    "plot": "none.csv --terminal",
    "claims": "", "terms": "", "help": "",
}
# More of these is more work, as asked for: such a run may take long.
WORK = {
    "groups", "seeds", "steps", "runs", "group-size", "batch-groups", "prompts-per-step", "inner-steps", "draws",
    "length", "vocabulary", "hidden", "precision", "every", "task", "warm-pass-rate", "thorough", "claim", "seed-count",
}
# Decided by everything at once (report), or not a matter of values (help, version, where files go).
LEFT_OUT = {"report"}
SKIPPED = {"version", "help", "out", "plot", "page", "from", "resume", "threads", "claim", "force",
           "watch"}  # ends by a signal

NUMBERS = [
    "0", "-0", "1", "-1", "2", "3", "0.5", "1e-300", "-1e-300", "5e-324", "1e-160", "1e-17", "0.999999999999",
    "1e10", "1e15", "1e16", "1e17", "1e100", "1e150", "1e154", "1e155", "1e160", "1e300", "1.7976931348623157e308",
    "-1.7976931348623157e308", "1e309", "nan", "inf", "-inf", "1e", "", " ", "x", "0x1p-1074",
]
INTEGERS = [
    "0", "1", "-1", "2", "3", "5", "7", "63", "64", "65", "127", "1000", "10000", "65536", "1048577", "2147483647",
    "2147483648", "4294967296", "1073741823", "4611686018427387904", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "18446744073709551615", "18446744073709551616", "1e3", "2.5", "", "x",
]
NAMES = [
    "", " ", "all", "x" * 10000, "a,b", "\n", "\x1b[31m", "'", '"', "%s%n", "..", "trl", "standardized", "mean", "nemo-rl",
    "trl-batch", "leave-one-out-standardized", "batch-standardized", "reinforce", "gaussian", "none", "adam", "sgd", "adamw", "momentum", "constant", "cosine-reversed", "parity", "copy",
    "target", "prefix", "components", "variance", "snr", "raw", "dithered", "linear", "cosine", "redit-paper", "dapo",
    "plain", "conditional", "stratified", "sobol", "antithetic+stratified", "\u202e", "\U0001f600",
]


def families(tool, folder):
    """The names of the families of noise, as the tool tells them."""
    terms = oracle.run(tool, ["terms"], folder).output.decode()
    section = re.search(r"^Noise \(--noise\)\n((?:  .+\n)+)", terms, re.MULTILINE)
    names = re.findall(r"^  ([a-z-]+): ", section[1], re.MULTILINE) if section else []
    if not names:
        raise ValueError("no families of noise in what `redit terms` says")
    return names


def options(tool, folder):
    """By command: (name, kind, values) of each option, as the tool's own parser lists them; of --noise the families."""
    noises = families(tool, folder)
    dump = json.loads(oracle.run(tool, ["--experimental-dump-help"], folder).output)
    found = {}
    for command in dump["command"]["subcommands"]:
        name = command["commandName"]
        if name in LEFT_OUT or name not in BASE:
            continue
        found[name] = [
            (option, a["kind"], noises if option == "noise" else a.get("allValues"), a.get("valueName") or "")
            for a in command.get("arguments", [])
            if a["kind"] in ("option", "flag")
            for option in [a["preferredName"]["name"]]
            if option not in SKIPPED
        ]
    return found


def value(random, name, known, shape):
    if known and random.random() < 0.9:
        return random.choice(known)
    draw = random.random()
    pool = INTEGERS if shape in ("n", "G", "B", "V", "T", "H") else NUMBERS
    if shape in ("name", "file.csv", "file.json", "title", "reward", "quantity") or draw < 0.03:
        return random.choice(NAMES)
    if shape.startswith("n,n") or shape.startswith("G,G") or shape == "G":
        pool = INTEGERS
    if shape == "list" and draw < 0.3:
        return random.choice(["", "log:"]) + ":".join(random.choice(NUMBERS) for _ in range(2)) + ":" + random.choice(INTEGERS)
    if "," in shape or shape in ("list", "G"):
        count = random.choice([1, 1, 2, 2, 3, 5, 40])
        return ",".join(random.choice(pool) for _ in range(count))
    return random.choice(pool)


def case(random, known):
    """The arguments and the options that were changed."""
    command = random.choice(sorted(known))
    chosen = []
    for _ in range(random.choice([1, 1, 2, 2, 3, 4])):
        if not known[command]:
            break
        name, kind, values, shape = random.choice(known[command])
        if name in {option for option, _ in chosen}:
            continue
        chosen.append((name, None if kind == "flag" else value(random, name, values, shape)))
    return command, chosen


def arguments(command, chosen):
    """The command line; what is chosen replaces the base's value."""
    words, base = [command], BASE[command].split()
    names = {"--" + name for name, _ in chosen}
    skip = False
    for index, word in enumerate(base):
        if skip:
            skip = False
        elif word in names:
            skip = index + 1 < len(base) and not base[index + 1].startswith("--")
        else:
            words.append(word)
    return words + [f"--{name}" if text is None else f"--{name}={text}" for name, text in chosen]


def complaint(tool, folder, command, chosen):
    words = [word for word in arguments(command, chosen) if "\0" not in word]
    outcome = oracle.run(tool, words, folder)
    found = oracle.complaint(outcome)
    if found and found.startswith("over") and any(name in WORK for name, _ in chosen):
        return None
    return found


def shrink(chosen, still_bad):
    for option in list(chosen):
        fewer = [other for other in chosen if other != option]
        if still_bad(fewer):
            chosen = fewer
    return chosen
