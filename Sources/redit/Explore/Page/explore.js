// What dither does to a GRPO step, to be played with. Made by `redit explore`.
//
// The address holds the state; keys and values stay as they are, lessons and slides link to them:
//
//   p           pass rate, 0 to 1              g       group size, a stop of this page
//   sigma       standard deviation of the noise, a stop of this page; 0 is none
//   advantage   by its name                    stabilizer  of advantages that divide, a stop
//   errors      f,e of the verifier            rates   of several prompts: .1,.5*3
//   seed        of the group that is drawn     theme   light or dark
//
// Files, each used by those after it: tables, law (the mathematics), random, numbers, state (the
// address),
// svg, curves, group, silent (the figures), words, controls, and this one, which puts them
// together.

let { state, strange } = readAddress(location.hash);
let [asked, addressTimer, voiceTimer] = [0, 0, 0];
// The address as this page last wrote or read it.
let shown = location.hash;
let known = { key: "", curves: [] };

furnish();
connect(() => state, change);
document.documentElement.classList.add("ready");
showStrange();
show();

addEventListener("hashchange", () => {
  shown = location.hash;
  if (shown === address(state)) return;
  const { theme } = state;
  ({ state, strange } = readAddress(location.hash));
  // A link that says nothing of light and dark leaves them.
  state.theme ||= theme;
  $("rates").value = "";
  showStrange();
  show();
});
for (const link of document.querySelectorAll("a[href^='#']")) {
  link.addEventListener("click", () => scrollTo({ top: 0 }));
}
new ResizeObserver(() => show()).observe(document.querySelector("main"));
$("table").addEventListener("toggle", () => show());

function change(part) {
  if (part.seek) part = { seed: nextSeed(state, promptsOf(state), (isSilent) => isSilent) };
  state = { ...state, ...part };
  show();
}

/** The prompts of a state. */
function promptsOf({ rates, p, size, errors }) {
  return (rates ?? [[p, 1]]).map(
    ([rate, weight]) => prompt(rate, weight, DATA.groupSizes[size], errors));
}

/** Every advantage with its curve; the chosen one at the stabilizer that was set. */
function curvesOf(prompts) {
  const { rates, p, size, errors, advantage, stabilizer } = state;
  const key = JSON.stringify([rates, p, size, errors, advantage, stabilizer]);
  // A slider of sigma moves along curves that stay.
  if (key !== known.key) known = { key, curves: newCurves(prompts) };
  return known.curves;
}

function newCurves(prompts) {
  return DATA.advantages.map((advantage, i) => {
    const isChosen = i === state.advantage;
    const stabilizer = isChosen ? state.stabilizer : advantage.stabilizer;
    const moments = momentsOf(advantage, stabilizer);
    const name = stabilizer === advantage.stabilizer ? label(advantage)
      : `${label(advantage)}, stabilizer ${plain(stabilizer)}`;
    return {
      name, isChosen,
      curve: DATA.sigmas.map((_, sigma) => law(prompts, state.size, sigma, moments)),
    };
  });
}

/** Draws the page once a frame, however fast a slider moves. */
function show() {
  cancelAnimationFrame(asked);
  asked = requestAnimationFrame(draw);
}

function draw() {
  const prompts = promptsOf(state);
  const advantage = DATA.advantages[state.advantage];
  showControls(state, prompts);
  const curves = curvesOf(prompts);
  const chosen = curves.find((one) => one.isChosen);
  const facts = {
    state, advantage, prompts, now: chosen.curve[state.sigma], before: chosen.curve[0],
    woken: wokenShare(state.size, state.sigma, momentsOf(advantage, state.stabilizer),
      advantage.ddof),
  };
  const group = groupOf(state, prompts);
  $("story").innerHTML = story(facts);
  $("run-words").innerHTML = runWords(facts);
  $("group-words").innerHTML = groupWords(group, state);
  $("command").textContent = command(facts);
  drawVariance($("variance-figure"), chosen.curve, state);
  drawSignal($("signal-figure"), curves, chosen, state);
  drawGroupFigure($("group-figure"), group, state);
  drawSilent($("silent-figure"), prompts, state);
  drawStep($("step-figure"), facts.now.silent);
  if ($("table").open) $("curve").innerHTML = curveTable(chosen.curve);
  showAnswers();
  remember(summary(facts));
}

/** The address and the voice follow when the hand rests. */
function remember(words) {
  clearTimeout(addressTimer);
  addressTimer = setTimeout(() => {
    // Somebody has just gone elsewhere, and is about to be told.
    if (location.hash !== shown) return;
    history.replaceState(null, "", address(state));
    shown = location.hash;
  }, 150);
  clearTimeout(voiceTimer);
  voiceTimer = setTimeout(() => {
    if ($("voice").textContent !== words) $("voice").textContent = words;
  }, 600);
}

function showStrange() {
  $("strange").hidden = strange.length === 0;
  $("strange").textContent = `Left out of the address, not known here: ${strange.join(", ")}`;
}

/** Numbers of the answers, each of the state that its question is about. */
function showAnswers() {
  for (const element of document.querySelectorAll("[data-at]")) {
    if (element.textContent !== "") continue;
    const other = readAddress(element.dataset.at);
    const { state: at } = other;
    const moments = momentsOf(DATA.advantages[at.advantage], at.stabilizer);
    const now = law(promptsOf(at), at.size, at.sigma, moments);
    const before = law(promptsOf(at), at.size, 0, moments);
    const value = element.dataset.show === "left" ? percent(now.snr / before.snr)
      : element.dataset.show === "silent" ? percent(now.silent)
        : digits(now[element.dataset.show], 3);
    // A page of other stops does not know the state.
    element.textContent = other.strange.length === 0 ? value : "\u2013";
  }
}
