import GRPO
import GSL
import RealModule

/// Levels of maximum likelihood with noise of one family and one scale around them, each value belonging to the
/// cluster that it stands in.
struct LevelFit {
  let levels: [Double]
  let logLikelihood: Double
  /// Standard deviation of a Gaussian law, half width of a uniform one, mean distance of a Laplace one, scale of
  /// Student's t.
  private let scale: Double
  private let count: Int
  private let squares: Double
  private let shares: [Double]

  /// - Parameters:
  ///   - clusters: of increasing values, at least two in each.
  ///   - family: gaussian, uniform, laplace or student-t of five degrees.
  /// - Returns: nil where values do not differ within clusters.
  init?(_ clusters: [[Double]], family: String) {
    let all = clusters.reduce(0) { $0 + $1.count }
    let n = Double(all)
    count = all
    shares = clusters.map { Double($0.count) / n }
    let mixing = clusters.reduce(0) { $0 + Double($1.count) * .log(Double($1.count) / n) }
    let means = clusters.map { $0.reduce(0, +) / Double($0.count) }
    squares = zip(clusters, means).reduce(0) { sum, pair in
      sum + pair.0.reduce(0) { $0 + ($1 - pair.1) * ($1 - pair.1) }
    }
    guard squares > 0 else { return nil }
    switch family {
    case "gaussian":
      levels = means
      scale = (squares / n).squareRoot()
      logLikelihood = mixing - n * (.log(scale) + 0.5 * .log(2 * .pi) + 0.5)
    case "uniform":
      levels = clusters.map { ($0[0] + $0[$0.count - 1]) / 2 }
      scale = clusters.map { ($0[$0.count - 1] - $0[0]) / 2 }.max()!
      logLikelihood = mixing - n * .log(2 * scale)
    case "laplace":
      levels = clusters.map { ($0[($0.count - 1) / 2] + $0[$0.count / 2]) / 2 }
      let distance = zip(clusters, levels).reduce(0) { sum, pair in
        sum + pair.0.reduce(0) { $0 + abs($1 - pair.1) }
      }
      scale = distance / n
      logLikelihood = mixing - n * (.log(2 * scale) + 1)
    case "student-t":
      let fit = StudentFit(clusters, means: means, start: (squares / n).squareRoot())
      (levels, scale) = (fit.levels, fit.scale)
      logLikelihood = mixing + fit.logLikelihood
    default: return nil
    }
  }

  /// The standard deviation of the noise, degrees of freedom of the levels taken off.
  func sigma(_ family: NoiseFamily) -> Double {
    let n = Double(count)
    let free = n - Double(levels.count)
    return switch family.name {
    case "uniform": scale / share(seenWith: 0.5) / Double.sqrt(3)
    case "laplace": scale * Double.sqrt(2) * n / free
    case "student-t":
      scale * (NoiseSearch.degrees / (NoiseSearch.degrees - 2)).squareRoot()
    default: (squares / free).squareRoot()
    }
  }

  /// 95% of the standard deviation.
  func interval(_ family: NoiseFamily, isNamed: Bool) -> ClosedRange<Double> {
    let free = Double(count - levels.count)
    let value = sigma(family)
    switch family.name {
    case "uniform":
      return scale / Double.sqrt(3)...scale / share(seenWith: 0.05) / Double.sqrt(3)
    case "laplace", "student-t":
      // Of the logarithm of a scale; for student-t the information of its law.
      let nu = NoiseSearch.degrees
      let variance = family.name == "laplace" ? 1 / free : (nu + 3) / (2 * nu * free)
      let half = 1.96 * variance.squareRoot() * (isNamed ? 1 : 1.25)
      return value * Double.exp(-half)...value * Double.exp(half)
    default:
      let law = ChiSquaredDistribution(degreesOfFreedom: free)
      guard let upper = try? law.quantile(0.975), let lower = try? law.quantile(0.025) else {
        return value...value
      }
      return (squares / upper).squareRoot()...(squares / lower).squareRoot()
    }
  }

  /// The share of a uniform half width that the widest of the clusters shows with this probability at most: the
  /// range of n values has the law `n t^(n-1) - (n-1) t^n`.
  private func share(seenWith probability: Double) -> Double {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let t = (low + high) / 2
      let chance = shares.reduce(1) {
        let n = ($1 * Double(count)).rounded()
        return $0 * Double.pow(t, n - 1) * (n - (n - 1) * t)
      }
      if chance < probability { low = t } else { high = t }
    }
    return high
  }

  /// Levels as multiples of 1, 1/2, 1/3, 1/4, .2, .1 or .05, the first of which all are within four standard errors; as they
  /// are where chance alone would make them multiples.
  func rounded(sigma: Double) -> [Double] {
    let errors = shares.map { sigma / ($0 * Double(count)).squareRoot() }
    let widest = errors.max()!
    for parts in [1, 2, 3, 4, 5, 10, 20] as [Double] where 1 / parts >= 8 * widest {
      // A zero from below is written without its sign.
      let near = levels.map { ($0 * parts).rounded() / parts + 0 }
      if levels.indices.allSatisfy({ abs(levels[$0] - near[$0]) <= 4 * errors[$0] }) { return near }
    }
    return levels
  }
}

/// Student's t of five degrees around the levels of clusters, by the fixed point of its likelihood.
private struct StudentFit {
  private(set) var levels: [Double]
  private(set) var scale: Double
  private(set) var logLikelihood = 0.0

  init(_ clusters: [[Double]], means: [Double], start: Double) {
    let nu = NoiseSearch.degrees
    levels = means
    scale = start * ((nu - 2) / nu).squareRoot()
    let n = Double(clusters.reduce(0) { $0 + $1.count })
    for _ in 0..<100 {
      var squares = 0.0
      let before = scale
      for (place, cluster) in clusters.enumerated() {
        var (weights, sum) = (0.0, 0.0)
        for value in cluster {
          let z = (value - levels[place]) / scale
          let weight = (nu + 1) / (nu + z * z)
          weights += weight
          sum += weight * value
        }
        levels[place] = sum / weights
        for value in cluster {
          let z = (value - levels[place]) / scale
          squares += (nu + 1) / (nu + z * z) * (value - levels[place]) * (value - levels[place])
        }
      }
      scale = (squares / n).squareRoot()
      if abs(scale - before) <= 1e-7 * before { break }
    }
    let constant =
      Double.logGamma((nu + 1) / 2) - .logGamma(nu / 2) - 0.5 * .log(nu * .pi) - .log(scale)
    for (place, cluster) in clusters.enumerated() {
      for value in cluster {
        let z = (value - levels[place]) / scale
        logLikelihood += constant - (nu + 1) / 2 * .log(onePlus: z * z / nu)
      }
    }
  }
}
