import GRPO

/// Dithers the components of one group after another, each with noise of its own, asks the estimator for
/// the advantages of each, and sums those.
struct DecoupledEvaluator {
  private let vectorOfOutcome: [Int]
  /// Standard deviation of noise on the advantages.
  private let advantageSigma: Double
  private var parts: [Part]
  /// Of the group evaluated last.
  private(set) var advantages: [Double]

  private struct Part {
    let weight: Double
    /// The component of the reward by outcome.
    let values: [Double]
    var rewards: [Double]
    var evaluator: GroupEvaluator
  }

  /// - Throws: `AnalysisError` for noise of another number of components, and a sigma out of range.
  init(_ setting: Setting, _ components: ComponentTables, faults: Faults = Faults(nil)) throws {
    vectorOfOutcome = components.vectorOfOutcome
    advantageSigma = setting.advantageSigma
    advantages = Array(repeating: 0, count: setting.groupSize)
    let zeros = advantages
    parts = try components.weights.indices.map { k in
      Part(
        weight: components.weights[k], values: components.values[k], rewards: zeros,
        evaluator: GroupEvaluator(
          try setting.component(k, of: components), levels: components.levels[k],
          levelOfOutcome: components.levelOfOutcome[k], faults: faults))
    }
  }

  /// Fills `advantages`.
  ///
  /// - Parameters:
  ///   - noises: by component, at standard deviation one.
  ///   - onAdvantages: the noise of the group as a whole; read where noise is on advantages only.
  mutating func evaluate(outcomes: [Int], noises: [[Double]], onAdvantages: [Double] = []) {
    for i in advantages.indices { advantages[i] = 0 }
    for k in parts.indices {
      for i in outcomes.indices { parts[k].rewards[i] = parts[k].values[outcomes[i]] }
      parts[k].evaluator.evaluate(
        outcomes: outcomes, rewards: parts[k].rewards, noises: noises[k])
      for i in advantages.indices {
        advantages[i] += parts[k].weight * parts[k].evaluator.advantages[i]
      }
    }
    if advantageSigma > 0 { add(onAdvantages, scale: advantageSigma, to: &advantages) }
  }

  /// Whether all completions have the same vector of rewards.
  func isSilent(_ outcomes: [Int]) -> Bool {
    let first = vectorOfOutcome[outcomes[0]]
    return outcomes.allSatisfy { vectorOfOutcome[$0] == first }
  }

  /// What a filter makes of the group evaluated last.
  mutating func drop() {
    for i in advantages.indices { advantages[i] = 0 }
  }
}
