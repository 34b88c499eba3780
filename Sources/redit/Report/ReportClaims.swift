import Analysis
import GSL
import RealModule

/// The evidence for each claim: a line of summary, the command, a table of comparisons.
struct ReportClaims {
  let judgement: Judgement
  let sampling: Sampling

  var sections: [HTML] {
    Claim.all.compactMap { claim in
      let findings = judgement.findings.filter { $0.claim == claim.name }
      return findings.isEmpty ? nil : section(claim, findings)
    }
  }

  private func section(_ claim: Claim, _ findings: [Finding]) -> HTML {
    """
    <section aria-labelledby="\(claim.name)">
    <h2 id="\(claim.name)">\(claim.name)</h2>
    <p class="statement">\(claim.statement)</p>
    <p class="reproduce">Origin: \(claim.origin.rawValue)</p>
    \(VerdictBadge.list(claim, judgement))
    <p class="reproduce">Every line below: \(ReportPage.code(command(claim)))</p>
    <table class="evidence">
    <caption>\(claim.name): \(findings.count) comparisons</caption>
    <thead><tr><th scope="col">Variant and quantity</th><th scope="col">Verdict</th>\
    <th scope="col" class="number">Predicted</th><th scope="col" class="number">Exact</th>\
    <th scope="col" class="number">Simulated [95% interval]</th>\
    <th scope="col" class="number">z</th>\
    <th scope="col" class="number">Smallest effect</th></tr></thead>
    <tbody>
    \(findings.map(row))
    </tbody>
    </table>
    </section>
    """
  }

  private func command(_ claim: Claim) -> String {
    ShellCommand.text(["redit", "verify", "--claim", claim.name] + sampling.options)
  }

  private func row(_ finding: Finding) -> HTML {
    """
    <tr><th scope="row"><b>\(finding.variant)</b> \(finding.quantity)</th>\
    <td data-label="Verdict">\(VerdictBadge.badge(finding, judgement))</td>\
    \(Self.number("Predicted", VerdictText.predicted(finding)))\
    \(Self.number("Exact", finding.exact.map { VerdictText.value($0, finding) } ?? ""))\
    \(Self.number("Simulated", Self.interval(finding.estimate)))\
    \(Self.number("z", VerdictText.zScore(finding)))\
    \(Self.number("Smallest effect", VerdictText.detectable(finding, judgement)))</tr>
    """
  }

  private static func number(_ label: String, _ text: String) -> HTML {
    "<td class=\"number\" data-label=\"\(label)\">\(text)</td>"
  }

  /// `0.1880 [0.1877, 0.1882]`, as many digits as the error allows.
  static func interval(_ estimate: Estimate) -> String {
    let error = estimate.standardError
    guard error > 1e-9 * abs(estimate.mean), error.isFinite else {
      return SweepTableText.short(estimate.mean)
    }
    let digits = max(0, min(12, 1 - Int(Double.log10(error).rounded(.down))))
    let text = [0, -1.96, 1.96].map {
      SweepTableText.fixed(estimate.mean + $0 * error, digits: digits)
    }
    return "\(text[0]) [\(text[1]), \(text[2])]"
  }
}

extension Sampling {
  /// The options that repeat it.
  var options: [String] {
    let named = generator == .philox4x64 ? [] : ["--generator", generator.rawValue]
    return ["--groups", "\(groups)", "--seed", "\(seed)"] + named
  }
}
