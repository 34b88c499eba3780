// A seeded generator for the group that is drawn: the same seed, the same group, in every browser.
// mulberry32 (Tommy Ettinger), good enough to look at; no number of the page is simulated by it.

function generator(seed) {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    // In (0, 1), never an end: its logarithm is taken.
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
}

/** Noise of mean 0 and variance 1, of the family of this page. */
function standardNoise(one, other) {
  if (DATA.noise === "uniform") return Math.sqrt(3) * (2 * one - 1);
  return Math.sqrt(-2 * Math.log(one)) * Math.cos(2 * Math.PI * other);
}

/**
 * The completions of a group. Each has numbers of its own, so that a slider moves what there is and
 * does
 * not draw anew.
 */
function drawGroup(seed, size, prompts, errors) {
  const next = generator(seed);
  const which = next() * prompts.reduce((sum, one) => sum + one.weight, 0);
  let index = 0;
  for (let sum = prompts[0].weight; sum < which && index < prompts.length - 1; ) {
    index += 1;
    sum += prompts[index].weight;
  }
  const rate = prompts[index].rate;
  const completions = Array.from({ length: size }, () => {
    const [luck, error, one, other] = [next(), next(), next(), next()];
    const isRight = luck < rate;
    const errs = error < (isRight ? errors[1] : errors[0]);
    return { isRight, errs, reward: isRight !== errs ? 1 : 0, noise: standardNoise(one, other) };
  });
  return { rate, completions };
}

/** What an advantage makes of rewards; 0 in a group whose rewards are all equal. */
function advantagesOf(rewards, advantage, stabilizer) {
  const size = rewards.length;
  const mean = rewards.reduce((sum, r) => sum + r, 0) / size;
  if (rewards.every((r) => r === rewards[0])) return rewards.map(() => 0);
  if (!divides(advantage)) {
    const factor = advantage.kind === "leave-one-out" ? size / (size - 1) : 1;
    return rewards.map((r) => factor * (r - mean));
  }
  const square = rewards.reduce((sum, r) => sum + (r - mean) ** 2, 0);
  const divisor = denominator(advantage, Math.sqrt(square / (size - advantage.ddof)), stabilizer);
  return rewards.map((r) => (r - mean) / divisor);
}

/** How a stabilizer enters, see `redit exact --denominator`. */
function denominator(advantage, deviation, stabilizer) {
  switch (advantage.denominator) {
    case "floored": return Math.max(deviation, Math.sqrt(stabilizer));
    case "rooted": return Math.hypot(deviation, Math.sqrt(stabilizer));
    case "floored-added": return Math.max(deviation, Math.sqrt(stabilizer)) + stabilizer;
    default: return deviation + stabilizer;
  }
}
