import GRPO

/// The part above 0 of a normal variable of standard deviation 1.
struct PositivePart {
  /// p(a).
  let mean: Double
  /// P(a).
  let share: Double

  /// - Parameter a: the mean of the variable.
  init(_ a: Double) {
    mean = NoiseFamily.gaussian.positivePart(mean: a, sigma: 1)!.first
    share = NoiseFamily.gaussian.cumulative(at: a)
  }
}
