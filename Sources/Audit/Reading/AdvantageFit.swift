public import GRPO
import RealModule

/// The advantage that a log was made with, found from the slope of advantages on rewards.
///
/// In a group the advantages of most kinds are a multiple of the centred rewards, `A = b (r - mean)`, and the
/// law of b is that of the kind: 1 (mean), G/(G - 1) (leave-one-out), 1/(S + eps) with S the deviation of the
/// group or of the step, 1/(mean + eps). Where b is known, `1/b - S` is the stabilizer.
public struct AdvantageFit: Hashable, Sendable {
  /// The formula with the stabilizer of the system that is closest, or the fitted one.
  public let estimator: AdvantageEstimator
  /// The stabilizer as fitted; nil where the formula has none.
  public let fittedStabilizer: Double?
  /// Half the width of what the rounding of the log leaves open about it.
  public let stabilizerMargin: Double
  /// Presets of which this is the formula.
  public let presets: [AdvantagePreset]
  /// Other formulas that the log cannot tell from it: few kinds of groups were seen.
  public let alternatives: [AdvantageEstimator]

  /// - Parameters:
  ///   - groups: with their totals; those that rounding rules are left out here.
  ///   - clamp: the bound that advantages were cut to; nil for none.
  static func found(_ groups: [SlopedGroup], clamp: Double? = nil) -> AdvantageFit? {
    let candidates = SlopeLaw.all.compactMap { $0.fitted(groups) }
    guard let best = candidates.min(by: { $0.misfit < $1.misfit }) else { return nil }
    // A formula with a known constant is more than one with a constant of its own.
    let known = candidates.filter(\.isKnownConstant)
    let chosen = known.min { ($0.order, $0.misfit) < ($1.order, $1.misfit) } ?? best
    let others = candidates.filter { $0.estimator != chosen.estimator && $0.isKnownConstant }
    var estimator = chosen.estimator
    estimator.clamp = clamp
    return AdvantageFit(
      estimator: estimator, fittedStabilizer: chosen.constant,
      stabilizerMargin: chosen.margin,
      presets: presets(
        of: chosen, clamp: clamp, largest: groups.map(\.largest).max() ?? 0),
      alternatives: others.map(\.estimator))
  }

  /// Presets that the fit cannot tell from each other; a clamp that no advantage reaches does not count.
  private static func presets(
    of fit: SlopeLaw.Fit, clamp: Double?, largest: Double
  ) -> [AdvantagePreset] {
    AdvantagePreset.all.filter { preset in
      let rule = preset.rule
      guard rule.aggregation == .summed, rule.whitening == nil,
        rule.estimator.kind == fit.estimator.kind, rule.estimator.denominator == .added
      else { return false }
      if let clamp, rule.estimator.clamp != clamp { return false }
      if clamp == nil, let bound = rule.estimator.clamp, largest > bound { return false }
      if rule.estimator.kind.dividesByDeviation, rule.estimator.ddof != fit.estimator.ddof {
        return false
      }
      guard let constant = fit.constant else { return true }
      return abs(rule.estimator.stabilizer - constant) <= fit.margin
    }
  }
}

/// What a group says about the slope of its advantages.
struct SlopedGroup {
  let slope: Double
  /// Relative, what rounding leaves open.
  let tolerance: Double
  let size: Int
  let mean: Double
  /// sum (r - mean)^2, of the group and of its step.
  let square, stepSquare: Double
  let stepCount: Int
  /// Largest absolute advantage.
  let largest: Double
  /// How far the advantages are from a multiple of the rewards, relative.
  let misfit: Double

  /// nil for a group that rounding rules, or whose advantages were set to 0.
  init?(_ totals: [Double], advantages: [Double], step: RewardSums) {
    let deviations = HeadGroup.centred(totals)
    let square = deviations.reduce(0) { $0 + $1 * $1 }
    let reach = totals.reduce(0) { max($0, abs($1)) }
    let deviation = (square / Double(totals.count - 1)).squareRoot()
    let energy = advantages.reduce(0) { $0 + $1 * $1 }
    guard deviation > SinglePrecisionLimit.faintest * reach, energy > 0, energy.isFinite else {
      return nil
    }
    let product = zip(advantages, deviations).reduce(0) { $0 + $1.0 * $1.1 }
    slope = product / square
    let off = zip(advantages, deviations).reduce(0) {
      let rest = $1.0 - product / square * $1.1
      return $0 + rest * rest
    }
    misfit = off / energy
    self.largest = advantages.reduce(0) { max($0, abs($1)) }
    tolerance = SinglePrecisionLimit.slope(size: reach, deviation: deviation)
    size = totals.count
    mean = totals.reduce(0, +) / Double(totals.count)
    self.square = square
    stepSquare = step.centredSumOfSquares
    stepCount = step.count
  }

  /// Whether the advantages are a multiple of the rewards.
  var isAligned: Bool { misfit <= tolerance * tolerance && slope > 0 }

  func deviation(ddof: Int) -> Double { (square / Double(size - ddof)).squareRoot() }

  func stepDeviation(ddof: Int) -> Double {
    (stepSquare / Double(max(1, stepCount - ddof))).squareRoot()
  }
}

/// One law of the slope.
struct SlopeLaw {
  let kind: AdvantageKind
  let ddof: Int

  /// In order of how common they are.
  static let all = [
    SlopeLaw(kind: .standardized, ddof: 1), SlopeLaw(kind: .mean, ddof: 0),
    SlopeLaw(kind: .leaveOneOut, ddof: 0), SlopeLaw(kind: .batchStandardized, ddof: 1),
    SlopeLaw(kind: .standardized, ddof: 0), SlopeLaw(kind: .batchStandardized, ddof: 0),
    SlopeLaw(kind: .meanNormalized, ddof: 0),
  ]

  struct Fit {
    let estimator: AdvantageEstimator
    let constant: Double?
    let margin: Double
    /// Largest distance from the law, in units of what rounding allows.
    let misfit: Double
    let isKnownConstant: Bool
    let order: Int
  }

  /// Stabilizers of systems; first those of systems with this law.
  private var known: [[Double]] {
    let isOwn = { (preset: AdvantagePreset) in
      preset.estimator.kind == kind && preset.rule.aggregation == .summed
    }
    return [AdvantagePreset.all.filter(isOwn), AdvantagePreset.all].map { presets in
      Set(presets.map(\.estimator.stabilizer)).sorted()
    }
  }

  /// nil where the groups are further from the law than rounding takes them.
  func fitted(_ groups: [SlopedGroup]) -> Fit? {
    let order = Self.all.firstIndex { $0.kind == kind && $0.ddof == ddof }!
    switch kind {
    case .mean, .leaveOneOut:
      let misfit =
        groups.map { group in
          let factor = kind == .mean ? 1 : Double(group.size) / Double(group.size - 1)
          return abs(group.slope / factor - 1) / group.tolerance
        }.max() ?? 0
      guard misfit <= 1, let estimator = try? AdvantageEstimator(kind) else { return nil }
      return Fit(
        estimator: estimator, constant: nil, margin: 0, misfit: misfit, isKnownConstant: true,
        order: order)
    case .standardized, .batchStandardized, .meanNormalized: return divided(groups, order)
    case .reinforce, .leaveOneOutStandardized, .bestOnly: return nil
    }
  }

  private func divisor(_ group: SlopedGroup) -> Double {
    switch kind {
    case .standardized: group.deviation(ddof: ddof)
    case .batchStandardized: group.stepDeviation(ddof: ddof)
    case .meanNormalized: group.mean
    case .reinforce, .mean, .leaveOneOut, .leaveOneOutStandardized, .bestOnly: .nan
    }
  }

  private func divided(_ groups: [SlopedGroup], _ order: Int) -> Fit? {
    // Weighted by what rounding leaves open of each.
    var (weight, sum) = (0.0, 0.0)
    var points: [(value: Double, error: Double)] = []
    for group in groups {
      let value = 1 / group.slope - divisor(group)
      let error = group.tolerance / group.slope
      guard value.isFinite, error.isFinite, error > 0 else { return nil }
      points.append((value, error))
      weight += 1 / (error * error)
      sum += value / (error * error)
    }
    guard weight > 0 else { return nil }
    let constant = sum / weight
    let spread = points.reduce(0) {
      $0 + ($1.value - constant) * ($1.value - constant) / ($1.error * $1.error)
    }
    // Errors of rounding are not independent: the margin does not fall with their number.
    let margin = max(
      4 * (spread / weight).squareRoot(),
      4 * SinglePrecisionLimit.rounding * groups.map { 1 / $0.slope }.min()!)
    let nearest = known.lazy.compactMap { values in
      values.filter { abs($0 - constant) <= margin }.min {
        abs($0 - constant) < abs($1 - constant)
      }
    }.first
    let value = nearest ?? constant
    let misfit = points.map { abs($0.value - value) / $0.error }.max()!
    guard misfit <= 1, value >= 0,
      let estimator = try? AdvantageEstimator(kind, ddof: ddof, stabilizer: value)
    else { return nil }
    return Fit(
      estimator: estimator, constant: constant, margin: margin, misfit: misfit,
      isKnownConstant: nearest != nil, order: order)
  }
}
