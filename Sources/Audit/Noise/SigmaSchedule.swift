import GSL
import RealModule

/// Noise whose size changes over the run.
///
/// Two tests of the distances abs(d) from levels, each at half the level: the variance between steps against that
/// within, which is Levene's test, and its part along the number of the step:
///
///     F = sum_s n_s (m_s - m)^2 / (S - 1) / W,     F_1 = slope^2 sum_s n_s (s - mean s)^2 / W
///
/// with W the variance within steps. Bartlett's test takes Laplace noise of one size for a schedule in 19% of runs of 8
/// steps of 64 and in 91% of 64 steps of 16, at a level of .1%; distances keep the level for every family.
///
/// Source: H. Levene, "Robust tests for equality of variances", in Contributions to Probability and Statistics (1960).
public struct SigmaSchedule: Hashable, Sendable {
  /// The size of the noise at one end of the run.
  public struct End: Hashable, Sendable {
    /// Numbers of the steps, or their places from 1 where the log does not number them.
    public let steps: ClosedRange<Int>
    /// Standard deviation, units of reward.
    public let sigma: Double
    /// Its interval of 95%: the logarithm of sigma has the standard error `sqrt((k - 1) / (4 n))`, k the kurtosis.
    public let interval: ClosedRange<Double>

    /// For people: `sigma 0.1 (0.09 to 0.11) at step 1`.
    public var text: String {
      let place =
        steps.count == 1
        ? "step \(steps.lowerBound)" : "steps \(steps.lowerBound) to \(steps.upperBound)"
      return "sigma \(Significant.text(sigma)) (\(Significant.text(interval.lowerBound)) to "
        + "\(Significant.text(interval.upperBound))) at \(place)"
    }
  }

  /// The first steps, and the last.
  public let first: End, last: End
  /// The probability of such a change in noise of one size.
  public let pValue: Double

  /// The level of both tests together.
  static let level = 0.01
  /// So many completions make an end, if a quarter of the steps has them.
  private static let enough = 64

  /// - Returns: nil for noise of one size, and where steps are too few or too small to tell.
  init?(_ steps: [(step: Int?, noise: StepNoise)]) {
    let held = steps.enumerated().filter { $0.element.noise.count > 1 }
    guard let pValue = Self.pValue(held.map(\.element.noise)), pValue < Self.level else {
      return nil
    }
    self.pValue = pValue
    let kurtosis = Self.kurtosis(held.map(\.element.noise))
    let end = { (list: [(offset: Int, element: (step: Int?, noise: StepNoise))]) -> End in
      var noise = StepNoise()
      var numbers: [Int] = []
      for (offset, step) in list {
        guard noise.count < Self.enough, numbers.count <= held.count / 4 else { break }
        noise.merge(step.noise)
        numbers.append(step.step ?? offset + 1)
      }
      let sigma = noise.sigma ?? 0
      let half = 1.96 * ((kurtosis - 1) / (4 * Double(noise.count))).squareRoot()
      return End(
        steps: numbers.min()!...numbers.max()!, sigma: sigma,
        interval: sigma * Double.exp(-half)...sigma * Double.exp(half))
    }
    first = end(held)
    last = end(held.reversed())
  }

  /// Twice the smaller of the two p values; nil where steps are too few or too small.
  static func pValue(_ steps: [StepNoise]) -> Double? {
    let steps = steps.filter { $0.count > 1 }
    let total = steps.reduce(0.0) { $0 + Double($1.count) }
    let (count, free) = (Double(steps.count), total - Double(steps.count))
    guard steps.count > 1, free >= 16 else { return nil }
    let mean = steps.reduce(0) { $0 + $1.distances } / total
    let middle = steps.indices.reduce(0) { $0 + Double(steps[$1].count * $1) } / total
    var (between, within, product, spread) = (0.0, 0.0, 0.0, 0.0)
    for (place, step) in steps.enumerated() {
      let n = Double(step.count)
      let own = step.distances / n
      between += n * (own - mean) * (own - mean)
      within += max(0, step.squares - n * own * own)
      product += n * (own - mean) * (Double(place) - middle)
      spread += n * (Double(place) - middle) * (Double(place) - middle)
    }
    // Noise of two values has one distance: rounding is all that differs.
    let floor = 1e-12 * mean * mean * total
    guard within > floor else { return between > floor ? 0 : 1 }
    let unit = within / free
    let all = upperTail(between / (count - 1) / unit, count - 1, free)
    let trend = upperTail(product * product / spread / unit, 1, free)
    return min(1, 2 * min(all, trend))
  }

  /// P(F > f) with these degrees of freedom, by the beta law.
  private static func upperTail(_ f: Double, _ above: Double, _ below: Double) -> Double {
    BetaDistribution(a: below / 2, b: above / 2).cumulative(below / (below + above * f))
  }

  /// Of the noise, each step in its own unit.
  private static func kurtosis(_ steps: [StepNoise]) -> Double {
    var (sum, total) = (0.0, 0.0)
    for step in steps where step.squares > 0 {
      let n = Double(step.count)
      sum += step.fourths / (step.squares * step.squares) * n * n
      total += n
    }
    return total > 0 ? max(1, sum / total) : 1
  }
}
