"""Cut the solutions out of the lessons: `student.py FOLDER` writes what students get."""

import shutil
import sys
from pathlib import Path

import jupytext

from lessons import FOLDER, is_solution, lessons, read


def cut(notebook):
    """Take the solutions out of a notebook."""
    notebook.cells = [cell for cell in notebook.cells if not is_solution(cell)]
    return notebook


def main(folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for path in lessons():
        jupytext.write(cut(read(path)), folder / path.name, fmt="md")
    shutil.copy(FOLDER / "course.mplstyle", folder)
    print(f"wrote {len(lessons())} lessons without solutions to {folder}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: student.py FOLDER")
    main(sys.argv[1])
