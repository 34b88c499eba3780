import GRPO

/// The exact law of the dithered advantages of one group whose raw rewards are known.
///
/// It tells how much of the gradient of a group that was really drawn is noise: given the rewards,
/// `g = E[g given r] + noise`, and both energies follow from the first two moments of the advantages.
package struct GroupLaw {
  private let law: any ConditionalLaw
  /// What the law's advantages are multiplied by.
  private let unit: Double
  private var moments: ConditionalMoments
  /// Groups met before; nil where there are too many to keep.
  private var known: [[Int]: ConditionalMoments]?

  /// Nil where no law of both moments is known, or none that is affordable group by group:
  /// batch-standardized advantages, clamps that bite on most, and whatever `Affordable` leaves out.
  ///
  /// - Parameter levels: the distinct raw rewards that a group can hold, in increasing order.
  package init?(levels: [Double], setting: Setting) {
    guard !setting.isUndithered, let law = try? GroupLaw(of: levels, setting),
      Affordable().allows(law.law.cost, kinds: Self.kinds(levels, setting))
    else { return nil }
    self = law
  }

  /// The law of the group with `counts[l]` completions on level l, whatever it costs.
  ///
  /// - Throws: ``AnalysisError`` with what stands in the way.
  package init(levels: [Double], counts: [Int], setting: Setting) throws {
    do {
      try self.init(of: levels, setting)
      try hold(counts: counts)
    } catch let gap as NoExactLaw {
      throw AnalysisError(gap.reason)
    }
  }

  /// - Throws: `NoExactLaw` with what stands in the way, but not for what it costs.
  init(of levels: [Double], _ setting: Setting) throws {
    let setting = setting.withoutShared
    let units = LawUnits(levels: levels, setting: setting)
    guard units.advantage > 0 else {
      throw NoExactLaw("no exact value: the advantages are too small for a number")
    }
    law = try LawSelection(rawLevels: levels, raw: setting, units: units, parts: 1).law()
    if let gap = law.secondMomentGap { throw NoExactLaw(gap) }
    unit = units.advantage
    moments = ConditionalMoments(levelCount: levels.count, parts: 1)
    known = Self.kinds(levels, setting) <= Self.keptLimit ? [:] : nil
  }

  /// Moments of this many kinds of groups are kept, a few hundred numbers each.
  private static let keptLimit = 5000.0

  /// How many kinds of groups there are.
  private static func kinds(_ levels: [Double], _ setting: Setting) -> Double {
    Compositions(
      groupSize: setting.groupSize, probabilities: levels.map { _ in 1 / Double(levels.count) }
    ).count
  }

  /// What laws may cost in a training run, in their own unit of about a microsecond.
  private struct Affordable {
    /// For each group met, even if no two are alike.
    let each = 20_000.0
    /// For all kinds of groups together, where their moments are kept.
    let all = 300_000.0

    func allows(_ cost: Double, kinds: Double) -> Bool {
      cost <= each || (kinds <= GroupLaw.keptLimit && kinds * cost <= all)
    }
  }

  /// Takes the group with `counts[l]` completions on level l as the one to speak of.
  ///
  /// - Throws: where the law cannot be evaluated to its accuracy.
  package mutating func hold(counts: [Int]) throws {
    if let found = known?[counts] {
      moments = found
    } else {
      try law.fill(&moments, counts: counts)
      known?[counts] = moments
    }
  }

  /// `E[A_i]` of a completion on the level.
  package func mean(_ level: Int) -> Double { unit * moments.first[level] }

  /// `Var A_i` of a completion on the level.
  package func variance(_ level: Int) -> Double {
    unit * unit * (moments.diagonal[level] - moments.first[level] * moments.first[level])
  }

  /// `Cov(A_i, A_j)` of two different completions on these levels.
  package func covariance(_ level: Int, _ other: Int) -> Double {
    unit * unit
      * (moments.cross[level * moments.levelCount + other]
        - moments.first[level] * moments.first[other])
  }
}
