// Numbers as people read them. A test reads every one of them back and compares it with `redit
// exact`.

const MINUS = "\u2212";

/** So many significant digits; more where they stand before the point. */
function digits(value, count = 4) {
  if (!Number.isFinite(value)) return "\u2013";
  if (value === 0) return "0";
  const [size, sign] = [Math.abs(value), value < 0 ? MINUS : ""];
  if (size >= 1e6 || size < 1e-4) {
    const [head, tail] = size.toExponential(count - 1).split("e");
    return `${sign}${head}e${Number(tail)}`;
  }
  // Zeros in place of digits would be digits that are wrong.
  return sign + (size >= 10 ** (count - 1) ? size.toFixed(0) : size.toPrecision(count));
}

/** A number that somebody chose, as short as it is. */
function plain(value) {
  if (value !== 0 && Math.abs(value) < 1e-3) return value.toExponential().replace("e+", "e");
  return String(Number(value.toPrecision(6)));
}

/** A share in percent, one digit behind the point. */
function percent(share) {
  if (!Number.isFinite(share)) return "\u2013";
  if (share > 0 && share < 0.0005) return "under 0.1%";
  if (share < 1 && share >= 0.9995) return "over 99.9%";
  return `${(100 * share).toFixed(1)}%`;
}

const signed = (value) => (value >= 0 ? "+" : MINUS) + Math.abs(value).toFixed(2);

const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
