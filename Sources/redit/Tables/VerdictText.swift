import Analysis
import Platform
import Training

/// Verdicts for people: whether all is as expected, one line for each claim, the evidence on demand.
struct VerdictText {
  let judgement: Judgement
  /// Columns that a line may take; nil for any number.
  let width: Int?
  /// Whether every comparison is shown.
  let details: Bool

  func text(_ format: OutputFormat) throws -> String {
    switch format {
    case .table: short + (details ? "\n" + VerdictDetails(judgement, width: width).text : "")
    case .markdown:
      VerdictDetails(judgement, width: nil).markdown + "\n## Verdicts\n\n" + short(.markdown)
    case .csv: VerdictTable.table.csv(VerdictTable.lines(judgement))
    case .json: try VerdictTable.table.json(VerdictTable.lines(judgement))
    }
  }

  /// The claims that were examined.
  static func claims(_ judgement: Judgement) -> [Claim] {
    let names = Set(judgement.findings.map(\.claim))
    return Claim.catalogue.filter { names.contains($0.name) }
  }

  private var short: String { short(.terminal) }

  private func short(_ style: FittedTable.Style) -> String {
    let rows = Self.claims(judgement).map { claim in
      [Self.whole(claim, judgement), claim.name]
        + Standing.allCases.map { "\(judgement.count($0, of: claim.name))" }
    }
    let columns =
      [FittedTable.Column(title: "verdict"), FittedTable.Column(title: "claim")]
      + Standing.allCases.map { FittedTable.Column(title: $0.rawValue, isNumber: true) }
    let table = FittedTable(columns, rows: rows).layout(style, width: width).table
    return ([answer.wrapped(to: width), table] + surprises + [reading.wrapped(to: width)])
      .joined(separator: "\n")
  }

  /// The first line: is everything as expected?
  private var answer: String {
    let (all, unexpected) = (judgement.findings.count, judgement.count(.notAsExpected))
    let undecided = judgement.count(.undecided)
    let start =
      unexpected > 0
      ? "\(unexpected) of \(all) comparisons NOT as expected, \(judgement.count(.asExpected)) as expected"
      : undecided > 0
        ? "Nothing unexpected: \(judgement.count(.asExpected)) of \(all) comparisons as expected"
        : "All \(all) comparisons as expected"
    let end = undecided > 0 ? ", \(undecided) undecided (more groups decide them)" : ""
    return start + end + ".\n"
  }

  private var surprises: [String] {
    let found = judgement.findings.filter { judgement.standing($0) == .notAsExpected }
    if found.isEmpty { return [] }
    let lines = found.map { finding in
      "\(finding.claim), \(finding.variant): \(finding.quantity): "
        + Self.verdict(finding, judgement)
    }
    return [(["Not as expected:"] + lines).joined(separator: "\n").wrapped(to: width) + "\n"]
  }

  private var reading: String {
    let more = details ? "" : " Evidence: --claim NAME, of all --details."
    return """
      depends: holds for some variants, fails for others; in part: others undecided. Statements, \
      proofs: redit claims.\(more)

      """
  }

  /// The verdict on a claim as a whole.
  static func whole(_ claim: Claim, _ judgement: Judgement) -> String {
    let verdicts = Set(variants(claim, judgement).map(\.verdict))
    if verdicts.contains(.inconsistent) { return Verdict.inconsistent.rawValue }
    let decided = verdicts.subtracting([.undecided])
    guard let first = decided.first else { return Verdict.undecided.rawValue }
    if decided.count > 1 { return "depends" }
    return first.rawValue + (decided == verdicts ? "" : " in part")
  }

  /// The variants of a claim by their verdicts, each once: the comparisons of a variant are expected to
  /// come out alike, and of what they come out as the worst counts.
  static func variants(
    _ claim: Claim, _ judgement: Judgement
  ) -> [(verdict: Verdict, names: String)] {
    let findings = judgement.findings.filter { $0.claim == claim.name }
    var groups: [(verdict: Verdict, condition: String, names: [String])] = []
    for variant in findings.map(\.variant).inOrderOfAppearance {
      let own = findings.filter { $0.variant == variant }
      let verdict = worst(Set(own.map(judgement.verdict)))
      let condition = verdict == .fails ? conditions(own) : ""
      let known = groups.firstIndex { $0.verdict == verdict && $0.condition == condition }
      if let known {
        groups[known].names.append(variant)
      } else {
        groups.append((verdict, condition, [variant]))
      }
    }
    return groups.map { ($0.verdict, $0.names.joined(separator: "; ") + $0.condition) }
  }

  /// " (holds when Gaussian noise; stabilizer 0)".
  private static func conditions(_ failing: [Finding]) -> String {
    let known = failing.compactMap(\.condition).inOrderOfAppearance
    return known.isEmpty ? "" : " (holds when \(known.joined(separator: "; ")))"
  }

  private static func worst(_ verdicts: Set<Verdict>) -> Verdict {
    [.inconsistent, .fails, .undecided].first(where: verdicts.contains) ?? .holds
  }

  static func verdict(_ finding: Finding, _ judgement: Judgement) -> String {
    let verdict = judgement.verdict(finding)
    let condition =
      finding.condition.map { verdict == .holds ? " when \($0)" : ", holds when \($0)" } ?? ""
    let isSurprise = judgement.standing(finding) == .notAsExpected
    let surprise = isSurprise ? " (expected: \(finding.expected.rawValue))" : ""
    return verdict.rawValue + condition + surprise
  }

  static func predicted(_ finding: Finding) -> String {
    "\(finding.relation.rawValue) \(value(finding.claimed, finding))"
  }

  /// Rounding residue of an exact 0 is shown as 0.
  static func value(_ value: Double, _ finding: Finding) -> String {
    NumberText.short(abs(value) < 1e-14 * finding.scale ? 0 : value)
  }

  /// Against the exact value where there is one, else against the prediction.
  static func zScore(_ finding: Finding) -> String {
    NumberText.printed("%.1f", finding.zExact ?? finding.zClaimed)
  }

  /// Half-width; `~` marks the normal approximation.
  static func interval(_ finding: Finding, _ judgement: Judgement) -> String {
    let interval = judgement.interval(finding)
    let mark = interval.kind == .normal ? "~" : ""
    return mark + NumberText.printed("%.2g", interval.halfWidth)
  }

  static func detectable(_ finding: Finding, _ judgement: Judgement) -> String {
    let effect = judgement.detectableEffect(finding)
    return NumberText.printed("%.2g", effect < 1e-14 * finding.scale ? 0 : effect)
  }
}
