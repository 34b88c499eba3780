import GSL
import RealModule

/// Rank tests within strata: values of one stratum are ranked among themselves, so that nothing is assumed of their
/// law and nothing follows from strata that differ.
///
/// Under the hypothesis values change places freely within a stratum, and moments are exact given all else.
struct RankTests {
  /// The strata, each a list of places.
  private let strata: [[Int]]
  /// Ranks over n + 1, less 1/2; 0 where a stratum has one value.
  private let scores: [Double]

  init(_ values: [Double], strata keys: [Int]) {
    var strata = [[Int]](repeating: [], count: (keys.max() ?? -1) + 1)
    for (place, key) in keys.enumerated() { strata[key].append(place) }
    self.strata = strata.filter { $0.count > 1 }
    scores = Self.scores(values, self.strata)
  }

  /// Spearman's correlation of the values with others, within strata, and its two-sided p value.
  ///
  ///     S = sum a b,   Var S = sum_strata sum a^2 sum b^2 / (n - 1),   z = S / sqrt(Var S)
  ///
  /// with a and b the centred ranks; z is taken for normal.
  ///
  /// - Returns: nil where one of the two does not differ within strata.
  func correlation(with others: [Double]) -> (rho: Double, pValue: Double)? {
    let ranks = Self.scores(others, strata)
    var (product, variance, first, second) = (0.0, 0.0, 0.0, 0.0)
    for places in strata {
      var (a, b) = (0.0, 0.0)
      for place in places {
        a += scores[place] * scores[place]
        b += ranks[place] * ranks[place]
        product += scores[place] * ranks[place]
      }
      first += a
      second += b
      variance += a * b / Double(places.count - 1)
    }
    guard variance > 0 else { return nil }
    let z = abs(product) / variance.squareRoot()
    return (product / (first * second).squareRoot(), 2 * NormalDistribution().upperTail(z))
  }

  /// The test of Kruskal and Wallis within strata: do classes differ?
  ///
  ///     H = sum_classes (sum a)^2 / n / v,   v = sum a^2 / (N - strata)
  ///
  /// is taken for chi-squared with as many degrees of freedom as its expectation has, which is exact. Of small
  /// classes it varies less than that, and the test errs on the safe side.
  ///
  /// - Returns: the share of the variance of ranks between classes, less what chance leaves there, and the p value; nil
  ///   where values do not differ within strata, or there is one class.
  func difference(of classes: [Int]) -> (share: Double, pValue: Double)? {
    let count = (classes.max() ?? -1) + 1
    var (sums, sizes) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    var (square, total) = (0.0, 0.0)
    for place in strata.joined() {
      sums[classes[place]] += scores[place]
      sizes[classes[place]] += 1
      square += scores[place] * scores[place]
      total += 1
    }
    guard square > 0 else { return nil }
    let unit = square / (total - Double(strata.count))
    let statistic = sums.indices.reduce(0) {
      $0 + (sizes[$1] > 0 ? sums[$1] * sums[$1] / sizes[$1] / unit : 0)
    }
    // E (sum a)^2 of a class: values of a stratum are drawn without replacement.
    var degrees = 0.0
    for places in strata {
      let n = Double(places.count)
      let variance = places.reduce(0) { $0 + scores[$1] * scores[$1] } / n
      var own: [Int: Double] = [:]
      for place in places { own[classes[place], default: 0] += 1 }
      for (label, held) in own.sorted(by: { $0.key < $1.key }) {
        degrees += variance / unit * held * (1 - (held - 1) / (n - 1)) / sizes[label]
      }
    }
    guard degrees > 0.5 else { return nil }
    let law = ChiSquaredDistribution(degreesOfFreedom: degrees)
    let share = max(0, (statistic - degrees) / (total - degrees))
    return (share, law.upperTail(statistic))
  }

  private static func scores(_ values: [Double], _ strata: [[Int]]) -> [Double] {
    var scores = [Double](repeating: 0, count: values.count)
    for places in strata {
      let ordered = places.sorted { (values[$0], $0) < (values[$1], $1) }
      let n = Double(ordered.count)
      var start = 0
      while start < ordered.count {
        var end = start
        while end + 1 < ordered.count, values[ordered[end + 1]] == values[ordered[start]] {
          end += 1
        }
        // Ties share the middle of their ranks.
        let rank = Double(start + end) / 2 + 1
        for place in ordered[start...end] { scores[place] = rank / (n + 1) - 0.5 }
        start = end + 1
      }
    }
    return scores
  }
}
