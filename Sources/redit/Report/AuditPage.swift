import Audit
import Foundation
import GRPO

/// An audit as one page that needs nothing but itself.
struct AuditPage {
  let text: AuditText
  /// The command that makes this page.
  let command: String

  private static let title = "What the advantages of this run did"

  /// - Throws: `PlotError` where gnuplot fails; without gnuplot the page has its tables only.
  func html() throws -> HTML {
    let (steps, forecast) = try figures()
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
      \(text.report.advice.map(Self.item))
      </ol>
      </section>
      <section aria-labelledby="steps">
      <h2 id="steps">Step by step</h2>
      \(steps)
      </section>
      <section aria-labelledby="forecast">
      <h2 id="forecast">What noise would do</h2>
      <p>The share of signal to noise that Gaussian noise of standard deviation sigma, in units of reward, would \
      keep: exact given the logged rewards, where scores of different completions are uncorrelated (claim \
      DistinctCompletions). Each advantage is measured against itself without noise; they are no ranking.</p>
      \(forecast)
      \(table)
      </section>
      <section aria-labelledby="reading">
      <h2 id="reading">How the log was read</h2>
      <dl>
      \(text.readingLines.map { line -> HTML in
        "<dt>\(line.label)</dt>\n<dd>\(line.text)</dd>"
      })
      </dl>
      </section>
      </main>
      """)
  }

  private static func item(_ advice: Advice) -> HTML {
    let setting = advice.setting.map { " [\($0)]" } ?? ""
    return "<li><p>\(advice.text)\(setting) Claim: \(advice.claim).</p></li>"
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
      "<td class=\"number\" data-label=\"sigma \(NumberText.short(entry.sigma))\">\(text.cell(entry))</td>"
    }
    return "<tr><th scope=\"row\">\(name)</th>\(cells)</tr>"
  }

  /// Empty without gnuplot, which the command says.
  private func figures() throws -> (steps: HTML, forecast: HTML) {
    guard (try? Gnuplot()) != nil else {
      let missing: HTML = "<p>gnuplot was not there to draw it.</p>"
      return (missing, missing)
    }
    let report = text.report
    let steps = try figure(
      AuditStepTable.table.csv(report.steps), name: "by-step",
      words:
        "Silent groups and mean reward by step; \(report.silent) of \(report.groups) groups are silent."
    )
    let isKnown = report.forecast.contains { $0.kept != nil }
    let forecast =
      isKnown
      ? try figure(
        AuditForecastTable.table.csv(report.forecast), name: "kept",
        words: "What noise would keep of the signal to noise; the table below has the numbers.")
      : HTML(stringLiteral: "")
    return (steps, forecast)
  }

  private func figure(_ csv: String, name: String, words: String) throws -> HTML {
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
