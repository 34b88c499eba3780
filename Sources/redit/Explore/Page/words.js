// Sentences with numbers inside. Every number stands in an element with `data-read`, its name.

const read = (name, words) => `<b data-read="${name}">${words}</b>`;
const noiseWords = (words) => `<span class="of-noise">${words}</span>`;

/** What divides deviations, in words. */
function formula(advantage, stabilizer) {
  if (advantage.kind === "mean") return "the reward less the mean of the group";
  if (advantage.kind === "leave-one-out") return "the reward less the mean of the others";
  const deviation = "the reward less the mean, divided by the standard deviation of the group";
  if (stabilizer === 0) return deviation;
  return advantage.denominator === "added" ? `${deviation} plus ${plain(stabilizer)}`
    : `${deviation} with a stabilizer of ${plain(stabilizer)} (${advantage.denominator})`;
}

/** A name as it is written in running text; commands and addresses keep their own. */
const label = ({ name }) => ({ trl: "TRL", "dr-grpo": "Dr. GRPO", rloo: "RLOO" })[name] ?? name;

function count(prompts) {
  return prompts.reduce((sum, one) => sum + one.weight, 0);
}

/** The opening: who is asked what, and what noise does to it. */
function story({ state, advantage, prompts, now, before, woken }) {
  const groupSize = DATA.groupSizes[state.size];
  const sigma = DATA.sigmas[state.sigma];
  const total = count(prompts);
  const who = state.rates
    ? `The model gets <b>${plain(total)} prompts</b>, and answers them right with probabilities from
      ${plain(prompts[0].rate)} to ${plain(prompts.at(-1).rate)}.`
    : `A model answers a prompt right with probability <b data-read="p">${plain(state.p)}</b>.`;
  const judge = state.errors.some((one) => one > 0)
    ? `A verifier that takes ${percent(state.errors[0])} of the wrong answers for right and
      ${percent(state.errors[1])} of the right ones for wrong rewards them with 1 or 0.`
    : "Right earns 1, wrong 0.";
  const first = `${who} ${judge} GRPO draws <b>${groupSize} answers</b> and turns their rewards into
    advantages:
    ${formula(advantage, state.stabilizer)}.`;
  const second = `In ${read("silent", percent(now.silent))} of these groups all rewards are equal.
    They are
    <b class="of-noise">silent</b>: every advantage is 0, nothing is learned.`;
  const third = effect({ state, sigma, advantage, now, before, woken });
  return `<p>${first}</p><p>${second}</p><p>${third}</p>`;
}

/**
 * Of what size the advantages of a silent group are: 1 is that without a stabilizer. Their energy
 * is its square.
 */
const size = (woken) => (woken > 0.95 ? "in full size"
  : `at ${read("woken", percent(woken))} of full size (its square, the energy:
    ${read("woken-energy", percent(woken ** 2))}), held down by the stabilizer`);

/** What noise leaves of the expected gradient: all, where nothing is divided. */
const kept = (advantage, gain) => (divides(advantage)
  ? `keeps ${read("gain", percent(gain))} of its length` : "keeps its length");

function effect({ state, sigma, advantage, now, before, woken }) {
  if (sigma === 0) {
    return `Now <b>without noise</b>: move \u03c3 up by one stop and see what they say then.`;
  }
  const noise = `Noise of standard deviation <b>${plain(sigma)}</b> on every reward`;
  const waking = divides(advantage)
    ? `${noise} wakes them: divided by a deviation that is noise alone, their advantages come out
      ${noiseWords(size(woken))}.`
    : `${noise} gives them advantages of its own size:
      ${noiseWords("nothing is divided, nothing grows")}.`;
  if (now.norm === 0) return `${waking} There is no signal here, so there is none to lose.`;
  const downhill = state.errors[0] + state.errors[1] > 1
    ? "<b>The verifier errs more than it judges: the expected gradient leads downhill.</b> " : "";
  return `${waking} ${downhill}The expected gradient ${kept(advantage, now.norm / before.norm)}; the
    variance goes from ${read("variance-before", digits(before.variance))}
    to ${read("variance", digits(now.variance))}, the signal to noise from
    ${read("snr-before", digits(before.snr))} to ${read("snr", digits(now.snr))}:
    <span class="left"><b data-read="left" class="big">${percent(now.snr / before.snr)}</b> of the
    signal to noise is left.</span>`;
}

/** What it means for a run of 64 groups a step. */
function runWords({ state, advantage, now, before }) {
  const sigma = DATA.sigmas[state.sigma];
  const silent =
    `Of 64 groups a step ${read("silent-groups", (64 * now.silent).toFixed(1))} are silent on
      average.`;
  if (sigma === 0) {
    return `<p>${silent} Without noise they cost their answers and change nothing.</p>`;
  }
  if (now.norm === 0) return `<p>${silent}</p>`;
  const share = now.silentVariance / now.variance;
  const part = `With noise of ${plain(sigma)} they make ${read("silent-variance", percent(share))}
    of the
    variance of the step, without a bit of information.`;
  const factor = before.snr / now.snr;
  const groups = `To have the signal to noise of a step without noise again takes
    ${read("factor", digits(factor, 3))} times the groups:
    ${read("groups", (64 * factor).toFixed(0))} in place of 64.`;
  const alike = `<p>That is for a policy of six different answers, where equal answers share a
    gradient and some of the noise cancels: it leaves
    ${read("left", percent(now.snr / before.snr))} of the signal to noise. In a language model
    hardly two answers are alike and nothing cancels: there the same noise leaves
    ${read("kept", percent(now.kept))}, to be had again for
    ${read("kept-factor", digits(1 / now.kept, 3))} times the groups (claim DistinctCompletions).
    <code>redit audit</code> says it of your own log.</p>`;
  return `<p>${silent} ${divides(advantage) || share > 0.0005 ? part : ""} ${groups}</p>${alike}`;
}

/** The group that is drawn. */
function groupWords(group, state) {
  const sigma = DATA.sigmas[state.sigma];
  const of = state.rates ? ` Its prompt has pass rate ${plain(group.rate)}.` : "";
  const errs = group.completions.filter((one) => one.errs).length;
  const seen = errs > 0 ? `, ${plural(errs, "verdict")} wrong (crossed)` : "";
  const range = (values) => `from ${signed(Math.min(...values))} to ${signed(Math.max(...values))}`;
  if (group.isSilent) {
    const all = `All ${group.size} rewards are ${group.count === 0 ? 0 : 1}${seen}:
      <b class="of-noise">silent</b>.`;
    return sigma === 0 ? `${all} Every advantage is 0.${of}`
      : `${all} The advantages would be 0; with noise they go ${noiseWords(range(group.noisy))}, and
        a die decides
        whose is which.${of}`;
  }
  const some = `${group.count} of ${group.size} answers earn 1${seen}.`;
  return sigma === 0 ? `${some} The advantages go ${range(group.plain)}.${of}`
    : `${some} The advantages go ${range(group.plain)} without noise (the lines) and
      ${range(group.noisy)} with it
      (the bars).${of}`;
}

/** One sentence for who does not see the page. */
function summary({ state, advantage, now, before }) {
  const sigma = DATA.sigmas[state.sigma];
  const who = state.rates ? "these pass rates" : `pass rate ${plain(state.p)}`;
  const left = sigma > 0 && now.norm > 0 ? `, ${percent(now.snr / before.snr)} of it left` : "";
  return `${label(advantage)}, ${who}, groups of ${DATA.groupSizes[state.size]}, `
    + `sigma ${plain(sigma)}: ${percent(now.silent)} of the groups silent, `
    + `variance ${digits(now.variance)}, signal to noise ${digits(now.snr)}${left}.`;
}

/** The command that prints the same numbers. */
function command({ state, advantage }) {
  const words = ["redit exact"];
  if (state.rates) {
    const isShort = count(state.rates.map(([, weight]) => ({ weight }))) <= 24
      && state.rates.every(([, weight]) => Number.isInteger(weight));
    words.push(isShort
      ? `--pass-rate ${state.rates.flatMap(([rate, weight]) => Array(weight).fill(rate)).join(",")}`
      : "--prompts rates.csv");
  } else {
    words.push(`--pass-rate ${state.p}`);
  }
  words.push(`--group-size ${DATA.groupSizes[state.size]}`, `--advantage ${advantage.name}`);
  if (state.stabilizer !== advantage.stabilizer) words.push(`--stabilizer ${state.stabilizer}`);
  if (DATA.noise !== "gaussian") words.push(`--noise ${DATA.noise}`);
  words.push(`--sigma ${DATA.sigmas[state.sigma]}`);
  if (state.errors[0] > 0) words.push(`--false-positive ${state.errors[0]}`);
  if (state.errors[1] > 0) words.push(`--false-negative ${state.errors[1]}`);
  return words.join(" ");
}

/** Every point of the chosen curve. */
function curveTable(curve) {
  const row = (one, i) =>
    `<tr><th scope="row">${plain(DATA.sigmas[i])}</th><td>${digits(one.norm)}</td>`
    + `<td>${digits(one.variance)}</td><td>${digits(one.silentVariance)}</td>`
    + `<td>${digits(one.snr)}</td></tr>`;
  return `<thead><tr><th scope="col">\u03c3</th><th scope="col">norm E g</th><th scope="col">tr Cov
    g</th>
    <th scope="col">of silent groups</th><th scope="col">signal to noise</th></tr></thead>
    <tbody>${curve.map(row).join("")}</tbody>`;
}
