"""What is handed out is whole, the same bytes each time, and replaces nobody's work."""

import io
import json
import os
import tempfile
import unittest
import zipfile
from pathlib import Path

import contents
import course
import handed
import writing
from lessons import lessons

VERSION = "1.2.3"
WHEEL = f"redit_grpo-{VERSION}-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"


def made(solutions):
    """What is handed out with a wheel, and the lessons it comes from."""
    with tempfile.TemporaryDirectory() as wheels:
        Path(wheels, WHEEL).write_bytes(b"wheel")
        files = course.handout(solutions, b"<html></html>", Path(wheels), VERSION)
    return files, contents.of_lessons(solutions)[1]


class HandedOut(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.student, cls.originals = made(False)
        cls.teacher, _ = made(True)

    def wrong(self, change, solutions=False):
        """What is said of a folder after a change to its files."""
        files = dict(self.teacher if solutions else self.student)
        change(files)
        return handed.complaints(files, self.originals, solutions)

    def test_each_lesson_is_there_to_run_and_to_read(self):
        for path in lessons():
            self.assertIn(path.name, self.student)
            self.assertIn(f"{path.stem}.ipynb", self.teacher)
            row = f"]({path.stem}.ipynb), [text]({path.name}) |"
            self.assertIn(row, self.student["README.md"].decode())

    def test_the_folder_is_in_order(self):
        self.assertEqual(self.wrong(lambda files: None), [])
        self.assertEqual(self.wrong(lambda files: None, solutions=True), [])

    def test_a_path_out_of_the_folder_is_refused(self):
        def plant(files):
            files["README.md"] += b"\nsee `../data`\n"

        self.assertEqual(self.wrong(plant), ["README.md: a path out of the folder"])

    def test_a_dead_link_is_refused(self):
        def plant(files):
            planted = b"\n[x](data/nothing.csv) [y](https://example.org)\n"
            files["00-three-ways-to-know.md"] += planted

        self.assertEqual(self.wrong(plant), ["00-three-ways-to-know.md: no data/nothing.csv"])
        self.assertTrue(self.wrong(lambda files: files.pop("data/logs/trl.jsonl")))
        self.assertTrue(self.wrong(lambda files: files.pop("explore.html")))

    def test_data_that_is_told_of_and_not_there_is_refused(self):
        def plant(files):
            files["data/README.md"] += b"\nSee `logs/truth.csv` and `notebooks-md/recipes`.\n"

        self.assertEqual(
            self.wrong(plant),
            ["data/README.md: no logs/truth.csv", "data/README.md: a path of the repository"],
        )

    def test_a_shell_is_refused(self):
        self.assertEqual(len(self.wrong(self.cell("%%bash\nls"))), 1)
        self.assertEqual(len(self.wrong(self.cell("import subprocess"))), 1)

    def test_a_solution_is_refused_in_a_student_s_folder(self):
        secret = next(
            cell
            for cell in self.originals["03-silent-groups.ipynb"].cells
            if "solution" in cell.metadata.get("tags", [])
        )
        self.assertEqual(
            self.wrong(self.cell(secret.source)), ["03-silent-groups.ipynb: has a solution"]
        )
        self.assertEqual(
            self.wrong(self.cell("x = 1", tags=["solution"])),
            ["03-silent-groups.ipynb: has a solution"],
        )

    def test_a_missing_solution_is_refused_in_the_teacher_s(self):
        def plant(files):
            files["03-silent-groups.ipynb"] = self.student["03-silent-groups.ipynb"]

        self.assertEqual(len(self.wrong(plant, solutions=True)), 1)
        self.assertIn("TEACHING.md", self.teacher)
        self.assertNotIn("TEACHING.md", self.student)
        self.assertNotIn(b"exam questions", b"".join(self.student.values()))

    def test_a_notebook_that_is_broken_or_was_run_is_refused(self):
        self.assertEqual(len(self.wrong(self.cell("1", execution_count=1))), 1)
        self.assertEqual(len(self.wrong(self.cell("1", id="not an id"))), 1)
        self.assertEqual(len(self.wrong(self.cell(" \n"))), 1)

    def test_requirements_are_in_the_folder(self):
        text = self.student["requirements.txt"].decode()
        self.assertIn(f"./wheels/{WHEEL} ; ", text)
        self.assertIn("pandas>=", text)
        self.assertIn(b"pandas==", self.student["tested.txt"])
        for line in (b"--index-url https://example.org\n", b"./wheels/other.whl\n"):
            self.assertEqual(
                len(self.wrong(lambda files: files.update({"requirements.txt": line}))), 1
            )

    def test_without_a_wheel_the_module_goes_along_and_the_readme_says_so(self):
        with tempfile.TemporaryDirectory() as empty:
            files = contents.of_python(Path(empty), VERSION)
        self.assertIn("redit/__init__.py", files)
        self.assertNotIn("Containerfile", files)
        readme = contents.of_readme(files)["README.md"].decode()
        self.assertIn("**not** bring", readme)
        self.assertNotIn("{{", readme)

    def test_the_readme_says_where_the_wheels_run(self):
        linux = self.student["README.md"].decode()
        self.assertIn("on Linux with an Intel", linux)
        self.assertIn("no program for macOS", linux)
        self.assertIn("podman build", linux)
        self.assertNotIn("{{", linux)
        both = [f"wheels/{WHEEL}", f"wheels/redit_grpo-{VERSION}-py3-none-macosx_14_0_arm64.whl"]
        text = contents.of_readme(dict.fromkeys(both, b""))["README.md"].decode()
        self.assertIn("; or macOS with Apple silicon", text)
        self.assertNotIn("no program for macOS", text)

    def test_a_wheel_of_another_version_or_twice_for_one_platform_is_refused(self):
        other = [WHEEL.replace(VERSION, "1.2.2"), WHEEL.replace("-none-", "-abi3-")]
        for name in (*other, f"redit_grpo-{VERSION}-py3-none-any.whl"):
            with tempfile.TemporaryDirectory() as wheels:
                for wheel in (WHEEL, name):
                    Path(wheels, wheel).write_bytes(b"")
                with self.assertRaises(writing.Refusal):
                    contents.of_wheels(Path(wheels), VERSION)

    def cell(self, source, **more):
        """A change that adds a code cell to lesson 03."""

        def plant(files):
            notebook = json.loads(files["03-silent-groups.ipynb"])
            cell = {
                "cell_type": "code",
                "source": source,
                "id": more.get("id", "planted"),
                "outputs": [],
                "metadata": {"tags": more.get("tags", [])},
                "execution_count": more.get("execution_count"),
            }
            notebook["cells"].append(cell)
            files["03-silent-groups.ipynb"] = json.dumps(notebook).encode()

        return plant


class Writing(unittest.TestCase):
    FILES = {"a.md": b"a", "data/b.csv": b"b"}

    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.folder = Path(self.scratch.name)

    def test_the_same_files_are_the_same_bytes(self):
        first = writing.zipped(self.FILES, "course")
        self.assertEqual(writing.zipped(dict(reversed(self.FILES.items())), "course"), first)
        with zipfile.ZipFile(io.BytesIO(first)) as archive:
            self.assertEqual(archive.namelist(), ["course/a.md", "course/data/b.csv"])
        self.assertEqual(made(False)[0], made(False)[0])

    def test_what_nobody_touched_is_replaced_and_nothing_is_left_over(self):
        for name in ("course", "course.zip"):
            out = self.folder / name
            writing.write(self.FILES, out)
            writing.write({"a.md": b"new"}, out)
        self.assertEqual(sorted(os.listdir(self.folder)), ["course", "course.zip"])
        self.assertEqual(sorted(os.listdir(self.folder / "course")), ["MANIFEST", "a.md"])
        self.assertEqual((self.folder / "course/a.md").read_bytes(), b"new")

    def test_work_is_not_replaced(self):
        for change in (
            lambda out: (out / "a.md").write_bytes(b"my notes"),
            lambda out: (out / "mine.py").write_bytes(b""),
            lambda out: (out / "a.md").unlink(),
            lambda out: (out / "MANIFEST").unlink(),
        ):
            with tempfile.TemporaryDirectory(dir=self.folder) as name:
                out = Path(name) / "course"
                writing.write(self.FILES, out)
                change(out)
                before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
                with self.assertRaises(writing.Refusal):
                    writing.write(self.FILES, out)
                self.assertEqual(
                    {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}, before
                )

    def test_what_is_not_ours_is_not_replaced(self):
        (self.folder / "theirs.zip").write_bytes(b"not a zip")
        (self.folder / "theirs").mkdir()
        (self.folder / "theirs/file").write_bytes(b"")
        for name in ("theirs.zip", "theirs"):
            with self.assertRaises(writing.Refusal):
                writing.write(self.FILES, self.folder / name)
        (self.folder / "empty").mkdir()
        writing.write(self.FILES, self.folder / "empty")
        self.assertTrue((self.folder / "empty/a.md").exists())


if __name__ == "__main__":
    unittest.main()
