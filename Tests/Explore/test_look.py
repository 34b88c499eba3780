"""That nothing of the page is cut off or covered, on the screens that it is shown on."""

import unittest

from exact import State
from page import PageTest


class LookTest(PageTest):
    def test_layout(self):
        """On a phone, a laptop and a projector nothing is cut off, no letters lie upon others."""
        states = (State(), State(sigma=0, rates=[0.1, 0.9]), State(stabilizer=0.01, sigma=0.005),
                  State(advantage="rloo", p=0.97, sigma=1), State(p=0.02, g=64, sigma=0.0001))
        # As it opens, also at an address that says something of what is folded.
        self.page.run("document.querySelectorAll('form details').forEach(one => one.open = false)")
        for width, height in ((400, 800), (1024, 768), (1344, 768), (1366, 768), (1920, 900),
                              (1920, 1080)):
            self.page.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                           deviceScaleFactor=1, mobile=False)
            for state in states:
                self.go(state)
                found = self.page.run("""(() => {
                  const box = (one) => one.getBoundingClientRect();
                  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
                    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.4 * a.height;
                  return {
                    overflow: document.documentElement.scrollWidth
                      - document.documentElement.clientWidth,
                    low: [...document.querySelectorAll('figure svg')].filter(
                      (one) => box(one).height < 150).length,
                    covered: [...document.querySelectorAll('.buttons button')].filter(
                      (one) => [...one.closest('figcaption').querySelectorAll('h2, p')].some(
                        (other) => meet(box(one), box(other)))).length,
                    cut: innerWidth < 1900 ? [] : [...document.querySelectorAll('figure, .side')]
                      .filter((one) => box(one).bottom > innerHeight
                        || one.scrollHeight > one.clientHeight + 1).map((one) => one.className),
                    met: [...document.querySelectorAll('figure svg')].flatMap((svg) => {
                      const all = [...svg.querySelectorAll('text')];
                      return all.flatMap((a, i) => all.slice(i + 1).filter(
                        (b) => meet(box(a), box(b))).map((b) => [a.textContent, b.textContent]));
                    }),
                  };
                })()""")
                with self.subTest(width=width, state=state):
                    self.assertEqual(
                        found, {"overflow": 0, "low": 0, "covered": 0, "cut": [], "met": []})
        self.page.call("Emulation.clearDeviceMetricsOverride")

    def test_labels(self):
        """Names and values lie on no line, and curves that look as one have one name."""
        states = (
            State(), State(advantage="trl", stabilizer=0), State(p=0.12, sigma=0.5, stabilizer=0),
            State(p=0.02, sigma=0), State(p=0.02, sigma=0.0001), State(p=0.18, g=4, sigma=0.5),
            State(p=0.02), State(p=0.1, sigma=0.2, advantage="dr-grpo"))
        for width, height in ((400, 800), (1344, 768), (1366, 768), (1440, 900), (1920, 945)):
            self.page.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                           deviceScaleFactor=1, mobile=False)
            for state in states:
                self.go(state)
                found = self.page.run("""(() => {
                  // What of a text has ink: less than its box.
                  const ink = (one) => {
                    const { x, y, width, height } = one.getBBox();
                    return [x + 1, x + width - 1, y + 0.25 * height, y + 0.75 * height];
                  };
                  const points = (path) => Array.from(
                    { length: Math.ceil(path.getTotalLength()) }, (_, i) =>
                    path.getPointAtLength(i));
                  const struck = (id, words, over) => {
                    const svg = document.getElementById(id);
                    const lines = [...svg.querySelectorAll('.curve, .level')].flatMap(points);
                    return [...svg.querySelectorAll(words)].filter((one) => {
                      const [left, right, top, bottom] = ink(one);
                      return lines.some(({ x, y }) => x > left && x < right && y < bottom
                        && (over || y > top));
                    }).map((one) => one.textContent);
                  };
                  return {
                    signal: struck('signal-figure', '.name, .reading', false),
                    // The colour begins at the curve.
                    variance: struck('variance-figure', '.reading', true),
                    names: [...document.querySelectorAll('#signal-figure .name')].map(
                      (one) => one.textContent),
                  };
                })()""")
                with self.subTest(width=width, state=state):
                    names = found.pop("names")
                    self.assertEqual(found, {"signal": [], "variance": []})
                    if state.stabilizer == 0:
                        self.assertEqual(
                            sorted(names), ["Dr. GRPO = RLOO", "TRL, stabilizer 0 = verl"])
        self.page.call("Emulation.clearDeviceMetricsOverride")


if __name__ == "__main__":
    unittest.main()
