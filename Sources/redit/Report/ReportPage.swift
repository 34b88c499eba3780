import Analysis
import GSL
import Training

/// A report as one page that needs nothing but itself; its content security policy says so to the
/// browser. The same seed gives the same bytes, whatever the number of threads.
struct ReportPage {
  /// The command that makes this page.
  let command: String
  let sampling: Sampling
  let judgement: Judgement
  let sweeps: [(sweep: ReportSweep, figures: [ReportSweep.Figure])]

  var html: HTML {
    HTML.page(
      title: Self.title,
      """
      \(header)
      \(contents)
      <main>
      \(overview)
      \(sweeps.map(figures))
      \(evidence)
      \(mistakes)
      \(reading)
      </main>
      """)
  }

  private static let title = "Reward dithering: what holds and what fails"

  private var header: HTML {
    """
    <header>
    <h1>\(Self.title)</h1>
    <p>Reward dithering (ReDit, <a href="https://arxiv.org/abs/2506.18631">arXiv:2506.18631</a>) adds \
    zero-mean noise of standard deviation sigma to the reward of each completion before GRPO turns a \
    group of rewards into advantages. Each claim about it is decided here twice: by an exact law and \
    by simulation.</p>
    <dl class="run">
    <div><dt>Version</dt><dd>redit \(Version.current)</dd></div>
    <div><dt>Seed</dt><dd>\(String(sampling.seed)), \(sampling.generator.rawValue)</dd></div>
    <div><dt>Groups</dt><dd>\(PlotLabels.grouped(sampling.groups)) per comparison and point</dd></div>
    <div class="wide"><dt>Command</dt><dd>\(Self.code(command))</dd></div>
    </dl>
    </header>
    """
  }

  /// Where everything is; folded together on demand.
  private var contents: HTML {
    """
    <nav aria-label="Contents">
    <details open>
    <summary>Contents</summary>
    <ol>
    <li><a href="#verdicts">Verdicts</a></li>
    \(sweeps.map(Self.entry))
    <li><a href="#evidence">Evidence, claim by claim</a>
    <details>
    <summary>\(claims.count) claims</summary>
    <ol>
    \(claims.map { claim -> HTML in "<li><a href=\"#\(claim.name)\">\(claim.name)</a></li>" })
    </ol>
    </details></li>
    <li><a href="#mistakes">Mistakes that these checks refuse</a></li>
    <li><a href="#reading">How to read the tables</a></li>
    </ol>
    </details>
    </nav>
    """
  }

  private static func entry(_ entry: (sweep: ReportSweep, figures: [ReportSweep.Figure])) -> HTML {
    "<li><a href=\"#sweep-\(entry.sweep.name)\">\(entry.sweep.title)</a></li>"
  }

  /// The tables of comparisons, folded: a verdict stands above each, a click shows what it rests on.
  private var evidence: HTML {
    """
    <section aria-labelledby="evidence">
    <h2 id="evidence">Evidence, claim by claim</h2>
    <p>Each claim's comparisons fold open. A printed page has those that are open.</p>
    </section>
    \(ReportClaims(judgement: judgement, sampling: sampling).sections)
    """
  }

  /// What the checks were tried on: mistakes planted on purpose, and who refuses them.
  private var mistakes: HTML {
    """
    <section aria-labelledby="mistakes">
    <h2 id="mistakes">Mistakes that these checks refuse</h2>
    <p>Each was planted in the simulation on purpose; with it, the claim behind it no longer comes out \
    as expected.</p>
    <details>
    <summary>\(PlantedError.refusedBy.count) mistakes</summary>
    <ul>
    \(PlantedError.refusedBy.map(mistake))
    </ul>
    </details>
    </section>
    """
  }

  private func mistake(_ entry: (error: PlantedError, claim: String)) -> HTML {
    "<li>\(entry.error.words): \(entry.claim)</li>\n"
  }

  private var overview: HTML {
    """
    <section aria-labelledby="verdicts">
    <h2 id="verdicts">Verdicts</h2>
    <p class="score">\(score)</p>
    <table class="overview">
    <caption>Every claim in one line</caption>
    <thead><tr><th scope="col">Claim</th><th scope="col">Statement</th>\
    <th scope="col">Origin</th><th scope="col">Verdict</th></tr></thead>
    <tbody>
    \(claims.map(row))
    </tbody>
    </table>
    </section>
    """
  }

  private var score: HTML {
    let surprises = judgement.findings.filter { judgement.standing($0) == .notAsExpected }
    let undecided = judgement.count(.undecided)
    let open: HTML = undecided == 0 ? "" : ", \(undecided) are undecided"
    let names = surprises.map(\.claim).inOrderOfAppearance.map { name -> HTML in
      "<a href=\"#\(name)\">\(name)</a>"
    }
    let rest: HTML = names.isEmpty ? "" : " Not as expected: \(names)."
    return """
      <strong>\(judgement.count(.asExpected)) of \(judgement.findings.count)</strong> comparisons come \
      out as expected\(open), over \(claims.count) claims.\(rest)
      """
  }

  private var claims: [Claim] {
    Claim.catalogue.filter { claim in judgement.findings.contains { $0.claim == claim.name } }
  }

  private func row(_ claim: Claim) -> HTML {
    """
    <tr><th scope="row"><a href="#\(claim.name)">\(claim.name)</a></th>\
    <td data-label="Statement">\(claim.statement)</td>\
    <td data-label="Origin">\(claim.origin.rawValue)</td>\
    <td data-label="Verdict">\(VerdictBadge.list(claim, judgement))</td></tr>
    """
  }

  private func figures(_ sweep: ReportSweep, _ figures: [ReportSweep.Figure]) -> HTML {
    """
    <section aria-labelledby="sweep-\(sweep.name)">
    <h2 id="sweep-\(sweep.name)">\(sweep.title)</h2>
    <p>\(sweep.introduction) Lines are exact laws, points are simulations.</p>
    <p class="reproduce">The numbers: \(Self.code(sweep.sweepCommand))</p>
    \(figures.map(Self.figure))
    </section>
    """
  }

  private static func figure(_ figure: ReportSweep.Figure) -> HTML {
    """
    <figure>
    <div class="drawing" tabindex="0">
    \(figure.drawing.markup)
    </div>
    <figcaption>\(figure.caption)
    <span class="reproduce">The figure: \(code(figure.command))</span></figcaption>
    </figure>
    """
  }

  /// How to read the tables.
  private var reading: HTML {
    """
    <section aria-labelledby="reading">
    <h2 id="reading">How to read the tables</h2>
    <dl>
    <dt>Verdict</dt><dd><b>holds</b>: exact law and simulation agree with the prediction. <b>fails</b>: \
    both refute it. <b>undecided</b>: the simulation is too small to tell; nothing is wrong. \
    <b>inconsistent</b>: simulation and exact law contradict each other.</dd>
    <dt>Predicted</dt><dd>What the claim says of the quantity; &lt;= marks an upper bound.</dd>
    <dt>Exact</dt><dd>The exact law's value; empty where no law is known.</dd>
    <dt>Simulated</dt><dd>The estimate and its interval: empirical Bernstein where single groups are \
    bounded, else, marked ~, \(NumberText.fixed(judgement.critical, digits: 2)) standard errors. \
    What lies outside is refuted. All intervals of the page hold their true values at once but for a \
    probability of \(NumberText.short(Judgement.falseAlarmProbability)).</dd>
    <dt>z</dt><dd>The estimate against the exact value (against the prediction where there is none) in \
    standard errors.</dd>
    <dt>Smallest effect</dt><dd>The deviation from the prediction that would be refuted with \
    probability .99.</dd>
    <dt>Origin</dt><dd><b>paper</b>: made for dithering in arXiv:2506.18631 or its neighbours, told \
    in our own words. <b>theorem</b>: derived for this toolkit; we have not found it stated \
    elsewhere.</dd>
    </dl>
    </section>
    """
  }

  /// A command, copied whole by one click.
  static func code(_ command: String) -> HTML { "<code class=\"command\">\(command)</code>" }
}
