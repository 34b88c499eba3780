public import GRPO

/// What is worth knowing of one group before it is used.
public enum GroupFinding: Hashable, Sendable {
  /// All rewards are the same: advantages are 0, and with noise they are noise alone.
  case silent
  /// The rewards differ, but not in these components, each of which is divided by its own deviation.
  case silentComponents([Int])
  /// All but this completion have the same reward.
  case alone(completion: Int)
  /// The rewards are all the same, and single precision makes advantages of this size of them.
  case residue(Double)
  /// Fewer completions were scored than the advantage needs.
  case tooSmall

  /// What holds for a group under a rule.
  ///
  /// - Parameters:
  ///   - group: rewards by completion and component.
  ///   - weights: one for each component.
  ///   - single: the advantages that the system's own arithmetic gives, where it is known.
  public static func all(
    _ group: [[Double?]], weights: [Double], rule: AdvantageRule, single: [Float]? = nil
  ) throws -> [GroupFinding] {
    let batch = try RewardBatch([group], weights: weights)
    let totals = batch.totals[0].compactMap(\.self)
    guard totals.count >= rule.estimator.kind.minimumGroupSize else { return [.tooSmall] }
    let silent = (0..<batch.componentCount).filter { index in
      isConstant(batch.component(index)[0].compactMap(\.self)) && weights[index] != 0
    }
    let weighed = weights.indices.count { weights[$0] != 0 }
    var found: [GroupFinding] = []
    switch rule.aggregation {
    case .summed: if isConstant(totals) { found.append(.silent) }
    case .decoupled:
      if silent.count == weighed {
        found.append(.silent)
      } else if !silent.isEmpty {
        found.append(.silentComponents(silent))
      }
    }
    if found.contains(.silent) {
      let largest = single?.map { Double(abs($0)) }.max() ?? 0
      if largest > 0 { found.append(.residue(largest)) }
    } else if let odd = oddOneOut(batch.totals[0]) {
      found.append(.alone(completion: odd))
    }
    return found
  }

  /// Whether rewards are the same but for the rounding of a sum.
  private static func isConstant(_ rewards: [Double]) -> Bool {
    let (low, high) = (rewards.min() ?? 0, rewards.max() ?? 0)
    return high - low <= 8 * Double.ulpOfOne * max(abs(low), abs(high))
  }

  /// The only completion whose total differs from all others, which are equal.
  private static func oddOneOut(_ totals: [Double?]) -> Int? {
    let scored = totals.indices.filter { totals[$0] != nil }
    guard scored.count > 2 else { return nil }
    let groups = Dictionary(grouping: scored) { totals[$0]! }
    guard groups.count == 2 else { return nil }
    return groups.values.first { $0.count == 1 }?[0]
  }
}
