import GRPO
import GSL
import RealModule

/// Noise as a mixture of centred normal laws, `e = sqrt V z`, on a fixed grid of log V: under the tilt
/// `exp(-t (d + e)^2)` each part stays normal, its mean and variance shrunk by `1 + 2 t V`.
///
/// The trapezoidal rule over log V is off by about `exp(-pi^2/step)`, because the densities of log V here are
/// analytic for imaginary parts up to pi/2: some 1e-15.
final class ScaleMixture {
  /// What the grid is fine and wide enough for.
  enum Kind: Equatable {
    /// Not scaled to variance 1: V is the inverse of a gamma variable of mean 1.
    case studentT(degrees: Double)
    /// Of components of these standard deviations: V is a sum of exponential variables.
    case laplace(components: [Double])
  }

  let kind: Kind
  private let variances: [Double]
  private let logWeights: [Double]
  private let lanes: MixtureLanes

  private static let step = 0.25

  init(degrees nu: Double) {
    kind = .studentT(degrees: nu)
    // The law of log V is as narrow as sqrt(2/nu).
    let step = Swift.min(Self.step, 0.9 / nu.squareRoot())
    let narrow = 60 / nu.squareRoot()
    // At log V = -7 the exponent is -nu (exp 7 - 8)/2, below -1000.
    let lower = -Swift.min(7, narrow)
    // From 2 + 1600/nu on the density of log V is below exp(-800) of its largest.
    // To the right it falls as exp(-nu x/2): exp(-80) at 160/nu.
    let upper = Swift.min(Swift.max(75, 160 / nu), Swift.max(narrow, 2 + 1600 / nu))
    var points: [(x: Double, log: Double)] = []
    for x in stride(from: lower, through: upper, by: step) {
      // Largest at V = 1; no difference of large numbers for large nu.
      let log = -0.5 * nu * (abs(x) < 1e-3 ? x * x * (0.5 - x / 6 + x * x / 24) : .exp(-x) - 1 + x)
      if log > -800 { points.append((x, log)) }
    }
    (variances, logWeights) = Self.normalised(points)
    lanes = MixtureLanes(variances: variances, logWeights: logWeights)
  }

  /// nil where components differ so much in size that the law of V takes too long.
  init?(laplace components: [Double]) {
    let squares = components.map { $0 * $0 }
    let (least, most) = (squares.min()!, squares.max()!)
    guard most <= 400 * least else { return nil }
    kind = .laplace(components: components)
    // In units of the shortest mean each exponential variable is a gamma variable of a geometric number
    // of steps, and V one of their sum: positive terms only.
    let reach = Self.reach * most / least
    var counts = [Double](repeating: 0, count: Int(1.3 * reach) + 200)
    counts[0] = 1
    for square in squares {
      let p = least / square
      var before = 0.0
      for n in counts.indices {
        let old = counts[n]
        // The convolution with p (1 - p)^(k - 1) in one pass.
        counts[n] = n == 0 ? 0 : p * before + (1 - p) * counts[n - 1]
        before = old
      }
    }
    let terms = counts.indices.filter { counts[$0] > 0 }.map {
      (n: Double($0), log: Double.log(counts[$0]) - .logGamma(Double($0)))
    }
    var points: [(x: Double, log: Double)] = []
    let lower = -40 / Double(components.count) + .log(least)
    for x in stride(from: lower, through: .log(Self.reach * most), by: Self.step) {
      let y = Double.exp(x) / least
      let logs = terms.map { $0.n * (x - .log(least)) - y + $0.log }
      let top = logs.max()!
      points.append((x, top + .log(logs.reduce(0) { $0 + .exp($1 - top) })))
    }
    (variances, logWeights) = Self.normalised(points)
    lanes = MixtureLanes(variances: variances, logWeights: logWeights)
  }

  /// Largest V of Laplace noise, in units of the mean of its largest component.
  private static let reach = 600.0

  /// Of the difference of two independent Student t variables: V is the sum of theirs.
  init(differenceOf nu: Double) {
    kind = .studentT(degrees: nu)
    let one = ScaleMixture(degrees: nu)
    // The densities of log V_1 and log V_2 at the shares v and 1 - v of a sum, over the log odds of v.
    let step = Swift.min(Self.step, 0.9 / nu.squareRoot())
    let density = { (x: Double) -> Double in
      -0.5 * nu * (abs(x) < 1e-3 ? x * x * (0.5 - x / 6 + x * x / 24) : .exp(-x) - 1 + x)
    }
    let (lower, upper) = (Double.log(one.variances.first!), Double.log(one.variances.last!))
    let reach = upper - lower
    var points: [(x: Double, log: Double)] = []
    for x in stride(from: lower + .log(2), through: upper + .log(2), by: step) {
      var logs: [Double] = []
      for y in stride(from: -reach, through: reach, by: step) {
        // From (log V, log odds) to (log V_1, log V_2) the determinant is 1: no weight beside the densities.
        logs.append(
          density(x - .log(onePlus: .exp(-y))) + density(x - .log(onePlus: .exp(y))))
      }
      let top = logs.max()!
      points.append((x, top + .log(logs.reduce(0) { $0 + .exp($1 - top) })))
    }
    (variances, logWeights) = Self.normalised(points)
    lanes = MixtureLanes(variances: variances, logWeights: logWeights)
  }

  /// Number of parts.
  var count: Int { variances.count }

  /// P(e > x), for x >= 0.
  func upperTail(_ x: Double) -> Double {
    var sum = 0.0
    for k in variances.indices {
      sum +=
        .exp(logWeights[k]) * NoiseFamily.gaussian.cumulative(at: -x / variances[k].squareRoot())
    }
    return sum
  }

  private static func normalised(
    _ points: [(x: Double, log: Double)]
  ) -> (variances: [Double], logWeights: [Double]) {
    let top = points.reduce(-Double.infinity) { Swift.max($0, $1.log) }
    let total = top + .log(points.reduce(0) { $0 + .exp($1.log - top) })
    return (points.map { .exp($0.x) }, points.map { $0.log - total })
  }

  /// Variance of the noise.
  var variance: Double {
    switch kind {
    case .studentT(let nu): nu / (nu - 2)
    case .laplace: 1
    }
  }

  func moments(_ d: Double, _ t: Double) -> TiltedMoments { lanes.moments(d, t) }
}

extension ScaleMixture {
  /// How far beyond the levels a common centre can lie when t is large.
  ///
  /// - Parameter spread: between the outer levels.
  func margin(spread: Double, size: Double) -> Double {
    switch kind {
    case .studentT(let nu):
      let growth = Double.exp(80 / (size * (nu + 1))) * (1 + spread * spread / (4 * nu))
      return (nu * (growth - 1)).squareRoot()
    case .laplace(let components):
      let slowest = components.max()! / Double.sqrt(2)
      return (40 + 5 * Double(components.count)) * slowest / size + 4 / size.squareRoot()
    }
  }

  /// Width of a Gauss-Legendre panel this far from the nearest level, in which the logarithm of the product
  /// of all densities changes little and its singularities are far.
  func panelWidth(distance: Double, size: Double) -> Double {
    switch kind {
    case .studentT(let nu):
      let slope = size * (nu + 1)
      let far = distance * distance > nu ? 10 * (nu + distance * distance) / (slope * distance) : 0
      return Swift.min(
        0.8 * (nu + distance * distance).squareRoot(),
        Swift.max(2.5 * (nu / slope).squareRoot(), far))
    case .laplace(let components):
      let (least, most) = (components.min()!, components.max()!)
      let smooth = Swift.min(2 / size.squareRoot(), 7 * most / size)
      return Swift.min(smooth, Swift.max(least, 0.7 * distance))
    }
  }
}
