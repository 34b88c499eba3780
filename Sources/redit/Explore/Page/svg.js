// Small tools of the figures: elements as text, scales, curves, labels that keep their distance.

function tag(name, attributes, content = "") {
  const words = Object.entries(attributes).filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? round(value) : value}"`);
  return `<${name}${words.join("")}>${content}</${name}>`;
}

const round = (value) => Math.round(value * 100) / 100;

const text = (x, y, content, attributes = {}) => tag("text", { x, y, ...attributes }, content);

const line = (x1, y1, x2, y2, kind) => tag("line", { x1, y1, x2, y2, class: kind });

/** Positions from a range of values, and back. */
function scale([low, high], [from, to]) {
  const map = (value) => from + ((value - low) / (high - low || 1)) * (to - from);
  map.back = (position) => low + ((position - from) / (to - from)) * (high - low);
  return map;
}

/** A round number at or above a value, with steps that divide it: [top, step]. */
function roundTop(value) {
  if (!(value > 0)) return [1, 0.5];
  const decade = 10 ** Math.floor(Math.log10(value));
  const [top, step] =
    [[1, 0.25], [1.2, 0.4], [1.6, 0.4], [2, 0.5], [2.4, 0.6], [3, 1], [4, 1], [5, 1],
    [6, 2], [8, 2], [10, 2.5]].find(([one]) => one * decade >= value * 0.999);
  return [top * decade, step * decade];
}

const ticks = (top, step) => Array.from(
  { length: Math.round(top / step) + 1 }, (_, i) => Number((i * step).toPrecision(12)));

/**
 * A smooth path through exact points that rises and falls only where they do (Fritsch and Carlson).
 * What
 * lies between two points is drawn, not known; no number is read from it.
 */
function smooth(points) {
  const n = points.length;
  if (n < 3) return polyline(points);
  const run = points.slice(1).map((point, i) => point[0] - points[i][0]);
  const slope = points.slice(1).map((point, i) => (point[1] - points[i][1]) / run[i]);
  const tangent = points.map((_, i) => {
    if (i === 0) return slope[0];
    if (i === n - 1) return slope[n - 2];
    if (slope[i - 1] * slope[i] <= 0) return 0;
    const [before, after] = [2 * run[i] + run[i - 1], run[i] + 2 * run[i - 1]];
    return (before + after) / (before / slope[i - 1] + after / slope[i]);
  });
  return points.slice(1).reduce((path, [x, y], i) => {
    const third = run[i] / 3;
    const [x0, y0] = points[i];
    const [from, to] = [y0 + third * tangent[i], y - third * tangent[i + 1]];
    return `${path}C${[x0 + third, from, x - third, to, x, y].map(round).join(" ")}`;
  }, `M${points[0].map(round).join(" ")}`);
}

const polyline = (points) => `M${points.map((point) => point.map(round).join(" ")).join("L")}`;

const pen = document.createElement("canvas").getContext("2d");

/** How wide words are, bold or not, in letters of so many pixels. */
function widthOf(words, letter, isBold) {
  pen.font = `${isBold ? 700 : 400} ${letter}px ${getComputedStyle(document.body).fontFamily}`;
  return pen.measureText(words).width;
}

/** The sizes of a figure as it is laid out: its box in pixels, and the size of its letters. */
function frame(svg) {
  const box = svg.getBoundingClientRect();
  const letter = parseFloat(getComputedStyle(svg).fontSize);
  const [width, height] = [Math.max(240, box.width), Math.max(120, box.height)];
  svg.setAttribute("viewBox", `0 0 ${round(width)} ${round(height)}`);
  return { width, height, letter };
}
