import Analysis
import Foundation
import Training

/// The evidence: every claim with its sources, its variants and all comparisons.
///
/// Within a width each comparison has two lines, what is compared and the numbers; without one it is a
/// row of a table.
struct VerdictDetails {
  private let judgement: Judgement
  private let width: Int?

  init(_ judgement: Judgement, width: Int?) {
    self.judgement = judgement
    self.width = width
  }

  var text: String {
    let sections = VerdictText.claims(judgement).map { claim in
      let head = [claim.name, "", claim.statement, ""] + lines(of: claim)
      return head.joined(separator: "\n").wrapped(to: width) + "\n\n"
        + (width.map { narrow(claim, width: $0) } ?? table(claim, .terminal))
    }
    return (sections + [legend.wrapped(to: width)]).joined(separator: "\n")
  }

  var markdown: String {
    let sections = VerdictText.claims(judgement).map { claim in
      (["## \(claim.name)", "", claim.statement, ""] + lines(of: claim).map { "- \($0)" })
        .joined(separator: "\n") + "\n\n" + table(claim, .markdown)
    }
    return (sections + [legend]).joined(separator: "\n")
  }

  private func findings(_ claim: Claim) -> [Finding] {
    judgement.findings.filter { $0.claim == claim.name }
  }

  /// What holds and what fails, and where to look.
  private func lines(of claim: Claim) -> [String] {
    VerdictText.variants(claim, judgement).map { "\($0.verdict.rawValue): \($0.names)" }
      + ClaimText.sources(claim)
  }

  private static let numbers = ["predicted", "exact", "simulated", "z", "would see"]

  private func cells(_ finding: Finding) -> [String] {
    [
      VerdictText.predicted(finding), finding.exact.map { VerdictText.value($0, finding) } ?? "",
      NumberText.withError(finding.estimate), VerdictText.zScore(finding),
      VerdictText.detectable(finding, judgement),
    ]
  }

  private func table(_ claim: Claim, _ style: FittedTable.Style) -> String {
    let columns =
      ["verdict", "variant", "quantity"].map { FittedTable.Column(title: $0) }
      + (Self.numbers + ["interval"]).map { FittedTable.Column(title: $0, isNumber: true) }
    let rows = findings(claim).map { finding in
      [VerdictText.verdict(finding, judgement), finding.variant, finding.quantity] + cells(finding)
        + [VerdictText.interval(finding, judgement)]
    }
    return FittedTable(columns, rows: rows).layout(style, width: nil).table
  }

  /// Numbers under what they are of.
  private func narrow(_ claim: Claim, width: Int) -> String {
    let own = findings(claim)
    let rows = own.map { [judgement.verdict($0).rawValue] + cells($0) }
    let titles = ["verdict"] + Self.numbers
    let columns = titles.enumerated().map { index, title in
      FittedTable.Column(
        title: title, isNumber: index > 0, rank: title == "z" || title == "would see" ? 1 : 0)
    }
    let lines = FittedTable(columns, rows: rows).layout(.terminal, width: width).table
      .split(separator: "\n").map(String.init)
    // The titles and the rule are the first two lines.
    let body = own.indices.map { i in
      let name = "\(own[i].variant): \(own[i].quantity)".wrapped(to: width)
      return (i == 0 || own[i].variant != own[i - 1].variant ? "\n" : "") + name + "\n"
        + lines[i + 2]
    }
    return (lines.prefix(2) + body).joined(separator: "\n") + "\n"
  }

  /// What the columns mean.
  private var legend: String {
    """
    z: simulated against exact value (against the prediction where there is none), in standard errors.
    would see: the smallest deviation that is refuted with probability .99. A verdict is undecided \
    where that exceeds the distance from the bound, or a tenth of what an equality predicts.
    What lies outside an interval around the simulated value is refuted. All intervals of a run hold \
    their true values but for one run of \(Int(1 / Judgement.falseAlarmProbability)): by an empirical \
    Bernstein bound, or where that needs more than is known (in the table: ~) by the normal \
    approximation, \(String(format: "%.2f", judgement.critical)) standard errors.

    """
  }
}
