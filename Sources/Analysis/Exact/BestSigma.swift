import GSL
import RealModule

/// The noise that raises the expected reward most in one step of SGD, to second order.
public struct BestSigma: Hashable, Sendable {
  /// Its standard deviation, reward units; 0 when no noise is best.
  public let sigma: Double
  /// The rise of V with it.
  public let improvement: Double
  /// The rise of V without noise.
  public let undithered: Double
  /// True when it is an end of the range that was allowed, so that a sigma beyond may be better still.
  public let isAtEnd: Bool
}

extension BestSigma {
  /// Candidates of the search, by equal ratios; the best is refined between its neighbours.
  private static let candidates = 61

  /// The sigma in `{0} + range` with the largest rise of V by one step.
  ///
  /// Linear advantages gain `(1/2) eta^2 c sigma^2 tr(F Hess V)`: no noise is best, or as much as is
  /// allowed. Standardized ones also lose signal, and jump at sigma = 0+ (SilentGroups): none is best,
  /// or as little as is allowed; with a stabilizer it may lie between.
  ///
  /// - Parameters:
  ///   - family: advantage, noise and group size; its sigma is not read.
  ///   - range: positive standard deviations, reward units.
  ///   - rate: step size eta, small enough for the rest O(eta^3) not to matter.
  /// - Returns: nil where no exact law is known.
  public init?(
    _ problem: Problem, family: Setting, in range: ClosedRange<Double>, rate: Double
  ) throws {
    precondition(range.lowerBound > 0 && rate > 0, "range \(range), rate \(rate)")
    let (low, high) = (Double.log(range.lowerBound), Double.log(range.upperBound))
    let grid = (0..<Self.candidates).map {
      low + (high - low) * Double($0) / Double(Self.candidates - 1)
    }
    let sigmas = grid.map { Double.exp($0) }
    let known = try StepImprovement.exact(
      problem, ([0] + sigmas).map { family.with(sigma: $0) }
    ).map { $0?.value(rate: rate) }
    let values = known.compactMap(\.self)
    guard values.count == known.count else { return nil }
    let undithered = values[0]
    // values[k] belongs to grid[k - 1]: the first value is that of no noise.
    let top = (1...Self.candidates).max { values[$0] < values[$1] }!
    var best = (sigma: sigmas[top - 1], improvement: values[top])
    // Brent's method needs a guess that is strictly better than both ends.
    if 1 < top && top < Self.candidates, values[top] > max(values[top - 1], values[top + 1]) {
      let found = try Minimisation.brent(in: grid[top - 2]...grid[top], guess: grid[top - 1]) {
        let setting = family.with(sigma: .exp($0))
        return -(try StepImprovement.exact(problem, [setting])[0]?.value(rate: rate) ?? .nan)
      }
      best = (.exp(found.position), -found.value)
    }
    // Noise that only equals no noise by rounding is none.
    let isBetter = best.improvement > undithered + 1e-13 * abs(undithered)
    self.init(
      sigma: isBetter ? best.sigma : 0, improvement: isBetter ? best.improvement : undithered,
      undithered: undithered, isAtEnd: isBetter && (top == 1 || top == Self.candidates))
  }
}
