import Analysis
import Platform
import GRPO

/// The advantages of groups, in every format.
struct AdvantageText {
  let groups: [DitheredGroupLine]
  /// As they were asked for.
  let advantages: [NamedAdvantage]
  /// Whether values without noise are shown as the systems compute them.
  let isSingle: Bool

  /// So many rewards have a column each.
  private static let widest = 6

  func text(_ format: OutputFormat, width: Int?) throws -> String {
    switch format {
    case .table: table(.terminal, width: width)
    case .markdown: table(.markdown, width: nil)
    case .csv: AdvantageTable.table.csv(groups.flatMap(\.lines))
    case .json: try AdvantageTable.table.json(groups.flatMap(\.lines))
    }
  }

  private func table(_ style: FittedTable.Style, width: Int?) -> String {
    let rewards = groups.flatMap(\.rewards).inOrderOfAppearance
    let table = rewards.count <= Self.widest ? wide(rewards) : long()
    let text = table.text(style, width: width) { common in
      ([heading] + [common.joined(separator: ", "), NamedAdvantage.legend(advantages)])
        .filter { !$0.isEmpty }.joined(separator: "\n")
    }
    let lines = remarks.map { $0.wrapped(to: style == .terminal ? width : nil) }
    return text + (lines.isEmpty ? "" : "\n" + lines.joined(separator: "\n") + "\n")
  }

  private var heading: String {
    let kept = groups.contains { $0.sigma > 0 }
    return (isSingle ? "advantages in single precision" : "advantages")
      + (kept ? "; with noise: mean +- standard deviation over the noise, exact" : "")
  }

  private static let settings = [
    FittedTable.Column(title: "group", isNumber: true, lift: "group"),
    FittedTable.Column(title: "advantage"),
    FittedTable.Column(title: "noise", lift: ""),
    FittedTable.Column(title: "sigma", isNumber: true, lift: "sigma"),
  ]

  private static let ends = [
    FittedTable.Column(title: "sum A^2", isNumber: true, rank: 1),
    FittedTable.Column(title: "noise share", isNumber: true, rank: 1),
    FittedTable.Column(title: "bound", isNumber: true, rank: 2),
  ]

  /// A column for each reward.
  private func wide(_ rewards: [String]) -> FittedTable {
    let columns = rewards.map { FittedTable.Column(title: "A of \($0)", isNumber: true) }
    return FittedTable(
      Self.settings + columns + Self.ends,
      rows: groups.map { group in
        let cells = rewards.map { reward in
          group.rewards.firstIndex(of: reward).map { cell(group, $0) } ?? ""
        }
        return identity(group) + cells + ends(group)
      })
  }

  /// A row for each reward.
  private func long() -> FittedTable {
    let columns = [
      FittedTable.Column(title: "reward", isNumber: true),
      FittedTable.Column(title: "A", isNumber: true),
    ]
    return FittedTable(
      Self.settings + columns + Self.ends,
      rows: groups.flatMap { group in
        group.rewards.inOrderOfAppearance.map { reward in
          identity(group) + [reward, cell(group, group.rewards.firstIndex(of: reward)!)]
            + ends(group)
        }
      })
  }

  private func identity(_ group: DitheredGroupLine) -> [String] {
    [
      "\(group.number)", group.advantage.name, group.sigma > 0 ? group.noise : "",
      NumberText.short(group.sigma),
    ]
  }

  private func ends(_ group: DitheredGroupLine) -> [String] {
    [group.energy, group.sigma > 0 ? group.noiseShare : nil, group.bound].map {
      $0.map { NumberText.printed("%.4g", $0) } ?? ""
    }
  }

  private func cell(_ group: DitheredGroupLine, _ index: Int) -> String {
    guard group.sigma > 0 else {
      if isSingle { return group.single.map { "\($0[index])" } ?? "?" }
      return NumberText.printed("%.4g", group.undithered[index])
    }
    guard let law = group.dithered else { return "?" }
    return NumberText.printed("%.4g +- %.3g", law.mean[index], law.standardDeviation[index])
  }

  /// What is worth knowing of the groups, and why values are missing: each once.
  private var remarks: [String] {
    let findings = groups.flatMap { group in
      group.findings.map { finding in
        let who: String
        switch finding {
        case .silent, .alone: who = "group \(group.number)"
        case .silentComponents, .residue, .tooSmall:
          who = "group \(group.number), \(group.advantage.name)"
        }
        return "\(who): \(finding.words)"
      }
    }
    let gaps = groups.compactMap { group in group.gap.map { "\(group.advantage.name): \($0)" } }
    let single = groups.filter { isSingle && $0.single == nil }.map {
      "\($0.advantage.name): its single precision is not modelled"
    }
    return (findings + gaps + single).inOrderOfAppearance
  }
}
