/// Conditional moments of the contribution vectors given the raw reward level.
///
/// Inner products are those of a metric M, `v^T M w`: with the identity `LevelSums.secondMoment` is
/// E norm(g)^2, with a symmetric M it is `E[g^T M g] = tr(M E[g g^T])`.
struct LevelScores {
  let parameterCount: Int
  let probabilities: [Double]
  /// `means[part][level]`: E[v_part | level], P numbers.
  let means: [[[Double]]]
  /// `squares[part][other][level]`: E[v_part . v_other | level].
  let squares: [[[Double]]]
  /// `meanProducts[part][level][other][otherLevel]`: inner products of `means`.
  let meanProducts: [[[[Double]]]]
  /// E[k | level] of the penalty; nil without one.
  let penaltyMeans: [[Double]]?
  /// `penaltySquares[part][level]`: E[v_part . k | level].
  let penaltySquares: [[Double]]?
  /// E[k . k], over all outcomes.
  let penaltyEnergy: Double
  /// nil for the identity.
  private let metric: [[Double]]?

  /// - Parameters:
  ///   - levelOfOutcome: numbers from 0 without a gap; nil for the levels of the rewards.
  ///   - metric: a symmetric matrix; nil for the identity.
  init(_ problem: Problem, levelOfOutcome: [Int]? = nil, metric: [[Double]]? = nil) {
    let average = LevelAverage(
      problem, levelOfOutcome: levelOfOutcome ?? problem.levelOfOutcome, metric: metric)
    self.metric = metric
    let parts = [problem.positive] + (problem.negative.map { [$0] } ?? [])
    parameterCount = problem.parameterCount
    probabilities = average.probabilities
    let means = parts.map(average.vectors)
    self.means = means
    // Few, and met again in every setting: taken once.
    meanProducts = means.map {
      $0.map { mean in means.map { $0.map { innerProduct(mean, $0, metric) } } }
    }
    squares = parts.map { part in parts.map { average.products(part, $0) } }
    penaltyMeans = problem.penalty.map(average.vectors)
    penaltySquares = problem.penalty.map { penalty in parts.map { average.products($0, penalty) } }
    penaltyEnergy = problem.penalty.map(average.energy) ?? 0
  }
}

extension LevelScores {
  /// Inner product of two vectors.
  func product(_ a: [Double], _ b: [Double]) -> Double { innerProduct(a, b, metric) }
}

/// `a^T M b`; nil for the identity.
private func innerProduct(_ a: [Double], _ b: [Double], _ metric: [[Double]]?) -> Double {
  guard let metric else { return dot(a, b) }
  return a.indices.reduce(0) { $0 + a[$1] * dot(metric[$1], b) }
}

/// Averages over the outcomes of each reward level.
private struct LevelAverage {
  let problem: Problem
  let levelOfOutcome: [Int]
  let metric: [[Double]]?
  let probabilities: [Double]

  init(_ problem: Problem, levelOfOutcome: [Int], metric: [[Double]]?) {
    self.problem = problem
    self.levelOfOutcome = levelOfOutcome
    self.metric = metric
    var sums = [Double](repeating: 0, count: (levelOfOutcome.max() ?? 0) + 1)
    for (o, p) in problem.probabilities.enumerated() { sums[levelOfOutcome[o]] += p }
    probabilities = sums
  }

  /// P(outcome | its level).
  private func share(_ outcome: Int) -> Double {
    let total = probabilities[levelOfOutcome[outcome]]
    // The probabilities of a level may all underflow: its averages are then 0, not 0/0.
    return total > 0 ? problem.probabilities[outcome] / total : 0
  }

  func vectors(_ rows: SparseRows) -> [[Double]] {
    if let sharing = rows.sharing {
      return sharing.sums(
        of: levelOfOutcome, count: probabilities.count,
        weighted: problem.probabilities.indices.map(share))
    }
    let zero = [Double](repeating: 0, count: problem.parameterCount)
    var result = [[Double]](repeating: zero, count: probabilities.count)
    for o in problem.probabilities.indices {
      rows.add(o, scale: share(o), to: &result[levelOfOutcome[o]])
    }
    return result
  }

  func products(_ rows: SparseRows, _ others: SparseRows) -> [Double] {
    var result = [Double](repeating: 0, count: probabilities.count)
    if metric == nil, let sharing = rows.sharing, let other = others.sharing {
      for (o, product) in sharing.products(other).enumerated() {
        result[levelOfOutcome[o]] += share(o) * product
      }
      return result
    }
    for o in problem.probabilities.indices {
      result[levelOfOutcome[o]] +=
        share(o) * product(rows, others, outcome: o)
    }
    return result
  }

  /// E[v . v] over all outcomes. The root of the probability goes into the vector: that of a rare
  /// outcome may be so long that its square is no number.
  func energy(_ rows: SparseRows) -> Double {
    if metric == nil, let sharing = rows.sharing {
      let scaled = sharing.scaled(by: problem.probabilities.map { $0.squareRoot() })
      return scaled.products(scaled).reduce(0, +)
    }
    return problem.probabilities.indices.reduce(0) { sum, o in
      var vector = [Double](repeating: 0, count: problem.parameterCount)
      rows.add(o, scale: problem.probabilities[o].squareRoot(), to: &vector)
      return sum + innerProduct(vector, vector, metric)
    }
  }

  private func product(_ rows: SparseRows, _ others: SparseRows, outcome: Int) -> Double {
    guard let metric else { return rows.dot(outcome, others, dimension: problem.parameterCount) }
    let zero = [Double](repeating: 0, count: problem.parameterCount)
    var (left, right) = (zero, zero)
    rows.add(outcome, scale: 1, to: &left)
    others.add(outcome, scale: 1, to: &right)
    return innerProduct(left, right, metric)
  }
}
