import GRPO
import GSL

/// Which columns are the reward, and what each counts in the sum.
public struct RewardReading: Hashable, Sendable {
  /// One number for each candidate column; 0 for those that are not part of the reward.
  public let weights: [Double]
  /// Whether the advantages of the log speak for it; else it was given or is the only one there is.
  public let isFound: Bool

  /// Columns that the advantages of every group are a multiple of, once centred.
  ///
  /// With `D` the centred columns of a group and `A` its advantages, weights w of a reward leave
  ///
  ///     sum_groups w^T D^T (I - A A^T / norm(A)^2) D w  =  0
  ///
  /// The fewest columns are taken that reach it to single precision: logs hold columns that are sums of others.
  ///
  /// - Returns: nil where no columns do, as for advantages that are not a multiple of the rewards.
  static func found(_ groups: [HeadGroup], columnCount: Int) throws -> RewardReading? {
    try found(groups, columnCount: columnCount, part: HeadGroup.centred)?.reading
  }

  /// The same for advantages that are sums over columns divided by their own deviations.
  static func foundDecoupled(
    _ groups: [HeadGroup], columnCount: Int
  ) throws -> RewardReading? {
    let rules = Set(
      AdvantagePreset.all.map(\.rule).filter { $0.aggregation == .decoupled }.map(\.estimator))
    // In an order that does not change from run to run.
    let ordered = rules.sorted { ($0.ddof, $0.stabilizer) > ($1.ddof, $1.stabilizer) }
    let readings = try ordered.compactMap { estimator in
      try found(groups, columnCount: columnCount) { estimator.advantages(of: $0) }
    }
    return readings.min { $0.misfit < $1.misfit }?.reading
  }

  /// - Parameter part: what a column becomes in the sum.
  private static func found(
    _ groups: [HeadGroup], columnCount: Int, part: ([Double]) -> [Double]
  ) throws -> (reading: RewardReading, misfit: Double)? {
    let usable = groups.filter { group in
      group.advantages?.allSatisfy(\.isFinite) == true
        && group.advantages!.contains { $0 != 0 }
        && group.columns.allSatisfy { $0.allSatisfy { !$0.isNaN } }
    }
    guard !usable.isEmpty else { return nil }
    let table = Alignment(usable, columnCount: columnCount, part: part)
    let varying = (0..<columnCount).filter { table.spread[$0][$0] > 0 }
    for count in 1...max(1, min(varying.count, 6)) {
      var best: (misfit: Double, weights: [Double])?
      for subset in subsets(varying, count: count) {
        guard let (misfit, vector) = try? table.smallest(subset), misfit <= tolerance,
          vector.allSatisfy({ abs($0) > 1e-4 })
        else { continue }
        if misfit < 0.01 * (best?.misfit ?? .infinity) {
          var weights = [Double](repeating: 0, count: columnCount)
          for (k, weight) in zip(subset, normalised(vector)) { weights[k] = weight }
          best = (max(misfit, 1e-16), weights)
        }
      }
      if let best { return (RewardReading(weights: best.weights, isFound: true), best.misfit) }
    }
    return nil
  }

  /// Single precision leaves 1e-11, a wrong column 1e-2.
  private static let tolerance = 1e-9

  /// Largest weight 1, and those that are multiples of .001 to single precision just that.
  private static func normalised(_ vector: [Double]) -> [Double] {
    let largest = vector.max { abs($0) < abs($1) }!
    return vector.map {
      let weight = $0 / largest
      let round = (1000 * weight).rounded() / 1000
      return abs(weight - round) <= 2e-5 ? round : weight
    }
  }

  private static func subsets(_ items: [Int], count: Int) -> [[Int]] {
    if count == 0 { return [[]] }
    guard items.count >= count else { return [] }
    return subsets(Array(items.dropFirst()), count: count - 1).map { [items[0]] + $0 }
      + subsets(Array(items.dropFirst()), count: count)
  }
}

/// The two forms whose ratio says how far a weighted sum of columns is from the advantages.
private struct Alignment {
  /// sum D^T D, groups scaled alike.
  private(set) var spread: [[Double]]
  /// sum D^T (I - A A^T / norm(A)^2) D.
  private var rest: [[Double]]

  init(_ groups: [HeadGroup], columnCount: Int, part: ([Double]) -> [Double]) {
    let zero = [[Double]](
      repeating: [Double](repeating: 0, count: columnCount), count: columnCount)
    (spread, rest) = (zero, zero)
    for group in groups {
      let columns = group.columns.map(part)
      let advantages = group.advantages!
      let energy = advantages.reduce(0) { $0 + $1 * $1 }
      for k in 0..<columnCount {
        let along = dot(columns[k], advantages) / energy
        // The projection is taken off before the product, so that nothing cancels.
        let off = zip(columns[k], advantages).map { $0 - along * $1 }
        for l in 0..<columnCount {
          let otherAlong = dot(columns[l], advantages) / energy
          let otherOff = zip(columns[l], advantages).map { $0 - otherAlong * $1 }
          spread[k][l] += dot(columns[k], columns[l])
          rest[k][l] += dot(off, otherOff)
        }
      }
    }
  }

  func smallest(_ columns: [Int]) throws -> (misfit: Double, vector: [Double]) {
    // Columns of very different size: each in its own unit.
    let units = columns.map { spread[$0][$0].squareRoot() }
    let scaled = { (matrix: [[Double]]) in
      columns.indices.map { i in
        columns.indices.map { matrix[columns[i]][columns[$0]] / (units[i] * units[$0]) }
      }
    }
    let found = try GeneralizedEigenvector.smallest(scaled(rest), metric: scaled(spread))
    return (found.value, zip(found.vector, units).map { $0 / $1 })
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
