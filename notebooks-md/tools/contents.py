"""What is handed out, part by part: files by name, as they will stand in the folder."""

import re
from pathlib import Path

import jupytext

import cells
from lessons import FOLDER, ROOT, code, lessons, read
from writing import Refusal

HANDOUT = FOLDER / "handout"
MODULE = ROOT / "Sources/Python/src/redit"
#: How a wheel is tagged for a platform, how requirements ask for it, and what people call it.
PLATFORMS = [
    ("manylinux.*x86_64", "linux", "x86_64", "Linux with an Intel or AMD processor (AVX2)"),
    ("manylinux.*aarch64", "linux", "aarch64", "Linux with an ARM processor"),
    ("macosx.*arm64", "darwin", "arm64", "macOS with Apple silicon"),
    ("macosx.*x86_64", "darwin", "x86_64", "macOS with an Intel processor"),
]
MAC = {
    True: "**Mac**: the same three lines.",
    False: "**Mac**: there is no program for macOS in this folder; the container below brings one for\n  "
    "Linux (on Apple silicon it is emulated).",
}


def of_lessons(solutions):
    """The lessons as notebooks and as text; and the originals, by the name of the notebook."""
    files, originals = {}, {}
    for path in lessons():
        original = originals[f"{path.stem}.ipynb"] = read(path)
        for ending in (".ipynb", ".md"):
            lesson = cells.handed_out(original, ending, solutions)
            files[path.stem + ending] = jupytext.writes(lesson, fmt=ending[1:]).encode()
    return files, originals


def of_data(originals):
    """The data that the lessons read, and what data/README.md says of it."""
    program = "\n".join(code(original) for original in originals.values())
    names = sorted(set(re.findall(r'"\.\./data/([^"]+)"', program)))
    about = (ROOT / "data/README.md").read_text()
    sections = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", about, re.M | re.S))
    text = (HANDOUT / "data.md").read_text()
    headings = []
    for name in names:
        heading = next((one for one in (name, f"{Path(name).parent}/") if one in sections), None)
        if heading is None:
            raise Refusal(f"data/README.md does not say where {name} comes from")
        headings += [] if heading in headings else [heading]
    text += "".join(f"\n## {heading}\n{sections[heading].rstrip()}\n" for heading in headings)
    text = text.replace(f"`{FOLDER.name}/", "`")  # what stands beside the lessons stands in the folder
    files = {f"data/{name}": (ROOT / "data" / name).read_bytes() for name in names}
    return files | {"data/README.md": text.encode()}


def of_folder(folder, name):
    """The files of a folder that goes along, without what programs left in it."""
    paths = [path for path in sorted(folder.iterdir()) if path.suffix in (".md", ".v", ".py")]
    paths += folder.glob("_CoqProject")
    return {f"{name}/{path.name}": path.read_bytes() for path in paths}


def of_wheels(folder, version):
    """The wheels of this version, and for each its line of the requirements."""
    files, lines = {}, []
    for wheel in sorted(folder.glob("*.whl")):
        platform = platform_of(wheel.name)
        if platform is None:
            raise Refusal(f"{wheel}: its platform is not known")
        if wheel.name.split("-")[1] != version:
            raise Refusal(f"{wheel}: the program is {version}; build its wheel ('make wheel')")
        _, system, machine, _ = platform
        marker = f'sys_platform == "{system}" and platform_machine == "{machine}"'
        if any(marker in line for line in lines):
            raise Refusal(f"{wheel}: another wheel is for the same platform")
        files[f"wheels/{wheel.name}"] = wheel.read_bytes()
        lines.append(f"./wheels/{wheel.name} ; {marker}\n")
    return files, "".join(lines)


def platform_of(name):
    """The platform that a file of this name is a wheel for, if it is one."""
    tag = name.rpartition("-")[2] if name.endswith(".whl") else ""
    return next((one for one in PLATFORMS if re.match(one[0], tag)), None)


def of_python(wheels, version):
    """What pip installs; without a wheel the module alone, for a program that is there already."""
    files, lines = of_wheels(wheels, version)
    if files:
        files["Containerfile"] = (HANDOUT / "Containerfile").read_bytes()
        files[".dockerignore"] = b".venv\n**/.ipynb_checkpoints\n"
    else:
        paths = [*MODULE.rglob("*.py"), *MODULE.glob("py.typed")]
        names = [f"redit/{path.relative_to(MODULE).as_posix()}" for path in paths]
        files = {name: path.read_bytes() for name, path in zip(names, paths)}
    if not files:
        raise Refusal(f"neither a wheel in {wheels} ('make wheel') nor the module in {MODULE}")
    wanted = (HANDOUT / "requirements.txt").read_text()
    files["requirements.txt"] = (wanted + lines).encode()
    files["tested.txt"] = tested(wanted).encode()
    return files


def tested(wanted):
    """The versions that the lessons are checked with here, of what is wanted."""
    names = set(re.findall(r"^[\w-]+", wanted, re.M))
    files = [FOLDER / "requirements.txt", FOLDER / "requirements-lab.txt"]
    pins = [line for file in files for line in file.read_text().splitlines()]
    return "".join(f"{pin}\n" for pin in sorted(pins) if pin.partition("==")[0] in names)


def of_readme(files):
    """The README, which says what a folder of these files can do, and where."""
    platforms = [found for found in map(platform_of, files) if found]
    start = (HANDOUT / ("start-wheel.md" if platforms else "start-module.md")).read_text()
    parts = {
        "start": start.rstrip(),
        "platforms": "; or ".join(name for *_, name in platforms),
        "mac": MAC[any(system == "darwin" for _, system, *_ in platforms)],
        "container": (HANDOUT / "container.md").read_text() if "Containerfile" in files else "",
        "lessons": to_run_and_to_read(cells.relinked(plan(r"^\| lesson \|.*?(?=\n\n)"), ".ipynb")),
    }
    text = (HANDOUT / "README.md").read_text()
    for name, part in parts.items():
        text = text.replace("{{" + name + "}}", part)
    return {"README.md": text.encode()}


def to_run_and_to_read(table):
    """Beside each lesson's notebook its text."""
    return re.sub(r"^(\| \[\d\d\]\((\S+)\.ipynb\))", r"\1, [text](\2.md)", table, flags=re.M)


def of_teacher():
    """The plan of the course and the exam."""
    part = plan(r"^## For the teacher\n.*?(?=^## How the lessons are kept true)")
    text = part.replace("## For the teacher", "# For the teacher", 1).rstrip() + "\n"
    return {"TEACHING.md": cells.relinked(text, ".ipynb").encode()}


def plan(pattern):
    """A part of the README of the course."""
    return re.search(pattern, (FOLDER / "README.md").read_text(), re.M | re.S)[0]


def everything(solutions, page, wheels, version):
    """All files for students or, with solutions, for teachers; and the original lessons."""
    files, originals = of_lessons(solutions)
    files |= of_data(originals)
    files |= of_folder(ROOT / "proofs", "proofs") | of_folder(FOLDER / "recipes", "recipes")
    files |= of_python(wheels, version)
    files |= {"course.mplstyle": (FOLDER / "course.mplstyle").read_bytes(), "explore.html": page}
    files |= {"LICENSE": (ROOT / "LICENSE").read_bytes()} | of_readme(files)
    return files | (of_teacher() if solutions else {}), originals
