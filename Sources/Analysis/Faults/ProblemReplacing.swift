import Policies

/// A problem with other vectors or rewards per outcome than its own, for planted errors.
extension Problem {
  /// Every contribution multiplied by a factor of its outcome.
  func scaled(_ factor: (Int) -> Double) -> Problem {
    withRows { row, outcome in row.map { $0 * factor(outcome) } }
  }

  /// Every contribution without the baseline pi of the score; softmax bandits only, others unchanged.
  func withoutScoreBaseline() -> Problem {
    guard parameterCount == probabilities.count else { return self }
    return withRows { row, _ in zip(row, probabilities).map { $0 + $1 } }
  }

  /// The KL penalty turned round.
  func withOppositePenalty() -> Problem {
    replacing(penalty: penalty.map { rows($0) { row, _ in row.map { -$0 } } })
  }

  /// Contributions of positive and negative advantages exchanged.
  func withClipSidesSwapped() -> Problem {
    negative.map { replacing(positive: $0, negative: positive) } ?? self
  }

  /// Corrected verdicts divided by 1 - f instead of 1 - f - e.
  func withoutFalseNegatives() -> Problem {
    guard case .verifier(let verifier) = observed?.channel, verifier.isCorrected else {
      return self
    }
    let factor = verifier.index / (1 - verifier.falsePositive)
    return replacing(observedRewards: rewards.map { $0 * factor })
  }

  /// Every pair of an outcome and a reward with the step nearest to the true one.
  func withoutQuantizerDither() -> Problem {
    guard let observed, case .quantizer(let quantizer) = observed.channel,
      let plain = try? RewardQuantizer(step: quantizer.step),
      let rounded = try? observed.trueRewards.map({
        try RewardChannel.quantizer(plain).observations(of: $0)[0].reward
      })
    else { return self }
    return replacing(observedRewards: observed.origins.map { rounded[$0] })
  }

  private func withRows(_ change: ([Double], Int) -> [Double]) -> Problem {
    replacing(positive: rows(positive, change), negative: negative.map { rows($0, change) })
  }

  private func rows(_ table: SparseRows, _ change: ([Double], Int) -> [Double]) -> SparseRows {
    var changed = SparseRows()
    for outcome in probabilities.indices {
      var row = [Double](repeating: 0, count: parameterCount)
      table.add(outcome, scale: 1, to: &row)
      changed.append(change(row, outcome).enumerated().map { ($0.offset, $0.element) })
    }
    return changed
  }
}
