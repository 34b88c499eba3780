"""A lesson as it is handed out: its links and paths those of one folder, solutions cut or not."""

import copy
import re
from pathlib import PurePosixPath

from lessons import LESSON, MADE, is_solution

#: A target has no backslash: $[I_0 + I_1](\lambda^2/4)$ is no link.
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s\\]+)\)")
#: Folders of the repository that go along, as far as lessons link to them.
ALONG = ("data", "proofs", "recipes")


def cut(notebook):
    """Take the solutions out of a notebook."""
    notebook.cells = [cell for cell in notebook.cells if not is_solution(cell)]
    last = notebook.cells[-1]
    last.source = last.source.removesuffix("## Solutions").rstrip()
    if not last.source:
        notebook.cells.pop()
    return notebook


def relinked(text, ending):
    """Links as they are in the folder: lessons end in `ending`, what stays behind is named only."""

    def one(found):
        words, target = found.groups()
        if "://" in target:
            return found[0]
        path, mark, state = target.removeprefix("../").partition("#")
        if LESSON.match(path):
            return f"[{words}]({PurePosixPath(path).stem}{ending}{mark}{state})"
        if path in MADE or path.split("/")[0] in ALONG:
            return f"[{words}]({path}{mark}{state})"
        name = f"`{PurePosixPath(path).name}`"
        return name if words.strip("`") == path else f"{words} ({name})"

    return LINK.sub(one, text)


def handed_out(notebook, ending, solutions):
    """A copy of a lesson for students or, with solutions, for teachers."""
    result = copy.deepcopy(notebook)
    if not solutions:
        result = cut(result)
    for number, cell in enumerate(result.cells, start=1):
        if cell.cell_type == "markdown":
            cell.source = relinked(cell.source, ending)
        else:
            cell.source = cell.source.replace('"../', '"')
        # Ids are drawn at random when a lesson is read; the same lesson shall be the same bytes.
        cell.id = f"cell-{number}"
    result.metadata = {
        "kernelspec": result.metadata.kernelspec,
        "language_info": {"name": "python"},
    }
    return result
