// The two figures against sigma. Left of the broken axis stands sigma = 0, a stop of its own.

/** Where things stand in a figure against sigma. */
function sigmaFrame(svg, top) {
  const { width, height, letter } = frame(svg);
  const edges = { left: 3.1 * letter, right: width - 0.9 * letter };
  const [upper, lower] = [1.1 * letter, height - 2.9 * letter];
  const first = edges.left + 4.2 * letter;
  const sigmas = DATA.sigmas;
  const logs = scale(
    [Math.log(sigmas[1]), Math.log(sigmas.at(-1))], [first, edges.right - 0.3 * letter]);
  const zero = edges.left + 1.4 * letter;
  const x = (index) => (index === 0 ? zero : logs(Math.log(sigmas[index])));
  return { width, height, letter, ...edges, upper, lower, zero, first, x,
    y: scale([0, top], [lower, upper]) };
}

/** The sigmas that an axis names: 0 and decades, or all where they are few. */
function namedSigmas() {
  const all = DATA.sigmas.map((sigma, i) => ({ sigma, i }));
  const isDecade = (power) => Math.abs(power - Math.round(power)) < 1e-9;
  const decades = all.filter(({ sigma }) => sigma === 0 || isDecade(Math.log10(sigma)));
  if (decades.length > 2) return decades;
  return all.length > 6 ? [all[0], all[1], all.at(-1)] : all;
}

/** Axes, with the break between 0 and the first sigma. */
function sigmaAxes(at, top, step) {
  const { letter, left, right, lower, zero, first, x, y } = at;
  const cut = (zero + first) / 2;
  const slash = (shift) => line(
    cut + shift - 0.2 * letter, lower + 0.4 * letter, cut + shift + 0.2 * letter,
      lower - 0.4 * letter,
    "axis");
  const lines = ticks(top, step).map((value) => line(left, y(value), right, y(value), "grid")
    + text(left - 0.5 * letter, y(value) + 0.33 * letter, plain(value), { "text-anchor": "end" }));
  const marks = namedSigmas();
  const labels = marks.map(({ sigma, i }) => line(x(i), lower, x(i), lower + 0.35 * letter, "axis")
    + text(x(i), lower + 1.45 * letter, plain(sigma), { "text-anchor": "middle" }));
  const title = text(
    right, lower + 2.6 * letter, "noise \u03c3, in units of the reward",
      { "text-anchor": "end", class: "title" });
  return lines.join("") + line(left, lower, cut - 0.2 * letter, lower, "axis")
    + line(cut + 0.2 * letter, lower, right, lower, "axis") + slash(-0.2 * letter)
      + slash(0.2 * letter)
    + labels.join("") + title;
}

/** A vertical line where sigma stands. */
const cursor =
  (at, index) => line(at.x(index), at.upper - 0.5 * at.letter, at.x(index), at.lower, "cursor");

/** Where the value of a point is written: [left, right, top, bottom], above the curve beside it. */
function readingBox(at, index, heights) {
  const [x, width] = [at.x(index), 4.6 * at.letter];
  const sides = [x + 0.7 * at.letter, x - 0.7 * at.letter - width];
  const fits = (left) => left > at.left && left + width < at.right + 0.5 * at.letter;
  const boxes = sides.filter(fits).map((left) => {
    const beside = heights.filter((_, i) => at.x(i) > left && at.x(i) < left + width);
    // Not so high that it would belong to nothing.
    const lift = Math.min(1.2 * at.letter, heights[index] - Math.min(heights[index], ...beside));
    const bottom = heights[index] - lift - 0.4 * at.letter;
    return [left, left + width, bottom - 1.4 * at.letter, bottom];
  });
  // On the right, but for a curve that rises there.
  return boxes.reduce((best, box) => (box[3] > best[3] + at.letter ? box : best));
}

/** The value where sigma stands, beside its point. */
function reading(at, index, heights, value, name) {
  const [left, right, , bottom] = readingBox(at, index, heights);
  const isLeft = left < at.x(index);
  const point = { cx: at.x(index), cy: heights[index], r: 0.42 * at.letter };
  return tag("circle", { ...point, class: index === 0 ? "dot hollow" : "dot" })
    + text(isLeft ? right : left, bottom - 0.3 * at.letter,
      `<tspan data-read="${name}">${digits(value)}</tspan>`,
      { class: "reading", "text-anchor": isLeft ? "end" : "start" });
}

/** Variance against sigma, as what mixed and what silent groups make of it. */
function drawVariance(svg, curve, state) {
  const [top, step] = roundTop(1.12 * Math.max(...curve.map((one) => one.variance)));
  const at = sigmaFrame(svg, top);
  const points = (value) => curve.map((one, i) => [at.x(i), at.y(value(one))]).slice(1);
  const [whole, mixed] = [
    points((one) => one.variance), points((one) => one.variance - one.silentVariance)];
  const ends = [at.right - 0.3 * at.letter, at.first].map(round);
  const base = `L${ends[0]} ${round(at.lower)}L${ends[1]} ${round(at.lower)}Z`;
  const level = at.y(curve[0].variance);
  svg.innerHTML = sigmaAxes(at, top, step)
    + tag("path", { d: smooth(whole) + base, class: "area noise" })
    + tag("path", { d: smooth(mixed) + base, class: "area cover" })
    + tag("path", { d: smooth(mixed) + base, class: "area signal" })
    + tag("path", { d: smooth(whole), class: "curve chosen" })
    + line(at.zero, level, at.right, level, "level")
    + tag("circle", { cx: at.zero, cy: level, r: 0.42 * at.letter, class: "dot hollow" })
    + cursor(at, state.sigma) + bandLabels(at, curve, state)
    + reading(at, state.sigma, curve.map((one) => at.y(one.variance)),
      curve[state.sigma].variance, "variance");
}

/** Names of the two bands, inside them where they are high enough. */
function bandLabels(at, curve, state) {
  // On the side where the cursor and its number are not.
  const last = DATA.sigmas.length - 1;
  const index = Math.round((state.sigma > 0.55 * last ? 0.38 : 0.8) * last);
  const [one, x] = [curve[index], Math.min(at.x(index), at.right - 4.5 * at.letter)];
  const bands = [
    ["silent groups", one.variance - one.silentVariance, one.variance],
    ["mixed groups", 0, one.variance - one.silentVariance],
  ];
  return bands.map(([name, low, high]) => {
    if (at.y(low) - at.y(high) < 1.5 * at.letter) return "";
    return text(x, (at.y(low) + at.y(high)) / 2 + 0.35 * at.letter, name,
      { class: "band", "text-anchor": "middle" });
  }).join("");
}

/** Signal to noise against sigma, the chosen advantage before the others. */
function drawSignal(svg, curves, chosen, state) {
  const values = curves.flatMap(({ curve }) => curve.map((one) => one.snr)).filter(Number.isFinite);
  const [top, step] = roundTop(1.12 * Math.max(0, ...values));
  const at = sigmaFrame(svg, top);
  const height = (one) => at.y(Number.isFinite(one.snr) ? one.snr : 0);
  const draw = ({ curve }, kind) => tag("path", {
    d: smooth(curve.map((one, i) => [at.x(i), height(one)]).slice(1)), class: `curve ${kind}`,
  }) + tag("circle",
    { cx: at.zero, cy: height(curve[0]), r: 0.42 * at.letter, class: `dot hollow ${kind}` });
  const others = curves.filter((one) => one !== chosen);
  const now = chosen.curve[state.sigma].snr;
  svg.innerHTML = sigmaAxes(at, top, step)
    + others.map((one) => draw(one, "other")).join("") + cursor(at, state.sigma)
    + line(at.zero, height(chosen.curve[0]), at.right, height(chosen.curve[0]), "level")
    + draw(chosen, "chosen") + curveLabels(at, curves, chosen, height, state)
    + (Number.isFinite(now)
      ? reading(at, state.sigma, chosen.curve.map(height), now, "snr") : "");
}

/** Each curve's name beside it, where nothing else is; curves that are one share a name. */
function curveLabels(at, curves, chosen, height, state) {
  const groups = [];
  for (const one of curves) {
    const same = groups.find(([first]) => first.curve.every(
      (point, i) => Math.abs(height(point) - height(one.curve[i])) < 0.75));
    if (same) same.push(one); else groups.push([one]);
  }
  groups.sort((a, b) => b.includes(chosen) - a.includes(chosen));
  const x = at.x(state.sigma);
  const taken = [
    readingBox(at, state.sigma, chosen.curve.map(height)), [x - 2, x + 2, at.upper, at.lower]];
  return groups.map((group) => {
    const name = group.map((one) => one.name).join(" = ");
    const lines =
      groups.map(([one]) => one.curve.map((point, i) => [at.x(i), height(point)]).slice(1));
    const spot = freeSpot(at, lines, groups.indexOf(group), 0.58 * at.letter * name.length, taken);
    taken.push(spot.box);
    return text(spot.box[0], spot.box[3] - 0.3 * at.letter, escaped(name),
      { class: group.includes(chosen) ? "name chosen" : "name" });
  }).join("");
}

/**
 * The box of a label [left, right, top, bottom] near a curve that fewest points and boxes are in.
 */
function freeSpot(at, lines, own, width, taken) {
  const inside = ([x, y], [left, right, top, bottom]) => x > left && x < right && y > top
    && y < bottom;
  const meet = (a, b) => a[0] < b[1] && b[0] < a[1] && a[2] < b[3] && b[2] < a[3];
  let best = { cost: Infinity, box: [at.first, at.first + width, at.upper, at.upper + at.letter] };
  for (const [i, [x]] of lines[own].entries()) {
    if (x + width > at.right) break;
    const span =
      lines[own].filter((point) => point[0] > x - 1 && point[0] < x
      + width).map((point) => point[1]);
    const [high, low] = [Math.min(...span), Math.max(...span)];
    const height = 1.25 * at.letter;
    // Where curves part a name says whose it is.
    const near = lines.filter((other) => other !== lines[own]
      && Math.abs(other[i][1] - lines[own][i][1]) < 1.2 * at.letter).length;
    for (const top of [high - height - 0.2 * at.letter, low + 0.35 * at.letter]) {
      const box = [x, x + width, top, top + height];
      // A curve is steep where the label would stand far from a part of it.
      const cost = lines.flat().filter((point) => inside(point, box)).length
        + 6 * taken.filter((other) => meet(other, box)).length + (low - high) / at.letter + 3 * near
        + (top < 0 || top + height > at.lower ? 20 : 0) + 0.01 * (x - at.first) / at.letter;
      if (cost < best.cost) best = { cost, box };
    }
  }
  return best;
}
