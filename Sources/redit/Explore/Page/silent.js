// How often a group is silent, against the rate at which its completions are seen as right.

function drawSilent(svg, prompts, state) {
  const { width, height, letter } = frame(svg);
  const size = DATA.groupSizes[state.size];
  const [left, right] = [3.1 * letter, width - 1.2 * letter];
  const [upper, lower] = [1.1 * letter, height - 2.9 * letter];
  const [x, y] = [scale([0, 1], [left, right]), scale([0, 1], [lower, upper])];
  // Known at every point: p^G + (1 - p)^G of what the verifier sees.
  const seen = (rate) => classes(rate, ...state.errors).seen;
  const silent = (rate) => seen(rate) ** size + (1 - seen(rate)) ** size;
  // Close together where the curve is steep, at both ends.
  const curve = Array.from({ length: 241 }, (_, i) => (1 - Math.cos((Math.PI * i) / 240)) / 2)
    .map((rate) => [x(rate), y(silent(rate))]);
  const grid =
    [0, 0.25, 0.5, 0.75,
    1].map((value) => line(left, y(value), right, y(value), value ? "grid" : "axis")
    + text(left - 0.5 * letter, y(value) + 0.33 * letter, `${100 * value}%`,
      { "text-anchor": "end" })
    + text(x(value), lower + 1.45 * letter, plain(value), { "text-anchor": "middle" }));
  const title =
    text(right, lower + 2.6 * letter, "pass rate p", { "text-anchor": "end", class: "title" });
  svg.innerHTML = grid.join("") + title
    + tag("path",
      { d: `${polyline(curve)}L${round(right)} ${round(lower)}L${round(left)} ${round(lower)}Z`,
      class: "area noise" })
    + tag("path", { d: polyline(curve), class: "curve chosen" })
    + (state.rates ? rug(prompts, silent, { x, y, letter })
      : point(state.p, silent, { x, y, letter, right }));
}

function point(rate, silent, { x, y, letter, right }) {
  const [px, py] = [x(rate), y(silent(rate))];
  const isRight = px > right - 6 * letter || (rate > 0.5 && px > right - 14 * letter && rate < 0.9);
  return tag("circle", { cx: px, cy: py, r: 0.42 * letter, class: "dot" })
    + text(px + (isRight ? -0.8 : 0.8) * letter, Math.max(py - 0.5 * letter, 1.2 * letter),
      `<tspan data-read="silent">${percent(silent(rate))}</tspan>`,
      { class: "reading", "text-anchor": isRight ? "end" : "start" });
}

/** Every prompt of a set, larger where it counts more. */
function rug(prompts, silent, { x, y, letter }) {
  const most = Math.max(...prompts.map((one) => one.weight));
  return prompts.map((one) => tag("circle", {
    cx: x(one.rate), cy: y(silent(one.rate)),
      r: (0.22 + 0.24 * Math.sqrt(one.weight / most)) * letter,
    class: "dot many",
  })).join("");
}

/** A step of 64 groups, a square each: as many silent ones as there are on average. */
function drawStep(svg, share) {
  const { width, letter } = frame(svg);
  const columns = width > 32 * letter ? 32 : 16;
  const side = width / columns;
  const rows = 64 / columns;
  svg.style.height = `${rows * side}px`;
  svg.setAttribute("viewBox", `0 0 ${round(width)} ${round(rows * side)}`);
  const silent = 64 * share;
  svg.innerHTML = Array.from({ length: 64 }, (_, i) => {
    const [x, y] =
      [(i % columns) * side + 0.08 * side, Math.floor(i / columns) * side + 0.08 * side];
    const box = 0.84 * side;
    const filled = Math.max(0, Math.min(1, silent - i));
    return tag("rect", { x, y, width: box, height: box, rx: 0.12 * side, class: "square" })
      + (filled > 0
        ? tag("rect",
        { x, y, width: box * filled, height: box, rx: 0.12 * side, class: "square silent" }) : "");
  }).join("");
}
