// What one group's gradient comes to, from the tables: sums over K, weighted by the probability
// that K
// of G completions are seen as right. Nothing is interpolated and nothing simulated.
//
// With S the sum of the advantages of the completions seen as right, m the mean scores of those
// seen as
// right (1) and as wrong (0) by a verifier, and advantages that sum to 0 in a group:
//
//   G E g         = E S (m1 - m0)
//   G^2 tr Cov g  = Var S norm(m1 - m0)^2 + right (1 - norm(m1)^2) + wrong (1 - norm(m0)^2)

const squares = (shares) => shares.reduce((sum, share) => sum + share * share, 0);
const RIGHT = squares(DATA.rightShares);
const WRONG = squares(DATA.wrongShares);

const logFactorials = [0];
function logFactorial(n) {
  for (let i = logFactorials.length; i <= n; i += 1) {
    logFactorials.push(logFactorials[i - 1] + Math.log(i));
  }
  return logFactorials[n];
}

/** P(K right) for K = 0 ... size. */
function binomial(size, rate) {
  const weights = new Float64Array(size + 1);
  if (rate <= 0 || rate >= 1) {
    weights[rate <= 0 ? 0 : size] = 1;
    return weights;
  }
  const [yes, no] = [Math.log(rate), Math.log1p(-rate)];
  for (let k = 0; k <= size; k += 1) {
    const ways = logFactorial(size) - logFactorial(k) - logFactorial(size - k);
    weights[k] = Math.exp(ways + k * yes + (size - k) * no);
  }
  return weights;
}

/**
 * What a verifier that errs sees of a prompt, and the scores of the bandit behind --pass-rate: two
 * right
 * and four wrong outcomes, whose scores differ from unit vectors by what sums to 0 in a group.
 */
function classes(rate, falsePositive, falseNegative) {
  const [hit, slip] = [rate * (1 - falseNegative), (1 - rate) * falsePositive];
  const seen = hit + slip;
  // Of those seen as right and as wrong, the share that is right.
  const upper = seen > 0 ? hit / seen : 0;
  const lower = seen < 1 ? (rate * falseNegative) / (1 - seen) : 0;
  const square = (share) => share * share * RIGHT + (1 - share) * (1 - share) * WRONG;
  return {
    seen,
    upper: 1 - square(upper),
    lower: 1 - square(lower),
    slope: upper - lower,
    gap: (upper - lower) ** 2 * (RIGHT + WRONG),
  };
}

/** One prompt: its weight, and what each setting needs of it. */
function prompt(rate, weight, size, errors) {
  const seen = classes(rate, errors[0], errors[1]);
  return { weight, rate, size, ...seen, masses: binomial(size, seen.seen) };
}

/**
 * Sums over K of one prompt; those without noise come along for what noise leaves of the signal.
 */
function sums(one, sizeIndex, sigmaIndex, moments) {
  const total = { mean: 0, square: 0, upper: 0, lower: 0, product: 0, plain: 0 };
  const { size, masses } = one;
  const [start, bare] = [begin(sizeIndex, sigmaIndex), begin(sizeIndex, 0)];
  for (let k = 0; k <= size; k += 1) {
    const mass = masses[k];
    if (mass === 0) continue;
    // More than half right: the mirror, where right and wrong change places.
    const isMirrored = 2 * k > size;
    const row = 4 * (isMirrored ? size - k : k);
    const at = start + row;
    const own = moments[at];
    total.mean += mass * own;
    total.square += mass * moments[at + 1];
    total.upper += mass * moments[at + (isMirrored ? 3 : 2)];
    total.lower += mass * moments[at + (isMirrored ? 2 : 3)];
    if (k === 0 || k === size) continue;
    const without = moments[bare + row];
    // Both sides of a group share S evenly: norm(E A)^2 = (E S)^2 (1/K + 1/(G - K)).
    const share = 1 / k + 1 / (size - k);
    total.product += mass * own * without * share;
    total.plain += mass * without * without * share;
  }
  return total;
}

/** Expected sums of squares of the advantages of silent groups, all wrong and all right. */
function silentEnergy(sizeIndex, sigmaIndex, moments) {
  // All right is the mirror of all wrong.
  return moments[begin(sizeIndex, sigmaIndex) + 3];
}

/** How large the advantages of a silent group are, of what noise alone can make of them. */
function wokenShare(sizeIndex, sigmaIndex, moments, ddof) {
  return Math.sqrt(silentEnergy(sizeIndex, sigmaIndex,
    moments) / (DATA.groupSizes[sizeIndex] - ddof));
}

/**
 * The quantities of `redit exact` for a set of prompts (its row `all`), and what they mean.
 *
 * @returns silent: share of groups whose rewards are equal; norm, secondMoment, variance, snr as
 * the
 *   columns; silentVariance: what of the variance is of silent groups; kept: of the signal to noise
 * where
 *   no two completions are alike (claim DistinctCompletions).
 */
function law(prompts, sizeIndex, sigmaIndex, moments) {
  const all = { silent: 0, square: 0, variance: 0, silentVariance: 0, product: 0, plain: 0,
    energy: 0 };
  const weights = prompts.reduce((sum, one) => sum + one.weight, 0);
  for (const one of prompts) {
    const total = sums(one, sizeIndex, sigmaIndex, moments);
    const weight = one.weight / weights;
    const perGroup = weight / one.size ** 2;
    const [none, every] = [one.masses[0], one.masses[one.size]];
    all.silent += weight * (none + every);
    all.square += perGroup * total.mean ** 2 * one.gap;
    all.variance += perGroup * ((total.square - total.mean ** 2) * one.gap
      + total.upper * one.upper + total.lower * one.lower);
    all.silentVariance += perGroup * silentEnergy(sizeIndex, sigmaIndex, moments)
      * (none * one.lower + every * one.upper);
    all.product += weight * total.product;
    all.plain += weight * total.plain;
    all.energy += weight * (total.upper + total.lower);
  }
  return {
    silent: all.silent,
    norm: Math.sqrt(all.square),
    secondMoment: all.variance + all.square,
    variance: all.variance,
    snr: all.variance > 0 ? all.square / all.variance : NaN,
    silentVariance: all.silentVariance,
    kept: all.plain > 0 ? (all.product / all.plain) * (all.product / all.energy) : NaN,
  };
}
