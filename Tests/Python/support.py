"""What the tests of the Python module share: the module of this source tree, the program it runs."""

import contextlib
import os
import sys
import tempfile
import unittest
import unittest.mock

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
SOURCES = os.path.join(ROOT, "Sources", "Python")
sys.path.insert(0, os.path.join(SOURCES, "src"))
os.environ.setdefault("REDIT", os.path.join(ROOT, ".build", "release", "redit"))

try:
    import pandas
except ImportError:
    pandas = None

needs_pandas = unittest.skipIf(pandas is None, "pandas is not installed")


@contextlib.contextmanager
def folder():
    """A folder to work in, with the data of the source tree in it."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as path:
        os.symlink(os.path.join(ROOT, "data"), os.path.join(path, "data"))
        os.chdir(path)
        try:
            yield path
        finally:
            os.chdir(before)


@contextlib.contextmanager
def without(*modules):
    """As if these modules were not installed."""
    kept = {name: sys.modules[name] for name in sys.modules if name.split(".")[0] in modules}
    for name in kept:
        del sys.modules[name]
    for name in modules:
        sys.modules[name] = None
    try:
        yield
    finally:
        for name in modules:
            del sys.modules[name]
        sys.modules.update(kept)


@contextlib.contextmanager
def program(source):
    """A program of our own in place of redit."""
    with tempfile.TemporaryDirectory() as path:
        file = os.path.join(path, "redit")
        with open(file, "w") as stream:
            stream.write(f"#!{sys.executable}\n{source}")
        os.chmod(file, 0o755)
        with unittest.mock.patch.dict(os.environ, REDIT=file):
            yield file
