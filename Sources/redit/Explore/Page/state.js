// What the reader has set, and the address that holds it. The keys are documented in `redit help
// explore` and stay: lessons and slides link to them.
//
//   #p=.1&g=8&sigma=.05&advantage=trl&stabilizer=1e-4&errors=0,0&rates=.1,.5*3&seed=1&theme=dark

const nearest = (stops, value) => stops.reduce(
  (best, stop, i) => (Math.abs(stop - value) < Math.abs(stops[best] - value) ? i : best), 0);

function defaults() {
  const named = DATA.advantages[0];
  return {
    p: 0.1,
    size: DATA.groupSizes.includes(8) ? DATA.groupSizes.indexOf(8)
      : Math.floor(DATA.groupSizes.length / 2),
    sigma: Math.max(1, nearest(DATA.sigmas, 0.05)),
    advantage: 0,
    stabilizer: named.stabilizer,
    errors: [0, 0],
    rates: merged(DATA.rates.map(({ rate, weight }) => [rate, weight])),
    // A silent group, of groups of 8 at a tenth: what the page is about.
    seed: 3,
    theme: "",
  };
}

/** A share as people write it: .375, 3/8, 37.5%; NaN for what is none. */
function share(text) {
  const fraction = text.match(/^(\d+)\/(\d+)$/);
  const value = fraction ? fraction[1] / fraction[2]
    : /^[\d.]+(e-?\d+)?%$/i.test(text) ? Number(text.slice(0, -1)) / 100
      : /^\+?[\d.]+(e-?\d+)?$/i.test(text) ? Number(text) : NaN;
  return value >= 0 && value <= 1 ? value : NaN;
}

/** Equal rates once, with the sum of their weights, in increasing order; null for none. */
function merged(pairs) {
  const counts = new Map();
  for (const [rate, weight] of pairs) counts.set(rate, (counts.get(rate) ?? 0) + weight);
  return counts.size > 0 ? [...counts].sort((a, b) => a[0] - b[0]) : null;
}

/** Pass rates of a text, and the words that are none. */
function parseRates(text) {
  const [pairs, strange] = [[], []];
  for (const word of text.split(/[\s,;]+/).filter(Boolean)) {
    const [rate, weight = "1"] = word.split("*");
    const [value, times] = [share(rate), Number(weight)];
    if (Number.isNaN(value) || !(times > 0 && times < 1e9)) strange.push(word);
    else pairs.push([value, times]);
  }
  return { rates: merged(pairs), strange };
}

const ratesText = (rates) => rates
  .map(([rate, weight]) => (weight === 1 ? `${rate}` : `${rate}*${weight}`)).join(",");

/** A stop of a slider by its value; -1 for none. */
const stop = (stops, text) => stops.findIndex(
  (one) => text !== "" && Math.abs(one - Number(text)) <= 1e-9 * Math.abs(one));

/** Each key: its value of a text into the state, false where the text says nothing. */
const readers = {
  p(state, text) {
    state.p = share(text);
    return !Number.isNaN(state.p);
  },
  g(state, text) { return (state.size = stop(DATA.groupSizes, text)) >= 0; },
  sigma(state, text) { return (state.sigma = stop(DATA.sigmas, text)) >= 0; },
  advantage(state, text) {
    state.advantage = DATA.advantages.findIndex((one) => one.name === text.toLowerCase());
    if (state.advantage < 0) return false;
    state.stabilizer = DATA.advantages[state.advantage].stabilizer;
    return true;
  },
  stabilizer(state, text) {
    const stops = stabilizersOf(DATA.advantages[state.advantage]);
    const index = stop(stops, text);
    if (index >= 0) state.stabilizer = stops[index];
    return index >= 0;
  },
  errors(state, text) {
    state.errors = text.split(",").map(share);
    return state.errors.length === 2 && !state.errors.some(Number.isNaN);
  },
  rates(state, text) {
    const { rates, strange } = parseRates(text);
    state.rates = rates;
    return strange.length === 0;
  },
  seed(state, text) {
    state.seed = Number(text);
    return /^\d{1,9}$/.test(text);
  },
  theme(state, text) {
    state.theme = text;
    return text === "light" || text === "dark";
  },
};

/** The state of an address, and the parts of it that were not understood. */
function readAddress(hash) {
  const state = defaults();
  const strange = [];
  const pairs = new URLSearchParams(hash.replace(/^#/, "").replaceAll("+", "%2B"));
  const known = Object.keys(readers);
  for (const key of pairs.keys()) if (!known.includes(key)) strange.push(key);
  // In this order: a stabilizer belongs to the advantage before it.
  for (const key of known.filter((one) => pairs.has(one))) {
    const before = { ...state };
    const text = pairs.get(key).trim();
    if (!readers[key](state, text)) {
      Object.assign(state, before);
      strange.push(`${key}=${text}`);
    }
  }
  // A pass rate in the address is of one prompt, also on a page that begins with several.
  if (pairs.has("p") && !pairs.has("rates")) state.rates = null;
  return { state, strange };
}

/** The address of a state, whole, so that it means the same on every page with these stops. */
function address(state) {
  const advantage = DATA.advantages[state.advantage];
  const parts = [
    state.rates ? `rates=${ratesText(state.rates)}` : `p=${state.p}`,
    `g=${DATA.groupSizes[state.size]}`, `sigma=${DATA.sigmas[state.sigma]}`,
    `advantage=${advantage.name}`,
  ];
  if (state.stabilizer !== advantage.stabilizer) parts.push(`stabilizer=${state.stabilizer}`);
  if (state.errors.some((one) => one > 0)) parts.push(`errors=${state.errors.join(",")}`);
  if (state.seed !== defaults().seed) parts.push(`seed=${state.seed}`);
  if (state.theme) parts.push(`theme=${state.theme}`);
  return `#${parts.join("&")}`;
}
