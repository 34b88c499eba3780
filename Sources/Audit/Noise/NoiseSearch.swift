import GRPO
import RealModule

/// Looks for levels and noise in the values of one column, both at once: levels looked for alone would be those of
/// the wrong family.
struct NoiseSearch {
  /// Families that are told apart.
  private static let families = ["gaussian", "uniform", "laplace", "student-t"]
  private static let mostLevels = 8
  /// Odds of 20 against the next family name one; twice their logarithm.
  static let namingGap = 2 * Double.log(20)
  /// Of the student-t law.
  static let degrees = 5.0

  /// One family with one number of levels.
  struct Candidate {
    let family: NoiseFamily
    let fit: LevelFit
    let criterion: Double
  }

  /// - Parameter values: of one column, without gaps.
  /// - Returns: `.undecided` with the reason where nothing can be told.
  static func reading(_ values: [Double]) -> NoiseReading {
    let sorted = values.sorted()
    var distinct: [Double] = []
    for value in sorted where distinct.last != value { distinct.append(value) }
    if distinct.count <= RewardLevels.limit && distinct.count * 4 <= values.count {
      return pairedLevels(sorted, distinct) ?? .none(levels: distinct)
    }
    guard values.count >= 32 else {
      return .undecided("\(values.count) values are too few to tell noise from rewards that differ")
    }
    let candidates = candidates(sorted)
    guard let best = candidates.min(by: { $0.criterion < $1.criterion }) else {
      return .undecided("no levels with noise around them fit the rewards")
    }
    if best.fit.levels.count == 1 {
      return .undecided("rewards have one level, around which noise and shaping look the same")
    }
    let rival = candidates.filter { $0.family != best.family }.map(\.criterion).min()
    let isNamed = rival.map { $0 - best.criterion > namingGap } ?? true
    let fit = best.fit
    let gap = zip(fit.levels, fit.levels.dropFirst()).map { $1 - $0 }.min()!
    let sigma = fit.sigma(best.family)
    guard sigma < gap / 2 else {
      return .undecided(
        "the spread around levels, \(sigma), is more than half their distance: --levels settles it")
    }
    return .found(
      NoiseFit(
        levels: fit.rounded(sigma: sigma), sigma: sigma,
        interval: fit.interval(best.family, isNamed: isNamed), family: isNamed ? best.family : nil,
        count: values.count))
  }

  private static func candidates(_ sorted: [Double]) -> [Candidate] {
    let cuts = largestGaps(sorted, count: mostLevels - 1)
    return (0...cuts.count).flatMap { count -> [Candidate] in
      let ends = [0] + cuts.prefix(count).sorted() + [sorted.count]
      let clusters = zip(ends, ends.dropFirst()).map { Array(sorted[$0..<$1]) }
      return clusters.allSatisfy { $0.count >= 2 } ? candidates(of: clusters) : []
    }
  }

  /// Every family around the levels of these clusters.
  static func candidates(of clusters: [[Double]]) -> [Candidate] {
    let count = Double(clusters.reduce(0) { $0 + $1.count })
    return families.compactMap { name -> Candidate? in
      guard
        let family = try? NoiseFamily(
          name: name, parameters: NoiseParameters(degreesOfFreedom: degrees)),
        let fit = LevelFit(clusters, family: name)
      else { return nil }
      // Levels and their shares, and the scale.
      let parameters = Double(2 * clusters.count)
      return Candidate(
        family: family, fit: fit, criterion: -2 * fit.logLikelihood + parameters * .log(count))
    }
  }

  /// Where the widest gaps between neighbours begin, widest first.
  private static func largestGaps(_ sorted: [Double], count: Int) -> [Int] {
    let gaps = (1..<sorted.count).map { (place: $0, width: sorted[$0] - sorted[$0 - 1]) }
    let widest = gaps.sorted { a, b in
      a.width != b.width ? a.width > b.width : a.place < b.place
    }
    return widest.prefix(count).map(\.place)
  }

  /// Noise of two values: levels in pairs of one width, both halves of a pair equally often.
  private static func pairedLevels(_ sorted: [Double], _ distinct: [Double]) -> NoiseReading? {
    guard distinct.count >= 4, distinct.count % 2 == 0, sorted.count >= 64 else { return nil }
    let pairs = stride(from: 0, to: distinct.count, by: 2).map { (distinct[$0], distinct[$0 + 1]) }
    let width = pairs[0].1 - pairs[0].0
    let isEven = pairs.allSatisfy { abs($0.1 - $0.0 - width) <= 1e-6 * abs(width) }
    let gap = zip(pairs, pairs.dropFirst()).map { $1.0 - $0.1 }.min()!
    guard isEven, gap > width else { return nil }
    let isBalanced = pairs.allSatisfy { low, high in
      let (a, b) = (Double(sorted.count { $0 == low }), Double(sorted.count { $0 == high }))
      // Five standard errors of a fair coin.
      return abs(a - b) <= 5 * (a + b).squareRoot()
    }
    guard isBalanced, let family = try? NoiseFamily(name: "rademacher") else { return nil }
    return .found(
      NoiseFit(
        levels: pairs.map { ($0 + $1) / 2 }, sigma: width / 2, interval: width / 2...width / 2,
        family: family, count: sorted.count))
  }
}
