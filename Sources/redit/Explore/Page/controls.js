// Sliders, choices and the box for pass rates: from the state to the page, and back.

const $ = (id) => document.getElementById(id);

/** The controls tell what they changed by calling `change` with a part of the state. */
function connect(state, change) {
  const slide =
    (id, value) => $(id).addEventListener("input", () => change(value(Number($(id).value))));
  slide("p", (value) => ({ ...onePrompt(), p: Number(value.toFixed(6)) }));
  slide("size", (size) => ({ size }));
  slide("sigma", (sigma) => ({ sigma }));
  slide("stabilizer",
    (index) => ({ stabilizer: stabilizersOf(DATA.advantages[state().advantage])[index] }));
  slide("positive", (value) => ({ errors: [Number(value.toFixed(4)), state().errors[1]] }));
  slide("negative", (value) => ({ errors: [state().errors[0], Number(value.toFixed(4))] }));
  $("advantages").addEventListener("change", (event) => {
    const advantage = Number(event.target.value);
    change({ advantage, stabilizer: DATA.advantages[advantage].stabilizer });
  });
  $("another").addEventListener("click", () => change({ seed: state().seed % 999999 + 1 }));
  $("silence").addEventListener("click", () => change({ seek: true }));
  $("rates").addEventListener("input", () => {
    const { rates, strange } = parseRates($("rates").value);
    const some = strange.slice(0, 3).join(", ") + (strange.length > 3 ? " \u2026" : "");
    $("rates-note").textContent = some && `Not a share from 0 to 1: ${some}`;
    change({ rates });
  });
  for (const id of ["errors", "own"]) {
    $(id).addEventListener("toggle", () => {
      // Where its column has no more room, it would open below the edge.
      if ($(id).open) $(id).scrollIntoView({ block: "nearest" });
    });
  }
  $("one-prompt").addEventListener("click", () => change(onePrompt()));
  $("theme").addEventListener("click", () => {
    const isDark = getComputedStyle(document.documentElement).colorScheme === "dark";
    change({ theme: isDark ? "light" : "dark" });
  });
  drag("variance-figure", (x, box) => ({ sigma: sigmaAt(x, box) }));
  drag("signal-figure", (x, box) => ({ sigma: sigmaAt(x, box) }));
  drag("silent-figure", (x, box, letter) => {
    const back = scale([0, 1], [3.1 * letter, box.width - 1.2 * letter]).back(x);
    return { ...onePrompt(), p: Math.round(200 * Math.max(0, Math.min(1, back))) / 200 };
  });
  function drag(id, value) {
    const svg = $(id);
    const move = (event) => {
      const box = svg.getBoundingClientRect();
      change(value(event.clientX - box.left, box, parseFloat(getComputedStyle(svg).fontSize)));
    };
    svg.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "touch") svg.setPointerCapture(event.pointerId);
      move(event);
    });
    svg.addEventListener("pointermove", (event) => { if (event.buttons === 1) move(event); });
  }
  function sigmaAt(x, box) {
    const at = sigmaFrame($("variance-figure"), 1);
    return DATA.sigmas.reduce((best, _, i) =>
      (Math.abs(at.x(i) - x) < Math.abs(at.x(best) - x) ? i : best), 0);
  }
}

/** Back from a set of prompts. */
function onePrompt() {
  $("rates").value = "";
  $("rates-note").textContent = "";
  return { rates: null };
}

/** What the controls are, before any state: their ends, their choices. */
function furnish() {
  $("size").max = DATA.groupSizes.length - 1;
  $("sigma").max = DATA.sigmas.length - 1;
  const choice = (one, i) => `<label><input type="radio" name="advantage" value="${i}">
    <span>${escaped(label(one))}</span></label>`;
  $("advantages").innerHTML = DATA.advantages.map(choice).join("");
  const last = DATA.sigmas.length - 1;
  // Not the first above 0, where its number would run into that of 0.
  $("sigma-marks").innerHTML = namedSigmas().filter(({ i }) => i === 0 || i > last / 12)
    .map(({ sigma, i }) => markAt(i / last, plain(sigma))).join("");
  $("size-marks").innerHTML = stopMarks(DATA.groupSizes);
}

/** A word below a slider, at a share of its way. */
const markAt = (share, words) => `<i style="--at:${share}">${words}</i>`;

/** Every stop of a slider, in words. */
const stopMarks = (stops) => (stops.length < 2 ? ""
  : stops.map((one, i) => markAt(i / (stops.length - 1), plain(one))).join(""));

function setSlider(id, value, words, isOff = false) {
  const slider = $(id);
  slider.value = value;
  slider.disabled = isOff;
  slider.setAttribute("aria-valuetext", words);
  slider.style.setProperty("--done", (slider.value - slider.min) / (slider.max - slider.min || 1));
  $(`${id}-value`).textContent = words;
}

/** `1e-4, as TRL`: a stop, and whose it is. */
function stabilizerWords({ stabilizer }, { family }) {
  const owners = DATA.advantages.filter(
    (one) => one.family === family && one.stabilizer === stabilizer).map(label);
  return plain(stabilizer) + (owners.length > 0 ? `, as ${owners.join(", ")}` : "");
}

/** Puts a state into the controls. */
function showControls(state, prompts) {
  const advantage = DATA.advantages[state.advantage];
  const total = count(prompts);
  const mean = prompts.reduce((sum, one) => sum + one.weight * one.rate, 0) / total;
  setSlider("p", state.rates ? mean : state.p, state.rates
    ? `${plain(total)} prompts, mean ${digits(mean, 3)}` : plain(state.p));
  setSlider("size", state.size, String(DATA.groupSizes[state.size]));
  setSlider("sigma", state.sigma, state.sigma === 0 ? "0, no noise"
    : plain(DATA.sigmas[state.sigma]));
  const stops = stabilizersOf(advantage);
  $("stabilizer").max = stops.length - 1;
  $("stabilizer-marks").innerHTML = stopMarks(stops);
  setSlider("stabilizer", stops.indexOf(state.stabilizer),
    divides(advantage) ? stabilizerWords(state, advantage) : "divides by nothing",
    !divides(advantage));
  setSlider("positive", state.errors[0], plain(state.errors[0]));
  setSlider("negative", state.errors[1], plain(state.errors[1]));
  for (const radio of document.getElementsByName("advantage")) {
    radio.checked = Number(radio.value) === state.advantage;
  }
  // What an address says of them is seen without unfolding them.
  $("errors-note").textContent = state.errors.some((one) => one > 0)
    ? `: ${state.errors.map(percent).join(" and ")}` : "";
  $("own-note").textContent = state.rates ? `: ${plain(total)} prompts` : "";
  $("one-prompt").hidden = state.rates === null;
  if (state.rates && $("rates") !== document.activeElement && $("rates").value === "") {
    $("rates").value = ratesText(state.rates).replaceAll(",", ", ");
  }
  document.documentElement.dataset.theme = state.theme;
}
