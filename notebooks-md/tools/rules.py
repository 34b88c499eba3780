"""What a lesson must keep to, as functions from text to a list of complaints."""

import re

from lessons import MADE, code, is_solution, prose

SECTIONS = [
    "Question", "Statement", "By hand", "Simulation", "Break it", "Exercises", "Solutions",
]
#: Of the address of `redit explore`, as its help lists them.
STATE_KEYS = ["p", "g", "sigma", "advantage", "stabilizer", "errors", "rates", "seed", "theme"]
LENGTH = range(150, 401)
WIDTH = 110
NUMBER = re.compile(r"(?<![\w.])(\d*\.\d+)(?!\.?\d)\s*(\\?%)?|(?<![\w.])(\d+)\s*(\\?%)")
CODE_NUMBER = re.compile(r"(?<![\w.])\d+\.?\d*(?:e-?\d+)?|(?<![\w.])\.\d+(?:e-?\d+)?")


def length(text):
    """A lesson is as long as a lesson."""
    lines = len(text.splitlines())
    return [] if lines in LENGTH else [f"{lines} lines: {LENGTH.start} to {LENGTH.stop - 1}"]


def sections(text):
    """The same sections in the same order in every lesson."""
    found = re.findall(r"^## (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.M)
    return [] if found == SECTIONS else [f"sections {found}, not {SECTIONS}"]


def links(notebook, folder):
    """Every relative link leads to a file, or to one that is made before lessons are opened."""
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", prose(notebook))
    local = [target for target in targets if "://" not in target and target not in MADE]
    return [f"no file {target}" for target in local if not (folder / target).exists()]


def states(text, page):
    """A link to the page with sliders sets what is there: known keys, and stops of its sliders.

    `page` is the data that the page holds.
    """
    stops = {
        "g": page["groupSizes"],
        "sigma": page["sigmas"],
        "advantage": [one["name"] for one in page["advantages"]],
        "stabilizer": [one["stabilizer"] for one in page["tables"]],
    }
    complaints = []
    for state in re.findall(r"\(explore\.html#([^)]*)\)", text):
        for pair in state.split("&"):
            key, _, value = pair.partition("=")
            known = key in STATE_KEYS
            if key in stops:
                known = value in stops[key] or _number(value) in stops[key]
            complaints += [] if known else [f"explore.html has no {pair}"]
    return complaints


def _number(word):
    try:
        return float(word)
    except ValueError:
        return None


def stated_numbers(notebook, program=None):
    """Every decimal number or percentage in the prose is one that the code uses or asserts.

    The code is the notebook's own, unless `program` is given.
    """
    text = re.sub(r"`[^`]*`|\]\([^)]*\)|arXiv:[\d.]+", " ", prose(notebook))
    known = {float(word) for word in CODE_NUMBER.findall(program or code(notebook))}
    complaints = []
    for match in NUMBER.finditer(text):
        word = match[1] or match[3]
        value = float(word)
        shares = {value, round(value / 100, 12)} if match[2] or match[4] else {value}
        if not shares & known:
            complaints.append(f"stated but in no code: {match[0].strip()}")
    return complaints


def quoted_math(notebook):
    """In a quotation a formula stays on one line: else its '>' becomes part of it."""
    lines = [line for line in prose(notebook).splitlines() if line.startswith(">")]
    odd = [line for line in lines if len(re.findall(r"\$\$?", line)) % 2]
    return [f"formula goes on after: {line}" for line in odd]


def solutions_last(notebook):
    """From the first solution on all cells are solutions: without them a lesson still runs."""
    marks = [is_solution(cell) for cell in notebook.cells]
    if not any(marks):
        return ["no solution"]
    rest = marks[marks.index(True):]
    return [] if all(rest) else ["a cell after the first solution is not marked as one"]


SHELL = re.compile(
    r"^```(?:bash|console|sh|shell)\b|^\s*%%|^\s*!(?!\[)|\bsubprocess\b|\bos\.system\b", re.M)


def python_only(text):
    """A lesson runs where Python runs: it calls the module, and no shell."""
    return [f"asks for a shell: {match[0].strip()}" for match in SHELL.finditer(text)]


def code_width(notebook):
    """Code fits on a projected slide."""
    wide = [line for line in code(notebook).splitlines() if len(line) > WIDTH]
    return [f"{len(line)} characters: {line.strip()}" for line in wide]


def uncovered(claims, texts):
    """Claims that no lesson states with its source and decides with `redit.verify`."""
    together = "\n".join(texts)
    decided = " ".join(re.findall(r"redit\.verify\(claim=(\[[^\]]*\]|\"\w+\")", together))
    missing = []
    for claim in claims:
        if re.search(rf"\]\(\.\./Sources/\w+/Claims/{claim}\.swift\)", together) is None:
            missing.append(f"{claim}: no lesson states it")
        elif f'"{claim}"' not in decided:
            missing.append(f'{claim}: no lesson runs redit.verify(claim="{claim}")')
    return missing


def complaints(text, notebook, folder):
    """All that is wrong with one lesson."""
    return (
        length(text) + sections(text) + links(notebook, folder) + stated_numbers(notebook)
        + quoted_math(notebook) + solutions_last(notebook) + python_only(text)
        + code_width(notebook)
    )
