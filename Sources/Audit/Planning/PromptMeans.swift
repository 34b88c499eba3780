import Analysis

/// Numbers that every prompt has, in the mean over the prompts of a set, with the intervals that prompts leave.
///
/// A mean moves with the prompts that were drawn in two ways: each adds its own number, and where the law of the pass
/// rates was learned from all of them each has moved that. With w_i the weights, IF_i the influence of a prompt on the
/// law's parameters theta and m the means, the linear terms of f(m) are
///
/// ```
/// w_i sum_j f_j (m_ij - m_j) + sum_j f_j (d m_j/d theta) IF_i
/// ```
struct PromptMeans {
  private let rates: PassRateSet
  /// By class of prompts, then number.
  private let values: [[Double]]
  /// The means.
  let means: [Double]
  /// Of each mean by log alpha and log beta; empty where no law was learned.
  private let slopes: [[Double]]

  /// - Parameter numbers: of a prompt of that law.
  init(_ rates: PassRateSet, _ numbers: (PassRateLaw) throws -> [Double]) throws {
    self.rates = rates
    values = try rates.classes.map { try numbers($0.law) }
    means = Self.mean(values, rates)
    // A step of a tenth of a percent of alpha and of beta: the error is of the order of its square.
    let step = 1e-3
    slopes = try [(step, 0), (0, step)].compactMap { u, v -> [Double]? in
      guard let up = rates.shifted(logAlpha: u, logBeta: v),
        let down = rates.shifted(logAlpha: -u, logBeta: -v)
      else { return nil }
      let ends = try [up, down].map { set in
        Self.mean(try set.classes.map { try numbers($0.law) }, set)
      }
      return zip(ends[0], ends[1]).map { ($0 - $1) / (2 * step) }
    }
  }

  private static func mean(_ values: [[Double]], _ rates: PassRateSet) -> [Double] {
    var sums = [Double](repeating: 0, count: values[0].count)
    for (group, own) in zip(rates.classes, values) {
      for place in sums.indices { sums[place] += group.weight * own[place] }
    }
    return sums
  }

  /// The mean of one of the numbers, a share.
  func share(_ place: Int) -> ClusteredEstimate {
    estimate(means[place], [(place, 1)])
  }

  /// The mean of the sum of two of the numbers, a share.
  func share(_ first: Int, _ second: Int) -> ClusteredEstimate {
    estimate(means[first] + means[second], [(first, 1), (second, 1)])
  }

  /// `y / x`, a share; nil where x is 0.
  func ratio(_ y: Int, _ x: Int) -> ClusteredEstimate? {
    guard means[x] > 0, means[x].isFinite, means[y].isFinite else { return nil }
    let value = means[y] / means[x]
    return estimate(value, [(y, 1 / means[x]), (x, -value / means[x])])
  }

  /// `x^2 / (a e)`; nil where a or e is 0.
  func squaredCosine(_ x: Int, _ a: Int, _ e: Int) -> ClusteredEstimate? {
    guard means[a] > 0, means[e] > 0, means[x].isFinite, means[e].isFinite else { return nil }
    let value = means[x] / means[a] * (means[x] / means[e])
    let slope = means[x] == 0 ? 0 : 2 * value / means[x]
    return estimate(value, [(x, slope), (a, -value / means[a]), (e, -value / means[e])])
  }

  private func estimate(
    _ value: Double, _ gradient: [(place: Int, slope: Double)]
  ) -> ClusteredEstimate {
    let drift = slopes.map { bySource in
      gradient.reduce(0) { $0 + $1.slope * bySource[$1.place] }
    }
    var squares = 0.0
    for (group, own) in zip(rates.classes, values) {
      let direct = gradient.reduce(0) { $0 + $1.slope * (own[$1.place] - means[$1.place]) }
      let shared = zip(drift, group.influence).reduce(0) { $0 + $1.0 * $1.1 }
      // Over the prompts of the class, whose weights differ: sum (w direct + shared)^2.
      squares +=
        group.squaredWeight * direct * direct + 2 * group.weight * direct * shared
        + Double(group.prompts) * shared * shared
    }
    return ClusteredEstimate(
      value, squares: max(0, squares), clusters: rates.promptCount, within: 0...1)
  }
}
