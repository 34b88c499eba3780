import Analysis
import Platform
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

  private static let numbers: [ShownColumn<VerdictLine>] = [
    VerdictTable.table.shown("claimed", "relation", as: "predicted", isNumber: true) {
      VerdictText.predicted($0.finding)
    },
    VerdictTable.table.shown("exact", isNumber: true) { line in
      line.finding.exact.map { VerdictText.value($0, line.finding) } ?? ""
    },
    VerdictTable.table.shown("estimate", "estimate_se", as: "simulated", isNumber: true) {
      NumberText.withError($0.finding.estimate)
    },
    VerdictTable.table.shown("z_exact", "z_claimed", as: "z", isNumber: true, rank: 1) {
      VerdictText.zScore($0.finding)
    },
    VerdictTable.table.shown("detectable_effect", as: "would see", isNumber: true, rank: 1) {
      VerdictText.detectable($0.finding, $0.judgement)
    },
  ]

  private static let wide: [ShownColumn<VerdictLine>] =
    [
      VerdictTable.table.shown("verdict", "condition", "standing") {
        VerdictText.verdict($0.finding, $0.judgement)
      },
      VerdictTable.table.shown("variant"), VerdictTable.table.shown("quantity"),
    ] + numbers + [
      VerdictTable.table.shown("half_width", "interval", as: "interval", isNumber: true) {
        VerdictText.interval($0.finding, $0.judgement)
      }
    ]

  private func lines(_ findings: [Finding]) -> [VerdictLine] {
    findings.map { VerdictLine(finding: $0, judgement: judgement) }
  }

  private func table(_ claim: Claim, _ style: FittedTable.Style) -> String {
    FittedTable(Self.wide, of: lines(findings(claim))).layout(style, width: nil).table
  }

  /// Numbers under what they are of.
  private func narrow(_ claim: Claim, width: Int) -> String {
    let own = findings(claim)
    let columns = [VerdictTable.table.shown("verdict")] + Self.numbers
    let lines = FittedTable(columns, of: self.lines(own)).layout(.terminal, width: width).table
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
    approximation, \(NumberText.printed("%.2f", judgement.critical)) standard errors.

    """
  }
}
