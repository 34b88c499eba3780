import GRPO

/// The groups of a prompt that a run of some size sees too seldom to know their part of the error.
///
/// Outcomes are tabulated, so the probability of every kind of group is known. A kind of probability P
/// that is expected fewer than 25 times in n groups may never have been drawn: the sample then knows
/// neither its part of the mean nor its part of the error. But that part of the error is known all the
/// same: with h what a group of the kind adds, the mean over n groups has from it a standard deviation
/// of at most
///
///     sqrt(P E[h^2] / n)
///
/// Kinds are compositions of the group (how many completions on each reward level) and the presence
/// of a single rare outcome, whose contribution vector may be larger than that of the others, or which stands for
/// many completions by a mean that the others' scatter says nothing of.
struct RareGroups: Sendable {
  /// A kind that is expected fewer times says nothing about itself.
  static let fewest = 25.0
  /// Compositions that are looked at one by one.
  private static let compositionLimit = 4096.0
  /// Levels beyond which not even the groups of one or two levels are.
  private static let levelLimit = 64

  let groups: Int
  let groupSize: Int
  let levels: [Double]
  /// Of rewards whose levels are vectors; nil where they are the rewards themselves.
  private let components: ComponentTables?
  let compositions: [(counts: [Int], probability: Double)]
  /// Squared norm of the contribution vectors by level, in the mean.
  let squares: [Double]
  /// How the vectors of each level lie about their mean.
  private let norms: [LevelNorms]
  /// Rare outcomes on levels that are not: the probability that a group holds one, and the excess.
  let outcomes: [(level: Int, probability: Double, square: Double)]

  /// - Parameters:
  ///   - components: of the problem, for decoupled advantages; nil for others.
  ///   - knowsCompositions: whether each composition has groups of its own, so that only outcomes may be missed.
  init(
    _ problem: Problem, groupSize: Int, groups: Int, vectorsOf components: ComponentTables? = nil,
    knowsCompositions: Bool = false
  ) {
    self.groups = groups
    self.groupSize = groupSize
    self.components = components
    let levelOfOutcome = components?.vectorOfOutcome ?? problem.levelOfOutcome
    let table = OutcomeLevels(problem, levelOfOutcome: levelOfOutcome)
    levels = problem.levels
    squares = table.squares
    norms = table.norms(problem, levelOfOutcome: levelOfOutcome)
    let expected = { (p: Double) in Double(groups) * p }
    compositions =
      knowsCompositions
      ? []
      : Self.compositions(groupSize, table.probabilities).filter {
        $0.probability > 0 && expected($0.probability) < Self.fewest
      }
    let size = Double(groupSize)
    outcomes = problem.probabilities.indices.compactMap { outcome in
      let p = problem.probabilities[outcome]
      let level = levelOfOutcome[outcome]
      guard p > 0, expected(size * p) < Self.fewest,
        expected(size * table.probabilities[level]) >= Self.fewest,
        problem.positive.hasSpread || table.outcomeSquares[outcome] > 4 * table.squares[level]
      else { return nil }
      // G p bounds the probability of holding one, and exceeds it by G^2 p^2/2 at most.
      return (level, size * p, table.outcomeSquares[outcome])
    }
  }

  /// Every composition, or where they are too many those on one level and those with one completion
  /// elsewhere.
  private static func compositions(
    _ groupSize: Int, _ probabilities: [Double]
  ) -> [(counts: [Int], probability: Double)] {
    let all = Compositions(groupSize: groupSize, probabilities: probabilities)
    var found: [(counts: [Int], probability: Double)] = []
    if all.count <= compositionLimit {
      all.forEach { found.append(($0, $1)) }
      return found
    }
    guard probabilities.count <= levelLimit else { return [] }
    for l in probabilities.indices {
      for m in probabilities.indices {
        var counts = [Int](repeating: 0, count: probabilities.count)
        counts[m] = groupSize - 1
        counts[l] += 1
        // A lone completion of level l has G places among the G - 1 of level m.
        let rest = power(probabilities[m], groupSize - 1) * probabilities[l]
        found.append((counts, l == m ? rest : Double(groupSize) * rest))
      }
    }
    return found
  }

  /// What rare groups add to the mean of g and of norm(g)^2 under a setting, g in units of `unit`.
  func share(_ setting: Setting, unit: Double) -> RareShare {
    if let components, let size = try? DecoupledSize(setting, components) {
      return share(size, unit: unit)
    }
    return share(AdvantageSize(setting, levels: levels), unit: unit)
  }

  private func share(_ size: some AdvantageSizes, unit: Double) -> RareShare {
    var share = RareShare()
    for (counts, probability) in compositions {
      // norm(g) is at most the mean of abs(A) norm(E v) and what vectors add that are off their mean: independent of
      // one another, their squares add up, and fourth powers are at most those and thrice the square of these.
      let sizes = size.sizes(counts)
      let kurtosis = power(size.fourthRoot, 4)
      var (mean, root, rest, fourth) = (0.0, 0.0, 0.0, 0.0)
      for l in counts.indices where counts[l] > 0 {
        let (count, own) = (Double(counts[l]), sizes[l] / unit / Double(groupSize))
        mean += count * own * norms[l].mean
        root += count * own * size.fourthRoot * norms[l].meanRoot
        rest += count * own * own * norms[l].rest
        fourth += count * kurtosis * own * own * own * own * norms[l].restFourth
      }
      share.add(
        probability, norm: (mean * mean + rest).squareRoot(),
        root: root + (fourth + 3 * kurtosis * rest * rest).squareRoot().squareRoot(),
        groups: Double(groups))
    }
    for (level, probability, square) in outcomes {
      let norm = size.typical(level) / unit * square.squareRoot() / Double(groupSize)
      share.add(probability, norm: norm, root: size.fourthRoot * norm, groups: Double(groups))
    }
    return share
  }
}

/// The part of rare groups in the variance of a simulated mean.
struct RareShare: Equatable, Sendable {
  /// Of all kinds together.
  var probability = 0.0
  /// Sum of P E norm(g)^2 / n: an upper bound of the variance of the mean of g along any direction.
  var square = 0.0
  /// Sum of P E norm(g)^4 / n: the same of the mean of norm(g)^2.
  var quartic = 0.0

  /// Adds a kind whose gradients have mean square `norm^2` and mean fourth power `root^4`.
  fileprivate mutating func add(
    _ probability: Double, norm: Double, root: Double, groups: Double
  ) {
    guard norm > 0 else { return }
    self.probability += probability
    // Products that underflow are bounds all the same: not 0, or what a run never saw would be certain.
    let least = Double.leastNonzeroMagnitude
    square += max(least, probability / groups * norm * norm)
    quartic += max(least, probability / groups * root * root * root * root)
  }
}

/// The contribution vectors of a level: norm(E v), E norm(v - E v)^2 and E norm(v - E v)^4.
private struct LevelNorms {
  var mean = 0.0
  /// The same, or the root of a mean fourth power that takes its place.
  var meanRoot = 0.0
  var rest = 0.0
  var restFourth = 0.0
}

/// Probabilities and contribution vectors of a problem's reward levels.
private struct OutcomeLevels {
  private(set) var probabilities: [Double]
  /// Means over the level of norm(v)^2 and norm(v)^4.
  private(set) var squares: [Double]
  private(set) var fourths: [Double]
  private(set) var outcomeSquares: [Double]

  init(_ problem: Problem, levelOfOutcome: [Int]) {
    let zero = [Double](repeating: 0, count: (levelOfOutcome.max() ?? 0) + 1)
    (probabilities, squares, fourths) = (zero, zero, zero)
    outcomeSquares = problem.probabilities.indices.map { outcome in
      // Under a clip the sign of the advantage picks the vector: the longer one bounds both.
      let parts = [problem.positive, problem.negative].compactMap { $0 }
      let square = parts.map { $0.dot(outcome, $0, dimension: problem.parameterCount) }.max()!
      return problem.largestShare * problem.largestShare * square
    }
    for (outcome, level) in levelOfOutcome.enumerated() {
      let (p, square) = (problem.probabilities[outcome], outcomeSquares[outcome])
      probabilities[level] += p
      squares[level] += p * square
      fourths[level] += p * square * square
    }
    for l in zero.indices where probabilities[l] > 0 {
      squares[l] /= probabilities[l]
      fourths[l] /= probabilities[l]
    }
  }

  /// - Parameter levelOfOutcome: as at the start.
  func norms(_ problem: Problem, levelOfOutcome: [Int]) -> [LevelNorms] {
    // The sign of each advantage picks the vector: only that it is no longer than the longer one is known.
    guard !problem.isClipped else {
      return squares.indices.map {
        LevelNorms(
          mean: squares[$0].squareRoot(), meanRoot: fourths[$0].squareRoot().squareRoot())
      }
    }
    let share = problem.largestShare
    let zero = [Double](repeating: 0, count: problem.parameterCount)
    var means = squares.map { _ in zero }
    for (outcome, level) in levelOfOutcome.enumerated() where probabilities[level] > 0 {
      problem.positive.add(
        outcome, scale: share * problem.probabilities[outcome] / probabilities[level],
        to: &means[level])
    }
    var norms = means.map { mean in
      let norm = dot(mean, mean).squareRoot()
      return LevelNorms(mean: norm, meanRoot: norm)
    }
    for (outcome, level) in levelOfOutcome.enumerated() where probabilities[level] > 0 {
      let along = share * problem.positive.product(outcome, with: means[level])
      let square = norms[level].mean * norms[level].mean
      // A difference of squares, of which rounding leaves something where it is 0.
      let difference = outcomeSquares[outcome] - 2 * along + square
      let rest = difference > 1e-14 * outcomeSquares[outcome] ? difference : 0
      let p = problem.probabilities[outcome] / probabilities[level]
      norms[level].rest += p * rest
      norms[level].restFourth += p * rest * rest
    }
    return norms
  }
}
