"""Check the lessons without running them, and that every claim has one."""

import json
import os
import re
import subprocess
import sys

import rules
from lessons import FOLDER, ROOT, code, lessons, read


def claims():
    """The names `redit claims` lists."""
    command = [os.environ.get("REDIT", ROOT / ".build/release/redit"), "claims"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [line.split()[0] for line in listed.splitlines() if line and not line[0].isspace()]


def page():
    """The data that the page with sliders holds."""
    text = (FOLDER / "explore.html").read_text()
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    return json.loads(data[1])


def main():
    found = []
    data = page()
    for path in lessons():
        wrong = rules.complaints(path.read_text(), read(path), FOLDER)
        wrong += rules.states(path.read_text(), data)
        found += [f"{path.name}: {complaint}" for complaint in wrong]
    plan = read(FOLDER / "README.md")
    program = "\n".join(code(read(path)) for path in lessons())
    wrong = rules.links(plan, FOLDER) + rules.stated_numbers(plan, program)
    found += [f"README.md: {complaint}" for complaint in wrong]
    found += rules.uncovered(claims(), [path.read_text() for path in lessons()])
    print("\n".join(found) or f"{len(lessons())} lessons, {len(claims())} claims: all in order")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
