"""What a folder that is handed out must keep to: from its files to lists of complaints."""

import re
from pathlib import PurePosixPath

import nbformat

import rules
from cells import LINK
from lessons import FOLDER, LESSON, is_solution, prose

CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.M | re.S)
READ = re.compile(r"""["'](data/[^"']+)["']""")
TEXTS = (".md", ".ipynb", ".txt")
DATA = re.compile(r"`([\w/.*]+\.(?:csv|tsv|jsonl|parquet))`")


def texts(files):
    """The Markdown, the notebooks' cells and the plain texts, by name."""
    found = {}
    for name, content in files.items():
        if name.endswith(".ipynb"):
            found[name] = "\n".join(
                cell.source for cell in nbformat.reads(content, as_version=4).cells
            )
        elif name.endswith(TEXTS):
            found[name] = content.decode()
    return found


def links(name, content):
    """The targets of the relative links of a text, without the state after #."""
    if name.endswith(".ipynb"):
        text = prose(nbformat.reads(content, as_version=4))
    else:
        text = content.decode() if name.endswith(".md") else ""
    targets = [target.partition("#")[0] for _, target in LINK.findall(CODE.sub("", text))]
    return [target for target in targets if "://" not in target]


def nothing_outside(files):
    """No path leads out of the folder, every link and every file that is read is in it."""
    found = []
    for name, text in texts(files).items():
        if "../" in text:
            found.append(f"{name}: a path out of the folder")
        for target in links(name, files[name]) + READ.findall(text):
            if str(PurePosixPath(name).parent / target) not in files:
                found.append(f"{name}: no {target}")
    return found


def told_is_there(files):
    """What data/README.md tells of is here, and no text knows the repository's folder of lessons."""
    told = DATA.findall(files["data/README.md"].decode())
    found = [f"data/README.md: no {name}" for name in told if f"data/{name}" not in files]
    inside = [name for name, text in texts(files).items() if f"{FOLDER.name}/" in text]
    return found + [f"{name}: a path of the repository" for name in inside]


def pure_python(files):
    """Lessons ask for no shell."""
    lessons = {
        name: text
        for name, text in texts(files).items()
        if LESSON.match(name.replace(".ipynb", ".md"))
    }
    return [f"{name}: {one}" for name, text in lessons.items() for one in rules.python_only(text)]


def notebooks(files):
    """Notebooks are valid, were not run and have no empty cell; each lesson is there to run and to read."""
    found = []
    for name in files:
        if LESSON.match(name) and name.replace(".md", ".ipynb") not in files:
            found.append(f"{name}: no notebook beside it")
        if not name.endswith(".ipynb"):
            continue
        notebook = nbformat.reads(files[name], as_version=4)
        try:
            nbformat.validate(notebook)
        except nbformat.ValidationError as error:
            found.append(f"{name}: {str(error).splitlines()[0]}")
        if any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells):
            found.append(f"{name}: was run")
        if not all(cell.source.strip() for cell in notebook.cells):
            found.append(f"{name}: an empty cell")
    return found


def requirements(files):
    """What pip is asked to install is named or in the folder."""
    found = []
    for line in files["requirements.txt"].decode().splitlines():
        wheel = re.match(r"\./(\S+)", line)
        if "://" in line or line.startswith("-"):
            found.append(f"requirements.txt: {line}")
        elif wheel and wheel[1] not in files:
            found.append(f"requirements.txt: no {wheel[1]}")
    return found


def solutions(files, originals, expected):
    """The solution cells of the original lessons are all there, or none of them, tag and text.

    `originals` are the lessons with their solutions, by the name of their notebook.
    """
    found = []
    for name, original in originals.items():
        notebook = nbformat.reads(files[name], as_version=4)
        kept = [cell.source for cell in notebook.cells if is_solution(cell)]
        secret = [cell for cell in original.cells if is_solution(cell)]
        if expected and len(kept) != len(secret):
            found.append(f"{name}: {len(kept)} of {len(secret)} cells of solutions")
        if not expected:
            page = "\n".join([texts(files)[name], files[name.replace(".ipynb", ".md")].decode()])
            spoilt = (
                kept or [cell for cell in secret if cell.source in page] or "## Solutions" in page
            )
            found += [f"{name}: has a solution"] if spoilt else []
    return found


def complaints(files, originals, with_solutions):
    """All that is wrong with a folder before it is written."""
    return (
        nothing_outside(files)
        + told_is_there(files)
        + pure_python(files)
        + notebooks(files)
        + requirements(files)
        + solutions(files, originals, with_solutions)
    )
