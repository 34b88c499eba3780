import GSL

/// A grader with steps: it sees a true reward r as a whole number of steps D,
///
/// ```
/// r_obs = D floor(r/D + v + 1/2)
/// ```
///
/// with v the dither in steps. A reward that lies on a step but for rounding counts as that step.
public struct RewardQuantizer: Hashable, Sendable {
  /// D, finite and above 0, in units of the reward.
  public let step: Double
  /// What is added before rounding.
  public let dither: QuantizerDither

  /// A grader with this step.
  ///
  /// - Throws: `PolicyError` for a step that is not finite and above 0.
  public init(step: Double, dither: QuantizerDither = .none) throws(PolicyError) {
    guard step > 0, step.isFinite else {
      throw .unusable(field: "step", value: step, reason: "must be finite and above 0")
    }
    self.step = step
    self.dither = dither
  }

  func observations(of reward: Double) throws(PolicyError) -> [RewardObservation] {
    let steps = reward / step
    // So many steps are still told apart by quarters.
    guard abs(steps) <= 0x1p50 else {
      throw .unusable(
        field: "step", value: step, reason: "must be at least 2^-50 of the reward \(reward)")
    }
    // As true rewards, those that are seen must leave room for sums.
    guard step <= 1e300, abs(reward) <= 1e300 else {
      throw .unusable(field: "step", value: step, reason: "must be at most 1e300")
    }
    let nearest = steps.rounded()
    let place = abs(steps - nearest) <= 8 * steps.ulp ? nearest : steps
    return atoms(place).filter { $0.probability > 0 }.map {
      RewardObservation($0.steps * step, $0.probability)
    }
  }

  /// What is seen of a reward of so many steps.
  private func atoms(_ place: Double) -> [(steps: Double, probability: Double)] {
    let low = place.rounded(.down)
    let part = place - low
    let nearest = part < 0.5 ? low : low + 1
    switch dither {
    case .none: return [(nearest, 1)]
    // v > 1/2 - part, an interval of length `part`, reaches the next step.
    case .uniform: return [(low, 1 - part), (low + 1, part)]
    // The density 1 - abs(v) over the three intervals of length 1 around the steps.
    case .triangular:
      let rest = place - nearest
      let (below, above) = (0.5 - rest, 0.5 + rest)
      return [
        (nearest - 1, below * below / 2), (nearest, 0.75 - rest * rest),
        (nearest + 1, above * above / 2),
      ]
    }
  }

  /// In words.
  var text: String {
    let steps = "rewards in steps of \(step.plainText)"
    return switch dither {
    case .none: steps
    case .uniform, .triangular: "\(steps) after \(dither.rawValue) dither"
    }
  }
}
