import GSL
import RealModule

extension PassRatePosterior {
  /// Intervals of the share of silent groups, and for each setting of the share of the signal in
  /// the energy of a group's gradient,
  ///
  ///     sum_i w_i norm(E g_i)^2 / sum_i w_i E norm(g_i)^2,
  ///
  /// which does not depend on how often prompts are listed, and of what is left of it beside sigma 0:
  /// for many prompts that is what is left of the snr of the whole set.
  ///
  /// - Parameters:
  ///   - settings: all of one group size.
  ///   - seed: of the draws; the same gives the same bytes.
  ///   - draws: of all true rates.
  func summary(
    _ settings: [Setting], curves: PassRateCurves, seed: UInt64, draws: Int = 1000
  ) throws -> (silentShare: Interval, signalShare: [Interval?], keptSignal: [Interval?]) {
    let size = settings.first?.groupSize ?? 1
    precondition(settings.allSatisfy { $0.groupSize == size }, "one group size")
    let means = try classMeans(curves, size: size)
    let sampled = sample(curves, size: size, means: means, seed: seed, draws: draws)
    var total = [Double](repeating: 0, count: curves.width + 1)
    for (group, mean) in zip(counts.classes, means.values) {
      for index in total.indices { total[index] += group.weight * mean[index] }
    }
    let intervals = { (value: (_ sums: [Double], _ index: Int) -> Double) in
      settings.indices.map { index in
        Interval(finite: value(total, index), sampled.map { value($0, index) })
      }
    }
    return (
      Interval(silentShare(groupSize: size), sampled.map { $0[curves.width] }),
      intervals(Self.signalShare),
      intervals { Self.kept($0, $1, Self.baseline(of: $1, in: settings)) }
    )
  }

  /// Draws of the sums over the set, `curves.width` numbers and the share of silent groups each.
  ///
  /// Of a class at most `most` rates are drawn; their deviation from the mean of the class is then scaled
  /// to the variance that all of them have.
  private func sample(
    _ curves: PassRateCurves, size: Int, means: ClassMeans, seed: UInt64, draws: Int
  ) -> [[Double]] {
    let most = Swift.max(4, Swift.min(64, 8192 / counts.classes.count))
    let factor = Cholesky(fit.covariance)
    return (0..<draws).map { draw in
      var stream = RandomStream(seed: seed, stream: StreamNumber.posterior(draw: draw).value)
      let shift = factor.times(stream.gaussian(), stream.gaussian())
      let (alpha, beta) = (fit.alpha * .exp(shift.0), fit.beta * .exp(shift.1))
      var sums = [Double](repeating: 0, count: curves.width + 1)
      for (index, group) in counts.classes.enumerated() {
        let count = Swift.min(most, group.prompts)
        let law = law(of: group, alpha: alpha, beta: beta)
        // Gives n draws of scale spread w/n the variance of all prompts of the class:
        // spread^2 w^2/n is the sum of their squared weights.
        let spread = (Double(count) * group.squaredWeight).squareRoot() / group.weight
        for _ in 0..<count {
          let right = stream.gamma(shape: law.a, scale: 1)
          let rate = right / (right + stream.gamma(shape: law.b, scale: 1))
          // Both gammas may underflow where alpha and beta are tiny: the rate is then 0 or 1.
          let drawn = rate.isFinite ? rate : law.a > law.b ? 1 : 0
          Self.add(
            curves, at: drawn, size: size, scale: spread * group.weight / Double(count), to: &sums)
        }
        guard abs(1 - spread) > 1e-12 else { continue }
        // The rest of the weight stands at the mean, which moves with alpha and beta.
        let scale = (1 - spread) * group.weight
        for entry in sums.indices {
          sums[entry] += scale * means.value(index, entry, shift)
        }
      }
      return sums
    }
  }

  /// The mean of the curves over each class, and how it moves with log alpha and log beta.
  private func classMeans(
    _ curves: PassRateCurves, size: Int
  ) throws -> ClassMeans {
    let step = 0.05
    // 24 nodes are exact for polynomials of degree 47: silent shares up to G = 47.
    let mean = { (group: PassRateCounts.Class, u: Double, v: Double) throws -> [Double] in
      let rule = try law(of: group, alpha: fit.alpha * .exp(u), beta: fit.beta * .exp(v)).rule(
        count: 24)
      var sums = [Double](repeating: 0, count: curves.width + 1)
      for (node, weight) in zip(rule.nodes, rule.weights) {
        Self.add(curves, at: node, size: size, scale: weight, to: &sums)
      }
      return sums
    }
    let slope = { (up: [Double], down: [Double]) in
      zip(up, down).map { ($0 - $1) / (2 * step) }
    }
    return try ClassMeans(
      values: counts.classes.map { try mean($0, 0, 0) },
      slopes: counts.classes.map {
        (
          slope(try mean($0, step, 0), try mean($0, -step, 0)),
          slope(try mean($0, 0, step), try mean($0, 0, -step))
        )
      })
  }

  private struct ClassMeans {
    let values: [[Double]]
    let slopes: [([Double], [Double])]

    func value(_ group: Int, _ entry: Int, _ shift: (Double, Double)) -> Double {
      values[group][entry] + shift.0 * slopes[group].0[entry] + shift.1 * slopes[group].1[entry]
    }
  }

  private static func add(
    _ curves: PassRateCurves, at rate: Double, size: Int, scale: Double, to sums: inout [Double]
  ) {
    curves.add(at: rate, scale: scale, to: &sums)
    sums[curves.width] += scale * (power(rate, size) + power(1 - rate, size))
  }
}

extension PassRatePosterior.Interval {
  init(_ mean: Double, _ draws: [Double]) {
    let sorted = draws.sorted()
    self.init(
      mean: mean, low: Self.quantile(0.025, sorted), high: Self.quantile(0.975, sorted))
  }

  init?(finite mean: Double, _ draws: [Double]) {
    guard mean.isFinite, draws.allSatisfy(\.isFinite) else { return nil }
    self.init(mean, draws)
  }

  /// Between the order statistics, linearly.
  private static func quantile(_ share: Double, _ sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    let above = Swift.min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}

/// The lower triangular square root of a 2 x 2 covariance.
private struct Cholesky {
  let a, b, c: Double

  init(_ covariance: [Double]) {
    a = covariance[0].squareRoot()
    b = covariance[2] / a
    // The difference may round below 0 where log alpha and log beta all but determine each other.
    c = Swift.max(0, covariance[3] - b * b).squareRoot()
  }

  func times(_ x: Double, _ y: Double) -> (Double, Double) { (a * x, b * x + c * y) }
}
