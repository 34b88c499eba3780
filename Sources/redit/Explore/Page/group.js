// One group, drawn: rewards as the verifier gives them, their advantages without noise and with it.

function drawGroupFigure(svg, group, state) {
  const { width, height, letter } = frame(svg);
  const size = group.completions.length;
  const [left, right] = [2.6 * letter, width - 0.5 * letter];
  const step = (right - left) / size;
  const x = (i) => left + (i + 0.5) * step;
  const [upper, lower] = [2.9 * letter, height - 0.8 * letter];
  const reach =
    Math.max(group.bound, ...group.noisy.map(Math.abs), ...group.plain.map(Math.abs), 1e-3);
  const y = scale([-1.06 * reach, 1.06 * reach], [lower, upper]);
  const bar = Math.min(2.4 * letter, 0.66 * step);
  const marks =
    group.completions.map((one, i) => mark(one, x(i), 1.3 * letter, Math.min(letter, 0.8 * step)));
  const bars = group.noisy.map((value, i) => tag("rect", {
    x: x(i) - bar / 2, width: bar, y: Math.min(y(0), y(value)), height: Math.abs(y(value) - y(0)),
    class: group.isSilent ? "bar noise" : "bar signal",
  }));
  const before = group.plain.map((value, i) => tag("path", {
    d: `M${round(x(i) - bar / 2 - 2)} ${round(y(value))}h${round(bar + 4)}`, class: "before",
  }));
  const decade = 10 ** Math.floor(Math.log10(reach));
  const tick = [5, 2, 1].find((one) => one * decade <= reach) * decade;
  const labels =
    [-tick, 0, tick].map((value) => line(left, y(value), right, y(value), value ? "grid" : "axis")
    + text(left - 0.4 * letter, y(value) + 0.33 * letter, value > 0 ? `+${plain(value)}`
      : plain(value)
      .replace("-", MINUS), { "text-anchor": "end" }));
  svg.innerHTML = labels.join("") + bars.join("") + before.join("") + marks.join("");
}

/** A completion as the verifier sees it: right a full disc, wrong a ring; crossed where it errs. */
function mark(one, x, y, size) {
  const radius = Math.max(1.5, 0.5 * size);
  return tag("circle", { cx: x, cy: y, r: radius - 1, class: one.reward === 1 ? "right" : "wrong" })
    + (one.errs ? line(x - radius, y + radius, x + radius, y - radius, "errs") : "");
}

/** The group of a state, with its advantages. */
function groupOf(state, prompts) {
  const size = DATA.groupSizes[state.size];
  const advantage = DATA.advantages[state.advantage];
  const { rate, completions } = drawGroup(state.seed, size, prompts, state.errors);
  const sigma = DATA.sigmas[state.sigma];
  const rewards = completions.map((one) => one.reward);
  const count = rewards.reduce((sum, reward) => sum + reward, 0);
  return {
    rate, completions, size, count,
    isSilent: count === 0 || count === size,
    plain: advantagesOf(rewards, advantage, state.stabilizer),
    noisy: advantagesOf(
      completions.map((one) => one.reward + sigma * one.noise), advantage, state.stabilizer),
    // The largest there can be, so that the axis stays while sliders move.
    bound: divides(advantage)
      ? (size - 1) / Math.sqrt(advantage.ddof === 1 ? size : size - 1) : 1,
  };
}

/** The next seed whose group is of the kind asked for; the seed itself where none is found. */
function nextSeed(state, prompts, isWanted) {
  const size = DATA.groupSizes[state.size];
  for (let seed = state.seed + 1; seed < state.seed + 20000; seed += 1) {
    const { completions } = drawGroup(seed, size, prompts, state.errors);
    const count = completions.filter((one) => one.reward === 1).length;
    if (isWanted(count === 0 || count === size)) return seed;
  }
  return state.seed;
}
