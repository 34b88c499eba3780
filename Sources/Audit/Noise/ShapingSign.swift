/// Something that what a reward has beside its levels goes with, as no dither does: a dither is drawn anew for each
/// completion.
public struct ShapingSign: Hashable, Sendable {
  /// What it goes with.
  public enum Trait: Hashable, Sendable, CaseIterable {
    /// The bytes of the completion.
    case completionLength
    /// The place of the completion in its group.
    case placeInGroup
    /// The place of the group in its step.
    case placeInStep
    /// The prompt.
    case prompt
    /// The group, where prompts are not logged.
    case group
  }

  /// What it goes with.
  public let trait: Trait
  /// Spearman's correlation within levels; of prompts and groups, the share of the variance of ranks between them.
  public let strength: Double
  /// The probability of so much in a dither.
  public let pValue: Double

  /// For people: `completion length (rho -0.71)`.
  public var text: String {
    switch trait {
    case .completionLength: "completion length (rho \(Significant.text(strength)))"
    case .placeInGroup: "the place in the group (rho \(Significant.text(strength)))"
    case .placeInStep: "the place of the group in its step (rho \(Significant.text(strength)))"
    case .prompt: "the prompt (\(Percent.text(strength))% of the variance of ranks)"
    case .group: "the group (\(Percent.text(strength))% of the variance of ranks)"
    }
  }
}

/// What rewards have beside their levels, completion by completion.
struct RewardRests {
  /// One completion.
  struct Row {
    let rest: Double
    /// The level that it stands on, as a number from 0.
    let level: Int
    /// Bytes of the completion; nil where it is not logged.
    let length: Int?
    let place, group: Int
    /// The prompt, or the group where prompts are not logged.
    let label: UInt64
  }

  let rows: [Row]
  let hasPrompts: Bool

  /// Of all tests together: one log of a thousand whose rests are a dither shows a sign.
  private static let level = 0.001
  private static let fewest = 32

  /// What the rests go with, the clearest first; empty for a dither.
  func signs() -> [ShapingSign] {
    guard rows.count >= Self.fewest else { return [] }
    let tests = RankTests(rows.map(\.rest), strata: rows.map(\.level))
    var found: [ShapingSign] = []
    let traits: [(ShapingSign.Trait, [Double]?)] = [
      (.completionLength, lengths), (.placeInGroup, rows.map { Double($0.place) }),
      (.placeInStep, rows.map { Double($0.group) }),
    ]
    for (trait, values) in traits {
      guard let values, let test = tests.correlation(with: values) else { continue }
      found.append(ShapingSign(trait: trait, strength: test.rho, pValue: test.pValue))
    }
    if let test = tests.difference(of: labels) {
      found.append(
        ShapingSign(
          trait: hasPrompts ? .prompt : .group, strength: test.share, pValue: test.pValue))
    }
    let bound = Self.level / Double(max(1, found.count))
    return found.filter { $0.pValue < bound }.sorted { $0.pValue < $1.pValue }
  }

  private var lengths: [Double]? {
    let lengths = rows.compactMap(\.length)
    return lengths.count == rows.count ? lengths.map(Double.init) : nil
  }

  private var labels: [Int] {
    var places: [UInt64: Int] = [:]
    return rows.map { row in
      let place = places[row.label] ?? places.count
      places[row.label] = place
      return place
    }
  }
}
