"""The functions are what the program says of itself, and the help's examples mean the same in Python."""

import doctest
import inspect
import json
import os
import re
import shlex
import subprocess
import sys
import unittest
import unittest.mock

import support
import redit
from redit import _calls, _figure
from redit._arguments import Typed

GENERATOR = os.path.join(support.SOURCES, "generator")
#: Examples that are over in a moment, or of a file that is there.
RUN = {"exact", "advantages", "columns", "advise"}


def described():
    done = subprocess.run(
        [os.environ["REDIT"], "--experimental-dump-help"], stdout=subprocess.PIPE, encoding="utf-8"
    )
    return {one["commandName"]: one for one in json.loads(done.stdout)["command"]["subcommands"]}


def examples(function):
    return doctest.DocTestParser().get_examples(inspect.getdoc(function))


def commands():
    return {name: getattr(redit, name) for name in redit._commands}


class GeneratedTests(unittest.TestCase):
    def test_the_functions_are_what_the_program_says_of_itself(self):
        done = subprocess.run(
            [sys.executable, GENERATOR, os.environ["REDIT"], "--check"],
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self.assertEqual(done.stdout, "")

    def test_the_generator_sees_an_option_that_is_missing(self):
        sys.path.insert(0, GENERATOR)
        self.addCleanup(sys.path.remove, GENERATOR)
        from described import Subcommand
        from source import Function

        option = {
            "kind": "option",
            "isOptional": True,
            "isRepeating": True,
            "shouldDisplay": True,
            "names": [{"kind": "long", "name": "from"}],
            "preferredName": {"kind": "long", "name": "from"},
            "valueName": "x,x",
            "abstract": "Where from.",
            "parsingStrategy": "unconditional",
        }
        command = {"commandName": "go", "abstract": "Go --from here.", "arguments": [option]}
        source = Function(Subcommand(command, {})).source()
        self.assertIn("from_: Numbers | None = None", source)
        self.assertIn("Go from_= here.", source)
        compile(source, "go.py", "exec")

    def test_every_command_and_option_has_its_keyword(self):
        omitted = {"help", "serve", "merge", "status"}
        self.assertEqual(set(commands()), set(described()) - omitted)

    def test_no_docstring_speaks_of_options(self):
        for name, function in commands().items():
            found = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", inspect.getdoc(function)))
            self.assertLessEqual(found, {"--details", "--wide"}, name)
            self.assertNotIn("'redit ", inspect.getdoc(function), name)

    def test_functions_keep_their_signature(self):
        self.assertIn("pass_rate", inspect.signature(redit.exact).parameters)
        self.assertEqual(redit.exact.__name__, "exact")

    def test_examples_mean_what_the_help_says(self):
        """The words that a call passes on are those of the help's example."""
        count = 0
        for name, command in described().items():
            if name not in commands():
                continue
            typed = [shlex.split(line) for line in re.findall(r"(?m)(?:^ *|Example: )(redit \w.*)$", command.get("discussion", ""))]
            lines = [normal(words[1:]) for words in typed if words[1] == name]
            for example in examples(commands()[name]):
                words = passed(example.source)
                self.assertIn(normal(words), lines, example.source)
                count += 1
        self.assertGreater(count, 30)

    def test_quick_examples_run(self):
        with support.folder():
            for name in RUN:
                for example in examples(commands()[name]):
                    exec(example.source, {"redit": redit})

    @support.needs_pandas
    def test_the_packages_page_runs(self):
        with support.folder():
            path = os.path.join(support.SOURCES, "README.md")
            failed, tried = doctest.testfile(path, module_relative=False, optionflags=doctest.ELLIPSIS)
        self.assertGreater(tried, 3)
        self.assertEqual(failed, 0)


def passed(source):
    """The words that a call would pass to the program."""
    found = []

    def noted(command, values):
        with Typed(command, values) as typed:
            found.append(typed.words)

    with unittest.mock.patch.multiple(_calls, table=noted, text=noted):
        with unittest.mock.patch.object(_figure, "draw", noted):
            exec(source, {"redit": redit})
    return found[0]


def normal(words):
    """Options with their values, several of one joined, numbers as numbers, without the format."""
    places, options = [], {}
    rest = iter(words)
    for word in rest:
        if not word.startswith("--"):
            places.append(word)
            continue
        name, equals, value = word.partition("=")
        value = value if equals else next(rest, "")
        options.setdefault(name, []).extend(map(number, value.split(",")))
    options.pop("--format", None)
    return [places, options]


def number(word):
    try:
        return float(word)
    except ValueError:
        return word


if __name__ == "__main__":
    unittest.main()
