// The tables that redit baked into this page: exact moments of the advantages of a group of two
// rewards, by advantage, stabilizer, group size, sigma and number K of right completions.

const DATA = JSON.parse(document.getElementById("data").textContent);

function decode(base64) {
  const text = atob(base64);
  const view = new DataView(new ArrayBuffer(text.length));
  for (let i = 0; i < text.length; i += 1) view.setUint8(i, text.charCodeAt(i));
  // Little-endian on every machine.
  return Float32Array.from({ length: text.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/** Rows of a group size: K = 0 ... floor(G/2), the others mirror them. */
const rowCount = (size) => Math.floor(size / 2) + 1;

/** Where the rows of each group size begin, in numbers. */
const starts = DATA.groupSizes.reduce(
  (all, size) => [...all, all.at(-1) + 4 * rowCount(size) * DATA.sigmas.length], [0]);

const decoded = new Map();

/** The numbers of an advantage at a stabilizer; decoded when they are first asked for. */
function momentsOf(advantage, stabilizer) {
  const table = DATA.tables.find(
    (one) => one.family === advantage.family && one.stabilizer === stabilizer);
  if (!decoded.has(table)) decoded.set(table, decode(table.moments));
  return decoded.get(table);
}

/** The stabilizers that there are for an advantage. */
function stabilizersOf(advantage) {
  return DATA.tables.filter((one) => one.family === advantage.family).map((one) => one.stabilizer);
}

const divides = (advantage) => advantage.kind === "standardized";

/**
 * Where the rows of a group size and sigma begin: four numbers each, mean, square, right and wrong.
 */
const begin = (sizeIndex, sigmaIndex) => starts[sizeIndex]
  + 4 * sigmaIndex * rowCount(DATA.groupSizes[sizeIndex]);
