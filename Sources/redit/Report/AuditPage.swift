import Audit
import Platform
import GRPO

/// An audit as one page that needs nothing but itself.
struct AuditPage {
  let text: AuditText
  /// The command that makes this page.
  let command: String

  private static let title = "What the advantages of this run did"

  /// - Throws: `PlotError` where gnuplot fails; without gnuplot the page has its tables only.
  func html() throws -> HTML {
    let figures = try Figures(text)
    return HTML.page(
      title: Self.title,
      """
      <header>
      <h1>\(Self.title)</h1>
      <p>\(text.heading)</p>
      <dl class="run">
      \(text.cards.map { card -> HTML in
        "<div><dt>\(card.title)</dt><dd>\(card.value)</dd></div>"
      })
      <div class="wide"><dt>Command</dt><dd><span class="command">\(command)</span></dd></div>
      </dl>
      </header>
      <main>
      <section aria-labelledby="advice">
      <h2 id="advice">What to change</h2>
      <ol>
      \(text.report.advice.map { advice -> HTML in "<li><p>\(advice.words)</p></li>" })
      </ol>
      </section>
      <section aria-labelledby="steps">
      <h2 id="steps">Step by step</h2>
      \(figures.steps)
      \(figures.prompts)
      </section>
      <section aria-labelledby="forecast">
      <h2 id="forecast">What noise would do</h2>
      <p>The share of signal to noise that Gaussian noise of standard deviation sigma, in units of reward, would \
      keep: exact given the logged rewards, where scores of different completions are uncorrelated (claim \
      DistinctCompletions). Each advantage is measured against itself without noise; they are no ranking.</p>
      \(figures.forecast)
      \(table)
      </section>
      <section aria-labelledby="reading">
      <h2 id="reading">How the log was read</h2>
      <dl>
      \(text.readingLines.map { line -> HTML in
        "<dt>\(line.label)</dt>\n<dd>\(line.text)</dd>"
      })
      </dl>
      \(figures.groups)
      </section>
      <section aria-labelledby="assumptions">
      <h2 id="assumptions">What is taken for granted</h2>
      <ul>
      \(assumptions.map { text -> HTML in "<li><p>\(text)</p></li>" })
      </ul>
      </section>
      </main>
      """)
  }

  private var table: HTML {
    let sigmas = text.report.forecast.map(\.sigma).inOrderOfAppearance
    let names = text.report.forecast.map(\.name).inOrderOfAppearance
    return """
      <table>
      <caption>Percent of signal to noise kept, with its interval of 95% by prompt</caption>
      <thead><tr><th scope="col">Advantage</th>\(sigmas.map { sigma -> HTML in
        "<th scope=\"col\" class=\"number\">sigma \(NumberText.short(sigma))</th>"
      })</tr></thead>
      <tbody>
      \(names.map(row))
      </tbody>
      </table>
      """
  }

  private func row(_ name: String) -> HTML {
    let cells = text.report.forecast.filter { $0.name == name }.map { entry -> HTML in
      "<td class=\"number\" data-label=\"sigma \(NumberText.short(entry.sigma))\">\(ForecastText.cell(entry))</td>"
    }
    return "<tr><th scope=\"row\">\(name)</th>\(cells)</tr>"
  }

  /// What the numbers rest on.
  private var assumptions: [String] {
    let clusters =
      text.report.reading.hasPrompts
      ? "Groups of one prompt belong together, prompts are independent of each other: intervals are Student's t "
        + "over prompts."
      : "Prompts are not logged: groups are taken for independent, and intervals are too narrow where prompts "
        + "come back."
    return [
      "Scores of different completions are uncorrelated: what is kept is not the number of bandits with few arms.",
      clusters,
      "Noise in the forecast is Gaussian, one draw a completion, and the policy is that of the logged step: nothing is "
        + "said about where a whole run with noise would go.",
    ]
  }
}

/// The drawings of a page; words in their place without gnuplot.
private struct Figures {
  private(set) var steps: HTML = "<p>gnuplot was not there to draw it.</p>"
  private(set) var forecast: HTML = ""
  private(set) var prompts: HTML = ""
  private(set) var groups: HTML = ""

  init(_ text: AuditText) throws {
    guard (try? Gnuplot()) != nil else { return }
    let report = text.report
    steps = try Self.figure(
      AuditStepTable.table.csv(report.steps), name: "by-step",
      words:
        "Silent groups and mean reward by step; \(report.silent) of \(report.groups) groups are silent."
    )
    if report.forecast.contains(where: { $0.kept != nil }) {
      forecast = try Self.figure(
        AuditForecastTable.table.csv(report.forecast), name: "kept",
        words: "What noise would keep of the signal to noise; the table below has the numbers.")
    }
    if let lines = try? text.prompts, !lines.isEmpty {
      prompts = try Self.figure(
        AuditPromptTable.table.csv(lines), name: "prompts",
        words:
          "Pass rates of the \(lines.count) prompts: silent groups come from both ends, and from few completions."
      )
    }
    if report.groupRecords.contains(where: { ($0.slope ?? 0) > 0 }) {
      groups = try Self.figure(
        AuditGroupTable.table.csv(text.groupLines), name: "groups",
        words:
          "How the advantage was found: on the diagonal it was divided by the group's deviation, on a level by a "
          + "constant or the deviation of the step.")
    }
  }

  private static func figure(_ csv: String, name: String, words: String) throws -> HTML {
    let svg = try drawPlot(CSVTable(text: csv, file: name), canvas: .svg)
    let drawing = InlineFigure(
      svg: String(decoding: svg, as: UTF8.self), name: name, words: words)
    return """
      <figure>
      <div class="drawing">\(drawing.markup)</div>
      <figcaption><p>\(words)</p></figcaption>
      </figure>
      """
  }
}
