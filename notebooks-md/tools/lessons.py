"""The lessons of the course: which files they are, and the cells in them."""

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
ROOT = FOLDER.parent
LESSON = re.compile(r"\d\d-[\w-]+\.md$")
SOLUTION = "solution"
#: Files beside the lessons that are made, not kept.
MADE = {"explore.html"}


def lessons(folder=FOLDER):
    """The lessons in reading order: NN-topic.md."""
    return sorted(path for path in folder.glob("*.md") if LESSON.match(path.name))


def read(path):
    """A lesson as a notebook."""
    import jupytext  # not needed, nor installed, where lessons are handed out as .ipynb

    return jupytext.read(path, fmt="md")


def is_solution(cell):
    """Whether a cell is only for the teacher: tagged "solution"."""
    return SOLUTION in cell.metadata.get("tags", [])


def prose(notebook):
    """The text of the Markdown cells."""
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def code(notebook):
    """The text of the code cells."""
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
