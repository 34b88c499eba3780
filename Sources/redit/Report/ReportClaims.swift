import Analysis
import GSL
import RealModule
import Training

/// The evidence for each claim: a line of summary, the command, a table of comparisons.
struct ReportClaims {
  let judgement: Judgement
  let sampling: Sampling

  var sections: [HTML] {
    Claim.catalogue.compactMap { claim in
      let findings = judgement.findings.filter { $0.claim == claim.name }
      return findings.isEmpty ? nil : section(claim, findings)
    }
  }

  private func section(_ claim: Claim, _ findings: [Finding]) -> HTML {
    """
    <section aria-labelledby="\(claim.name)">
    <h3 id="\(claim.name)">\(claim.name)</h3>
    <p class="statement">\(claim.statement)</p>
    <p class="reproduce">Origin: \(claim.origin.rawValue)\(sources(claim))</p>
    \(VerdictBadge.list(claim, judgement))
    <p class="reproduce">Every line below: \(ReportPage.code(command(claim)))</p>
    <details class="evidence">
    <summary>\(findings.count) comparisons</summary>
    <table class="evidence">
    <caption>\(claim.name): \(findings.count) comparisons</caption>
    \(Self.columns)
    <thead><tr><th scope="col">Variant and quantity</th><th scope="col">Verdict</th>\
    <th scope="col" class="number">Predicted</th><th scope="col" class="number">Exact</th>\
    <th scope="col" class="number">Simulated [interval]</th>\
    <th scope="col" class="number">z</th>\
    <th scope="col" class="number">Smallest effect</th></tr></thead>
    <tbody>
    \(findings.map(row))
    </tbody>
    </table>
    </details>
    </section>
    """
  }

  /// Where the project holds its law, proof, test and lesson.
  private func sources(_ claim: Claim) -> HTML {
    guard let sources = ClaimSources(claim.name) else { return "" }
    let files = [sources.law] + sources.proofs + [sources.test, sources.lesson]
    return "; \(files.map { "<code>\($0)</code> " as HTML })"
  }

  /// The same widths in every table.
  private static let columns: HTML = """
    <colgroup><col style="width:29%"><col style="width:13%"><col style="width:12%">\
    <col style="width:10%"><col style="width:22%"><col style="width:5%"><col style="width:9%">\
    </colgroup>
    """

  private func command(_ claim: Claim) -> String {
    ShellCommand.text(["redit", "verify", "--claim", claim.name] + sampling.options)
  }

  private func row(_ finding: Finding) -> HTML {
    """
    <tr><th scope="row"><b>\(finding.variant)</b> \(finding.quantity)</th>\
    <td data-label="Verdict">\(VerdictBadge.badge(finding, judgement))</td>\
    \(Self.number("Predicted", VerdictText.predicted(finding)))\
    \(Self.number("Exact", finding.exact.map { VerdictText.value($0, finding) } ?? ""))\
    <td class="number" data-label="Simulated">\(simulated(finding))</td>\
    \(Self.number("z", VerdictText.zScore(finding)))\
    \(Self.number("Smallest effect", VerdictText.detectable(finding, judgement)))</tr>
    """
  }

  private static func number(_ label: String, _ text: String) -> HTML {
    "<td class=\"number\" data-label=\"\(label)\">\(text)</td>"
  }

  /// `0.1880 [0.1877, 0.1882]`, to two digits of the half-width; `~` marks the normal approximation.
  private func simulated(_ finding: Finding) -> HTML {
    let estimate = finding.estimate.mean
    let interval = judgement.interval(finding)
    guard interval.halfWidth > 1e-9 * max(abs(estimate), finding.scale),
      interval.halfWidth.isFinite
    else { return "\(NumberText.short(estimate))" }
    let ends = [0, -1, 1].map {
      Self.number(estimate + $0 * interval.halfWidth, error: interval.halfWidth)
    }
    let mark = interval.kind == .normal ? "~" : ""
    return "<span>\(ends[0]) <span>\(mark)[\(ends[1]), \(ends[2])]</span></span>"
  }

  /// To two digits of the error; in powers of ten where that takes too many zeros.
  static func number(_ value: Double, error: Double) -> String {
    let digits = 1 - Int(Double.log10(error).rounded(.down))
    if digits <= 7 { return NumberText.fixed(value, digits: max(0, digits)) }
    let size = Int(Double.log10(max(abs(value), error)).rounded(.down))
    return NumberText.scientific(value, digits: min(12, max(1, size + digits)))
  }
}

extension Sampling {
  /// The options that repeat it.
  var options: [String] {
    let named = generator == .philox4x64 ? [] : ["--generator", generator.rawValue]
    return ["--groups", "\(groups)", "--seed", "\(seed)"] + named
  }
}
