"""Write what is handed out: `course.py student|teacher OUT`, a folder or, named so, a .zip.

Lessons as notebooks and as text, without their solutions or (teacher) with them and the plan of the
course; the data and proofs they link to, the wheel, the page of `redit explore`. It runs wherever
Python and the wheel do.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import contents
import handed
import writing
from lessons import ROOT


def said(program, *words):
    """What the program prints."""
    return subprocess.run([program, *words], check=True, capture_output=True, text=True).stdout


def explore_page(program):
    """The page with sliders."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "explore.html"
        said(program, "explore", "--out", page)
        return page.read_bytes()


def handout(solutions, page, wheels, version):
    """All files by name, held to the rules."""
    files, originals = contents.everything(solutions, page, wheels, version)
    wrong = handed.complaints(files, originals, solutions)
    if wrong:
        raise writing.Refusal("\n".join(wrong))
    return files


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=["student", "teacher"])
    parser.add_argument("out", type=Path, metavar="OUT", help="folder, or file that ends in .zip")
    parser.add_argument("--wheels", type=Path, metavar="FOLDER", default=ROOT / "out/wheel")
    given = parser.parse_args(arguments)
    program = os.environ.get("REDIT", ROOT / ".build/release/redit")
    try:
        version = said(program, "--version").split()[1]  # "redit 0.2.0", then more
        files = handout(given.kind == "teacher", explore_page(program), given.wheels, version)
        writing.write(files, given.out)
    except subprocess.CalledProcessError as error:
        sys.exit(f"course: {error.stderr.strip() or error}")
    except (writing.Refusal, OSError) as error:
        sys.exit(f"course: {error}")
    wheels = [name.removeprefix("wheels/") for name in files if name.startswith("wheels/")]
    brought = ", ".join(wheels) or "NO WHEEL: students need the program ('make wheel')"
    print(f"wrote {given.out}, {sum(map(len, files.values())) / 1e6:.1f} MB; it brings {brought}")


if __name__ == "__main__":
    main(sys.argv[1:])
