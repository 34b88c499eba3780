"""The page of `redit explore` as readers use it, in a browser, against the command line.

    REDIT=.build/release/redit python3 -m unittest discover -s Tests/Explore

`PAGE` is a page made before; without it one is made. Skipped where there is no Chromium.
"""

import math
import random
import re
import shlex
import unittest
import urllib.parse

import exact
from exact import State, number
from page import READ, PageTest


def value(words):
    words = words.replace("\u2212", "-").replace("\u2013", "nan")
    return float(words.removesuffix("%")) / (100 if words.endswith("%") else 1)


def half_digit(words):
    """Half a unit of the last digit that is shown."""
    mantissa, _, exponent = words.removesuffix("%").partition("e")
    decimals = len(mantissa.partition(".")[2])
    share = 0.01 if words.endswith("%") else 1
    return 0.5 * share * 10.0 ** (int(exponent or 0) - decimals)


class ExploreTest(PageTest):
    def see(self, words, wanted, what):
        if words.startswith(("under", "over")):
            shown = value(words.split()[1])
            self.assertTrue(wanted < shown if words.startswith("under") else wanted > shown,
                            (what, words, wanted))
        elif math.isnan(wanted):
            self.assertTrue(math.isnan(value(words)), (what, words))
        else:
            # Tables are of single precision.
            slack = half_digit(words) * 1.001 + 3e-7 * abs(wanted)
            self.assertLessEqual(abs(value(words) - wanted), slack, (what, words, wanted))

    def check(self, state, seen):
        """Every number that stands on the page."""
        sigmas = self.data["sigmas"]
        law = state.exact(sigmas)
        self.assertEqual(len(seen["curve"]), len(sigmas))
        for sigma, words in zip(sigmas, seen["curve"]):
            self.assertEqual(value(words[0]), sigma)
            for cell, name in ((1, "gradient_norm"), (2, "variance"), (4, "snr")):
                self.see(words[cell], self.column(law[sigma], name), (state, sigma, name))
        now, before = law[state.sigma], law[0]
        variance, snr = self.column(now, "variance"), self.column(now, "snr")
        left = snr / self.column(before, "snr") if snr == snr else math.nan
        silent = number(now["silent_fraction_exact"])
        wanted = {
            "silent": silent, "silent-groups": 64 * silent, "variance": variance, "snr": snr,
            "variance-before": self.column(before, "variance"),
            "snr-before": self.column(before, "snr"),
            "left": left, "p": state.p, "factor": 1 / left if left else math.nan,
            "groups": 64 / left if left else math.nan,
        }
        if {"kept", "kept-factor"} & set(seen["numbers"]):
            wanted |= {"kept": state.kept(), "kept-factor": 1 / state.kept()}
        one = next(a for a in self.data["advantages"] if a["name"] == state.advantage)
        if "woken" in seen["numbers"]:
            wanted["woken"] = state.woken(one["ddof"])
            wanted["woken-energy"] = wanted["woken"] ** 2
        norm = self.column(before, "gradient_norm")
        # A pass rate of 0 leaves what rounding leaves.
        if norm > 1e-12:
            gain = self.column(now, "gradient_norm") / norm
            wanted["gain"] = gain
            # In words where nothing is divided.
            if one["kind"] != "standardized":
                self.assertAlmostEqual(gain, 1, msg=state)
            elif state.sigma > 0:
                self.assertIn("gain", seen["numbers"], state)
        if "silent-variance" in seen["numbers"]:
            wanted["silent-variance"] = state.silent_variance() / variance
        for name, words in seen["twice"]:
            self.see(words, wanted[name], (state, name))
        return len(seen["twice"]) + 3 * len(sigmas)

    @staticmethod
    def column(row, name):
        return number(row[f"{name}_exact"])

    def random_state(self, random):
        one = random.choice(self.data["advantages"])
        stops = [t["stabilizer"] for t in self.data["tables"] if t["family"] == one["family"]]
        sigmas = self.data["sigmas"]
        return State(
            p=round(random.random() ** 2, 4), g=random.choice(self.data["groupSizes"]),
            sigma=random.choice(sigmas), advantage=one["name"],
            stabilizer=random.choice([None, *stops]) if one["kind"] == "standardized" else None,
            errors=random.choice([(0, 0), (0, 0), (0.1, 0), (0.05, 0.2), (0.3, 0.4)]),
            rates=random.choice([None, None, [round(random.random(), 3) for _ in range(7)]]),
            seed=random.randrange(1, 1000))

    def test_random_states(self):
        chance = random.Random(20260101)
        counted = sum(self.check(state, self.go(state)) for state in
                      (self.random_state(chance) for _ in range(60)))
        self.assertGreater(counted, 60 * 3 * len(self.data["sigmas"]))

    def test_corners(self):
        # No pass rate of 0 or 1 where something is divided by the signal of it, which is 0.
        for state in (
            State(sigma=0), State(sigma=1), State(sigma=0.0001, g=2), State(g=64, p=0.002),
            State(p=0), State(p=1, sigma=0.3), State(p=0, advantage="dr-grpo", errors=(0.1, 0)),
            State(p=0.5, errors=(0.7, 0.6)), State(rates=[0, 0.5, 1, 0.5]), State(rates=[0.25]),
            State(stabilizer=0.1, sigma=0.001), State(advantage="verl", stabilizer=0),
        ):
            self.check(state, self.go(state))

    def test_command_shown(self):
        """The command under the numbers prints them."""
        for state in (State(), State(advantage="rloo", sigma=0.3, errors=(0.1, 0.25)),
                      State(stabilizer=0.01, rates=[0.1, 0.5, 0.5])):
            seen = self.go(state)
            words = shlex.split(seen["command"])
            self.assertEqual(words[:2], ["redit", "exact"])
            row = exact.rows(*words[1:])[-1]
            self.see(seen["numbers"]["variance"], self.column(row, "variance"), seen["command"])

    def test_keyboard(self):
        """Each control, moved by keys alone: the address says where, the numbers follow."""
        self.go(State())
        keys = {
            "sigma": ("ArrowRight", "sigma=0.06"), "p": ("ArrowLeft", "p=0.095"),
            "size": ("ArrowRight", "g=16"),
            "stabilizer": ("End", "stabilizer=0.1"), "positive": ("ArrowRight", "errors=0.01,0"),
            "negative": ("ArrowRight", "errors=0.01,0.01"),
        }
        self.page.run("document.querySelectorAll('details').forEach(one => one.open = true)")
        for name, (key, wanted) in keys.items():
            self.page.run(f"document.getElementById('{name}').focus()")
            self.page.press(key)
            self.assertIn(wanted, self.address(), name)
            self.check(self.state(), self.page.run(READ))
        self.page.run("document.querySelector('[name=advantage]:checked').focus()")
        self.page.press("ArrowRight", 2)
        self.assertIn("advantage=dr-grpo", self.address())
        self.assertTrue(self.page.run("document.getElementById('stabilizer').disabled"))
        self.page.run("document.getElementById('sigma').focus()")
        self.page.press("Home")
        self.assertIn("sigma=0&", self.address())
        self.check(self.state(), self.page.run(READ))

    def test_pasted_rates(self):
        self.go(State())
        self.page.run("document.querySelectorAll('details').forEach(one => one.open = true)")
        self.page.run("document.getElementById('rates').focus()")
        self.page.type("0.25, 3/8\n50% x 0.25;7")
        self.assertIn("rates=0.25*2,0.375,0.5&", self.address())
        note = self.page.run("document.getElementById('rates-note').textContent")
        self.assertIn("x, 7", note)
        self.check(State(rates=[0.25, 0.375, 0.5, 0.25]), self.page.run(READ))
        self.page.run("document.getElementById('one-prompt').focus()")
        self.page.press("Enter")
        self.assertIn("p=0.1&", self.address())

    def test_drawn_group(self):
        """The lines of the drawn group are the advantages of its rewards; a silent one is found."""
        for state in (State(p=0.4, sigma=0), State(p=0.5, sigma=0, g=4, advantage="rloo")):
            self.go(state)
            for _ in range(3):
                self.page.run("document.getElementById('another').click()")
                self.page.settle()
                found = self.page.run("""[[...document.querySelectorAll(
                  '#group-figure circle')].map(one => one.classList.contains('right') ? 1 : 0),
                  document.getElementById('group-words').textContent]""")
                words = ["advantages", "--rewards", ",".join(map(str, found[0])), *state.estimator,
                         "--sigma", "0"]
                plain = [number(row["undithered"]) for row in exact.rows(*words)]
                if "silent" in found[1]:
                    self.assertEqual(set(plain), {0.0})
                    continue
                ends = re.search(r"from (\S+) to (\S+)\.", found[1]).groups()
                for shown, wanted in zip(ends, (min(plain), max(plain))):
                    self.see(shown.replace("+", "").rstrip("."), wanted, found)
        self.go(State(p=0.3))
        self.page.run("document.getElementById('silence').focus()")
        self.page.press("Enter")
        self.assertIn("silent", self.page.run("document.getElementById('group-words').textContent"))
        self.assertGreater(int(re.search(r"seed=(\d+)", self.address())[1]), 1)

    def test_address(self):
        """What is not known is named and left out, and the rest counts."""
        self.page.run("location.hash = '#p=.2&g=9&sigma=abc&colour=red&advantage=rloo'")
        self.page.settle()
        seen = self.page.run(READ)
        for word in ("g=9", "sigma=abc", "colour"):
            self.assertIn(word, seen["strange"])
        self.check(State(p=0.2, advantage="rloo"), seen)

    def test_answers(self):
        """The answers to the questions have numbers of their own states."""
        found = self.page.run("""[...document.querySelectorAll('[data-at]')].map(
          one => [one.dataset.at, one.dataset.show, one.textContent])""")
        self.assertGreater(len(found), 8)
        for address, name, words in found:
            state = self.state(address)
            law = state.exact([state.sigma])
            now = law[state.sigma]
            wanted = {"silent": number(now["silent_fraction_exact"]),
                      "variance": self.column(now, "variance"),
                      "left": self.column(now, "snr") / self.column(law[0], "snr")}[name]
            self.see(words, wanted, (address, name))

    def test_links(self):
        """What the questions lead to is a state of this page, and the light stays as it is."""
        self.page.run("location.hash = '#theme=dark'")
        self.page.settle()
        links = self.page.run("document.querySelectorAll('.try a').length")
        self.assertEqual(links, 3)
        for i in range(links):
            href = self.page.run(f"(document.querySelectorAll('.try a')[{i}].click(),"
                                 f" document.querySelectorAll('.try a')[{i}].getAttribute('href'))")
            self.page.settle()
            seen = self.page.run(READ)
            self.assertEqual(seen["strange"], "")
            self.check(self.state(href), seen)
            self.assertIn("theme=dark", self.address())
        self.page.run("location.hash = '#theme=light'")
        self.page.settle()

    def test_one_file(self):
        """Nothing is loaded, and everything that can be set has a name and is reached by Tab."""
        page = self.file.read_text()
        self.assertLess(len(page.encode()), 1_000_000)
        self.assertEqual(re.findall(r'(?:src|href)="(?!#|data:)[^"]*"|@import|url\(', page), [])
        self.go(State())
        self.page.run("document.querySelectorAll('details').forEach(one => one.open = true)")
        self.page.run("document.activeElement.blur()")
        seen = set()
        for _ in range(40):
            self.page.press("Tab")
            seen.add(self.page.run("document.activeElement.id || document.activeElement.name"))
        for name in ("theme", "sigma", "p", "size", "advantage", "stabilizer", "positive",
                     "negative", "rates",
                     "another", "silence"):
            self.assertIn(name, seen)
        nameless = self.page.run("""[...document.querySelectorAll(
          'input, textarea, button, svg[role]')].filter(
          one => !(one.labels?.length || one.textContent.trim() || one.ariaLabel
            || one.getAttribute('aria-labelledby'))).map(one => one.outerHTML)""")
        self.assertEqual(nameless, [])

    def address(self):
        self.page.run("new Promise(done => setTimeout(done, 250))")
        return self.page.run("location.hash")

    def state(self, address=None):
        keys = dict(urllib.parse.parse_qsl((address or self.address()).lstrip("#")))
        return State(
            p=float(keys["p"]), g=int(keys["g"]), sigma=float(keys["sigma"]),
            advantage=keys["advantage"],
            stabilizer=float(keys["stabilizer"]) if "stabilizer" in keys else None,
            errors=tuple(map(float, keys.get("errors", "0,0").split(","))))


if __name__ == "__main__":
    unittest.main()
