"""Figures: what a notebook shows, and what is saved."""

import os
import pickle
import shutil
import unittest

import support
import redit
from redit._figure import _with_own_names

needs_gnuplot = unittest.skipIf(
    shutil.which("gnuplot", path=redit._binary.environment()["PATH"]) is None, "no gnuplot here"
)


class NameTests(unittest.TestCase):
    def test_two_figures_of_a_page_share_no_names(self):
        svg = "<g id=\"a\"/><use xlink:href='#a' x='1'/><path clip-path='url(#a)'/><i href='#b'/>"
        named = _with_own_names(svg)
        self.assertNotIn('"a"', named)
        self.assertNotIn("#a", named)
        self.assertIn("#b", named)
        own = named.split('"')[1]
        self.assertEqual(named.count(own), 3)
        self.assertEqual(_with_own_names("<svg/>"), "<svg/>")


@needs_gnuplot
class FigureTests(unittest.TestCase):
    def test_a_table_is_drawn_with_its_laws(self):
        with support.folder():
            table = redit.exact(sigma="0:1:5", out="a.csv")
            of_file = redit.plot("a.csv", y="snr").svg
            self.assertIn("</svg>", of_file)
            if support.pandas:
                self.assertEqual(redit.plot(redit.exact(sigma="0:1:5"), y="snr").svg, of_file)
                table.attrs.clear()
                self.assertNotEqual(redit.plot(table, y="snr").svg, of_file)
            with support.without("pandas"):
                rows = redit.exact(sigma="0:1:5")
                self.assertEqual(redit.plot(rows, y="snr").svg, of_file)
            self.assertIn("</svg>", redit.plot(list(rows), y="snr").svg)

    def test_a_figure_is_shown_and_saved(self):
        with support.folder():
            figure = redit.plot(redit.exact(sigma="0:1:5"))
            self.assertTrue(figure._repr_svg_().lstrip().startswith("<?xml"))
            figure.save("a.svg")
            with open("a.svg") as file:
                self.assertEqual(file.read(), figure.svg)
            with self.assertRaisesRegex(redit.UsageError, "a.gif"):
                figure.save("a.gif")
            self.assertEqual(sorted(os.listdir(".")), ["a.svg", "data"])

    def test_a_folder_that_is_not_there_is_told_in_one_line(self):
        with support.folder():
            figure = redit.plot(redit.exact(sigma="0:1:3"))
            with self.assertRaisesRegex(redit.ReditError, "^cannot write no/a.svg: No such file"):
                figure.save("no/a.svg")

    def test_a_figure_can_be_pickled(self):
        with support.folder():
            figure = pickle.loads(pickle.dumps(redit.plot(redit.exact(sigma="0:1:3"))))
            try:
                figure.save("a.png")
            except redit.ReditError as error:
                self.assertIn("Cairo", str(error))

    def test_its_heading_is_its_title(self):
        table = redit.exact(sigma="0:1:3")
        figure = redit.plot(table, title="A & B")
        self.assertIn("<title>A &amp; B</title>", figure._repr_svg_())
        self.assertIn("<title>Gnuplot</title>", figure.svg)
        self.assertNotIn("<title>Gnuplot</title>", redit.plot(table)._repr_svg_())

    def test_what_cannot_be_drawn_says_why(self):
        with self.assertRaisesRegex(redit.ReditError, "no rows|kind") as found:
            redit.plot([{"a": 1}])
        self.assertIn("the table", str(found.exception))
        with self.assertRaisesRegex(redit.UsageError, "y"):
            redit.plot(redit.exact(sigma=0.1), y="nothing")


if __name__ == "__main__":
    unittest.main()
