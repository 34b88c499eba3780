import GRPO
import RealModule

/// Looks for levels and noise in the values of one column, both at once: levels looked for alone would be those of
/// the wrong family.
struct NoiseSearch {
  /// Families that are told apart.
  private static let families = ["gaussian", "uniform", "laplace", "student-t"]
  private static let mostLevels = 8
  /// Odds of 100 against the next family name one: of all that are named, no more than one in a hundred is another.
  /// Twice their logarithm.
  static let namingGap = 2 * Double.log(100)
  /// The share of the gap beyond which levels are no levels: noise without bounds carries more than one completion of a
  /// thousand to another, and a quarter of the gap must be empty around noise that has bounds.
  static func mostSpread(_ family: NoiseFamily?) -> Double {
    family?.name == "uniform" ? 0.375 / Double.sqrt(3) : 0.125
  }

  /// Why levels that noise carries rewards between are not told from it.
  static func overlap(gap: Double, sigma: Double) -> String {
    "levels \(Significant.text(gap)) apart overlap in a spread of \(Significant.text(sigma)), where nothing tells "
      + "which a reward came from: log the reward without noise too"
  }
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
      return PairedNoise.fit(sorted, distinct).map { .found($0) } ?? .none(levels: distinct)
    }
    guard values.count >= 32 else {
      return .undecided("\(values.count) values are too few to tell noise from rewards that differ")
    }
    let candidates = candidates(sorted)
    guard let best = candidates.min(by: { $0.criterion < $1.criterion }) else {
      return .undecided("no levels with noise around them fit the rewards")
    }
    if best.fit.levels.count == 1 {
      return .undecided(
        "rewards have no levels that stand apart, around which noise could be told from shaping: log the reward "
          + "without noise too")
    }
    let rival = candidates.filter { $0.family != best.family }.map(\.criterion).min()
    let isNamed = rival.map { $0 - best.criterion > namingGap } ?? true
    let fit = best.fit
    let gap = zip(fit.levels, fit.levels.dropFirst()).map { $1 - $0 }.min()!
    let sigma = fit.sigma(best.family)
    guard sigma <= gap * mostSpread(best.family) else {
      return .undecided(overlap(gap: gap, sigma: sigma))
    }
    return .found(
      NoiseFit(
        levels: fit.rounded(sigma: sigma), sigma: sigma,
        interval: fit.interval(best.family, isNamed: isNamed), family: isNamed ? best.family : nil,
        count: values.count))
  }

  /// Clusters between the widest gaps, and between the widest stretches that hold a hundredth of the values: a few
  /// values between two levels close the gap, and a few beyond them make one.
  private static func candidates(_ sorted: [Double]) -> [Candidate] {
    var found: [Candidate] = []
    for held in Set([1, max(2, sorted.count / 100)]).sorted() {
      let cuts = widestStretches(sorted, holding: held, count: mostLevels - 1)
      var (best, since) = (Double.infinity, 0)
      // Levels beyond three that brought nothing bring no more.
      for count in 0...cuts.count where since < 3 {
        let ends = [0] + cuts.prefix(count).sorted() + [sorted.count]
        let clusters = zip(ends, ends.dropFirst()).map { Array(sorted[$0..<$1]) }
        guard clusters.allSatisfy({ $0.count >= 2 }) else { continue }
        let own = candidates(of: clusters)
        found += own
        let criterion = own.map(\.criterion).min() ?? .infinity
        since = criterion < best ? 0 : since + 1
        best = min(best, criterion)
      }
    }
    return found
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
      // Levels and their shares, and the scale; ends of a range are known to 1/n, not 1/sqrt(n), and cost twice.
      let ends = name == "uniform" ? clusters.count + 1 : 0
      let parameters = Double(2 * clusters.count + ends)
      return Candidate(
        family: family, fit: fit, criterion: -2 * fit.logLikelihood + parameters * .log(count))
    }
  }

  /// Where the widest stretches of so many neighbours are cut, each at its widest gap, the widest stretch first.
  ///
  /// - Parameter held: steps from neighbour to neighbour in a stretch; twice as many values are left at both ends.
  private static func widestStretches(_ sorted: [Double], holding held: Int, count: Int) -> [Int] {
    let margin = held == 1 ? 0 : 2 * held
    guard sorted.count > 2 * margin + held else { return [] }
    let stretches = (margin..<(sorted.count - held - margin)).map {
      (start: $0, width: sorted[$0 + held] - sorted[$0])
    }
    let widest = stretches.sorted { a, b in
      a.width == b.width ? a.start < b.start : a.width > b.width
    }
    var taken: [Int] = []
    for stretch in widest where taken.count < count {
      // Stretches of one valley overlap.
      if taken.contains(where: { abs($0 - stretch.start) < 2 * held }) { continue }
      taken.append(stretch.start)
    }
    return taken.map { start in
      (start + 1...start + held).max { sorted[$0] - sorted[$0 - 1] < sorted[$1] - sorted[$1 - 1] }!
    }
  }
}
