import GRPO
import Policies
import RealModule

/// What the law of one step leaves out, at most (proofs/OneStepImprovement.md).
enum StepRemainder {
  /// Bound of the third derivative of V along a vector of length one, for a softmax bandit.
  static func thirdDerivativeBound(_ rewards: [Double]) -> Double {
    .sqrt(2) * (rewards.max()! - rewards.min()!)
  }

  /// `(M/6) eta^3 E norm(g)^3`, or a bound of that, on policy without a KL term.
  ///
  /// With R the range of the rewards and `norm(g) <= b`, `E norm(g)^3 <= b E norm(g)^2`: b = 1 for
  /// standardized advantages; b = R/2 + the largest noise for r - mean. For any noise r - mean has
  /// `(E norm(g)^3)^2 <= E norm(g)^2 (R^4/16 + (3/2) R^2 sigma^2 + E noise^4)`. Leave-one-out is G/(G-1) times
  /// that vector.
  ///
  /// - Returns: nil for other policies, objectives and advantages, for a clamp and noise without a fourth moment
  ///   (Student's t of at most 4 degrees of freedom), shared by a group or other than added to rewards, and where the second moment is unknown.
  static func bound(
    _ problem: Problem, _ setting: Setting, secondMoment: Double?, rate: Double
  ) -> Double? {
    guard problem.policy is SoftmaxBandit, problem.penalty == nil,
      setting.isUndithered || setting.dither.isPlain, setting.advantage.focal == 0,
      problem.importanceRatios.allSatisfy({ $0 == 1 }), let secondMoment,
      let cube = decoupledCube(problem, setting, secondMoment: secondMoment)
        ?? cube(problem.rewards, setting, secondMoment: secondMoment)
    else { return nil }
    let bound = thirdDerivativeBound(problem.trueRewards) / 6 * (rate * rate * rate * cube)
    return bound.isFinite ? bound : nil
  }

  /// The same of decoupled advantages: the norms of the components add up at most; nil for others.
  private static func decoupledCube(
    _ problem: Problem, _ setting: Setting, secondMoment: Double
  ) -> Double? {
    guard setting.aggregation == .decoupled, setting.advantage.kind == .standardized,
      setting.advantage.clamp == nil, let components = problem.components
    else { return nil }
    return secondMoment * components.weights.reduce(0) { $0 + abs($1) }
  }

  /// A bound of E norm(g)^3.
  private static func cube(
    _ rewards: [Double], _ setting: Setting, secondMoment: Double
  ) -> Double? {
    guard setting.advantage.clamp == nil, setting.aggregation == .summed else { return nil }
    let half = 0.5 * (rewards.max()! - rewards.min()!)
    let size = Double(setting.groupSize)
    switch setting.advantage.kind {
    // norm(g) <= 1 (proofs/OneStepImprovement.md), so the cube is at most the square.
    case .standardized: return secondMoment
    case .mean: return deviationCube(half, setting, secondMoment: secondMoment, unit: 1)
    case .leaveOneOut:
      return deviationCube(half, setting, secondMoment: secondMoment, unit: size / (size - 1))
    case .reinforce, .batchStandardized, .leaveOneOutStandardized, .meanNormalized, .bestOnly:
      return nil
    }
  }

  /// Of r - mean times `unit`, where norm(g) is at most `unit` times the group's standard deviation.
  private static func deviationCube(
    _ half: Double, _ setting: Setting, secondMoment: Double, unit: Double
  ) -> Double? {
    let sigma = setting.isUndithered ? 0 : setting.sigma
    let sum = setting.dither.components.reduce(0, +)
    let law = setting.dither.family.law
    // E noise^4 is at most this times sigma^4, whatever the components.
    // It is 3 + (E e^4 - 3) sum c^4, and the sum at most 1.
    let kurtosis = sigma == 0 ? 0 : max(3, law.fourthMoment)
    guard kurtosis.isFinite else { return nil }
    let largest = law.halfWidth.map { $0 * sigma * sum } ?? .infinity
    // Infinity times 0 is no number, but a gradient that is always 0 leaves nothing out.
    if secondMoment == 0 { return 0 }
    let bounded = unit * (half + (sigma == 0 ? 0 : largest)) * secondMoment
    let (square, variance) = (half * half, sigma * sigma)
    // A bound of E S^4: half is R/2, so these are R^4/16, (3/2) R^2 sigma^2 and E noise^4.
    let fourth = square * square + 6 * square * variance + kurtosis * variance * variance
    return min(bounded, unit * unit * (secondMoment * fourth).squareRoot())
  }
}
