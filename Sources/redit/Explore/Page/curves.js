// The two figures against sigma. Left of the broken axis stands sigma = 0, a stop of its own.

/** Where things stand in a figure against sigma. */
function sigmaFrame(svg, top) {
  const { width, height, letter } = frame(svg);
  const edges = { left: 3.1 * letter, right: width - 0.9 * letter };
  const [upper, lower] = [1.1 * letter, height - 2.9 * letter];
  // A value fits between the axis and the curves.
  const first = edges.left + 5.6 * letter;
  const sigmas = DATA.sigmas;
  const logs = scale(
    [Math.log(sigmas[1]), Math.log(sigmas.at(-1))], [first, edges.right - 0.3 * letter]);
  const zero = edges.left + 1.5 * letter;
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

/** Points of a curve so close together that none slips through a label. */
function dense(points) {
  return points.slice(1).flatMap(([x, y], i) => {
    const [x0, y0] = points[i];
    const count = Math.max(1, Math.ceil(Math.hypot(x - x0, y - y0) / 2));
    return Array.from({ length: count },
      (_, part) => [x0 + ((x - x0) * part) / count, y0 + ((y - y0) * part) / count]);
  });
}

/** The dotted line of what there is without noise, as points. */
const levelPoints = (at, y) => dense([[at.zero, y], [at.right, y]]);

/** A hollow point at sigma = 0, as points. */
const hollowPoints = (at, y) => [-0.4, -0.2, 0, 0.2, 0.4].flatMap((down) => dense(
  [[at.zero - 0.4 * at.letter, y + down * at.letter],
    [at.zero + 0.4 * at.letter, y + down * at.letter]]));

const inside = ([x, y], [left, right, top, bottom]) => x > left && x < right && y > top
  && y < bottom;

/**
 * Where the value of a point is written, [left, right, top, bottom]: beside it, above or below,
 * where it covers fewest of the points of `ink`.
 */
function readingBox(at, index, y, value, ink) {
  const [width, height] = [widthOf(digits(value), 1.12 * at.letter, true), 1.2 * at.letter];
  const x = at.x(index);
  const sides = [0.6, 1.4].flatMap(
    (gap) => [x + gap * at.letter, x - gap * at.letter - width]);
  // Above the hollow point there is room to the left of the curves.
  if (index === 0) sides.push(at.left - 0.1 * at.letter);
  const fits = (left) => left > at.left - 0.3 * at.letter && left + width < at.right
    + 1.2 * at.letter;
  // Not so far off that it would belong to nothing.
  const lifts = [-0.4, -0.8, -1.2, -1.7, -2.2, -3, -4, 0.4, 0.8, 1.2, 1.7, 2.2];
  let best = { cost: Infinity };
  for (const [side, left] of sides.entries()) {
    for (const lift of lifts) {
      const top = y + lift * at.letter - (lift < 0 ? height : 0);
      const box = [left, left + width, top, top + height];
      if (!fits(left) || top + height > at.lower || top < -0.2 * at.letter) continue;
      const halo = [left - 0.25 * at.letter, left + width + 0.25 * at.letter, top, top + height];
      const cost = ink.filter((point) => inside(point, halo)).length + 2 * side
        + 4 * Math.abs(lift) + (lift > 0 ? 2 : 0);
      if (cost < best.cost) best = { cost, box };
    }
  }
  return best.box;
}

/** The value where sigma stands, beside its point. */
function reading(at, index, y, [left, right, , bottom], value, name) {
  const isLeft = right < at.x(index);
  const point = { cx: at.x(index), cy: y, r: 0.42 * at.letter };
  return tag("circle", { ...point, class: index === 0 ? "dot hollow" : "dot" })
    + text(isLeft ? right : left, bottom - 0.25 * at.letter,
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
  const [level, y] = [curve[0], curve[state.sigma]].map((one) => at.y(one.variance));
  // On the paper: what stands in the coloured is struck too.
  const outline = dense(whole);
  const filled = outline.flatMap(([x, top]) => Array.from(
    { length: Math.ceil((at.lower - top) / 3) }, (_, i) => [x, top + 3 * i]));
  const ink = [...filled, ...levelPoints(at, level), ...hollowPoints(at, level)];
  const box = readingBox(at, state.sigma, y, curve[state.sigma].variance, ink);
  svg.innerHTML = sigmaAxes(at, top, step)
    + tag("path", { d: smooth(whole) + base, class: "area noise" })
    + tag("path", { d: smooth(mixed) + base, class: "area cover" })
    + tag("path", { d: smooth(mixed) + base, class: "area signal" })
    + tag("path", { d: smooth(whole), class: "curve chosen" })
    + line(at.zero, level, at.right, level, "level")
    + tag("circle", { cx: at.zero, cy: level, r: 0.42 * at.letter, class: "dot hollow" })
    + cursor(at, state.sigma) + bandLabels(at, curve, state)
    + reading(at, state.sigma, y, box, curve[state.sigma].variance, "variance");
}

/** Names of the two bands, inside them where they are high enough. */
function bandLabels(at, curve, state) {
  // On the side where the cursor and its number are not.
  const last = DATA.sigmas.length - 1;
  const index = Math.round((state.sigma > 0.55 * last ? 0.38 : 0.8) * last);
  const x = Math.min(at.x(index), at.right - 4.5 * at.letter);
  const along = curve.filter((_, i) => i > 0 && Math.abs(at.x(i) - x) < 4.5 * at.letter);
  const [whole, mixed] = [along.map((one) => at.y(one.variance)),
    along.map((one) => at.y(one.variance - one.silentVariance))];
  const bands = [
    ["silent groups", Math.max(...whole), Math.min(...mixed)],
    ["mixed groups", Math.max(...mixed), at.lower],
  ];
  return bands.map(([name, high, low]) => {
    if (low - high < 1.5 * at.letter) return "";
    return text(x, (low + high) / 2 + 0.35 * at.letter, name,
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
  const now = chosen.curve[state.sigma];
  const level = height(chosen.curve[0]);
  const lines = curves.map(({ curve }) => dense(curve.map(
    (one, i) => [at.x(i), height(one)]).slice(1)));
  const levels = levelPoints(at, level);
  const box = readingBox(at, state.sigma, height(now), now.snr, [...levels, ...lines.flat(),
    ...curves.flatMap(({ curve }) => hollowPoints(at, height(curve[0])))]);
  svg.innerHTML = sigmaAxes(at, top, step)
    + others.map((one) => draw(one, "other")).join("") + cursor(at, state.sigma)
    + line(at.zero, level, at.right, level, "level")
    + draw(chosen, "chosen")
    + curveLabels(at, curves, chosen, height, { state, lines, levels, box })
    + (Number.isFinite(now.snr)
      ? reading(at, state.sigma, height(now), box, now.snr, "snr") : "");
}

/** Each curve's name beside it, where nothing else is; curves that look as one share a name. */
function curveLabels(at, curves, chosen, height, { state, lines, levels, box }) {
  const groups = [];
  for (const one of curves) {
    const same = groups.find(([first]) => first.curve.every(
      (point, i) => Math.abs(height(point) - height(one.curve[i])) < 2));
    if (same) same.push(one); else groups.push([one]);
  }
  const names = (group) => group.map((one) => one.name).join(" = ");
  // Long names first, which fit in few places.
  groups.sort((a, b) => names(b).length - names(a).length);
  const x = at.x(state.sigma);
  const room = 0.5 * at.letter;
  const taken = [[box[0] - room, box[1] + room, box[2], box[3]],
    [x - room, x + room, at.upper, at.lower]];
  const ink = [...levels, ...lines.flat()];
  return groups.map((group) => {
    const name = names(group);
    const own = group[0].curve.map((point, i) => [at.x(i), height(point)]).slice(1);
    const others = levels.concat(lines.filter((_, i) => !group.includes(curves[i])).flat());
    const width = widthOf(name, at.letter, group.includes(chosen));
    const [left, right, top, bottom] = freeSpot(at, { own, others, ink, taken }, width);
    taken.push([left - room, right + room, top, bottom]);
    return text(left, bottom - 0.25 * at.letter, escaped(name),
      { class: group.includes(chosen) ? "name chosen" : "name" });
  }).join("");
}

/**
 * The box of a label [left, right, top, bottom] near a curve: with the least ink in it, and nearer
 * to its own curve than to any other.
 */
function freeSpot(at, { own, others, ink, taken }, width) {
  const meet = (a, b) => a[0] < b[1] && b[0] < a[1] && a[2] < b[3] && b[2] < a[3];
  const height = 1.1 * at.letter;
  let best = { cost: Infinity, box: [at.first, at.first + width, at.upper, at.upper + height] };
  for (const [x] of own) {
    if (x + width > at.right) break;
    const span = own.filter(([one]) => one > x - 1 && one < x + width).map(([, y]) => y);
    const [high, low] = [Math.min(...span), Math.max(...span)];
    const tops = [high - height - 0.3 * at.letter, low + 0.35 * at.letter,
      high - height - 0.8 * at.letter, low + 0.9 * at.letter];
    for (const [order, top] of tops.entries()) {
      const box = [x, x + width, top, top + height];
      const around = [x, x + width, top - 0.6 * at.letter, top + height + 0.6 * at.letter];
      // Where a curve is steep the label would stand far from a part of it.
      const cost = ink.filter((point) => inside(point, box)).length
        + 0.5 * others.filter((point) => inside(point, around)).length
        + 100 * taken.filter((other) => meet(other, box)).length
        + 6 * (low - high) / at.letter + 2 * order
        + (top < 0 || top + height > at.lower ? 60 : 0) + 0.02 * (x - at.first) / at.letter;
      if (cost < best.cost) best = { cost, box };
    }
  }
  return best.box;
}
