"""Write what is handed out: `course.py student|teacher OUT`, a folder, or a zip where OUT ends in .zip.

Lessons as notebooks and text, without their solutions or (teacher) with them and the plan of the course; the data and
proofs they link to, the wheel, the page of `redit explore`. It runs anywhere Python and the wheel do.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import jupytext

import cells
import handed
import writing
from lessons import FOLDER, ROOT, code, lessons, read

HANDOUT = FOLDER / "handout"
#: pip's name of a platform, as wheels are tagged, and how people call it.
PLATFORMS = {
    "manylinux": ('sys_platform == "linux" and platform_machine == "x86_64"', "Linux"),
    "macosx": ('sys_platform == "darwin"', "macOS"),
}
MAC = {
    True: "**Mac**: the same three lines.",
    False: "**Mac**: there is no program for macOS in this folder; use the container below (on Apple silicon it runs emulated).",
}


def explore_page(program):
    """The page with sliders."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "explore.html"
        subprocess.run([program, "explore", "--out", page], check=True, stdout=subprocess.DEVNULL)
        return page.read_bytes()


def of_lessons(solutions):
    """The lessons as notebooks and as text, and the originals of the notebooks by name."""
    files, originals = {}, {}
    for path in lessons():
        original = read(path)
        originals[f"{path.stem}.ipynb"] = original
        for ending in (".ipynb", ".md"):
            lesson = cells.handed_out(original, ending, solutions)
            files[path.stem + ending] = jupytext.writes(lesson, fmt=ending[1:]).encode()
    return files, originals


def of_data(program):
    """The data that this code reads, and the parts of data/README.md about it."""
    names = sorted(set(re.findall(r'"\.\./(data/[^"]+)"', program)))
    files = {name: (ROOT / name).read_bytes() for name in names}
    about = (ROOT / "data/README.md").read_text()
    sections = re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", about, re.M | re.S)
    parts = [f"## {name}\n{text}" for name, text in sections if any(file[5:].startswith(name) for file in names)]
    missing = [file for file in names if not any(f"## {file[5:]}" in part or f"## {part_of(file)}" in part for part in parts)]
    if missing:
        raise writing.Refusal(f"data/README.md does not say where {missing[0]} comes from")
    head = "# Data\n\nWhat the lessons read: of each file below, or of each folder, what the lessons use is here.\n\n"
    return files | {"data/README.md": (head + "".join(parts).rstrip() + "\n").encode()}


def part_of(file):
    """The folder of a file of data, as data/README.md heads it."""
    return str(Path(file[5:]).parent) + "/"


def of_wheels(folder):
    """Wheels, and the lines of requirements for them."""
    files, lines = {}, []
    for wheel in sorted(folder.glob("*.whl")):
        marker = next((marker for tag, (marker, _) in PLATFORMS.items() if tag in wheel.name), None)
        if marker is None or any(marker in line for line in lines):
            raise writing.Refusal(f"{wheel}: another wheel is for the same platform, or its platform is not known")
        files[f"wheels/{wheel.name}"] = wheel.read_bytes()
        lines.append(f"./wheels/{wheel.name} ; {marker}\n")
    return files, lines


def of_python(wheels):
    """What is installed: the wheel; without one the module alone, for a program that is there already."""
    files, lines = of_wheels(wheels)
    own = (HANDOUT / "requirements.txt").read_text()
    if not files:
        module = ROOT / "Sources/Python/src/redit"
        files = {
            path.relative_to(module.parent).as_posix(): path.read_bytes()
            for path in sorted(module.rglob("*")) if path.suffix in (".py", ".pyi") or path.name == "py.typed"
        }
        if not files:
            raise writing.Refusal(f"neither a wheel in {wheels} ('make wheel' builds it) nor the module in {module}")
    else:
        files["Containerfile"] = (HANDOUT / "Containerfile").read_bytes()
        files[".dockerignore"] = b".venv\n**/.ipynb_checkpoints\n"
    pins = "".join((FOLDER / name).read_text() for name in ("requirements.txt", "requirements-lab.txt"))
    wanted = {re.match(r"[\w-]+", line)[0] for line in own.splitlines()}
    tested = [line for line in sorted(pins.splitlines()) if line.partition("==")[0] in wanted]
    files["requirements.txt"] = (own + "".join(lines)).encode()
    files["tested.txt"] = ("\n".join(tested) + "\n").encode()
    return files


def of_readme(files):
    """The README, which says what this folder can do."""
    plan = (FOLDER / "README.md").read_text()
    table = re.search(r"^\| lesson \|.*?(?=\n\n)", plan, re.M | re.S)[0]
    tags = [tag for tag in PLATFORMS if any(tag in name for name in files if name.startswith("wheels/"))]
    systems = " and ".join(PLATFORMS[tag][1] for tag in tags)
    start = (HANDOUT / ("start-wheel.md" if tags else "start-module.md")).read_text()
    start = start.replace("{{platforms}}", f", on {systems}, with an Intel or AMD processor of 2013 or later" if tags else "")
    parts = {
        "start": start.replace("{{mac}}", MAC["macosx" in tags]).rstrip(),
        "container": (HANDOUT / "container.md").read_text() if "Containerfile" in files else "",
        "lessons": cells.relinked(table, ".ipynb"),
    }
    text = (HANDOUT / "README.md").read_text()
    for name, part in parts.items():
        text = text.replace("{{" + name + "}}", part)
    return text.encode()


def of_teacher():
    """The plan of the course and the exam, from its own README."""
    plan = (FOLDER / "README.md").read_text()
    part = re.search(r"^## For the teacher\n.*?(?=^## How the lessons are kept true)", plan, re.M | re.S)[0]
    return {"TEACHING.md": ("# For the teacher\n" + cells.relinked(part.partition("\n")[2], ".ipynb")).rstrip().encode() + b"\n"}


def handout(solutions, page, wheels):
    """All files, by name; refused where they break a rule."""
    files, originals = of_lessons(solutions)
    files |= of_data("\n".join(code(original) for original in originals.values()))
    for folder in ("proofs", "recipes"):
        source = ROOT / folder if folder == "proofs" else FOLDER / folder
        files |= {f"{folder}/{path.name}": path.read_bytes() for path in sorted(source.glob("*")) if kept(path)}
    files |= of_python(wheels)
    files |= {"course.mplstyle": (FOLDER / "course.mplstyle").read_bytes(), "explore.html": page}
    files |= {"LICENSE": (ROOT / "LICENSE").read_bytes(), "README.md": of_readme(files)}
    files |= of_teacher() if solutions else {}
    wrong = handed.complaints(files, originals, solutions)
    if wrong:
        raise writing.Refusal("\n".join(wrong))
    return files


def kept(path):
    """A file of a folder that goes along, and no leftover of a program."""
    return path.is_file() and (path.suffix in (".md", ".v", ".py") or path.name == "_CoqProject")


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=["student", "teacher"])
    parser.add_argument("out", type=Path)
    parser.add_argument("--wheels", type=Path, default=ROOT / ".build/wheel", help="folder of the wheels")
    chosen = parser.parse_args(arguments)
    try:
        page = explore_page(os.environ.get("REDIT", ROOT / ".build/release/redit"))
        files = handout(chosen.kind == "teacher", page, chosen.wheels)
        writing.write(files, chosen.out)
    except (writing.Refusal, subprocess.CalledProcessError, OSError) as error:
        print(f"course: {error}", file=sys.stderr)
        return 1
    wheel = "with the wheel" if any(name.startswith("wheels/") for name in files) else "WITHOUT a wheel ('make wheel')"
    print(f"wrote {len(lessons())} lessons for the {chosen.kind} to {chosen.out}, {wheel}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
