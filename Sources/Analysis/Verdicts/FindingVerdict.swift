extension Finding {
  /// The interval around the simulated value that holds the true one.
  public func interval(at level: SignificanceLevel) -> ConfidenceInterval {
    ConfidenceInterval(estimate, at: level)
  }

  /// The smallest visible effect: the smallest deviation from the prediction that would be refuted
  /// with probability .99, the half-width of the interval and 2.33 standard errors more.
  public func detectableEffect(at level: SignificanceLevel) -> Double {
    detectableEffect(halfWidth: interval(at: level).halfWidth)
  }

  /// The smallest deviation seen with probability .99 under the normal approximation, with z-scores beyond
  /// `critical` refuting.
  public func detectableEffect(critical: Double) -> Double {
    detectableEffect(halfWidth: critical * estimate.standardError)
  }

  private func detectableEffect(halfWidth: Double) -> Double {
    // The z-score that a normal variable exceeds with probability .01.
    halfWidth + 2.326_347_874_040_841 * estimate.standardError
  }

  /// How far the quantity could be from where it is without making the statement false, in its unit.
  ///
  /// - Of a bound, `claimed - x`, with x the exact value, or the simulated one where no law is known;
  ///   below 0 where the bound is exceeded.
  /// - Of an equality, and of a bound that the exact value attains (up to rounding), there is no such
  ///   room: `margin`, the deviation that has to be visible.
  public var distance: Double {
    let room = claimed - (exact ?? estimate.mean)
    if relation == .equals || (exact != nil && abs(room) <= Self.rounding * scale) { return margin }
    return room
  }

  /// The verdict when values outside the interval count as refuted.
  ///
  /// - `inconsistent`: the exact value is refuted, by an estimate that is no number too;
  /// - `fails`: the prediction is refuted;
  /// - `holds`: it is not, by the exact value neither, and the smallest visible effect does not exceed
  ///   `distance`: were the statement false by that much, the simulation would have shown it with
  ///   probability .99;
  /// - `undecided`: everything else, with an exact value or without, and whatever has no finite
  ///   standard error.
  public func verdict(at level: SignificanceLevel) -> Verdict {
    verdict(halfWidth: interval(at: level).halfWidth)
  }

  /// The verdict under the normal approximation, with z-scores beyond `critical` refuting.
  public func verdict(critical: Double) -> Verdict {
    verdict(halfWidth: critical * estimate.standardError)
  }

  private func verdict(halfWidth: Double) -> Verdict {
    if halfWidth.isNaN { return .undecided }
    if let exact, refutes(exact, halfWidth: halfWidth) { return .inconsistent }
    // With an exact value it has contradicted that above; without one it decides nothing.
    if estimate.mean.isNaN { return .undecided }
    let isAllowed = relation == .atMost && estimate.mean <= claimed
    if !isAllowed && !isTrueByLaw && refutes(claimed, halfWidth: halfWidth) { return .fails }
    if exact != nil && !isTrueByLaw { return .undecided }
    return detectableEffect(halfWidth: halfWidth) <= distance ? .holds : .undecided
  }

  /// Whether the exact value makes the statement true, up to rounding; false without one.
  private var isTrueByLaw: Bool {
    guard let exact else { return false }
    let excess = relation == .equals ? abs(exact - claimed) : exact - claimed
    return excess <= Self.rounding * scale
  }

  /// Exact values closer than that, relative to `scale`, are equal.
  private static let rounding = 1e-8

  /// Whether a value lies outside the interval, by more than rounding.
  func refutes(_ value: Double, halfWidth: Double) -> Bool {
    // Not `>`: so a mean that is no number lies outside of every interval.
    !estimate.agrees(with: value, scale: scale) && !(abs(estimate.mean - value) <= halfWidth)
  }
}
